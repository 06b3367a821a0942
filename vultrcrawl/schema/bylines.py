"""Lines that say who wrote something and when: ``by Ada Byron on 3 May 2019``."""

from __future__ import annotations

from functools import lru_cache

from vultrcrawl.values import dates, people


@lru_cache(maxsize=16384)
def date_in(text: str) -> str | None:
    """Return the first date in *text* as it is written there; None without one.

    A date has a day, a month and a year.
    """
    return dates.as_written(text)


def names_someone(text: str) -> bool:
    """Whether *text* is ``by`` and a name: words that all begin with a capital."""
    return people.is_led(text)
