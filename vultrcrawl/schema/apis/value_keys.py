"""Keys by which values of fields and of responses are compared."""

from __future__ import annotations

import re
from typing import Any, Final, TypeAlias
from urllib.parse import urljoin, urlsplit

from vultrcrawl.schema.values import folded, plain, price
from vultrcrawl.values import numbers

ValueKey: TypeAlias = tuple[str, str | float]
Keys: TypeAlias = frozenset[ValueKey]

#: Values of a list that are compared.
_VALUES: Final = 100
_DIGIT = re.compile(r"\d")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.DOTALL)


def keys_of(value: Any, base: str) -> Keys:
    """Return the keys of *value*: its words, its number, its date, its URL.

    Two values that have one in common are the same. *base* is the page's URL.
    """
    if isinstance(value, bool):
        return frozenset([("text", str(value).lower())])
    if isinstance(value, int | float):
        try:
            return frozenset([("number", float(value))])
        except OverflowError:
            return frozenset()
    text = plain(str(value))
    found: set[ValueKey] = set()
    if words := folded(text):
        found.add(("text", words))
    if len(text) <= 40 and _DIGIT.search(text):
        found |= _numbers(text)
    if len(text) < 2_000 and (text[:1] == "/" or text.startswith("http")):
        try:
            address = urljoin(base, text)
            urlsplit(address)
        except ValueError:
            return frozenset(found)
        found.add(("url", address))
    return frozenset(found)


def _numbers(text: str) -> set[ValueKey]:
    found: set[ValueKey] = set()
    amount = numbers.read(text)
    if amount is None and (paid := price(text)) is not None:
        # With more words beside it than a currency, the text is no price.
        words = sum(word.isalpha() for word in folded(text).split())
        amount = paid[0] if words < 2 else None
    if amount is not None:
        found.add(("number", amount))
    if match := _DATE.fullmatch(text):
        found.add(("date", match[1]))
    return found


def keys_of_all(value: Any, base: str) -> list[Keys]:
    """Return the keys of a field's value, or of each value of a list."""
    if not isinstance(value, list):
        return [keys_of(value, base)]
    return [keys_of(one, base) for one in value[:_VALUES]]
