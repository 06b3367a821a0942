"""What classes, ids, itemprop and tags of a selector say its values are."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.schema.properties.registry import (
    PROPERTIES,
    by_address,
    by_class,
    by_link,
    by_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vultrcrawl.schema.sources.paths import Placed

_MARK = re.compile(r"[.#]([A-Za-z_-][\w-]*)")
_LINK = re.compile(r'\[rel~?="([a-z]+)"\]')
_ITEMPROP = re.compile(r'\[itemprop="([A-Za-z]+)"\]')
#: How often what they say is right: itemprop and rel, the class of the element, of the
#: one around it, and a lone <h1>.
_STATED, _OWN, _AROUND, _HEADING = 0.7, 0.45, 0.35, 0.6
#: The same for a class that names a code, such as ISBN: such words mean nothing else.
_CODE = 0.6
#: The same for the only block of code in its place on each page: what it declares. All
#: such places of 17 sites were of that kind.
_CODE_BLOCK = 0.6
#: What an element is that is alone in its place on each page, by its tag; its score,
#: and the share of the pages that have it, at least.
_ALONE = {"h1": ("name", _HEADING, 0.0), "pre": ("signature", _CODE_BLOCK, 0.5)}
_TAG = re.compile(r"[a-z0-9-]+")
#: Links of a page whose addresses are looked at; the share of all that must say the
#: same; and lists of them that must differ: what all pages list is a menu.
_LINKS, _MOST, _DIFFER = 5, 0.8, 2


def class_scores(
    css: str, attribute: str, found: Mapping[int, Sequence[Placed]], pages: int
) -> dict[str, float]:
    """Return scores of properties by what the last two steps of *css* are called.

    *found* is what stands there, by number of the page, of so many *pages*.
    """
    steps = css.split(" > ")
    several = 2 * sum(len(one) > 1 for one in found.values()) > len(found)
    said = list(_by_marks(steps, several=several))
    tag = _TAG.match(steps[-1].split(" ")[-1])
    # A plain "a" finds others, too, see `places.addressed`.
    linked = (
        tag is not None and tag[0] == "a" != steps[-1] and not selects_in_trail(css)
    )
    if linked and (told := _by_addresses(found, alone=":" not in steps[-1])):
        said.append((told, _STATED))
    if attribute == "datetime":
        said.append(("datePublished", _OWN))
    elif tag is not None and tag[0] == "time" and not said:
        said.append(("datePublished", _AROUND))
    elif (
        tag is not None
        and ":" not in steps[-1]  # one of several
        and all(len(one) == 1 for one in found.values())
    ):
        name, worth, share = _ALONE.get(tag[0], ("", 0.0, 0.0))
        if name and len(found) >= share * pages:
            said.append((name, worth))
    scores: dict[str, float] = {}
    for name, worth in said:
        scores[name] = max(scores.get(name, 0), worth)
    return scores


def selects_in_trail(css: str) -> bool:
    """Whether *css* is in breadcrumbs, where a step is not the nearest category."""
    return any(by_class(mark) == "breadcrumbs" for mark in _MARK.findall(css))


def _by_addresses(found: Mapping[int, Sequence[Placed]], *, alone: bool) -> str | None:
    """Return the property that most of the links *found* lead to, by their addresses.

    None where all pages have the same links, which are a menu's: but one person, who is
    *alone* there, may have written all that a site has.
    """
    texts = {tuple(dict.fromkeys(one.text for one in of)) for of in found.values()}
    links = [one.element for placed in found.values() for one in placed[:_LINKS]]
    told = Counter(
        known[0] if (known := by_address(link.get("href") or "")) else None
        for link in links
    )
    name, times = told.most_common(1)[0]
    if name is None or times < _MOST * len(links):
        return None
    person = PROPERTIES[name].accepts == "person"
    is_author = person and alone and all(len(of) == 1 for of in texts)
    return name if is_author or len(texts) >= _DIFFER else None


def _by_marks(steps: Sequence[str], *, several: bool) -> Iterator[tuple[str, float]]:
    """Yield properties that itemprop, rel, classes and ids name, with their scores.

    Where *several* elements of a page have a class that names a list, or stand in one
    that has, it scores as one that names a code does.
    """
    match = _ITEMPROP.search(steps[-1])
    if match is not None and (stated := by_path(match[1])):
        yield stated, _STATED
    if (link := _LINK.search(steps[-1])) and (told := by_link(link[1])):
        yield told, _STATED
    for step, worth in ((steps[-1], _OWN), (steps[-2] if steps[1:] else "", _AROUND)):
        for mark in _MARK.findall(step):
            if (name := by_class(mark)) is not None:
                known = PROPERTIES[name]
                code = worth == _OWN and known.accepts == "code"
                yield name, _CODE if code or (several and known.is_list) else worth
