"""Times of day beside a date: ``at 3:45 pm``, ``6pm``, ``20h15``, ``17.27 Uhr``."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_TIME: Final = re.compile(
    r"(?:(?<![\d:.,/-])|(?<=[\dm]-)(?=\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b))"
    r"(?P<h>\d{1,2})(?::(?P<m>\d\d)(?::(?P<s>\d\d)(?:[.,]\d{1,9})?)?"
    r"|[hH] ?(?P<mh>\d\d)(?![\w])|\.(?P<mu>\d\d)(?= (?:uhr|klo)\b| ?[ap]\.?m\b)"
    r"|(?= ?[ap]\.?m\b| uhr\b))(?![\d:])"
    r"(?: ?(?P<half>[ap])\.? ?m\b\.?)?"
    r"(?: ?(?P<zone>z\b|(?:utc|gmt)?[+-]\d\d:?\d\d(?!\d)|utc\b|gmt\b))?",
    re.IGNORECASE,
)
#: What may stand between a date and its time: ``@``, ``at``, ``um``, ``à``, a comma.
_BETWEEN: Final = re.compile(r"[\s,@\-\u2013\u2014(.]*[^\W\d]{0,3}[\s.,]*")
#: Longest gap between a date and its time, in characters.
_GAP: Final = 8


class Time(NamedTuple):
    """A time of day as ISO 8601 has it, with its zone if it has one."""

    iso: str
    start: int
    end: int


def times(plain: str) -> list[Time]:
    """Return the times in *plain*, a text as `numbers.normal` gives it."""
    found = []
    for match in _TIME.finditer(plain):
        hour = int(match["h"])
        minute = int(match["m"] or match["mh"] or match["mu"] or 0)
        second = int(match["s"] or 0)
        if match["half"]:
            if not 0 < hour <= 12:
                continue
            hour = hour % 12 + (12 if match["half"] in "pP" else 0)
        if hour > 23 or minute > 59 or second > 59:
            continue
        iso = f"{hour:02}:{minute:02}:{second:02}{zone(match['zone'])}"
        found.append(Time(iso, match.start(), match.end()))
    return found


def zone(text: str | None) -> str:
    """Return a zone as ISO 8601 has it: of ``utc+0200`` ``+02:00``, of ``gmt`` ``Z``.

    "" for None.
    """
    if not text:
        return ""
    digits = re.sub(r"[^\d+-]", "", text).ljust(5, "0")
    return f"{digits[:3]}:{digits[3:]}" if digits[0] in "+-" else "Z"


def beside(plain: str, start: int, end: int, found: list[Time]) -> str:
    """Return the time of the date that stands from *start* to *end*; "" if it has none.

    It stands within the date, behind it, or else right before it.
    """
    for one in found:
        if start <= one.start and one.end <= end:
            return one.iso  # "Apr 7 10:00:00 2010"
    for one in found:
        if 0 <= one.start - end <= _GAP and _BETWEEN.fullmatch(plain[end : one.start]):
            return one.iso
    for one in found:
        if 0 <= start - one.end <= 4 and _BETWEEN.fullmatch(plain[one.end : start]):
            return one.iso
    return ""
