"""Tables and lists of labelled values: a specification, the facts of an infobox.

One such group has labels that only some pages have, and values that happen to be the
same on all: what stands in it is of the thing all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from lxml.html import HtmlElement

    from vultrcrawl.schema.sources.labels import Labelled

FactGroup: TypeAlias = dict[str, str]

#: Pairs of one group that are read, and longest value, in characters.
_MOST, _LONGEST = 60, 300
#: Fewest pairs of a group: of a table, and of boxes or lines side by side, where two
#: may be remarks in a text.
_TABLE, _BOXES = 2, 3


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


def without(group: FactGroup, labels: Collection[str]) -> FactGroup:
    """Return *group* without *labels*, however they are spelled."""
    left_out = set(map(folded, labels))
    return {name: text for name, text in group.items() if folded(name) not in left_out}
