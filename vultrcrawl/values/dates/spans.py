"""From when to when something takes place: ``October 23, 2018, 6pm - 8:30pm``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from vultrcrawl.urls.short_cache import short_cache
from vultrcrawl.values import dates
from vultrcrawl.values.dates import months
from vultrcrawl.values.dates.days import with_year
from vultrcrawl.values.dates.numeric import whole
from vultrcrawl.values.dates.times import times
from vultrcrawl.values.dates.weekdays import weekday
from vultrcrawl.values.dates.written import without_year
from vultrcrawl.values.locales import ANYWHERE, base, phrases, table
from vultrcrawl.values.numbers import normal

if TYPE_CHECKING:
    from vultrcrawl.values.dates.times import Time
    from vultrcrawl.values.locales import Locale, Order

#: A time of which a range may lack a part: of ``6-8pm`` the first.
_CLOCK: Final = (
    r"(?P<h{0}>\d{{1,2}})(?:[:.](?P<m{0}>\d\d)|[hH](?P<mh{0}>\d\d)?)?"
    r"(?: ?(?P<half{0}>[ap])\.? ?m\b\.?| ?(?P<unit{0}>uhr|h)\b)?"
)
_WORD: Final = re.compile(r"[^\W\d_]+\.?")
#: Letters after the number of a day: ``7th``, ``1er``.
_ORDINAL: Final = r"(?:st|nd|rd|th|er|\.|\u00ba)?"
#: Letters around a date that are looked at for its day of the week.
_AROUND: Final = 40
#: The last hour to which what begins in the evening goes on, after midnight.
_NIGHT: Final = "06:00"
_ONE_DAY: Final = timedelta(days=1)


class Span(NamedTuple):
    """When something takes place, as ISO 8601."""

    start: str
    end: str | None
    """None where no end is written."""


@dataclass(frozen=True, slots=True)
class _Day:
    """A day in a text, its year unknown where *iso* is None."""

    month: int
    number: int
    iso: str | None
    time: str
    start: int
    end: int


@short_cache(16_384)
def read(
    text: str, locale: Locale = ANYWHERE, *, order: Order | None = None
) -> Span | None:
    """Return when the first thing that *text* tells of takes place; None if unknown.

    The year may stand in *locale* instead. *order* is as `vultrcrawl.values.dates.read`
    has it.
    """
    text = dates.prepared(text)
    if not any(map(str.isdecimal, text)):
        return None
    plain = normal(text)
    if (all_of := whole(plain.strip())) is not None:
        return Span(all_of, None)
    plain = _noon(base(locale.language)).sub("12 pm", plain)
    to = _to(base(locale.language))
    first, last = _of_two_days(plain, to, locale.language)
    days = _days(first, locale, order)
    if not days:
        return None
    if first != plain:
        ends = _days(last, locale, order)
        return _of_days(days[0], ends[0] if ends else None, plain, to)
    if len(days) > 1 and _goes_on(plain[days[0].end : days[1].start], to, locale):
        begins = days[0]
        if begins.iso is None or _is_later(begins, days[1]):
            begins = _in_year_of(begins, days[1])
        return _of_days(begins, days[1], plain, to)
    return _of_days(days[0], None, plain, to)


def _of_two_days(plain: str, to: str, language: str | None) -> tuple[str, str]:
    """Return *plain* with the first and with the last of two days of one month.

    Of ``June 5-7, 2018`` these are ``June 5, 2018`` and ``June 7, 2018``. The last of
    ``June 5 and 12, 2018`` is no end: it is "".
    """
    for match in _two_numbers(to).finditer(plain):
        before, after = plain[: match.start()], plain[match.end() :]
        words = [*_WORD.findall(before)[-1:], *_WORD.findall(after)[:1]]
        if any(months.month(one.rstrip("."), language) for one in words):
            first, last = match["first"], match["last"]
            if match["and"] and int(match["d1"]) + 1 != int(match["d2"]):
                return before + first + after, ""
            return before + first + after, before + last + after
    return plain, plain


def _days(plain: str, locale: Locale, order: Order | None) -> list[_Day]:
    clock = times(plain)
    found = [
        _Day(int(one.iso[5:7]), int(one.iso[8:10]), one.iso[:10], one.iso[11:],
              one.start, one.end)
        for one in dates.read_all(plain, locale, order=order) if len(one.iso) >= 10
    ]  # fmt: skip
    for month, number, start, end in without_year(plain, clock, locale.language):
        if any(one.start < end and start < one.end for one in found):
            continue
        named = _weekday(plain, start, end, locale.language)
        iso = with_year(month, number, named, locale.years)
        found.append(_Day(month, number, iso, "", start, end))
    return sorted(found, key=lambda one: one.start)


def _weekday(plain: str, start: int, end: int, language: str | None) -> int | None:
    """Return the day of the week that stands beside a date, before it or else behind.

    None as well where it is not that of one day: ``Saturday and Sunday``.
    """
    before = _WORD.findall(plain[max(0, start - _AROUND) : start])
    after = _WORD.findall(plain[end : end + _AROUND])
    for words in (before, after):
        named = {day for one in words if (day := weekday(one, language)) is not None}
        if named:
            return named.pop() if len(named) == 1 else None
    return None


def _goes_on(between: str, to: str, locale: Locale) -> bool:
    """Whether what stands between two days says that the second is the end."""
    for one in reversed(times(between)):
        between = between[: one.start] + between[one.end :]
    for word in _WORD.findall(between):
        if weekday(word, locale.language) is not None:
            between = between.replace(word, "", 1)
    return re.fullmatch(rf"[\s,|.()@-]*{to}[\s,|.()@]*", between) is not None


def _is_later(one: _Day, other: _Day) -> bool:
    return other.iso is not None and one.iso is not None and one.iso > other.iso


def _in_year_of(one: _Day, other: _Day) -> _Day:
    """Return *one* in the year of *other*, the day on which it ends."""
    iso = None
    if other.iso and (one.month, one.number) <= (other.month, other.number):
        iso = f"{other.iso[:4]}-{one.month:02}-{one.number:02}"
    return _Day(one.month, one.number, iso, one.time, one.start, one.end)


def _of_days(first: _Day, last: _Day | None, plain: str, to: str) -> Span | None:
    """Return what takes place from the *first* day to the *last*, or on the first."""
    if first.iso is None:
        return None
    hours = _hours(plain, to)
    if hours is not None:
        start, until = hours
    elif last is None:
        start, until = first.time or _lone(times(plain)), ""
    else:
        start, until = first.time, last.time
    end = last.iso if last is not None else None
    if last is None and until:
        end = _last_day(first.iso, start, until)
    if end is not None and end < first.iso:
        end = None
    return Span(_moment(first.iso, start), end and _moment(end, until))


def _moment(iso: str, time: str) -> str:
    return f"{iso}T{time}" if time else iso


def _last_day(iso: str, start: str, until: str) -> str | None:
    """Return the day on which ends what goes on from *start* to *until*.

    That is the next one for ``10pm - 2am``; None if it could be none of a night.
    """
    if until > start:
        return iso
    night = until <= _NIGHT
    return (date.fromisoformat(iso) + _ONE_DAY).isoformat() if night else None


def _lone(clock: list[Time]) -> str:
    """Return the only time of a line; "" if it has none or several."""
    return clock[0].iso if len(clock) == 1 else ""


def _hours(plain: str, to: str) -> tuple[str, str] | None:
    """Return the first range of times in *plain*: of ``6-8pm`` 18:00 and 20:00."""
    for match in _range(to).finditer(plain):
        first_half, last_half = match["half1"], match["half2"]
        marked = last_half or match["unit2"] or match["mh2"]
        if not marked and (":" not in match["last"] or ":" not in match["begin"]):
            continue
        last = _clock(match, "2", last_half)
        first = _clock(match, "1", first_half or last_half)
        if not first_half and first and last and last_half and first > last:
            first = _clock(match, "1", "a")  # "11 - 1pm"
        if first and last:
            return first, last
    return None


def _clock(match: re.Match[str], number: str, half: str | None) -> str | None:
    hour = int(match[f"h{number}"])
    minute = int(match[f"m{number}"] or match[f"mh{number}"] or 0)
    if half:
        if not 0 < hour <= 12:
            return None
        hour = hour % 12 + (12 if half in "pP" else 0)
    return f"{hour:02}:{minute:02}:00" if hour < 24 and minute < 60 else None


@lru_cache(maxsize=256)
def _noon(language: str) -> re.Pattern[str]:
    words = phrases(table("date_words")["noon"], language)
    said = "|".join(map(re.escape, words))
    # "12 noon" is one time.
    return re.compile(rf"(?<![\w-])(?:12 )?(?:{said})(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=256)
def _to(language: str) -> str:
    """Return an expression of what stands between a start and an end."""
    words = sorted(phrases(table("date_words")["until"], language), key=len)
    said = "|".join(map(re.escape, reversed(words)))
    return rf"\s*(?:[-\u2013\u2014]|(?:{said})(?![^\W\d]))\s*"


@lru_cache(maxsize=256)
def _two_numbers(to: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, table("unit_words")["and"]))
    and_ = rf"\s*(?P<and>[&+]|(?<=\s)(?:{words})(?=\s))\s*"
    return re.compile(
        rf"(?<![\d.:/-])(?P<first>(?P<d1>\d{{1,2}}){_ORDINAL})(?:{to}|{and_})"
        rf"(?P<last>(?P<d2>\d{{1,2}}){_ORDINAL})(?![\d:/-]|\.\d)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=256)
def _range(to: str) -> re.Pattern[str]:
    first, last = _CLOCK.format(1), _CLOCK.format(2)
    return re.compile(
        rf"(?<![\d:.,/-])(?P<begin>{first}){to}(?P<last>{last})(?![\d:/-]|\.\d)",
        re.IGNORECASE,
    )
