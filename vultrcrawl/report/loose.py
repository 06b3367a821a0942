"""Access to parts of a site document that may be missing or wrong.

The report is made of whatever site.json says: an older one, one that was edited, one of
a crawl that ended early. What is missing or of another type counts as not told.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Numbers beyond this are no counts, seconds or shares of a crawl.
_LARGEST = 10**15


class LooseObject:
    """An object of a site document; true if it holds anything."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data

    def __bool__(self) -> bool:
        return bool(self.data)

    def value(self, name: str) -> Any:
        """Return what *name* is, whatever that is; None if there is nothing."""
        return self.data.get(name)

    def part(self, name: str) -> LooseObject:
        """Return the object *name*; an empty one if there is none."""
        value = self.data.get(name)
        return LooseObject(value if isinstance(value, dict) else {})

    def parts(self, name: str) -> list[LooseObject]:
        """Return the objects of the list *name*."""
        return [LooseObject(one) for one in self._items(name) if isinstance(one, dict)]

    def texts(self, name: str) -> list[str]:
        """Return the texts of the list *name*, without empty ones."""
        return [one for one in self._items(name) if isinstance(one, str) and one]

    def text(self, name: str) -> str:
        """Return the text *name*; an empty one if there is none."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> float | None:
        """Return the number *name*; None if it is none, or not one to be shown."""
        value = self.data.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return value if abs(value) < _LARGEST and isfinite(value) else None

    def count(self, name: str) -> int:
        """Return the number *name* as a count; 0 if there is none."""
        return int(self.number(name) or 0)

    def flag(self, name: str) -> bool:
        """Return whether *name* is true."""
        return self.data.get(name) is True

    def counts(self, name: str) -> list[tuple[str, int]]:
        """Return names and counts of the object *name*, the largest first."""
        found = self.part(name)
        pairs = [(str(key), found.count(key)) for key in found.data]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))

    def _items(self, name: str) -> Iterator[Any]:
        value = self.data.get(name)
        yield from value if isinstance(value, list | tuple) else ()
