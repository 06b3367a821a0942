"""Durations as pages write them: ``1 hour 15 mins``, ``PT75M``, ``1時間15分``."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from vultrcrawl.values.locales import base, table
from vultrcrawl.values.numbers import normal
from vultrcrawl.values.words import unaccented

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Longest text that is a duration, in characters.
_LONGEST: Final = 60
_ISO: Final = re.compile(
    r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?)?", re.IGNORECASE
)
_PART: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*((?:[^\W\d]+[.,]?\s*)+)")
_FRACTION: Final = re.compile(r"(\d+)?\s*([\u00bc-\u00be\u2153\u2154])")
_WORD: Final = re.compile(r"[^\W\d]+")
#: Parts of a line that says a duration and something else, and what is between them.
_TWO: Final = 2
_BETWEEN: Final = (
    re.compile(r"\s+[|\u2022\u00b7\u2013\u2014/-]\s+|[;,]\s+"),
    re.compile(r"\.\s+(?=\d)"),
)


def seconds(text: str, language: str | None = None) -> float | None:
    """Return the duration that *text* is, in seconds; None if it is none.

    ISO 8601 is read, and numbers with units beside them. A unit may stand there twice,
    as where one is read out: ``15 minutes mins``.
    """
    if len(text) > _LONGEST:
        return None
    text = _FRACTION.sub(_decimal, normal(text)).strip().casefold()
    if match := _ISO.fullmatch(text):
        days, hours, minutes, rest = (int(part or 0) for part in match.groups())
        found = 86400 * days + 3600 * hours + 60 * minutes + rest
        return found or None
    if _PART.sub("", text).strip(" &+,"):
        return None
    total = 0.0
    for amount, words in _PART.findall(text):
        sizes = {_size(word, base(language)) for word in _WORD.findall(words)}
        sizes.discard(0)  # "and"
        if len(sizes) != 1 or None in sizes:
            return None
        total += float(amount.replace(",", ".")) * (sizes.pop() or 0)
    return total or None


def _decimal(match: re.Match[str]) -> str:
    """Return ``1.5`` for ``1½``."""
    return f"{int(match[1] or 0) + unicodedata.numeric(match[2]):g}"


def read(text: str, language: str | None = None) -> str | None:
    """Return the duration that *text* is as ISO 8601: of ``75 min`` ``PT1H15M``.

    What is ISO 8601 stays as it is.
    """
    found = seconds(text, language)
    if found is not None and _ISO.fullmatch(text.strip()):
        return text.strip()
    return None if found is None else iso(found)


def beside(text: str, language: str | None = None) -> tuple[str, str] | None:
    """Return what a line says beside a duration, and that as ISO 8601.

    ``6 portions \u2014 25 minutes`` has two parts; None if it is no such line.
    """
    for between in _BETWEEN:
        parts = [part.strip(" .") for part in between.split(text[: 2 * _LONGEST])]
        if len(parts) == _TWO and all(parts):
            first, second = (read(part, language) for part in parts)
            if (first is None) != (second is None):
                return (parts[0], second) if second else (parts[1], first or "")
    return None


def iso(length: float) -> str:
    """Return a duration of *length* seconds as ISO 8601: days, or hours and less."""
    days, of_day = divmod(round(length), 86400)
    if days and not of_day:
        return f"P{days}D"
    hours, rest = divmod(round(length), 3600)
    minutes, left = divmod(rest, 60)
    parts = ((hours, "H"), (minutes, "M"), (left, "S"))
    return "PT" + ("".join(f"{count}{unit}" for count, unit in parts if count) or "0S")


@lru_cache(maxsize=4096)
def _size(word: str, language: str) -> float | None:
    """Return the seconds of a unit of time, 0 for "and"; None for other words.

    A unit is one of *language* or of English, or of all languages that have the word.
    """
    word = unaccented(word.rstrip("."))
    known = _units()
    for one in (language, "en"):
        if word in known.get(one, {}):
            return known[one][word]
    sizes = {units[word] for units in known.values() if word in units}
    if len(sizes) == 1 and (len(word) > 1 or not language):
        return sizes.pop()
    return 0 if word in table("unit_words")["and"] else None


@lru_cache(maxsize=1)
def _units() -> Mapping[str, Mapping[str, int]]:
    """Return the seconds of each unit by language."""
    found: dict[str, dict[str, int]] = {}
    for source in (table("units"), table("unit_words")["units"]):
        for language, units in source.items():
            names = found.setdefault(language, {})
            for length, words in units.items():
                names |= {unaccented(word): int(length) for word in words}
    return found
