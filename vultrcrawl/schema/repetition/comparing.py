"""Judgements of runs corrected by what runs are to one another.

The judge sees one run at a time: rows of a grid look like items, but their cells are
the items, and each of the siblings that an item goes on over looks like its head.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from vultrcrawl.schema.repetition.runs import looks_alike

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from vultrcrawl.schema.repetition.outline import Outline
    from vultrcrawl.schema.repetition.runs import Run

#: Probability from which on rows are looked at.
_LIKELY = 0.2
#: Cells of one page that are looked at, share of those in a row that look as the one
#: before, and elements in a cell: in one of a table of data there is a text or a link.
_CELLS, _ALIKE, _ELEMENTS = 40, 0.8, 3
#: Share of the rows that have several cells.
_ROWS = 0.6
#: What heads items first if it is so likely, as a share of the likeliest.
_FIRST = 0.5


def compared(
    outline: Outline, runs: Sequence[Run], scores: NDArray[np.float64], column: int
) -> NDArray[np.float64]:
    """Return *scores* of a page's *runs*, with those of some exchanged.

    *column* is that of the probability that a run is the items of the page.
    """
    cells = _cells_for_rows(outline, runs, scores, column)
    return _first_for_later(outline, runs, cells, column)


def _first_for_later(
    outline: Outline, runs: Sequence[Run], scores: NDArray[np.float64], column: int
) -> NDArray[np.float64]:
    """Return *scores* so that what comes first of each item is its head.

    Siblings that stand as often as others between them are parts of the same items.
    """
    found = scores.copy()
    alike: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for number, run in enumerate(runs):
        if run.spread:
            alike[tuple(outline.parents[start] for start, _ in run.spans)].append(
                number
            )
    for numbers in alike.values():
        first = min(numbers, key=lambda number: runs[number].spans[0])
        best = max(numbers, key=lambda number: float(found[number, column]))
        if first != best and found[first, column] >= _FIRST * found[best, column]:
            found[[first, best]] = found[[best, first]]
    return found


def _cells_for_rows(
    outline: Outline, runs: Sequence[Run], scores: NDArray[np.float64], column: int
) -> NDArray[np.float64]:
    """Return *scores* with those of rows of grids given to their cells.

    The cells of a grid look the same; those of a table of data, or the parts of a card,
    differ from one another, or have too little in them to tell.
    """
    found = scores.copy()
    for number, rows in enumerate(runs):
        if rows.spread or scores[number, column] < _LIKELY:
            continue
        cells = _cells(outline, runs, rows)
        if cells is not None and scores[cells, column] < scores[number, column]:
            found[[number, cells]] = scores[[cells, number]]
    return found


def _cells(outline: Outline, runs: Sequence[Run], rows: Run) -> int | None:
    """Return the number of the run of the cells of *rows*, if these are of a grid."""
    starts = {start for start, _ in rows.spans}
    within = [
        number
        for number, run in enumerate(runs)
        if not run.spread
        and len(run.spans) > len(starts)
        and all(outline.parents[one] in starts for one, _ in run.spans)
    ]
    best = max(within, key=lambda number: len(runs[number].spans), default=None)
    if best is not None and _is_grid(outline, runs[best], len(starts)):
        return best
    return None


def _is_grid(outline: Outline, cells: Run, rows: int) -> bool:
    numbers = [start for start, end in cells.spans if end - start > _ELEMENTS]
    having = Counter(outline.parents[one] for one in numbers)
    if sum(count > 1 for count in having.values()) < _ROWS * rows:
        return False
    beside = [
        looks_alike(outline, one, other)
        for one, other in pairwise(numbers[:_CELLS])
        if outline.parents[one] == outline.parents[other]
    ]
    return sum(beside) >= _ALIKE * len(beside)
