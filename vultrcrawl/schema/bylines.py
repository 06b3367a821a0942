"""Lines that say who wrote something and when: ``by Ada Byron on 3 May 2019``."""

from __future__ import annotations

import re
from typing import Final

_YEAR: Final = r"(?:19|20)\d\d"
#: How the names of months start in English, German, French, Spanish, Italian,
#: Portuguese, Dutch, Swedish and Danish.
_MONTH: Final = (
    r"(?:jan|ene|gen|feb|fév|fev|mar|mär|maa|mrt|apr|avr|abr|may|mai|maj|mei|mag|jun"
    r"|juin|giu|jul|juil|lug|aug|août|ago|sep|set|oct|okt|ott|out|nov|dec|dez|déc|dic)"
    r"[a-zà-ÿ]{0,8}\.?"
)
_DATE: Final = re.compile(
    r"\d{4}-\d\d-\d\d(?!\d)"
    rf"|(?<!\d)\d{{1,2}}[./-]\s?\d{{1,2}}[./-]\s?{_YEAR}(?!\d)"
    r"|(?<!\d)\d{1,2}(?:st|nd|rd|th|[.º])?\s+(?:de\s+|of\s+)?"
    rf"{_MONTH},?\s+(?:de\s+)?{_YEAR}(?!\d)"
    rf"|(?<![a-zà-ÿ]){_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\w+")
_BETWEEN: Final = " \t\n\u00a0\u00b7|,;:\u2013\u2014\u2022-/()"
_LEAD: Final = re.compile(
    r"(?:(?:written|posted|published|geschrieben|veröffentlicht|escrito|publié|scritto)"
    r"\s+)?(?:by|von|par|por|door|di|da|av|af)\s+",
    re.IGNORECASE,
)
_TRAIL: Final = re.compile(
    r"(?:^|\s+)(?:(?:posted|published|updated)(?:\s+on)?|on|at|am|vom|le|el|em|il|op|den)$",
    re.IGNORECASE,
)


def date_in(text: str) -> str | None:
    """Return the first date in *text* as it is written there; None without one.

    A date has a day, a month and a year.
    """
    match = _DATE.search(text)
    return match[0] if match is not None else None


def author_in(text: str) -> str | None:
    """Return who *text* names beside a date; None if nothing is left without that.

    Of what stands before and after the date, the first that has letters.
    """
    for part in _DATE.split(text, maxsplit=1):
        name = _TRAIL.sub("", part.strip(_BETWEEN)).strip(_BETWEEN)
        if match := _LEAD.match(name):
            name = name[match.end() :]
        if any(map(str.isalpha, name)) and not _LEAD.fullmatch(f"{name} "):
            return name
    return None


def names_someone(text: str) -> bool:
    """Whether *text* is ``by`` and a name: words that all begin with a capital."""
    match = _LEAD.match(text)
    words = _WORD.findall(text[match.end() :]) if match is not None else []
    return bool(words) and all(word[0].isupper() for word in words)
