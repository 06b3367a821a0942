"""Labelled values by label, where they link to, and the tables that they stand in.

A table has labels that only some pages have, and values that happen to be the same on
all: what stands in it is of the thing all the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.values import folded
from vultrcrawl.urls.joining import absolute_http

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.schema.sources.labels.pairs import Labelled, Pairs

FactGroup: TypeAlias = dict[str, str]

#: Pairs of one group, and of all sections of a table, that are read; and longest value,
#: in characters.
_MOST, _MOST_IN_ALL, _LONGEST = 60, 200, 300
#: A label that counts its like: ``Step 3``, ``Step 3 of 6``, ``Day-3``.
_NUMBERED = re.compile(r"([^\W\d_]+)[ -](\d{1,2})(?: ?(?:of|/) ?\d{1,2})?")
#: Fewest pairs of a group: of a table, and of boxes or lines side by side, where two
#: may be remarks in a text.
_TABLE, _BOXES = 2, 3
#: Share of the rows of a table that have the label of another, at most.
_REPEATED = 0.25
#: Nodes of what values stand in that are looked at for links.
_NODES = 60


def without_columns(found: Sequence[Labelled]) -> list[Labelled]:
    """Return *found* without rows of tables whose first cells repeat, as labels don't.

    So are tables of what returns a ``String`` and what returns nothing.
    """
    labels: dict[HtmlElement, list[str]] = defaultdict(list)
    for one in found:
        if one.around is not None and one.around.tag == "table":
            labels[one.around].append(folded(one.label))
    columns = {
        table
        for table, names in labels.items()
        if len(names) - len(set(names)) > _REPEATED * len(names)
    }
    return [one for one in found if one.around not in columns]


def labelled(found: Iterable[Labelled]) -> Pairs:
    """Return the values of the `pairs` that were *found* by label.

    Of labels that are spelled in several ways the first one counts.
    """
    values_of: Pairs = {}
    spelling: dict[str, str] = {}
    for one in found:
        name = spelling.setdefault(folded(one.label), one.label)
        values_of.setdefault(name, one.values)  # a repeated label is no label
    return in_series(values_of)


def in_series(found: Pairs) -> Pairs:
    """Return *found* with what numbered labels have in one list, in their order.

    ``Step 1`` and ``Step 2`` are a list of steps: how many there are is of the page.
    """
    parts: dict[str, dict[int, list[str]]] = defaultdict(dict)
    for label, values in found.items():
        if match := _NUMBERED.fullmatch(label):
            parts[match[1]][int(match[2])] = values
    series = {word: of for word, of in parts.items() if len(of) > 1}
    joined: Pairs = {}
    for label, values in found.items():
        match = _NUMBERED.fullmatch(label)
        if match is None or match[1] not in series:
            joined.setdefault(label, values)
        elif match[1] not in joined:
            of = series[match[1]]
            joined[match[1]] = [text for number in sorted(of) for text in of[number]]
    return joined


def linked_values(found: Iterable[Labelled], base: str) -> Pairs:
    """Return where the values link to by label, of those that are links as a whole.

    As absolute addresses, on a page with *base*.
    """
    links_of: Pairs = {}
    seen: set[str] = set()
    for one in found:
        name = folded(one.label)
        if name in seen:  # its values are those of the first one, see `labelled`
            continue
        seen.add(name)
        if one.holder is None:
            continue
        links = {
            text_of(inner): link
            for inner in islice(one.holder.iter(), _NODES)
            if inner.tag == "a"
            and (href := inner.get("href"))
            and (link := absolute_http(href, base)) is not None
            and link.partition("#")[0] != base  # it only does something here
        }
        if all(value in links for value in one.values):
            links_of[one.label] = [links[value] for value in one.values]
    return links_of


def fact_groups(pairs: Iterable[Labelled]) -> dict[HtmlElement, FactGroup]:
    """Return the values by label of each element with several of the *pairs* in it.

    Values of a list are joined by commas.
    """
    found: dict[HtmlElement, FactGroup] = {}
    for one in pairs:
        text = ", ".join(one.values)
        if one.around is None or len(text) > _LONGEST:
            continue
        group = found.setdefault(one.around, {})
        if len(group) < _MOST:
            group.setdefault(one.label, text)
    return {
        element: group
        for element, group in found.items()
        if len(group) >= (_TABLE if element.tag in ("table", "dl") else _BOXES)
    }


def joined(groups: Iterable[FactGroup]) -> FactGroup:
    """Return *groups* as one; of a label in several, however spelled, the first."""
    found: dict[str, tuple[str, str]] = {}
    for group in groups:
        for label, text in group.items():
            found.setdefault(folded(label), (label, text))
    return dict(islice(found.values(), _MOST_IN_ALL))


def without(group: FactGroup, labels: Collection[str]) -> FactGroup:
    """Return *group* without *labels*, however they are spelled."""
    left_out = set(map(folded, labels))
    return {name: text for name, text in group.items() if folded(name) not in left_out}
