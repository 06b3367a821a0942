"""What the heads of a table call the columns of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.schema.names import hinted, snake
from vultrcrawl.schema.sources.view import text_of

if TYPE_CHECKING:
    from vultrcrawl.schema.repetition.card_columns.places import Card

_NUMBERS = ("price", "regularPrice", "rating", "reviewCount")


def column_name(label: str, kind: str) -> str:
    """Return the name of a column by its *label*: how many there are is no state."""
    standard = hinted(label)
    if kind in ("integer", "decimal") and standard not in _NUMBERS:
        standard = None
    return standard or snake(label)


def label_of(card: Card, number: int) -> str:
    """Return what the head of its column says of a cell, or the cell itself; or ""."""
    element = card.outline.nodes[number].element
    if element.tag not in ("td", "th"):
        return ""
    if said := element.get("data-label") or element.get("data-title"):
        return str(said).strip()
    row = element.getparent()
    if row is None or row.tag != "tr":
        return ""
    table = next(row.iterancestors("table"), None)
    if table is None:
        return ""
    at = sum(1 for _ in element.itersiblings("td", "th", preceding=True))
    head = next((one for one in table.iter("tr")), None)
    if head is None or head is row or head.find("th") is None:
        return ""
    cells = [one for one in head if one.tag in ("td", "th")]
    return text_of(cells[at]) if at < len(cells) else ""
