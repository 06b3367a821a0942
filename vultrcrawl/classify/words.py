"""Words that tell page types apart, in the languages most of the web is in."""

# ruff: noqa: RUF001 (letters of other scripts are what is looked for)

from __future__ import annotations

import re
from typing import Any

from vultrcrawl.tables import json_table
from vultrcrawl.taxonomy import PageType

_I = re.IGNORECASE

PRICE = re.compile(
    r"(?:[$€£¥₹₽₩₫₺₴฿]|\b(?:USD|EUR|GBP|CHF|INR|AUD|CAD|Rs\.?|R\$|kr\.?))\s?\d[\d.,]*"
    r"|\d[\d.,]*\s?(?:[€£₽₴₺₫]|(?:EUR|USD|GBP|CHF|kr|zł|Kč|Ft|lei|руб|грн|円|元|원)(?!\w))"
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
    counts = [(phrase, text.count(phrase)) for phrase in PHRASES[kind]]
    found = [phrase for phrase, times in counts if times]
    first = min(map(text.find, found), default=None)
    return sum(times for _, times in counts), first
