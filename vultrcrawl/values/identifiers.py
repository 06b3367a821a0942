"""Numbers that identify a thing: GTIN and ISBN by their check digit, and its SKU."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from vultrcrawl.values.locales import base, phrases, table
from vultrcrawl.values.numbers import normal
from vultrcrawl.values.words import unaccented

#: Lengths of a GTIN: EAN-8, UPC-A, EAN-13 and GTIN-14 (GS1 General Specifications).
_GTIN_LENGTHS: Final = (8, 12, 13, 14)
#: Longest identifier, in characters, and most words in it.
_LONGEST: Final = 64
_MAX_WORDS: Final = 4
_CODE: Final = re.compile(r"(?<![\w-])(?=\d)[\dXx]+(?:[ -][\dXx]+)*(?![\w-])")
_LABEL: Final = re.compile(r"\s*([^:#\uff1a]{1,40}?)\s*[:#\uff1a]+\s*(?=\S)")
#: What follows a label: ``Ref. 47``, not ``ID-47``.
_AFTER: Final = " :#.\uff1a"
_SEPARATORS: Final = " :#.-\u2013\uff1a\t\n"
#: Properties whose labels may stand before a value without a colon; and words of these
#: that names begin with, too: ``Make Up For Ever``.
_LABELLED: Final = ("sku", "gtin", "isbn", "mpn", "brand")
_IN_NAMES: Final = frozenset(("make", "label", "brands"))

#: Names of members that are a number, a hash or a date.
_ID: Final = re.compile(r"\d+|[0-9a-fA-F]{8,}(?:-[0-9a-fA-F]+)*|\d{4}-\d{2}(?:-\d{2})?")


@lru_cache(maxsize=4_096)
def is_id(name: str) -> bool:
    """Return whether *name*, of a member of an object, is a number, a hash or a date.

    The object is a map then, and *name* no word of its author's.
    """
    return _ID.fullmatch(name) is not None


def gtin(text: str) -> str | None:
    """Return the GTIN in *text*, digits alone; None if its check digit is wrong.

    There may be a label before it, and spaces and hyphens in it; of two none is meant.
    """
    found = {
        digits
        for match in _CODE.finditer(normal(text)[:_LONGEST])
        if (digits := re.sub("[ -]", "", match[0])).isdecimal() and _is_gtin(digits)
    }
    return found.pop() if len(found) == 1 else None


def _is_gtin(digits: str) -> bool:
    if len(digits) not in _GTIN_LENGTHS or not int(digits):
        return False
    weighed = sum(
        int(digit) * (3, 1)[place % 2] for place, digit in enumerate(digits[-2::-1])
    )
    return (10 - weighed % 10) % 10 == int(digits[-1])


def isbn(text: str) -> str | None:
    """Return the ISBN in *text*, of 10 or 13 signs; None if its check is wrong."""
    for match in _CODE.finditer(normal(text)[:_LONGEST]):
        code = re.sub("[ -]", "", match[0]).upper()
        if len(code) == 13 and code.startswith(("978", "979")) and code.isdecimal():
            if _is_gtin(code):
                return code
        elif len(code) == 10 and code[:9].isdecimal():
            weighed = sum(
                (10 - place) * (10 if sign == "X" else int(sign))
                for place, sign in enumerate(code)
            )
            if weighed % 11 == 0:
                return code
    return None


def sku(text: str, language: str | None = None) -> str | None:
    """Return the item number that *text* is, without the label that stands before it.

    ``SKU: 24-MB01`` and ``Article no. 24-MB01`` are ``24-MB01``. None for a label alone
    and for what is longer than a number.
    """
    text = unlabelled(" ".join(text.split()), language)
    if not text or len(text) > _LONGEST or len(text.split()) > _MAX_WORDS:
        return None
    return text if any(map(str.isalnum, text)) else None


def unlabelled(text: str, language: str | None = None) -> str:
    """Return *text* without a label at its start; "" where it is one alone.

    A label ends with a colon, or is a word for what identifies things or their maker.
    """
    rest = text
    if match := _LABEL.match(text):
        rest = text[match.end() :]
    start = unaccented(rest)
    for label in _label_words(base(language)):
        # As long as *rest*, else places in it are others.
        if start.startswith(label) and len(start) == len(rest):
            after = rest[len(label) :]
            if not after or after[0] in _AFTER or label[-1] in _AFTER:
                rest = after.strip(_SEPARATORS)
                break
    if rest is text and text.rstrip().endswith((":", "\uff1a")):
        return ""
    return rest.strip()


@cache
def _label_words(language: str) -> list[str]:
    rows = table("labels")
    words = (word for name in _LABELLED for word in phrases(rows[name], language))
    return sorted(set(map(unaccented, words)) - _IN_NAMES, key=len, reverse=True)
