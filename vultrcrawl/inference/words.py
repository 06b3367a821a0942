"""Words that indicate page types, by language: URLs, titles, headings, anchor texts.

The table is `data/type_words.json`: type, language (ISO 639-1), words. A word may be
a phrase, and the beginning of a word if it ends in ``*``. Case, accents and punctuation
don't count; Russian and Ukrainian words stand there as addresses write them, too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.tables import json_table
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

#: Types in the order of all arrays by type.
TYPES: tuple[PageType, ...] = tuple(
    one for one in PageType if one is not PageType.OTHER
)
TYPE_NUMBER: dict[PageType, int] = {one: at for at, one in enumerate(TYPES)}
#: Least length of a beginning.
_STEM = 4
_WORD = re.compile(r"\w+")
#: Combining marks of Latin, Greek, Cyrillic, Arabic and Japanese letters.
_ACCENTS = re.compile("[\u0300-\u036f\u0483-\u0487\u064b-\u065f\u3099\u309a]+")
#: Scripts that are written without spaces, and Korean, whose words take endings.
_UNSPACED = re.compile(
    r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af]"
)


def fold(text: str) -> str:
    """Return *text* without case, accents and punctuation, words apart by a space."""
    if text.isascii():
        plain = text.lower()
    else:
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(_WORD.findall(plain.replace("_", " ")))


@dataclass(frozen=True, slots=True)
class _Table:
    phrases: dict[str, list[tuple[str, int]]]
    """Languages and types of each; empty for what a longer phrase begins with."""
    stems: dict[str, list[tuple[str, str, int]]]
    """Beginnings of words by their first letters."""
    unspaced: re.Pattern[str]
    languages: frozenset[str]


@cache
def _table() -> _Table:
    table = json_table("vultrcrawl.inference", "data/type_words.json")
    phrases: dict[str, list[tuple[str, int]]] = {}
    stems: dict[str, list[tuple[str, str, int]]] = {}
    languages: set[str] = set()
    for kind, by_language in table.items():
        number = TYPE_NUMBER[PageType(kind)]
        for language, words in by_language.items():
            languages.add(language)
            for word in words:
                folded = fold(word)
                if word.endswith("*"):
                    stems.setdefault(folded[:_STEM], []).append(
                        (folded, language, number)
                    )
                else:
                    phrases.setdefault(folded, []).append((language, number))
                    parts = folded.split()
                    for length in range(1, len(parts)):
                        phrases.setdefault(" ".join(parts[:length]), [])
    unspaced = sorted(
        (one for one in phrases if phrases[one] and _UNSPACED.search(one)),
        key=len,
        reverse=True,
    )
    return _Table(
        phrases,
        stems,
        re.compile("|".join(map(re.escape, unspaced))),
        frozenset(languages),
    )


def _found(folded: str) -> Iterable[tuple[str, str, int]]:
    """Yield each word of the table in *folded*, its language and type."""
    table = _table()
    words = folded.split()
    get = table.phrases.get
    for at, word in enumerate(words):
        phrase, after = word, at + 1
        while (entries := get(phrase)) is not None:
            for language, number in entries:
                yield phrase, language, number
            if after >= len(words):
                break
            phrase, after = f"{phrase} {words[after]}", after + 1
        for stem, language, number in table.stems.get(word[:_STEM], ()):
            if word.startswith(stem):
                yield stem, language, number
    if _UNSPACED.search(folded):
        for phrase in set(table.unspaced.findall(folded)):
            for language, number in table.phrases[phrase]:
                yield phrase, language, number


def hits(text: str, language: str | None) -> NDArray[np.float32]:
    """Return how many different words of each of `TYPES` stand in *text*.

    Words of *language*, a BCP 47 tag, and English ones count, all if it is None or a
    language that the table lacks. Shape (types,).
    """
    folded = fold(text)
    known = (language or "").partition("-")[0].lower()
    spoken = {known, "en"} if known in _table().languages else _table().languages
    found = {
        (word, number) for word, said_in, number in _found(folded) if said_in in spoken
    }
    counts = np.zeros(len(TYPES), np.float32)
    for _, number in found:
        counts[number] += 1
    return counts


@lru_cache(maxsize=65_536)
def short_hits(text: str, language: str | None) -> tuple[float, ...]:
    """Return `hits` of a short text that stands on many pages, such as an anchor."""
    return tuple(float(count) for count in hits(text, language))
