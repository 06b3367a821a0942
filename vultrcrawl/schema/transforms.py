"""From raw text to the value of a record, by the transforms that a field states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.bylines import author_in, date_in
from vultrcrawl.schema.values import number, price

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vultrcrawl.schema.model import Transform
    from vultrcrawl.schema.values import Scalar


def convert(raw: str, transforms: Sequence[Transform]) -> Scalar | None:
    """Return the value of *raw*; None if a transform finds nothing in it.

    Nothing is made up: a number is the one written there, a currency the sign or code
    that stands there, an author or a date that part of the text.
    """
    value: Scalar | None = raw
    for one in transforms:
        value = _MAKE[one.name](str(value))
        if value is None:
            return None
    return value if value != "" else None


def _integer(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _boolean(text: str) -> bool | None:
    known = {"true": True, "True": True, "false": False, "False": False}
    return known.get(text)


def _amount(text: str) -> float | None:
    paid = price(text)
    return None if paid is None else paid[0]


def _sign(text: str) -> str | None:
    paid = price(text)
    return None if paid is None else paid[1]


def _number(text: str) -> float | None:
    """Return the number that *text* is, or that stands in it beside a currency.

    What one locator finds bare, another of the field may find as a price.
    """
    found = number(text)
    if found is None and (paid := price(text)) is not None:
        found = paid[0]
    return found


_MAKE: Final[dict[str, Callable[[str], Scalar | None]]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "price": _amount,
    "currency": _sign,
    "author": author_in,
    "date": date_in,
}
