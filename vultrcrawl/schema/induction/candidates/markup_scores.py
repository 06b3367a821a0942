"""What classes, ids, itemprop and tags of a selector say its values are."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.schema.properties.registry import (
    PROPERTIES,
    by_class,
    by_icon,
    by_path,
)
from vultrcrawl.schema.sources.view import text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vultrcrawl.schema.sources.paths import Placed

_MARK = re.compile(r"[.#]([A-Za-z_-][\w-]*)")
_ITEMPROP = re.compile(r'\[itemprop="([A-Za-z]+)"\]')
#: How often what they say is right: itemprop, the class of the element, of the one
#: around it, and a lone <h1>.
_STATED, _OWN, _AROUND, _HEADING = 0.7, 0.45, 0.35, 0.6
#: The same for a class that names a code, such as ISBN: such words mean nothing else.
_CODE = 0.6
#: The same for an icon before the value, which is drawn for readers to see.
_ICON = 0.6
_TIME = re.compile(r"time(?![a-z0-9-])")
#: Elements around an icon that begin with it, at most.
_LEVELS = 3


def class_scores(
    css: str, attribute: str, found: Mapping[int, Sequence[Placed]]
) -> dict[str, float]:
    """Return scores of properties by what the last two steps of *css* are called."""
    scores: dict[str, float] = {}
    steps = css.split(" > ")
    match = _ITEMPROP.search(steps[-1])
    if match is not None and (stated := by_path(match[1])):
        scores[stated] = _STATED
    for step, worth in ((steps[-1], _OWN), (steps[-2] if steps[1:] else "", _AROUND)):
        for mark in _MARK.findall(step):
            if (name := by_class(mark)) is not None:
                code = worth == _OWN and PROPERTIES[name].accepts == "code"
                scores[name] = max(scores.get(name, 0), _CODE if code else worth)
    icons = Counter(
        name for placed in found.values() for one in placed for name in _icons(one)
    )
    for name, count in icons.items():
        if 2 * count > sum(map(len, found.values())):
            scores[name] = max(scores.get(name, 0), _ICON)
    last = steps[-1].split(" ")[-1]
    if attribute == "datetime":
        scores["datePublished"] = max(scores.get("datePublished", 0), _OWN)
    elif _TIME.match(last) and not scores:
        scores["datePublished"] = _AROUND
    elif re.match(r"h1(?![a-z0-9])", last) and all(
        len(one) == 1 for one in found.values()
    ):
        scores["name"] = max(scores.get("name", 0), _HEADING)
    return scores


def _icons(one: Placed) -> set[str]:
    """Return the properties of the icon that an element begins with."""
    at = one.element
    for _ in range(_LEVELS):
        first = next((inner for inner in at if isinstance(inner.tag, str)), None)
        if first is None or (at.text or "").strip():
            break
        if first.tag in ("i", "span", "svg") and not text_of(first):
            classes = (first.get("class") or "").split()
            return {name for word in classes if (name := by_icon(word)) is not None}
        at = first
    return set()
