"""Labels in the rows of tables: beside their values, or above those of the only row."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from vultrcrawl.page.html.text import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document

_CELLS = ("td", "th")
SECTIONS = ("tbody", "thead", "tfoot")
"""What rows of a table stand in, if not in the table itself."""
#: Children of a table with two rows, at most: a caption, columns, sections or rows.
_CHILDREN = 8
#: Cells of a row that are read, at most.
_COLUMNS = 8
#: Longest value in a cell beside one that isn't marked as a header: else it is layout.
_CELL = 400
_DIGIT = re.compile(r"\d")


def labels_in_row(
    document: Document, row: HtmlElement
) -> Iterator[tuple[str, list[HtmlElement]]]:
    """Yield the labels of the values in a *row* of a table, and the cells with these.

    They stand before the values, or above them if the table has no other row.
    """
    cells = _cells(row)
    if not 2 <= len(cells) <= _COLUMNS:
        return
    heads = _heads(row)
    if heads is None:
        yield from _beside(document, cells)
    elif heads is not row:
        for head, cell in zip(_cells(heads), cells, strict=True):
            yield text_of(head), [cell]


def _beside(
    document: Document, cells: list[HtmlElement]
) -> Iterator[tuple[str, list[HtmlElement]]]:
    first = document.content.by_element.get(cells[0])
    if first is None or cells[0].find(".//table") is not None:
        return
    tags = [cell.tag for cell in cells]
    if tags[0] == "th" and "th" not in tags[1:]:
        yield text_of(cells[0]), cells[1:]
    elif len(cells) == 2 and tags == ["td", "td"]:
        is_plain = not first.has_block or _is_wrapped(document, cells[0])
        if is_plain and len(text_of(cells[1], enough=_CELL)) <= _CELL:
            yield text_of(cells[0]), [cells[1]]
    elif (
        len(cells) % 2 == 0
        and "td" in tags  # else it is the head of the columns
        and all(cell.tag == "th" or text_of(cell).endswith(":") for cell in cells[::2])
    ):
        for label, value in zip(cells[::2], cells[1::2], strict=True):
            yield text_of(label), [value]


def _is_wrapped(document: Document, cell: HtmlElement) -> bool:
    """Whether all that *cell* has is one element without blocks in it."""
    inner = document.content.by_element.get(cell[0]) if len(cell) == 1 else None
    texts = (cell.text, cell[0].tail) if len(cell) == 1 else ()
    return (
        inner is not None
        and not inner.has_block
        and not any(text and text.strip() for text in texts)
    )


def _cells(row: HtmlElement) -> list[HtmlElement]:
    return [cell for cell in row if cell.tag in _CELLS]


def _two_rows(row: HtmlElement) -> tuple[HtmlElement, HtmlElement] | None:
    """Return the rows of the table of a *row* if these are two, not those in cells."""
    table = next(row.iterancestors("table"), None)
    children = list(islice(table, _CHILDREN + 1)) if table is not None else []
    if len(children) > _CHILDREN:
        return None
    sections = (
        islice(one.iterchildren("tr"), 3) if one.tag in SECTIONS else (one,)
        for one in children
    )
    rows = [one for section in sections for one in section if one.tag == "tr"]
    return (rows[0], rows[1]) if len(rows) == 2 and row in rows else None


def _heads(row: HtmlElement) -> HtmlElement | None:
    """Return the row of the heads if a table has one row of values besides.

    Those are marked as heads, or have no digit where each value has one.
    """
    rows = _two_rows(row)
    if rows is None:
        return None
    heads, values = map(_cells, rows)
    if len(heads) != len(values) or any(cell.tag == "th" for cell in values):
        return None
    if all(cell.tag == "th" for cell in heads) or (
        not any(_DIGIT.search(text_of(cell, enough=_CELL)) for cell in heads)
        and all(_DIGIT.search(text_of(cell, enough=_CELL)) for cell in values)
    ):
        return rows[0]
    return None
