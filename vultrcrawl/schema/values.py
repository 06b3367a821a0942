"""Values as pages write them: cleaned, compared, read as numbers, prices or dates."""

from __future__ import annotations

import html
import math
import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from vultrcrawl.page.html.text import collapse
from vultrcrawl.values import money

if TYPE_CHECKING:
    from collections.abc import Sequence

Scalar: TypeAlias = str | int | float | bool

#: Longest value kept, in characters; longer ones are cut.
MAX_TEXT: Final = 50_000
#: Values of one list that are kept.
MAX_LIST: Final = 500

#: Longest text that is a price, in characters.
_PRICE: Final = 40

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_BLOCK = re.compile(
    r"\n|\r|</?(?:li|p|br|ol|ul|div)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE
)
_WORD = re.compile(r"\w+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")

_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,8})")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,11})\.\d{1,6}")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
"""What RFC 3339 asks of the formats ``date`` and ``date-time`` of JSON Schema."""
_ISO_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?"
)
_URL = re.compile(r"(?:https?:)?//[^\s/]+\.[^\s]*|https?://[^\s]+")
_DURATION = re.compile(
    r"P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
)


def clean(text: str) -> str:
    """Return *text* with its white space collapsed, cut at `MAX_TEXT`."""
    return collapse(text[: 2 * MAX_TEXT])[:MAX_TEXT]


def enumerated(texts: Sequence[str]) -> Sequence[str]:
    """Return *texts* of one list without the comma that all but the last end with."""
    if len(texts) > 1 and all(text.endswith(",") for text in texts[:-1]):
        return [text.removesuffix(",") for text in texts]
    return texts


def plain(text: str) -> str:
    """Return *text* of a JSON string without the markup and entities in it."""
    text = _untagged(text)
    if "&" in text and _ENTITY.search(text):
        text = _untagged(html.unescape(text))
    return clean(text)


def scalar_text(value: object) -> str:
    """Return a number or boolean of JSON as it is written there; "" for all else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ""
    return str(value) if isinstance(value, int) else ""


def steps(text: str) -> list[str]:
    """Return the lines, list items and paragraphs of *text*, a string of JSON."""
    if "&lt;" in text:
        text = html.unescape(text)
    parts = _BLOCK.split(text[: 2 * MAX_TEXT])
    return [part for part in map(plain, parts) if part]


def _untagged(text: str) -> str:
    """Return *text* without its tags and comments, in time proportional to it."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            break
        kept.append(text[at:start])
        at = end + 3
    text = " ".join((*kept, text[at:]))
    return _TAG.sub(" ", text) if "<" in text else text


@lru_cache(maxsize=65536)
def _folded(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


def folded(text: str) -> str:
    """Return the words of *text*, case and punctuation aside."""
    return _folded(text) if len(text) < 2000 else _folded.__wrapped__(text)


def likeness(one: str, other: str) -> float:
    """Return how alike two folded texts are: F1 of their words, 0 to 1."""
    if one == other:
        return 1.0
    first, second = one.split(), other.split()
    if not first or not second or not 0.4 < len(first) / len(second) < 2.5:
        return 0.0
    return 2 * _common(first, second) / (len(first) + len(second))


def _common(first: list[str], second: list[str]) -> int:
    """Return how many words two lists have in common, repeated ones as often."""
    one, other = set(first), set(second)
    both = one & other
    if len(one) == len(first) or len(other) == len(second):  # most repeat none
        return len(both)
    counts, others = Counter(first), Counter(second)
    return sum(min(counts[word], others[word]) for word in both)


def price(text: str) -> tuple[float, str] | None:
    """Return amount and sign of the price in a short *text*; None without one."""
    if len(text) > 80:
        return None
    paid = money.read(text)
    return None if paid is None else (paid.amount, paid.raw_currency)


def kind_of(values: list[str]) -> str:
    """Return what all of *values* are: one of the names below, else ``text``.

    ``boolean``, ``integer`` (no leading zeros, at most 9 digits), ``decimal`` (with a
    point), ``date``, ``moment`` (both ISO 8601), ``duration`` (ISO 8601), ``url``,
    ``price``.
    """
    if not values:
        return "text"
    tests = (
        ("boolean", lambda text: text in ("true", "false", "True", "False")),
        ("integer", _INTEGER.fullmatch),
        ("decimal", lambda text: _DECIMAL.fullmatch(text) or _INTEGER.fullmatch(text)),
        ("date", DATE.fullmatch),
        ("moment", lambda t: _ISO_MOMENT.fullmatch(t) or DATE.fullmatch(t)),
        ("duration", _DURATION.fullmatch),
        ("url", _URL.fullmatch),
    )
    for name, test in tests:
        if all(test(text) for text in values):
            return name
    return "price" if _are_prices(values) else "text"


def _are_prices(values: list[str]) -> bool:
    """Whether *values* are prices, some words without a number among them.

    ``Call for price`` says that there is none.
    """
    with_digits = [text for text in values if any(map(str.isdecimal, text))]
    return 2 * len(with_digits) > len(values) and all(
        len(text) <= _PRICE and price(text) is not None for text in with_digits
    )
