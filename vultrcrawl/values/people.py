"""Who wrote something, from lines that say so: ``By Ada Byron | May 2``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from vultrcrawl.values import dates
from vultrcrawl.values.dates.weekdays import is_weekday, weekday
from vultrcrawl.values.locales import Locale, base, phrases, table

if TYPE_CHECKING:
    from collections.abc import Collection

#: Longest line that is read, in characters, and longest name.
_LONGEST: Final = 200
_NAME: Final = 80
_EDGES: Final = " \t\n\u00a0\u00b7|,;:\u2013\u2014\u2022-/()[]\"'\u201c\u201d"
_PARTS: Final = re.compile(r"\s*[|\u00b7\u2022\n;/\u00bb\u203a]\s*|\s[\u2013\u2014-]\s")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+", re.IGNORECASE)
_WORD: Final = re.compile(r"\w+")


def byline(text: str, language: str | None = None) -> str | None:
    """Return whom the line *text* names, as written there; None if it names no one.

    ``By``, dates, addresses and what stands behind a bar are no names. Several people
    stay one line: ``Ada Byron and Grace Hopper``.
    """
    text = _ADDRESS.sub(" ", " ".join(text[:_LONGEST].split()))
    own = base(language)
    undated = _undated(text, language)
    is_line = undated != text or _lead(own).match(text) is not None
    # What leads to a name may have a sign in it that parts: "Vložil/a Ada".
    for part in _PARTS.split(_unled(undated, own)) if is_line else [text]:
        name = _led(_unled(part.strip(_EDGES), own), own)
        if not name or len(name) > _NAME or not any(map(str.isalpha, name)):
            continue
        if not _is_aside(name, own):
            return name
    return None


def is_led(text: str) -> bool:
    """Whether *text* is ``by`` and a name: words that all begin with a capital."""
    match = _lead("").match(text)
    words = _WORD.findall(text, match.end()) if match is not None else []
    return bool(words) and all(word[0].isupper() for word in words)


def is_byline(text: str) -> bool:
    """Whether *text* begins by telling who wrote something: ``Submitted by``."""
    return _lead("").match(text) is not None


def is_signed(text: str) -> bool:
    """Whether *text* says when and by whom: ``Posted on May 2 by Ada``."""
    text = " ".join(text[:_LONGEST].split())
    if _by().search(text) is None or _undated(text, None) == text:
        return False
    return byline(text) is not None


def _undated(text: str, language: str | None) -> str:
    """Return *text* with a bar where a date, and its day of the week, stand."""
    kept, at = [], 0
    for one in dates.read_all(text, Locale(language), order="dmy"):
        before = text[at : one.start]
        head, _, word = before.rstrip(" ,.").rpartition(" ")
        # Before a date alone, of whatever language, it is no name.
        is_day = is_weekday(word) if not head else weekday(word, language) is not None
        kept.append(head if is_day else before)
        at = one.end
    return " | ".join((*kept, text[at:]))


def _unled(text: str, language: str) -> str:
    """Return *text* without ``by`` before it, or what it says before that."""
    if match := _lead(language).match(text):
        rest = text[match.end() :]
        # "Van Morrison" and "De Niro" are names.
        particle = match[0].strip().casefold() in table("bylines")["particles"]
        return text if particle and text[0].isupper() and " " not in rest else rest
    # "Posted in News by Ada": only what follows is a name.
    inside = _lead_inside(language).search(text)
    return text[inside.end() :] if inside is not None else text


def _led(text: str, language: str) -> str:
    """Return *text* without the words that lead on to a date: ``on``, ``am``."""
    return _trail(language).sub("", text).strip(_EDGES)


def _is_aside(text: str, language: str) -> bool:
    """Whether *text* is what lines say besides a name: ``5 min read``, ``By``."""
    return (
        text[0].isdigit()
        or _trail(language).fullmatch(f" {text}") is not None
        or _lead(language).fullmatch(f"{text} ") is not None
    )


def _pattern(kind: str, language: str, *, without: Collection[str] = ()) -> str:
    """Return an expression of the words of a *kind*, of all languages if unknown."""
    words = table("bylines")[kind]
    known = set(phrases(words, language))
    if not language:
        known.update(*words.values())
    return "|".join(
        sorted(map(re.escape, known.difference(without)), key=len, reverse=True)
    )


@lru_cache(maxsize=256)
def _lead(language: str) -> re.Pattern[str]:
    verbs, by = _pattern("wrote", language), _pattern("by", language)
    return re.compile(
        rf"(?:(?:{verbs})\s*:?\s+)?(?:{by})(?:\s+|\s*:\s*)|(?:{verbs})\s*:\s*",
        re.IGNORECASE,
    )


@lru_cache(maxsize=256)
def _lead_inside(language: str) -> re.Pattern[str]:
    by = _pattern("by", language, without=table("bylines")["particles"])
    return re.compile(rf"\s(?:{by or '(?!)'})\s+(?=\S)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _by() -> re.Pattern[str]:
    by = _pattern("by", "", without=table("bylines")["particles"])
    return re.compile(rf"(?:^|\s)(?:{by})\s", re.IGNORECASE)


@lru_cache(maxsize=256)
def _trail(language: str) -> re.Pattern[str]:
    verbs, on = _pattern("wrote", language), _pattern("on", language)
    return re.compile(
        rf"(?:^|[\s,|]+)(?:(?:{verbs})(?:\s+(?:{on}))?|{on})\s*:?$", re.IGNORECASE
    )
