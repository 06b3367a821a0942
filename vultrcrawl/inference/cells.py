"""Cells: pages that, by their URLs alone, one template may have made.

A cell is narrower than the shape of a URL where names have a pattern (``sql-*`` beside
``catalog-*``, ``*-members``), and wider where a folder has few pages, each with a shape
of its own, or where the same folders are there once a language.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from os.path import commonprefix
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np

from vultrcrawl.tables import json_table
from vultrcrawl.taxonomy import PageType
from vultrcrawl.urls.extensions import extension, without_extension
from vultrcrawl.urls.parsed import is_locale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from vultrcrawl.page.signature import Signature

#: Pages whose names begin or end alike, at least, and at most as a share of a shape.
_ALIKE, _MOST = 4, 0.9
#: Beginnings and ends of names that one shape is divided by.
_PATTERNS = 12
#: Pages of a folder with shapes of their own that are taken together.
_POOLED = 4
#: Pages of a section of a manual, at least, and at least as a share.
_SECTION, _SECTION_SHARE = 10, 0.1
_SEPARATOR = re.compile(r"[-_.]")
_LANGUAGE = re.compile(r"/([a-z]{2})(?:[-_][A-Za-z]{2,4})?(?=/)")
#: ISO 639-1, https://www.loc.gov/standards/iso639-2/php/English_list.php
_LANGUAGES = frozenset(json_table("vultrcrawl.inference", "data/languages.json"))

Cell = tuple[str, str]


class Entry(NamedTuple):
    """One page."""

    url: str
    shape: str
    signature: Signature
    kind: str | None = None
    """Page type, if it is known."""
    labels: tuple[int, ...] = ()
    """Numbers of its short lines, such as headings and names of facts."""


def rank(url: str) -> tuple[int, str]:
    """Return what puts URLs in an order that has nothing to do with their names.

    *url* is absolute. A copy of a site on another host has the same order.
    """
    path = url.partition("://")[2].partition("/")[2]
    return crc32(path.encode()), url


def ranked(entries: Iterable[Entry]) -> list[Entry]:
    """Return *entries* in the order of `rank`."""
    return sorted(entries, key=lambda entry: rank(entry.url))


def folders_of(shapes: Sequence[str]) -> NDArray[np.int64]:
    """Return numbers of the folders of *shapes* of addresses."""
    numbers: dict[str, int] = {}
    return np.array(
        [
            numbers.setdefault(shape.rpartition("/")[0], len(numbers))
            for shape in shapes
        ],
        np.int64,
    )


def url_sections(entries: list[Entry]) -> list[list[Entry]]:
    """Return *entries*, pages of one layout, by the sections of a manual.

    A generator of documentation has one layout for all it makes; what is a tutorial and
    what a reference, its folders say. Small ones stay together; so does what is of
    another type, for a shop's folders hold one kind of pages.
    """
    kinds = Counter(entry.kind for entry in entries if entry.kind)
    manual = kinds[PageType.DOCUMENTATION] > 0.5 * len(entries)
    if not manual or len(entries) < 2 * _SECTION:
        return [entries]
    folders = [_folders(entry.url) for entry in entries]
    same = len(commonprefix(folders))  # noqa: RUF071 (of lists)
    names = ["".join(one[same : same + 1]) for one in folders]
    counts = Counter(names)
    least = max(_SECTION, _SECTION_SHARE * len(entries))
    parts: dict[str, list[Entry]] = defaultdict(list)
    for entry, name in zip(entries, names, strict=True):
        parts[name if counts[name] >= least else ""].append(entry)
    return list(parts.values())


def without_languages(path: str) -> str:
    """Return *path* without folders that name a language or country."""
    *folders, page = path.split("/")
    kept = [folder for folder in folders if not is_locale(folder.lower())]
    return "/".join([*kept, page])


def _folders(url: str) -> list[str]:
    """Return the folders of *url*, without languages."""
    return without_languages(urlsplit(url).path.rstrip("/")).split("/")[1:-1]


def cells(entries: Iterable[Entry]) -> dict[Cell, list[Entry]]:
    """Return *entries* by cell, each cell's in the order of `rank`."""
    ordered = ranked(entries)
    shapes = _pooled(_without_languages({entry.shape for entry in ordered}))
    by_shape: dict[str, list[Entry]] = defaultdict(list)
    for entry in ordered:
        by_shape[shapes[entry.shape]].append(entry)
    divided: dict[Cell, list[Entry]] = defaultdict(list)
    for shape, pages in sorted(by_shape.items()):
        patterns = _patterns([entry.url for entry in pages])
        for entry in pages:
            divided[shape, patterns.get(entry.url, "")].append(entry)
    return dict(divided)


def _without_languages(shapes: Iterable[str]) -> dict[str, str]:
    """Return *shapes* with ``{lang}`` for the first folder, if that is a language.

    A site in one language has nothing to join, and its ``/tv/`` may be a section.
    """
    found = {
        shape: match
        for shape in shapes
        if (match := _LANGUAGE.match(shape)) and match[1] in _LANGUAGES
    }
    if len({match[1] for match in found.values()}) < 2:
        found = {}
    return {
        shape: f"/{{lang}}{shape[found[shape].end() :]}" if shape in found else shape
        for shape in shapes
    }


def _pooled(shapes: Mapping[str, str]) -> dict[str, str]:
    """Return *shapes* with one value for the pages of a folder, ``{*}`` for the name.

    Pages at the root are all of a kind seldom, and stay as they are.
    """
    folders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for shape in shapes.values():
        folder, _, page = shape.rpartition("/")
        if folder and page and "?" not in shape:
            folders[folder, extension(page)].add(shape)
    pool = {
        shape: f"{folder}/{{*}}{extension}"
        for (folder, extension), pages in folders.items()
        if len(pages) >= _POOLED
        for shape in pages
    }
    return {given: pool.get(shape, shape) for given, shape in shapes.items()}


def _patterns(urls: list[str]) -> dict[str, str]:
    """Return the patterns of names, such as ``sql-*``, by URL, for *urls* of one shape.

    Of two that fit, it is the one with more pages; most names follow none.
    """
    if len(urls) < 2 * _ALIKE:
        return {}
    offered = {url: _ends(url) for url in urls}
    counts = Counter(end for ends in offered.values() for end in ends)
    ranked = sorted(counts, key=lambda end: (-counts[end], end))[:_PATTERNS]
    kept = {end for end in ranked if _ALIKE <= counts[end] <= _MOST * len(urls)}
    return {
        url: min(fitting, key=lambda end: (-counts[end], end))
        for url, ends in offered.items()
        if (fitting := kept.intersection(ends))
    }


def _ends(url: str) -> list[str]:
    name = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    words = _SEPARATOR.split(without_extension(name))
    if len(words) < 2:
        return []
    first, last = words[0], words[-1]
    ends = [f"{first}-*"] if len(first) > 1 and first.isalpha() else []
    if len(last) > 1 and last.isalpha():
        ends.append(f"*-{last}")
    return ends
