"""Days as pages write them: ``2017-12-05``, ``05.12.2017``, ``5 december 2017``."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.model import STATED

if TYPE_CHECKING:
    from vultrcrawl.schema.candidate import Candidate

Day = tuple[int, int, int]

#: Share of the pages on which two fields must have one day.
_AGREE: Final = 0.8
#: Words of a date as it is written out, at most.
_WORDS: Final = 8
_ISO = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})[./-]\s?(\d{1,2})[./-]\s?(\d{1,4})(?!\d)")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]{3}")


class Days:
    """The days that fields say, page by page."""

    def __init__(self) -> None:
        self._days: dict[int, dict[Day, str]] = defaultdict(dict)

    def add(self, one: Candidate, name: str) -> None:
        """Note the days that *one* says, of the field *name*."""
        for number, values in one.values.items():
            if len(values) == 1 and (match := _ISO.match(values[0])):
                year, month, day = map(int, match.groups())
                self._days[number].setdefault((year, month, day), name)

    def same(self, head: Candidate) -> str | None:
        """Return the field whose dates *head* has; None if it has others."""
        found: list[str] = []
        for number, values in head.values.items():
            for day, name in self._days[number].items():
                if len(values) == 1 and says_day(values[0], day):
                    found.append(name)
                    break
        if len(found) < _AGREE * len(head.values):
            return None
        if head.kind in STATED and head.name not in found:
            return None  # published and modified on one day are two dates
        return found[0]


def says_day(text: str, day: Day) -> bool:
    """Whether *text* is the *day* (year, month, day), in whatever language.

    ``5 december 2017`` and ``05.12.2017, 13:05`` say (2017, 12, 5). The names of months
    are not read.
    """
    if len(text.split()) > _WORDS:
        return False
    if match := _NUMERIC.search(text):
        return sorted(map(int, match.groups())) == sorted(day)
    numbers = list(map(int, _NUMBER.findall(text)[:6]))
    year = day[0] in numbers or f"'{day[0] % 100:02}" in text
    return year and day[2] in numbers and _WORD.search(text) is not None
