"""Dates of numbers alone: ``2024-04-22``, ``22.4.2024``, ``2024年4月22日``."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from vultrcrawl.values.dates.days import YEARS, FoundDate, day, full, timed
from vultrcrawl.values.dates.times import zone
from vultrcrawl.values.dates.weekdays import weekday
from vultrcrawl.values.locales import order as usual_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vultrcrawl.values.dates.times import Time
    from vultrcrawl.values.locales import Locale, Order

_ISO: Final = re.compile(
    r"(?<![\d.-])(\d{4})-(\d\d?)-(\d\d?)(?![\d-])"
    r"(?:(?:T| {1,2})(\d\d:\d\d)(?::(\d\d(?:[.,]\d{1,9})?))?"
    r"(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)(?!\d))?)?",
    re.IGNORECASE,
)
_BASIC: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T\d{4,6}Z?)?")
_MONTH_ONLY: Final = re.compile(r"(\d{4})-(\d\d)")
#: With the characters for year, month and day of Chinese, Japanese and Korean.
_CJK: Final = re.compile(
    r"(?<!\d)(\d{4}) ?[\u5e74\ub144] ?(\d\d?) ?[\u6708\uc6d4] ?(\d\d?)"
    r" ?[\u65e5\uc77c\u53f7\u865f]"
)
_NUMERIC: Final = re.compile(
    r"(?<![\d./:-])(?:(?P<y>\d{4})(?P<a>[./-]) ?(?P<m>\d\d?)(?P=a) ?(?P<d>\d\d?)"
    r"|(?P<first>\d\d?)(?P<b>[./-]) ?(?P<second>\d\d?)(?P=b) ?(?P<year>\d{4}|\d\d))"
    r"(?!\d|[/-]\d|\.\d)"
)
#: A word right before a date.
_BEFORE: Final = re.compile(r"([^\W\d_]+)\.?,? ?$")


def whole(text: str) -> str | None:
    """Return the date that all of *text* is: ``20240422``, or a month, ``2024-04``."""
    if match := _BASIC.fullmatch(text):
        return day(*match.groups())
    if match := _MONTH_ONLY.fullmatch(text):
        year, month = map(int, match.groups())
        return text if year in YEARS and 0 < month <= 12 else None
    return None


def stated(plain: str) -> Iterator[FoundDate]:
    """Yield dates as ISO 8601 has them, a space for the T, too."""
    for match in _ISO.finditer(plain):
        year, month, number, clock, seconds, offset = match.groups()
        iso = day(year, month, number)
        if iso is None:
            continue
        if clock and clock < "24" and clock[3:] < "60":
            iso = f"{iso}T{clock}:{(seconds or '00').replace(',', '.')}{zone(offset)}"
        yield FoundDate(iso, match.start(), match.end())


def numeric(
    plain: str, clock: list[Time], locale: Locale, order: Order | None
) -> Iterator[FoundDate]:
    """Yield dates of three numbers, with the times of *clock* beside them."""
    for match in _CJK.finditer(plain):
        if iso := day(*match.groups()):
            yield timed(iso, plain, match.start(), match.end(), clock)
    for match in _NUMERIC.finditer(plain):
        if match["y"]:
            # With "-" it is ISO 8601, read above.
            iso = day(match["y"], match["m"], match["d"]) if match["a"] != "-" else None
        elif len(match["year"]) == 2 and not _is_alone(plain, match, clock):
            iso = None
        else:
            order_ = order or _by_weekday(plain, match, locale.language)
            usual = order_ or usual_order(locale.language, locale.url)
            iso = _ordered(match, order_, usual)
        if iso is not None:
            yield timed(iso, plain, match.start(), match.end(), clock)


def _ordered(
    match: re.Match[str], order: Order | None, usual: Order | None
) -> str | None:
    """Return the date of two numbers and a year; None if it could be two."""
    first, second, year = int(match["first"]), int(match["second"]), match["year"]
    found = usual
    if len(year) == 2:
        year = full(year)
    elif first > 12 or second > 12 or first == second:
        found = "mdy" if second > 12 else "dmy"
    elif match["b"] == ".":
        found = order or "dmy"  # no language of CLDR has points in another order
    if found not in ("dmy", "mdy"):  # of Canada's English, say, where both are usual
        return None
    return day(year, *((second, first) if found == "dmy" else (first, second)))


def _by_weekday(plain: str, match: re.Match[str], language: str | None) -> Order | None:
    """Return the order in which a date is of the day of the week that stands before it.

    ``Sat, 11/12/2016`` is the 12th of November: the 11th of December is a Sunday.
    """
    word = _BEFORE.search(plain[: match.start()])
    named = weekday(word[1], language) if word is not None else None
    if named is None:
        return None
    found: list[Order] = [
        order
        for order in ("dmy", "mdy")
        if (iso := _ordered(match, order, order)) and _weekday_of(iso) == named
    ]
    return found[0] if len(found) == 1 else None


def _weekday_of(iso: str) -> int:
    return date.fromisoformat(iso).weekday()


def _is_alone(plain: str, match: re.Match[str], clock: list[Time]) -> bool:
    """Whether nothing stands beside the date at *match* but a time and a few words.

    So short a year is that of no version, telephone or score.
    """
    rest = plain[: match.start()] + " " + plain[match.end() :]
    for one in clock:
        rest = rest.replace(plain[one.start : one.end], " ")
    return not any(map(str.isdigit, rest)) and len(rest.split()) <= 2


def order_shown(text: str) -> Iterator[Order]:
    """Yield the orders that dates in *text* must have: a number above 12 is a day."""
    for match in _NUMERIC.finditer(text):
        if match["y"]:
            continue
        first, second = int(match["first"]), int(match["second"])
        if 12 < first <= 31 and second <= 12:
            yield "dmy"
        elif 12 < second <= 31 and first <= 12:
            yield "mdy"
