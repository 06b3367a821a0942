"""The names of months in all languages of CLDR, and the month that one is."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from vultrcrawl.values.locales import base, table
from vultrcrawl.values.words import unaccented

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Most words in the name of a month.
MAX_WORDS: Final = 3
#: Share of the languages with a name in which it must be the same month, where the
#: language of a text does not have it: ``listopad`` is October or November.
_MOST: Final = 0.9
#: Fewest letters of a name that is cut short, or of a language not the text's.
_LEAST: Final = 3
#: The Hebrew "in", which is written as one word with what follows.
_IN: Final = "\u05d1"
#: Signs that part words, as `written` does.
_SIGNS: Final = re.compile(r"[.,'\u2019-]")


@cache
def _by_language() -> Mapping[str, Mapping[str, int]]:
    """Return the month of each name, by language."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for names in (table("months"), table("date_words")["months"]):
        for language, months in names.items():
            for number, words in enumerate(months, 1):
                for word in words:
                    name = " ".join(_SIGNS.sub(" ", unaccented(word)).split())
                    found[language].setdefault(name, number)
    return found


@cache
def _by_name() -> Mapping[str, Counter[int]]:
    """Return in how many languages a name is which month."""
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for names in _by_language().values():
        for name, number in names.items():
            found[name][number] += 1
    return found


@lru_cache(maxsize=256)
def most_words(language: str | None) -> int:
    """Return how many words the names of months in *language* have at most."""
    names = _by_language().get(base(language), {})
    return min(MAX_WORDS, max((name.count(" ") + 1 for name in names), default=1))


@lru_cache(maxsize=16384)
def month(name: str, language: str | None, *, foreign: bool = False) -> int | None:
    """Return the month, 1 to 12, that *name* is in a text of *language*; else None.

    *name* has its words apart by single spaces. It is in that language, where it may be
    cut short, ``сен``, or in English; with *foreign* in any.
    """
    name = unaccented(name)
    own = base(language)
    known = _by_language()
    for one in (own, "en"):
        if name in known.get(one, {}):
            return known[one][name]
    if own == "he" and name[:1] == _IN:
        return month(name[1:], language)
    if len(name) < _LEAST:
        return None
    if not foreign:
        names = known.get(own, {})
        short = {names[full] for full in names if full.startswith(name)}
        return short.pop() if len(short) == 1 else None
    if name not in _by_name():
        return None
    number, often = _by_name()[name].most_common(1)[0]
    return number if often >= _MOST * _by_name()[name].total() else None
