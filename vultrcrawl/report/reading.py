"""Typed access to parts of a site document that may be missing or wrong.

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


def section(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the object *name* of *data*; an empty one if there is none."""
    value = data.get(name)
    return value if isinstance(value, dict) else {}


def report_sections(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the objects of the list *name*."""
    return [one for one in _items(data, name) if isinstance(one, dict)]


def texts(data: Mapping[str, Any], name: str) -> list[str]:
    """Return the texts of the list *name*, without empty ones."""
    return [one for one in _items(data, name) if isinstance(one, str) and one]


def text(data: Mapping[str, Any], name: str) -> str:
    """Return the text *name*; an empty one if there is none."""
    value = data.get(name)
    return value if isinstance(value, str) else ""


def number_in(data: Mapping[str, Any], name: str) -> float | None:
    """Return the number *name*; None if it is none, or not one that can be shown."""
    value = data.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < _LARGEST and isfinite(value) else None


def count_in(data: Mapping[str, Any], name: str) -> int:
    """Return the number *name* as a count; 0 if there is none."""
    return int(number_in(data, name) or 0)


def flag(data: Mapping[str, Any], name: str) -> bool:
    """Return whether *name* is true."""
    return data.get(name) is True


def counts(data: Mapping[str, Any], name: str) -> list[tuple[str, int]]:
    """Return names and counts of the object *name*, the largest first."""
    found = section(data, name)
    pairs = [(str(key), count_in(found, key)) for key in found]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _items(data: Mapping[str, Any], name: str) -> Iterator[Any]:
    value = data.get(name)
    yield from value if isinstance(value, list | tuple) else ()
