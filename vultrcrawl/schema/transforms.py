"""From raw text to the value of a record, by the transforms that a field states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.schema.values import number, price

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.model import Transform
    from vultrcrawl.schema.values import Scalar


def convert(raw: str, transforms: Sequence[Transform]) -> Scalar | None:
    """Return the value of *raw*; None if a transform finds nothing in it.

    Nothing is made up: a number is the one written there, a currency the sign or code
    that stands there.
    """
    value: Scalar = raw
    for one in transforms:
        text = str(value)
        if one.name == "integer":
            try:
                value = int(text)
            except ValueError:
                return None
        elif one.name == "number":
            found = _number(text)
            if found is None:
                return None
            value = found
        elif one.name == "boolean":
            if text not in ("true", "false", "True", "False"):
                return None
            value = text in ("true", "True")
        elif one.name in ("price", "currency"):
            paid = price(text)
            if paid is None:
                return None
            value = paid[0] if one.name == "price" else paid[1]
    return value if value != "" else None


def _number(text: str) -> float | None:
    """Return the number that *text* is, or that stands in it beside a currency.

    What one locator finds bare, another of the field may find as a price.
    """
    found = number(text)
    if found is None and (paid := price(text)) is not None:
        found = paid[0]
    return found
