"""Words that tell page types apart, in the languages most of the web is in."""

# ruff: noqa: RUF001 (letters of other scripts are what is looked for)

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.tables import json_table
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_I = re.IGNORECASE

_SIGN = "$€£¥₹₽₩₫₺₴฿"
PRICE = re.compile(
    # Begins with a set of characters, for which the search is four times as fast; which
    # of them it was, each alternative asks then.
    rf"[{_SIGN}UEGCIARk\d](?:(?<=[{_SIGN}])\s?\d[\d.,]*"
    r"|(?<=\b[UEGCIARk])(?:(?<=U)SD|(?<=E)UR|(?<=G)BP|(?<=C)(?:HF|AD)|(?<=I)NR|(?<=A)UD"
    r"|(?<=R)(?:s\.?|\$)|(?<=k)r\.?)\s?\d[\d.,]*"
    r"|(?<=\d)[\d.,]*"
    r"\s?(?:[€£₽₴₺₫]|(?:EUR|USD|GBP|CHF|kr|zł|Kč|Ft|lei|руб|грн|円|元|원)(?!\w)))"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
#: A year is a date's where a day or month stands right before or behind it.
_AROUND_YEAR = re.compile(
    r"(?:[0-3]?\d(?:st|nd|rd|th|\.)?[ ,]+(?:de )?[^\W\d_]{3,10}\.?,?(?: de)? "
    r"|[^\W\d_]{3,10}\.? [0-3]?\d(?:st|nd|rd|th)?,? |[0-3]?\d[-/.][01]?\d[-/.])$"
)
_BEHIND_YEAR = re.compile(r"[-/.](?:0?[1-9]|1[0-2])[-/.][0-3]?\d\b|\s?年")
_AGO = re.compile(
    r"\d+ ?(?:minute|min|hour|day|week|month|year)s? ago|vor \d+ |il y a \d+ "
)
SENTENCE = re.compile(r"[.!?…。！？]['\"”’)]?(?:\s|$)")

_PACKAGE = "vultrcrawl.classify"
_TABLE: dict[str, Any] = json_table(_PACKAGE, "data/words.json")
#: Phrases in lower case by what they are a sign of. They are counted as plain text,
#: which is twenty times faster than an expression with as many branches.
PHRASES: dict[str, list[str]] = _TABLE["phrases"]
#: Class and id of `<body>`, where content systems say what a page is.
BODY = {name: re.compile(pattern, _I) for name, pattern in _TABLE["body"].items()}
#: Words of a URL's path by what they usually lead to.
URL_WORDS = {name: re.compile(pattern) for name, pattern in _TABLE["url_words"].items()}
#: What the rules look for, by its name: each is the alternatives of one expression.
SIGNS = {
    name: re.compile("|".join(alternatives), _I)
    for name, alternatives in json_table(_PACKAGE, "data/rules.json").items()
}
#: schema.org types that the main thing of a page may have, the most telling first.
ITEM_TYPES: dict[PageType, list[str]] = {
    PageType(page_type): kinds
    for page_type, kinds in json_table(_PACKAGE, "data/item_types.json").items()
}


def dates(text: str) -> list[int]:
    """Return where dates with a year, or of the kind `3 days ago`, stand in *text*."""
    found = []
    for match in _YEAR.finditer(text):
        at = match.start()
        if _AROUND_YEAR.search(text, max(0, at - 24), at) or _BEHIND_YEAR.match(
            text, match.end()
        ):
            found.append(at)
    if any(sign in text for sign in (" ago", "vor ", "il y a ")):
        found += [match.start() for match in _AGO.finditer(text)]
    return sorted(found)


def occurrences(kind: str, text: str) -> tuple[int, int | None]:
    """Return how often phrases of *kind* stand in *text*, and where the first does.

    *text* is in lower case; the place is None where there is none.
    """
    return _occurrences(PHRASES[kind], text)


def mentions(kind: str, text: str) -> bool:
    """Tell whether a phrase of *kind* stands in *text*, which is in lower case."""
    return any(phrase in text for phrase in PHRASES[kind])


def all_occurrences(text: str) -> dict[str, tuple[int, int | None]]:
    """Return what `occurrences` says of *text*, by kind; faster where that is long."""
    possible = iter(_RUNS.possible(text))
    return {
        kind: _occurrences([one for one in phrases if next(possible)], text)
        for kind, phrases in PHRASES.items()
    }


def _occurrences(phrases: list[str], text: str) -> tuple[int, int | None]:
    counts = [(phrase, text.count(phrase)) for phrase in phrases]
    found = [phrase for phrase, times in counts if times]
    first = min(map(text.find, found), default=None)
    return sum(times for _, times in counts), first


class _Runs:
    """Tells which *phrases* can't stand in a text: a run of theirs doesn't.

    Runs are of three characters, as numbers; two runs may share one.
    """

    _LENGTH = 3
    _NUMBERS = 1 << 16

    def __init__(self, phrases: Iterable[str]) -> None:
        runs = [self._numbers(phrase) for phrase in phrases]
        # A phrase that is too short for a run may stand anywhere.
        self._short = np.array([not len(one) for one in runs])
        runs = [one if len(one) else np.zeros(1, np.uint32) for one in runs]
        self._runs = np.concatenate(runs)
        self._starts = np.cumsum([0, *map(len, runs[:-1])])

    def possible(self, text: str) -> list[bool]:
        """Return for each phrase whether it may stand in *text*."""
        there = np.zeros(self._NUMBERS, np.bool_)
        there[self._numbers(text)] = True
        every = np.logical_and.reduceat(there[self._runs], self._starts)
        possible: list[bool] = (every | self._short).tolist()
        return possible

    def _numbers(self, text: str) -> NDArray[np.uint32]:
        signs = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        if len(signs) < self._LENGTH:
            return signs[:0]
        mixed = (signs[:-2] * np.uint32(961) + signs[1:-1]) * np.uint32(31) + signs[2:]
        return mixed & np.uint32(self._NUMBERS - 1)


_RUNS = _Runs(phrase for phrases in PHRASES.values() for phrase in phrases)
