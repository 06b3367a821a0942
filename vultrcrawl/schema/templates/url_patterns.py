"""A few patterns that tell a template's addresses, in the place of many shapes.

A pattern is a shape (see `frontier.shapes`) in which ``{*}`` stands for any one part of
a path, ``{path}`` for the rest of it, and ``?{query}`` for any parameters.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vultrcrawl.urls.shapes import any_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: More patterns than this tell a reader nothing.
MOST = 8
#: Shapes that differ in one part of the path only, at least, for it to be any.
_ALIKE = 3
_QUERY = "?{query}"

Parts = tuple[str, ...]


def few_patterns(shapes: Mapping[str, int], most: int = MOST) -> list[str]:
    """Return patterns for *shapes*, with their numbers of pages: the commonest first.

    At most *most*; shapes stay as they are if they are no more.
    """
    pages: dict[Parts, int] = defaultdict(int)
    for shape, count in shapes.items():
        pages[tuple(shape.split("/"))] += count
    if len(pages) > most:
        pages = _with_any_query(pages)
    before = len(pages) + 1
    while most < len(pages) < before:
        before, pages = len(pages), _widened(pages, most)
    depth = max((len(one) for one in pages), default=0)
    while len(pages) > most and depth > 1:
        depth -= 1
        cut = [(one, (*one[:depth], "{path}")) for one in pages if len(one) > depth]
        pages = _joined(pages, cut)
    ranked = sorted(pages, key=lambda one: (-pages[one], one))
    return ["/".join(one) for one in ranked[:most]]


def _any(parts: Parts, at: int) -> Parts:
    """Return *parts* with any at *at*; what `any_of` keeps of it stays."""
    page, mark, query = parts[at].partition("?")
    return (*parts[:at], any_of(page) + mark + query, *parts[at + 1 :])


def _with_any_query(pages: dict[Parts, int]) -> dict[Parts, int]:
    """Return *pages* with any parameters where three or more differ in them only."""
    alike: dict[Parts, list[Parts]] = defaultdict(list)
    for parts in pages:
        page, mark, _ = parts[-1].partition("?")
        if mark:
            alike[(*parts[:-1], page + _QUERY)].append(parts)
    changes = [
        (one, pattern)
        for pattern, members in alike.items()
        if len(members) >= _ALIKE
        for one in members
    ]
    return _joined(pages, changes)


def _widened(pages: dict[Parts, int], most: int) -> dict[Parts, int]:
    """Return *pages* with any part where three or more differ there only.

    Places where the most differ come first, until no more than *most* are left.
    """
    alike: dict[tuple[int, Parts], list[Parts]] = defaultdict(list)
    for parts in pages:
        for at in range(1, len(parts)):
            name, mark, _ = parts[at].partition("?")
            if name and (not mark or parts[at].endswith(_QUERY)):
                alike[at, _any(parts, at)].append(parts)
    ranked = sorted(alike.items(), key=lambda found: (-len(found[1]), found[0]))
    for (_, pattern), members in ranked:
        here = [one for one in members if one in pages]
        if len(here) >= _ALIKE and len(pages) > most:
            pages = _joined(pages, [(one, pattern) for one in here])
    return pages


def _joined(
    pages: Mapping[Parts, int], changes: Iterable[tuple[Parts, Parts]]
) -> dict[Parts, int]:
    joined = dict(pages)
    for old, new in changes:
        count = joined.pop(old)
        joined[new] = joined.get(new, 0) + count
    return joined
