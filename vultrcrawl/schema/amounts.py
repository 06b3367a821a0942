"""Amounts and durations as pages write them: ``248kcal``, ``1 hour 15 mins``, PT75M."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.names import snake
from vultrcrawl.schema.values import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vultrcrawl.schema.candidate import Candidate

#: Longest text that is an amount, in characters.
_LONGEST: Final = 40
#: Share of the pages on which two fields must have one amount.
_AGREE: Final = 0.8
#: Letters from which on two words that start alike are one: "calorie", "calories".
_STEM: Final = 4
#: How units of time start or are written short, in minutes: of English, German, French,
#: Spanish, Italian, Portuguese, Dutch and Swedish, as in https://cldr.unicode.org
_UNITS: Final = (
    (1 / 60, r"s|secs?|se[ck][ou]nd\w*"),
    (1, r"m|mins?|minut\w*|minuut"),
    (60, r"h|hrs?|hours?|std|stunden?|heures?|horas?|or[ae]|u(?:ur|ren)?|timm\w+"),
    (1440, r"d|days?|tage?n?|jours?|d[ií]as?|giorn[oi]|dag(?:en|ar)?"),
)
_TIMES: Final = tuple((size, re.compile(words)) for size, words in _UNITS)
_PART: Final = re.compile(r"(\d+(?:[.,]\d+)?)\s*((?:[^\W\d_]+[.,]?\s*)+)")
_ISO: Final = re.compile(
    r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+(?:\.\d+)?S)?)?", re.IGNORECASE
)
_FIRST: Final = re.compile(r"\d+(?:[.,]\d+)*(?![\d:/-])")


def minutes(text: str) -> float | None:
    """Return the duration that *text* is, in minutes; None if it is none.

    ISO 8601 is read, and numbers with units beside them: ``1 h 15 min``. A unit may
    stand there twice, as where one is read out: ``15 minutes mins``.
    """
    text = text.strip().casefold()
    if match := _ISO.fullmatch(text):
        days, hours, rest = (int(part or 0) for part in match.groups())
        return 1440 * days + 60 * hours + rest if any(match.groups()) else None
    if len(text) > _LONGEST or _PART.sub("", text).strip(" &+,"):
        return None
    total = 0.0
    for amount, words in _PART.findall(text):
        sizes = {_size(word) for word in re.findall(r"[^\W\d_]+", words)}
        sizes.discard(0)  # "and"
        if len(sizes) != 1 or None in sizes:
            return None
        total += float(amount.replace(",", ".")) * (sizes.pop() or 0)
    return total or None


def _size(word: str) -> float | None:
    """Return the minutes of a unit of time, 0 for "and"; None for other words."""
    if word in ("and", "und", "et", "y", "e", "en", "och"):
        return 0
    return next((size for size, unit in _TIMES if unit.fullmatch(word)), None)


def amount(text: str) -> float | None:
    """Return the number that a short *text* starts with: of ``248kcal`` it is 248.

    None for dates, times and fractions.
    """
    match = _FIRST.match(text.strip())
    if match is None or len(text) > _LONGEST:
        return None
    return number(match[0])


def is_unit(text: str) -> bool:
    """Whether *text* is a unit of time without its number."""
    return _size(text.strip().casefold()) not in (None, 0)


class Amounts:
    """The durations and numbers that fields have, page by page."""

    def __init__(self, stating: Iterable[Candidate]) -> None:
        self._times: dict[int, dict[float, str]] = defaultdict(dict)
        self._numbers: dict[int, dict[str, set[float]]] = defaultdict(dict)
        self._stated: set[str] = set()
        for one in stating:
            self.add(one, one.name)
            self._stated.add(one.name)

    def add(self, one: Candidate, name: str) -> None:
        """Note the amounts of *one*, of the field *name*."""
        for page, values in one.values.items():
            for text in values:
                if (time := minutes(text)) is not None:
                    self._times[page].setdefault(time, name)
                if (said := amount(text)) is not None:
                    self._numbers[page].setdefault(name, set()).add(said)

    def same(self, one: Candidate) -> str | None:
        """Return the field whose amounts *one* has on most pages, if any.

        ``25 minutes`` says PT25M, and ``248kcal`` below "Calories" says 248 calories;
        but an equal number of other things is chance. What two labels say is two
        things: what stands beside a label is compared with stated fields alone.
        """
        found: Counter[str] = Counter()
        agreed = 0
        for page, values in one.values.items():
            names = [
                name
                for name in self._saying(page, values, one)
                if one.kind == "css" or name in self._stated
            ]
            found.update(names)
            agreed += bool(names)
        if not found or agreed < _AGREE * len(one.values):
            return None
        return found.most_common(1)[0][0]

    def _saying(self, page: int, values: list[str], one: Candidate) -> list[str]:
        """Return the fields that say what *one* says on a *page*."""
        if len(values) != 1:
            return []
        if (time := minutes(values[0])) is not None:
            name = self._times[page].get(time)
            return [name] if name is not None else []
        said = amount(values[0])
        return [
            name
            for name, numbers in self._numbers[page].items()
            if said in numbers and _speaks_of(name, one)
        ]


def _speaks_of(name: str, one: Candidate) -> bool:
    """Whether the label of *one* is, word for word, in a field's *name*."""
    said = snake(name).split("_")
    label = one.name if one.label is None else one.label
    return one.name == name or all(
        any(word[:_STEM] == other[:_STEM] for other in said)
        for word in snake(label).split("_")
    )
