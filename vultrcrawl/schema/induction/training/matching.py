"""Whether a candidate's values are the true value of a property."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import dateparser

from vultrcrawl.schema.properties.registry import PROPERTIES
from vultrcrawl.schema.values import folded, likeness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.properties.registry import Accepts

_NUMBER = re.compile(r"\d[\d.,'\u00a0 ]*")
_LISTED = re.compile(r"\s*[,;|>\u203a\u00bb/\n]\s*")
_ISO = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)")
#: How alike texts are that are the same but for writing, and the share of the words of
#: a long text's start that must be there.
_ALIKE, _STARTS = 0.85, 0.8
#: Words of a long text's start that are compared, and share of a list that must agree.
_WORDS, _LIST = 30, 0.7


def says(name: str, found: Sequence[str], true: Any) -> bool:
    """Return whether *found* is the property *name* with the value *true*."""
    accepts = PROPERTIES[name].accepts
    if not found:
        return False
    if accepts == "prose":
        text = " ".join(map(str, true)) if isinstance(true, list) else str(true)
        return _opens(" ".join(found), text)
    if accepts == "image":
        first = true[0] if isinstance(true, list) else true
        return bool(first) and _file(found[0]) == _file(str(first))
    if isinstance(true, list):
        return _lists(found, [str(one) for one in true])
    return len(set(found)) == 1 and _same(accepts, found[0], str(true))


def _lists(found: Sequence[str], true: Sequence[str]) -> bool:
    """Whether *found*, several texts or one that lists them, are mostly *true*."""
    if len(true) == len(found) == 1:
        return _alike(found[0], true[0])
    texts = found if len(found) > 1 else _LISTED.split(found[0])
    hits = sum(any(_alike(text, one) for text in texts) for one in true)
    return 2 * hits / (len(true) + len(texts)) >= _LIST


def _alike(text: str, value: str) -> bool:
    return likeness(folded(text), folded(value)) >= _ALIKE


def _same(accepts: Accepts, text: str, value: str) -> bool:
    """Whether *text* says *value*, which properties that accept *accepts* have."""
    if accepts in ("price", "number"):
        number = _number(text)
        return number is not None and number == _number(value) and len(text) < 60
    if accepts == "date":
        day = _day(value)
        return day is not None and _day(text) == day
    if accepts == "availability":
        ours, theirs = (folded(one).replace(" ", "") for one in (text, value))
        in_stock = "stock" in text.casefold() and "out" not in text.casefold()
        return ours.endswith(theirs) or (value == "InStock" and in_stock)
    if accepts == "code":
        ours, theirs = (re.sub(r"\W", "", one).casefold() for one in (text, value))
        return ours == theirs
    return _alike(text, value)


def _opens(found: str, true: str) -> bool:
    ours, theirs = folded(found[:20_000]).split(), folded(true[:4_000]).split()[:_WORDS]
    if not theirs:
        return False
    if len(theirs) < 4:
        return likeness(" ".join(ours), " ".join(theirs)) >= _ALIKE
    window = ours[: len(theirs) * 3 + 20]
    return sum((Counter(window) & Counter(theirs)).values()) >= _STARTS * len(theirs)


def _file(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.path).rpartition("/")[2] + (
        f"?{parts.query}" if "php" in parts.path else ""
    )


def _number(text: str) -> float | None:
    match = _NUMBER.search(text)
    if match is None:
        return None
    digits = re.sub(r"['\u00a0 ]", "", match[0]).strip(".,")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits):
        digits = digits.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+,\d{1,2}", digits):
        digits = digits.replace(",", ".")
    else:
        digits = digits.replace(",", "")
    try:
        return float(digits)
    except ValueError:
        return None


@lru_cache(maxsize=65_536)
def _day(text: str) -> str | None:
    if match := _ISO.match(text.strip()):
        return f"{match[1]}-{match[2]}-{match[3]}"
    if len(text) > 60 or not any(map(str.isdigit, text)):
        return None
    found = dateparser.parse(text, settings={"STRICT_PARSING": True})
    return found.date().isoformat() if found is not None else None
