"""Ratings and counts as pages write them: ``4,5 von 5``, ``(1.234 reviews)``."""

from __future__ import annotations

import re
from typing import Final

from vultrcrawl.values.locales import decimal as usual_decimal
from vultrcrawl.values.numbers import NUMBER, normal, parsed

#: Longest text that is read, in characters.
_LONGEST: Final = 120
#: Best ratings that scales have; a number that is none of them is a count, say.
_SCALES: Final = (5.0, 6.0, 10.0, 20.0, 100.0)
_FULL: Final = "\u2605\u2b50\U0001f31f"
_STARS: Final = re.compile(rf"[{_FULL}]+\ufe0f?[\u2606\u2729\u2bea]*")
#: ``4.5/5``, ``4,5 von 5``, ``3 out of 5``; and with the scale first, Japanese.
_OF: Final = re.compile(
    r"(?P<value>\d{1,3}(?:[.,]\d{1,3})?)\s*(?:/|[^\W\d]+(?:\s[^\W\d]+){0,2}\s)\s*"
    r"(?P<best>\d{1,3}(?:[.,]0)?)(?![\d.,]*\d)"
)
_ONE: Final = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[.,]\d{1,3})?(?![\d.,]*\d|[kKmM](?!\w))"
)
_BRACKETED: Final = re.compile(r"\([^()]*\)")
#: Above this a number without its scale is a count.
_MOST: Final = 10
_SHORT: Final = {"k": 1_000, "m": 1_000_000}
_COUNT_UNIT: Final = re.compile(r"([kKmM])(?!\w)")


def read(text: str) -> float | None:
    """Return the rating that *text* says; None if it says none.

    Of two numbers the second is the best possible. Per cent are of 100.
    """
    text = normal(text).strip()
    if len(text) > _LONGEST:
        return None
    for match in _OF.finditer(text):
        value, best = _number(match["value"]), _number(match["best"])
        if best in _SCALES and 0 <= value <= best:
            return value
    numbers = _ONE.findall(text)
    if not numbers and (stars := _STARS.search(text)):
        return float(sum(char in _FULL for char in stars[0]))
    if "%" in text:
        whole = len(numbers) == 1 and _number(numbers[0]) <= 100
        return _number(numbers[0]) if whole else None
    return _bare(text)


def _bare(text: str) -> float | None:
    """Return the rating that is the one number in *text* outside of brackets."""
    found = _ONE.findall(_BRACKETED.sub(" ", text))  # "4.7 (23)": 23 are votes
    if len(found) != 1 or _number(found[0]) > _MOST:
        return None
    if len(found[0]) > 4 and any(map(str.isalpha, text)):
        return None  # "1.234 Bewertungen"
    return _number(found[0])


def _number(digits: str) -> float:
    return float(digits.replace(",", "."))


def count(text: str, language: str | None = None) -> int | None:
    """Return how many *text* says there are: of ``(1.234 reviews)`` 1234.

    Of several numbers the one in brackets; None where that does not tell. ``1.2k`` is
    1200.
    """
    text = normal(text).strip()
    if len(text) > _LONGEST or "%" in text:
        return None
    matches = list(NUMBER.finditer(text))
    if len(matches) > 1:
        matches = [one for one in matches if _is_bracketed(text, one)]
    if len(matches) != 1:
        return None
    match = matches[0]
    unit = _COUNT_UNIT.match(text, match.end())
    decimal = usual_decimal(language) if unit else None
    found = parsed(match[0], decimal=decimal, groups="" if unit else ",.")
    if found is None:
        return None
    found *= _SHORT[unit[1].lower()] if unit else 1
    return round(found) if abs(found - round(found)) < 1e-6 else None


def _is_bracketed(text: str, match: re.Match[str]) -> bool:
    lead = text[: match.start()]
    return lead.rfind("(") > lead.rfind(")") and ")" in text[match.end() :]
