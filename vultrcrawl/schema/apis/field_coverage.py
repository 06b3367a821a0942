"""Which fields of records an endpoint's responses hold, and where."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from vultrcrawl.schema.apis.json_paths import leaves, lists
from vultrcrawl.schema.apis.value_keys import Keys, ValueKey, keys_of, keys_of_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vultrcrawl.schema.extraction import Record

#: Pages, and items of a list and records of a page, that are compared at most: with 20
#: fields half a second. Those found to be the same thing are compared field by field.
_PAGES, _ITEMS, _PAIRS = 12, 100, 30
#: Lists that may be that of the records, and answers that may be that of the record.
_LISTS, _ANSWERS = 5, 10
#: Share of the records with a field for which a path gives its value, at least.
_AGREEING: Final = 0.7


@dataclass(frozen=True, slots=True)
class EndpointPage:
    """A page's records, and the responses that one endpoint gave on it."""

    url: str
    records: list[Record]
    answers: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Where a response holds a field."""

    path: str
    """JSON path from the top of the response."""
    share: float
    """Share of the pages with the field and a response where they agree."""
    pages: int
    """How many pages these are."""


class _Item:
    """One object of a response: its values by path."""

    def __init__(self, data: Any, base: str) -> None:
        self.keys: dict[str, list[Keys]] = defaultdict(list)
        for path, value in leaves(data):
            if len(self.keys[path]) < _ITEMS:
                self.keys[path].append(keys_of(value, base))

    def agrees(self, path: str, wanted: list[Keys]) -> bool:
        """Whether what is at *path* is what a field says."""
        here = self.keys.get(path, [])
        if not here or not wanted:
            return False
        found = sum(any(one & other for other in here) for one in wanted)
        # One of many values says nothing.
        return found >= 0.8 * len(wanted) and len(here) <= 2 * len(wanted) + 1


def covered(
    pages: Sequence[EndpointPage], names: Iterable[str], *, many: bool
) -> tuple[dict[str, Cover], str | None]:
    """Return where the responses hold fields, by name, and where their records lie.

    A field counts as held where two pages agree, or all there are, and seven in ten of
    those that have both. With *many* records a page, they are the items of a list.
    """
    names, pages = list(names), pages[:_PAGES]
    if not many:
        pairs = [
            [(record, _closest(record, page, names), page.url)]
            for page in pages
            for record in page.records[:1]
            if page.answers
        ]
        return _covers(pairs, names, ""), None
    best: tuple[dict[str, Cover], str | None] = ({}, None)
    sizes: Counter[str] = Counter()
    for page in pages:
        for answer in page.answers:
            for path, items in lists(answer):
                sizes[path] += len(items)
        if len(page.answers) > 1:
            sizes["$"] += len(page.answers)  # a call for each card
    largest = max(sizes.values(), default=0)
    for path, size in sizes.most_common(_LISTS):
        if size < 0.1 * largest:
            break
        aligned = _aligned(pages, path, names)
        covers = _covers(aligned, names, path)
        if len(covers) > len(best[0]):
            best = covers, path
    return best


def _closest(record: Record, page: EndpointPage, names: Sequence[str]) -> _Item:
    """Return the response that has most of what *record* has: it is about this page."""
    items = [_Item(answer, page.url) for answer in page.answers[:_ANSWERS]]
    if len(items) == 1:
        return items[0]
    known = [keys_of_all(record[name], page.url) for name in names if name in record]
    return max(
        items,
        key=lambda item: sum(
            any(item.agrees(path, wanted) for path in item.keys) for wanted in known
        ),
    )


def _items(page: EndpointPage, path: str) -> list[_Item]:
    if path == "$":
        return [_Item(answer, page.url) for answer in page.answers[:_ITEMS]]
    found = [
        item
        for answer in page.answers
        for place, items in lists(answer)
        if place == path
        for item in items
    ]
    return [_Item(item, page.url) for item in found[:_ITEMS]]


_Pair: TypeAlias = "tuple[Record, _Item, str]"


def _aligned(
    pages: Sequence[EndpointPage], path: str, names: Sequence[str]
) -> list[list[_Pair]]:
    """Return the records and items of each page that are the same thing.

    They are matched by the field and the path with the most different values in
    common, each of which one item only has.
    """
    shared: Counter[tuple[str, str]] = Counter()
    indexed = []
    for page in pages:
        records = page.records[:_ITEMS]
        by_field = {
            name: _unique(
                (number, keys_of(record[name], page.url))
                for number, record in enumerate(records)
                if name in record and not isinstance(record[name], list)
            )
            for name in names
        }
        items = _items(page, path)
        by_path = {
            place: _unique(
                (number, one)
                for number, item in enumerate(items)
                for one in item.keys.get(place, [])[:1]
            )
            for place in dict.fromkeys(place for item in items for place in item.keys)
        }
        indexed.append((page, records, items, by_field, by_path))
        for name, known in by_field.items():
            for place, here in by_path.items():
                common = len({known[key] for key in known.keys() & here.keys()})
                if common >= min(2, len(records)):
                    shared[name, place] += common
    if not shared:
        return []
    (name, place), _ = shared.most_common(1)[0]
    aligned = []
    for page, records, items, by_field, by_path in indexed:
        known, here = by_field.get(name, {}), by_path.get(place, {})
        pairs = {known[key]: here[key] for key in known.keys() & here.keys()}
        aligned.append(
            [
                (records[one], items[other], page.url)
                for one, other in list(pairs.items())[:_PAIRS]
            ]
        )
    return [pairs for pairs in aligned if pairs]


def _unique(
    keys: Iterable[tuple[int, Keys]],
) -> dict[ValueKey, int]:
    """Return by key the number of the only thing that has it."""
    found: dict[ValueKey, int | None] = {}
    for number_, known in keys:
        for key in known:
            found[key] = number_ if key not in found else None
    return {key: value for key, value in found.items() if value is not None}


def _covers(
    pages: Sequence[Sequence[_Pair]], names: Sequence[str], root: str
) -> dict[str, Cover]:
    found: dict[str, Cover] = {}
    for name in names:
        having: Counter[str] = Counter()
        agreeing: Counter[str] = Counter()
        said: dict[str, set[Keys]] = defaultdict(set)
        total = 0
        for pairs in pages:
            wanted = [
                (keys_of_all(record[name], url), item)
                for record, item, url in pairs
                if name in record
            ]
            if not wanted:
                continue
            total += 1
            for path in dict.fromkeys(path for _, item in wanted for path in item.keys):
                having[path] += 1
                hits = [keys for keys, item in wanted if item.agrees(path, keys)]
                if len(hits) >= _AGREEING * len(wanted):
                    agreeing[path] += 1
                    said[path].update(key for keys in hits for key in keys)
        options = [
            path
            for path, count in agreeing.items()
            if count >= min(2, total)
            and count >= _AGREEING * total
            and (len(said[path]) > 1 or _telling(said[path]) or _named(name, path))
        ]
        if options:
            best = min(
                options,
                key=lambda path: (-agreeing[path], not _named(name, path), len(path)),
            )
            found[name] = Cover(
                path=f"{root}{best[1:]}" if root else best,
                share=round(agreeing[best] / total, 3),
                pages=total,
            )
    return found


def _telling(said: set[Keys]) -> bool:
    """Whether a value that is always the same is too odd to agree by chance."""
    return any(
        kind != "number" and len(str(value)) > 5
        for keys in said
        for kind, value in keys
    )


def _named(name: str, path: str) -> bool:
    """Whether a field is called as the last member of a path, or contains its name."""
    last = re.sub(r"[^a-z]", "", path.rpartition(".")[2].lower())
    plain_name = re.sub(r"[^a-z]", "", name.lower())
    return len(last) > 2 and (last in plain_name or plain_name in last)
