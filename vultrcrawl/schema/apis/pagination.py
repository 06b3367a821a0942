"""Pagination of endpoints: the parameter that scripts move."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl

from vultrcrawl.schema.apis.json_paths import leaves
from vultrcrawl.schema.apis.parsed_calls import ValuePlace, as_text
from vultrcrawl.schema.navigation.next_link import PAGE_NAMES
from vultrcrawl.schema.navigation.pagination import OFFSET_NAMES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.apis.parsed_calls import CallGroup, ParsedCall

_PAGE = re.compile(r"(?:page|current)[_-]?(?:number|no|num|index|nr)?", re.IGNORECASE)
_SIZES: Final = frozenset((
    "limit", "size", "pagesize", "perpage", "count", "first", "take", "rows", "num",
    "itemsperpage", "hitsperpage", "pagelimit",
))  # fmt: skip


def read_paging(
    endpoint: CallGroup, grown: AbstractSet[int] = frozenset()
) -> tuple[ValuePlace, dict[str, Any]] | None:
    """Return the place that calls of one page differ in alone, and how it moves.

    On pages whose numbers are in *grown* a list grew: there one call for page 2 says
    enough, as the page itself had the first.

    ``kind`` is ``page`` (it grows by one), ``offset`` (by more) or ``cursor`` (an
    answer gives the next value, at ``next_path``). None if calls differ in what is
    asked for rather than in how far.
    """
    moves: dict[ValuePlace, list[tuple[ParsedCall, ParsedCall]]] = defaultdict(list)
    for calls in _by_page(endpoint).values():
        for before, after in itertools.pairwise(calls):
            places = [
                place
                for place in _all_places(endpoint)
                if before.value(place) != after.value(place)
            ]
            if len(places) == 1:
                moves[places[0]].append((before, after))
    for place in sorted(moves, key=lambda place: -len(moves[place])):
        pairs = moves[place]
        found = _counted(endpoint, place, pairs) or _cursor(place, pairs)
        if found is not None:
            pages = {after.page for _, after in pairs}
            return place, found | _said(endpoint, place, len(pages))
    for place in endpoint.places if not moves else ():
        calls = [one for one in endpoint.answered if one.page in grown]
        found = _counted(endpoint, place, [(None, one) for one in calls])
        if calls and found is not None and found["max_seen"] > 1:
            return place, found | _said(endpoint, place, len(calls))
    return None


def _said(endpoint: CallGroup, place: ValuePlace, pages: int) -> dict[str, Any]:
    said: dict[str, Any] = {"param": name_of(endpoint, place), "in": place.where}
    for other in endpoint.places:
        if _plain(other.name) in _SIZES and other != place:
            said["size_param"] = other.name
            break
    return said | {"pages": pages}


def _by_page(endpoint: CallGroup) -> dict[int, list[ParsedCall]]:
    pages: dict[int, list[ParsedCall]] = defaultdict(list)
    for one in sorted(endpoint.answered, key=lambda one: (one.page, one.order)):
        pages[one.page].append(one)
    return pages


def _all_places(endpoint: CallGroup) -> list[ValuePlace]:
    varying = [
        ValuePlace("path", str(number))
        for number, segment in enumerate(endpoint.pattern)
        if segment is None
    ]
    return varying + endpoint.places


def name_of(endpoint: CallGroup, place: ValuePlace) -> str:
    """Return the name of *place*; of a segment what stands before it."""
    if place.where != "path":
        return place.name
    number = int(place.name)
    before = endpoint.pattern[number - 1] if number else None
    return before or ""


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.rpartition(".")[2].lower())


def _counted(
    endpoint: CallGroup,
    place: ValuePlace,
    moves: Sequence[tuple[ParsedCall | None, ParsedCall]],
) -> dict[str, Any] | None:
    name = re.sub(r"[\[\]]", "", name_of(endpoint, place).rpartition(".")[2])
    paged = PAGE_NAMES.fullmatch(name) or _PAGE.fullmatch(name)
    if not paged and not OFFSET_NAMES.fullmatch(name):
        return None
    steps: Counter[int] = Counter()
    seen: list[int] = []
    first: list[int] = []
    for before, after in moves:
        end = after.value(place)
        begin = before.value(place) if before is not None else None
        if end is None or not (end.isascii() and end.isdigit()) or len(end) > 9:
            return None
        seen.append(int(end))
        if begin is not None and begin.isascii() and begin.isdigit():
            steps[int(end) - int(begin)] += 1
            first.append(int(begin))
    if not seen:
        return None
    step = steps.most_common(1)[0][0] if steps else 1 if paged else min(seen)
    if step < 1:
        return None
    return {
        "kind": "page" if step == 1 or paged else "offset",
        "start": min(first, default=None),
        "step": step,
        "max_seen": max(seen),
    }


def _cursor(
    place: ValuePlace, moves: Sequence[tuple[ParsedCall, ParsedCall]]
) -> dict[str, Any] | None:
    """Return how a cursor moves, if answers give the next one."""
    paths: Counter[tuple[str, bool]] = Counter()
    for before, after in moves:
        value = after.value(place)
        if not value:
            continue
        here: set[tuple[str, bool]] = set()
        for path, leaf in leaves(before.call.data):
            text = as_text(leaf)
            if text == value:
                here.add((path, False))
            elif isinstance(leaf, str) and "?" in text:
                pairs = parse_qsl(text.partition("?")[2].partition("#")[0])
                if (place.name, value) in pairs:
                    here.add((path, True))
        paths.update(here)
    # The last item's own identifier is a cursor, too; a place of its own is better.
    for (path, in_url), count in sorted(
        paths.items(), key=lambda one: (-one[1], "[*]" in one[0][0], len(one[0][0]))
    ):
        if count >= 0.8 * len(moves):
            found: dict[str, Any] = {"kind": "cursor", "next_path": path}
            return found | ({"next_is": "url"} if in_url else {})
    return None
