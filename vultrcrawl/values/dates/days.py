"""The days of the calendar that dates of pages are: valid ones, of likely years."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from vultrcrawl.values.dates.times import Time, beside

if TYPE_CHECKING:
    from vultrcrawl.values.years import Years

#: Years that dates of pages have; those of other calendars lie outside.
YEARS: Final = range(1500, 2101)
#: Two digits from this on are of 1900 to 1999, others of 2000 to 2068, as in POSIX.
_PIVOT: Final = 69


class FoundDate(NamedTuple):
    """A date in a text."""

    iso: str
    start: int
    end: int


def day(year: str | int, month: str | int, day_: str | int) -> str | None:
    """Return the day as ISO 8601; None if there is none, or not in `YEARS`."""
    try:
        found = date(int(year), int(month), int(day_))
    except ValueError:
        return None
    return found.isoformat() if found.year in YEARS else None


def full(year: str) -> str:
    """Return the year that two digits mean."""
    return f"{'19' if int(year) >= _PIVOT else '20'}{year}"


def timed(iso: str, plain: str, start: int, end: int, clock: list[Time]) -> FoundDate:
    """Return the day *iso*, which stands from *start* to *end*, with its time."""
    time = beside(plain, start, end, clock)
    return FoundDate(f"{iso}T{time}" if time else iso, start, end)


def with_year(month: int, number: int, weekday: int | None, years: Years) -> str | None:
    """Return the day *number* of *month* as ISO 8601, in the only year that it may be.

    A page must state the year, and something else confirm it: that the day is the
    *weekday* that is written there, 0 for Monday, or that title and address both have
    that year alone. With a weekday the year of publication counts, too, and the next:
    what comes is announced.
    """
    if weekday is None:
        both = years.titled & years.addressed
        return day(next(iter(both)), month, number) if len(both) == 1 else None
    known = years.titled | years.addressed
    if years.published is not None:
        known |= {years.published, years.published + 1}
    found = [iso for year in known if (iso := day(year, month, number))]
    found = [iso for iso in found if date.fromisoformat(iso).weekday() == weekday]
    return found[0] if len(found) == 1 else None
