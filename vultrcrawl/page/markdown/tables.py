"""Data tables as Markdown tables; layout tables are none."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.page.markdown.places import BlockPlace

#: Lines in one cell of data, and columns of a table, at most.
_LINES, _COLUMNS = 12, 60


def data_tables(found: Iterable[BlockPlace]) -> set[int]:
    """Return the frames of tables that hold data, given the places of all blocks.

    In such a table there is no table, no code and no heading, a row has several cells,
    and there are two rows at least.
    """
    rows: dict[int, set[int | None]] = defaultdict(set)
    cells: dict[int, Counter[int]] = defaultdict(Counter)
    wide: dict[int, Counter[int | None]] = defaultdict(Counter)
    layout: set[int] = set()
    for place in found:
        table = place.table
        if table is None:
            continue
        if place.cell is None or place.row is None:
            continue
        if place.code is not None or place.heading:
            layout.add(table)
        rows[table].add(place.row)
        if place.cell not in cells[table]:
            wide[table][place.row] += 1
        cells[table][place.cell] += 1
    return {
        table
        for table in rows
        if table not in layout
        and len(rows[table]) > 1
        and 1 < max(wide[table].values()) <= _COLUMNS
        and max(cells[table].values()) <= _LINES
    }


def table_lines(
    rows: Sequence[tuple[HtmlElement, dict[HtmlElement, str]]],
) -> list[str]:
    """Return *rows* as a table: each with its element, and its cells' texts."""
    grid = [_cells(row, texts) for row, texts in rows]
    width = max(map(len, grid))
    head = any(cell.tag == "th" for cell in rows[0][1]) and not _by_side(rows)
    lines = [grid[0] if head else [""] * width, ["---"] * width]
    lines += grid[1:] if head else grid
    return [
        "| " + " | ".join((*line, *[""] * (width - len(line)))) + " |" for line in lines
    ]


def _by_side(rows: Sequence[tuple[HtmlElement, dict[HtmlElement, str]]]) -> bool:
    """Whether the heads stand at the side: the first row is like all others."""
    kinds = [tuple(cell.tag for cell in texts) for _, texts in rows]
    return len(set(kinds)) == 1 and "td" in kinds[0]


def _cells(row: HtmlElement, texts: dict[HtmlElement, str]) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag not in ("td", "th"):
            continue
        cells.append(texts.get(cell, ""))
        span = (cell.get("colspan") or "1").strip()
        if span.isascii() and span.isdigit() and len(span) < 3:
            cells += [""] * (min(int(span), _COLUMNS) - 1)
    return cells[:_COLUMNS]
