"""The names of the days of the week in all languages of CLDR."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from vultrcrawl.values.locales import base, table

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def _by_language() -> Mapping[str, Mapping[str, int]]:
    return {
        language: {name: number for number, names in enumerate(days) for name in names}
        for language, days in table("weekdays").items()
    }


def weekday(name: str, language: str | None) -> int | None:
    """Return the day, 0 for Monday, that *name* is in *language* or in English."""
    name = name.casefold().rstrip(".")
    known = _by_language()
    for one in (base(language), "en"):
        if name in known.get(one, {}):
            return known[one][name]
    return None


@cache
def _in_any_language() -> frozenset[str]:
    return frozenset(chain.from_iterable(_by_language().values()))


def is_weekday(name: str) -> bool:
    """Whether *name* is that of a day in some language."""
    return name.casefold().rstrip(".") in _in_any_language()
