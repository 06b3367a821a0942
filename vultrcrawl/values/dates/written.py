"""Dates with the name of a month: ``3 мая 2019``, ``May 3rd, 2019``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from vultrcrawl.values.dates import months
from vultrcrawl.values.dates.days import YEARS, FoundDate, day, full, timed
from vultrcrawl.values.locales import base

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vultrcrawl.values.dates.times import Time

#: Digits of a day, at most.
_OF_DAY: Final = 2
#: How far the calendar of Thailand is ahead, in years.
_BUDDHIST: Final = 543
#: Numbers and words. Vowel signs of Indian scripts are no letters to Python: a word is
#: all but signs.
_TOKEN: Final = re.compile(
    r"\d+|[^\s\d.,;:|/()\[\]{}<>\u2013\u2014\u2022\u00b7\"\u201c\u201d@#&+*=\u3002\u3001\u060c\u104a\u0964'-]+"
)
#: Longest word of a date besides its month, in letters: ``de``, ``of``, ``nd``.
_LINK: Final = 4
#: Most signs between the parts of a date, and most characters with the spaces.
_GAP: Final = 4
_WIDE: Final = 12
#: Longest name of a month, in characters.
_LONG: Final = 30
#: What may follow a year of two digits: nothing, or a word before the time.
_END: Final = re.compile(r"[\s.,]*(?:[^\W\d]{1,3}[\s.,]*)?")
_APART: Final = re.compile(r"[|;()\[\]{}\u2022\u00b7:]")


class _Token(NamedTuple):
    """A number or a word, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def number(self) -> int | None:
        return int(self.text) if self.text.isdecimal() and len(self.text) < 5 else None


def written(plain: str, clock: list[Time], language: str | None) -> Iterator[FoundDate]:
    """Yield dates, with the times in *clock* that stand beside them."""
    text = _blanked(plain, clock)
    tokens = [_Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
    if sum(one.number is not None for one in tokens) < 2:
        return  # no day with a year
    # "Sat" is September somewhere: other languages are for what the text's own lacks.
    found = _dates(text, tokens, language, foreign=False)
    found = found or _dates(text, tokens, language, foreign=True)
    for day_ in found:
        yield timed(day_.iso, plain, day_.start, day_.end, clock)


def without_year(
    plain: str, clock: list[Time], language: str | None
) -> Iterator[tuple[int, int, int, int]]:
    """Yield month and day of dates without a year, and where they begin and end.

    Times in *clock* are none of their numbers: ``October 23 6pm``.
    """
    text = _blanked(plain, clock)
    tokens = [_Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
    at = 0
    while at < len(tokens):
        month, count = _month_at(tokens, at, language, foreign=False)
        span = (at, at + count - 1)
        at += count
        if month is None or _around(text, tokens, span, month, language) is not None:
            continue
        before = _next(text, tokens, span[0], -1, language)
        after = _next(text, tokens, span[1], 1, language)
        for place in (before, after):
            if place is not None and len(tokens[place].text) <= _OF_DAY:
                ends = (tokens[place], tokens[span[0]], tokens[span[1]])
                start, end = min(e.start for e in ends), max(e.end for e in ends)
                yield month, int(tokens[place].text), start, end
                break


def _blanked(plain: str, clock: list[Time]) -> str:
    """Return *plain* with spaces where times stand: ``Apr 7 10:00:00 2010``."""
    text = plain
    for one in clock:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def _dates(
    text: str, tokens: list[_Token], language: str | None, *, foreign: bool
) -> list[FoundDate]:
    at, found = 0, []
    while at < len(tokens):
        number, count = _month_at(tokens, at, language, foreign=foreign)
        if number is not None:
            one = _around(text, tokens, (at, at + count - 1), number, language)
            if one is not None:
                found.append(one)
        at += count
    return found


def _month_at(
    tokens: list[_Token], at: int, language: str | None, *, foreign: bool
) -> tuple[int | None, int]:
    """Return the month whose name begins at a token, and of how many tokens it is."""
    if tokens[at].number is not None:
        return None, 1
    most = months.MAX_WORDS if foreign else months.most_words(language)
    for count in range(min(most, len(tokens) - at), 0, -1):
        name = " ".join(one.text for one in tokens[at : at + count])
        if len(name) > _LONG:
            continue
        if number := months.month(name, language, foreign=foreign):
            return number, count
    return None, 1


def _around(
    text: str,
    tokens: list[_Token],
    span: tuple[int, int],
    month: int,
    language: str | None,
) -> FoundDate | None:
    """Return the date around the month at the tokens from the first of *span* on."""
    first, last = span
    before = _next(text, tokens, first, -1, language)
    after = _next(text, tokens, last, 1, language)
    then = _next(text, tokens, after, 1, language) if after is not None else None
    earlier = _next(text, tokens, before, -1, language) if before is not None else None
    options = (
        (before, after, after),  # 3 May 2019
        (after, then, then),  # May 3, 2019
        (after, before, after),  # 2019 May 3
        (before, earlier, last),  # 2019 3 May
    )
    for day_at, year_at, end_at in options:
        if day_at is None or year_at is None or end_at is None:
            continue
        number, year = tokens[day_at], _year(text, tokens[year_at], language)
        if year is None or len(number.text) > 2:
            continue
        if iso := day(year, month, number.text):
            start = min(tokens[at].start for at in (day_at, year_at, first))
            return FoundDate(iso, start, tokens[end_at].end)
    return None


def _next(
    text: str, tokens: list[_Token], at: int, step: int, language: str | None
) -> int | None:
    """Return the place of the next number from a token on, past two short words.

    None of them is a month: in ``mar. 07 juil. 2015`` the first word is a Tuesday.
    """
    place = at + step
    for _ in range(3):
        if not 0 <= place < len(tokens):
            return None
        one, other = tokens[place - step], tokens[place]
        gap = text[min(one.end, other.end) : max(one.start, other.start)]
        if _APART.search(gap) or len(gap.strip()) > _GAP or len(gap) > _WIDE:
            return None
        if other.number is not None:
            return place
        if len(other.text) > _LINK or months.month(other.text, language, foreign=False):
            return None
        place += step
    return None


def _year(text: str, token: _Token, language: str | None) -> str | None:
    """Return the year that a number is: of four digits, or of two at the end."""
    number = token.number
    if number is None:
        return None
    if len(token.text) == 4:
        thai = base(language) == "th" and number - _BUDDHIST in YEARS
        return str(number - _BUDDHIST) if thai and number not in YEARS else token.text
    ends = _END.fullmatch(text, token.end) is not None
    marked = text[token.start - 1 : token.start] == "'"
    return full(token.text) if len(token.text) == 2 and (ends or marked) else None
