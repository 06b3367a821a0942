"""Descriptions of a site that its pages state where they have none of their own."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Titles, and types, of the pages that state the same, at least: products in two
#: categories, and what has several pages, have one title; a board's threads one type.
_TITLES, _TYPES = 3, 2


class SiteDescriptions:
    """Counts what pages state as their description."""

    def __init__(self) -> None:
        self._titles: dict[int, set[int]] = defaultdict(set)
        self._types: dict[int, set[object]] = defaultdict(set)
        self._found: dict[int, str] = {}

    def add(self, row: Mapping[str, object]) -> None:
        """Count the page of *row*: its ``description``, ``title`` and ``page_type``."""
        if not row["description"] or not row["page_type"]:
            return
        text = folded(str(row["description"]))
        number = hash(text)
        if not text or number in self._found:
            return
        self._titles[number].add(hash(row["title"]))
        self._types[number].add(row["page_type"])
        if len(self._titles[number]) >= _TITLES and len(self._types[number]) >= _TYPES:
            self._found[number] = text

    def found(self) -> frozenset[str]:
        """Return the descriptions that are of the site and of no page, folded."""
        return frozenset(self._found.values())
