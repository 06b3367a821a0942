"""Dates in text of any language, as ISO 8601: ``3 мая 2019`` is ``2019-05-03``.

Nothing is guessed: a date has its year, and where day and month could be either, the
order of the site's other dates or of its language's country tells. ``3 days ago`` and
``Monday`` are no dates.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from vultrcrawl.urls.short_cache import short_cache
from vultrcrawl.values.dates.days import FoundDate
from vultrcrawl.values.dates.numeric import numeric, order_shown, stated, whole
from vultrcrawl.values.dates.times import times
from vultrcrawl.values.dates.written import written
from vultrcrawl.values.locales import ANYWHERE, base, phrases, table
from vultrcrawl.values.numbers import normal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vultrcrawl.values.locales import Locale, Order

DateRole: TypeAlias = Literal["published", "modified"]

#: Longest text that is read, in characters.
MAX_TEXT: Final = 300
#: Marks of the direction of writing, which Arabic dates have between their numbers.
_MARKS: Final = dict.fromkeys(map(ord, "\u200e\u200f\u061c"))
_WORDS: Final = re.compile(r"[^\W\d_]+")


@short_cache(65_536)
def read(
    text: str,
    locale: Locale = ANYWHERE,
    *,
    order: Order | None = None,
    role: DateRole | None = None,
) -> str | None:
    """Return the first date in *text* as ISO 8601, with its time if it has one.

    A time has a zone where one is written. *order* is that of the site's other dates
    (`date_order`). With a *role* dates that words beside them say to be of the other
    are none: ``Updated 3 May 2019`` was not published then. None if there is no date,
    or it could be two.
    """
    text = text.translate(_MARKS)
    found = read_all(text, locale, order=order)
    begin = 0
    for one in found:
        lead = text[begin : one.start]
        begin = one.end
        changed = _is_modified(lead, base(locale.language))
        if role is None or changed == (role == "modified"):
            return one.iso
    bare = len(found) == 1 and not any(map(str.isalpha, text[: found[0].start]))
    return found[0].iso if role == "modified" and bare else None


def read_all(
    text: str, locale: Locale = ANYWHERE, *, order: Order | None = None
) -> list[FoundDate]:
    """Return the dates in *text*, in their order; the arguments are those of `read`."""
    text = prepared(text)
    if not any(map(str.isdecimal, text)):
        return []
    plain = normal(text)
    if (all_of := whole(plain.strip())) is not None:
        return [FoundDate(all_of, 0, len(text))]
    clock = times(plain)
    found = [
        *stated(plain),
        *numeric(plain, clock, locale, order),
        *written(plain, clock, locale.language),
    ]
    kept: list[FoundDate] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def prepared(text: str) -> str:
    """Return *text*, as much as is read of it, with each letter as one character."""
    text = text[:MAX_TEXT].translate(_MARKS)
    return (
        text
        if unicodedata.is_normalized("NFC", text)
        else unicodedata.normalize("NFC", text)
    )


@short_cache(16_384)
def date_in(text: str) -> str | None:
    """Return the first date in *text* as it stands there, without its time; else None.

    Where day and month could be either, it is a date all the same.
    """
    text = text[:MAX_TEXT].translate(_MARKS)
    found = read_all(text, order="dmy")
    return text[found[0].start : found[0].end].strip() if found else None


def date_order(texts: Iterable[str]) -> Order | None:
    """Return the order of day, month and year in *texts*, by dates that have but one.

    A number above 12 is a day. None where no date shows it, or they differ.
    """
    seen = {one for text in texts for one in order_shown(normal(text[:MAX_TEXT]))}
    return seen.pop() if len(seen) == 1 else None


def _is_modified(lead: str, language: str) -> bool:
    """Whether the last words of *lead* say that something was changed."""
    words = f" {' '.join(_WORDS.findall(lead.casefold())[-5:])} "
    return any(
        f" {phrase} " in words or (ord(phrase[0]) >= 0x2E80 and phrase in words)
        for phrase in phrases(table("date_words")["modified"], language)
    )
