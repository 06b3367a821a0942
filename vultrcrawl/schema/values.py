"""Values as pages write them: cleaned, compared, read as numbers, prices or dates."""

from __future__ import annotations

import html
import re
from collections import Counter
from functools import lru_cache
from typing import Final, TypeAlias

Scalar: TypeAlias = str | int | float | bool

#: Longest value kept, in characters; longer ones are cut.
MAX_TEXT: Final = 50_000
#: Values of one list that are kept.
MAX_LIST: Final = 500

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_CUT = re.compile(r"\s*\[?(?:…|\.\.\.)\]?$")
_WORD = re.compile(r"\w+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")

#: Signs and codes of money, as written beside a number.
_MONEY: Final = (
    "€", "£", "$", "¥", "₹", "₽", "₺", "₩", "₴", "₪", "฿", "US$", "R$", "C$", "CA$",
    "A$", "AU$", "NZ$", "zł", "kr", "kr.", "Kč", "Ft", "lei", "TL",
    "\u0440\u0443\u0431.",
    "USD", "EUR", "GBP", "CHF", "JPY", "INR", "PLN", "SEK", "NOK", "DKK", "CZK", "HUF",
    "RUB", "BRL", "CAD", "AUD", "TRY", "KRW", "CNY", "NZD", "UAH", "RON", "ILS", "THB",
)  # fmt: skip
_NUMBER = (
    r"[-+\u2212]?\d{1,3}(?:[.,'\u00a0\u202f ]\d{3})+(?:[.,]\d{1,4})?"
    r"|[-+\u2212]?\d+(?:[.,]\d+)?"
)
_SIGN = "|".join(sorted(map(re.escape, _MONEY), key=len, reverse=True))
_PRICE = re.compile(
    rf"(?P<before>{_SIGN})\s?(?P<a>{_NUMBER})(?:[.,]?[-\u2013\u2014])?(?!\w)"
    rf"|(?<![\w.,])(?P<b>{_NUMBER})(?:[.,]?[-\u2013\u2014])?\s?(?P<after>{_SIGN})(?!\w)"
)
_PLAIN_NUMBER = re.compile(_NUMBER)
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,8})")
_DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,11})\.\d{1,6}")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?"
)
_URL = re.compile(r"(?:https?:)?//[^\s/]+\.[^\s]*|https?://[^\s]+")
_DURATION = re.compile(
    r"P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
)


def clean(text: str) -> str:
    """Return *text* with its white space collapsed, cut at `MAX_TEXT`."""
    return " ".join(text[: 2 * MAX_TEXT].split())[:MAX_TEXT]


def uncut(text: str) -> str:
    """Return *text* without the ellipsis, ``...`` or ``[…]``, that cuts it short."""
    return _CUT.sub("", text)


def plain(text: str) -> str:
    """Return *text* of a JSON string without the markup and entities in it."""
    text = _untagged(text)
    if "&" in text and _ENTITY.search(text):
        text = _untagged(html.unescape(text))
    return clean(text)


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
    common = sum((Counter(first) & Counter(second)).values())
    return 2 * common / (len(first) + len(second))


def number(text: str) -> float | None:
    """Return the number that *text* is, in any of the usual ways of writing; or None.

    ``1,299.00``, ``1.299,00`` and ``1 299`` are numbers. A single comma or point before
    exactly three digits separates thousands only if it is a comma.
    """
    text = text.strip().replace("\u2212", "-")
    if not _PLAIN_NUMBER.fullmatch(text):
        return None
    text = re.sub(r"['\u00a0\u202f ]", "", text)
    point, comma = text.rfind("."), text.rfind(",")
    if point >= 0 and comma >= 0:
        decimal = max(point, comma)
        text = re.sub("[.,]", "", text[:decimal]) + "." + text[decimal + 1 :]
    elif comma >= 0:
        whole, _, rest = text.partition(",")
        thousands = len(rest) == 3 or "," in rest
        text = text.replace(",", "") if thousands else f"{whole}.{rest}"
    elif text.count(".") > 1:
        text = text.replace(".", "")
    try:
        return float(text)
    except ValueError:
        return None


def price(text: str) -> tuple[float, str] | None:
    """Return amount and sign of the first price in a short *text*; None without one."""
    if len(text) > 80:
        return None
    match = _PRICE.search(text)
    if match is None:
        return None
    amount = number(match["a"] or match["b"])
    return None if amount is None else (amount, match["before"] or match["after"])


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
        ("date", _ISO_DATE.fullmatch),
        ("moment", lambda t: _ISO_MOMENT.fullmatch(t) or _ISO_DATE.fullmatch(t)),
        ("duration", _DURATION.fullmatch),
        ("url", _URL.fullmatch),
        ("price", lambda text: len(text) <= 40 and price(text) is not None),
    )
    for name, test in tests:
        if all(test(text) for text in values):
            return name
    return "text"
