"""Groups of pages that one template made: by shape of the URL and by layout.

Pages of one shape stay together unless their layouts clearly differ; groups of other
shapes are joined if pages differ across them no more than within them. What comes out
depends on which pages there are and not on their order.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from vultrcrawl.page.signature import Signature, similarity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

#: A page at least this similar to an earlier one of its shape goes with it at once.
_ALIKE = 0.8
#: Layouts told apart within a shape; later pages go to the most similar one.
_LAYOUTS = 12
#: Pages that stand for a layout when layouts are compared.
_SPOKESMEN = 4
#: Similarity expected within a group of which too few pages are known, and its weight
#: in pairs of pages.
_PRIOR, _PRIOR_WEIGHT = 0.5, 2.0
#: Two layouts are one if the similarity across is this share of that within: of one
#: shape, and of two (measured on five sites of known kinds, best V-measure).
_SAME_SHAPE, _OTHER_SHAPE = 0.2, 0.75
#: What is left of the similarity of two pages if they are of different types.
_UNLIKE_KIND = 0.7
#: More layouts than this are not compared across shapes: the rarest stay as they are.
_COMPARED = 600


class Entry(NamedTuple):
    """One page."""

    url: str
    shape: str
    signature: Signature
    kind: str | None = None
    """Page type, if it is known."""


class _Layout:
    __slots__ = ("members", "spokesmen")

    def __init__(self, entry: Entry) -> None:
        self.members = [entry]
        self.spokesmen = [entry]

    def add(self, entry: Entry) -> None:
        self.members.append(entry)
        if len(self.spokesmen) < _SPOKESMEN:
            self.spokesmen.append(entry)


def cluster(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return *entries* in groups, the largest first, each sorted by URL."""
    by_shape: dict[str, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: (_rank(entry.url), entry.url)):
        by_shape[entry.shape].append(entry)
    layouts: list[list[_Layout]] = []
    for shape in sorted(by_shape):
        layouts.extend([layout] for layout in _join(_layouts(by_shape[shape])))
    layouts.sort(key=lambda parts: (-len(parts[0].members), parts[0].members[0].url))
    compared, rest = layouts[:_COMPARED], layouts[_COMPARED:]
    joined = _merge([parts[0] for parts in compared], _OTHER_SHAPE)
    groups = [
        sorted(entry for layout in group for entry in layout.members)
        for group in [*joined, *rest]
    ]
    return sorted(groups, key=lambda group: (-len(group), group[0].url))


def _rank(url: str) -> int:
    """Return a number that orders URLs the same way whatever else is known."""
    return crc32(url.encode())


def _layouts(entries: list[Entry]) -> list[_Layout]:
    layouts: list[_Layout] = []
    known: dict[Signature, _Layout] = {}
    for entry in entries:
        layout = known.get(entry.signature)
        if layout is None:
            best = max(
                (
                    (similarity(entry.signature, one.spokesmen[0].signature), one)
                    for one in layouts
                ),
                key=lambda pair: pair[0],
                default=None,
            )
            if best is not None and (best[0] >= _ALIKE or len(layouts) >= _LAYOUTS):
                layout = best[1]
                layout.add(entry)
            else:
                layout = _Layout(entry)
                layouts.append(layout)
            known[entry.signature] = layout
        else:
            layout.add(entry)
    return layouts


def _join(layouts: list[_Layout]) -> list[_Layout]:
    """Join layouts of one shape."""
    joined = []
    for group in _merge(layouts, _SAME_SHAPE):
        first, *others = group
        for other in others:
            first.members.extend(other.members)
            first.spokesmen.extend(other.spokesmen)
        step = max(1, len(first.spokesmen) // _SPOKESMEN)
        first.spokesmen = first.spokesmen[::step][:_SPOKESMEN]
        joined.append(first)
    return joined


def _merge(layouts: list[_Layout], share: float) -> list[list[_Layout]]:
    """Join the two most similar groups until none are similar enough."""
    if len(layouts) < 2:
        return [[layout] for layout in layouts]
    groups = [[layout] for layout in layouts]
    totals, counts = _sums(layouts)
    alive = np.ones(len(layouts), dtype=bool)
    ratios = _ratios(totals, counts)
    while True:
        first, second = divmod(int(np.argmax(ratios)), len(layouts))
        if ratios[first, second] < share:
            return [group for group, live in zip(groups, alive, strict=True) if live]
        groups[first].extend(groups[second])
        alive[second] = False
        for matrix in (totals, counts):
            within = matrix[first, first] + matrix[second, second]
            within += 2 * matrix[first, second]
            matrix[first, :] += matrix[second, :]
            matrix[:, first] = matrix[first, :]
            matrix[first, first] = within
        ratios[second, :] = ratios[:, second] = -1.0
        row = _row(totals, counts, first)
        row[~alive] = row[first] = -1.0
        ratios[first, :] = ratios[:, first] = row


def _within(totals: Matrix, counts: Matrix) -> Matrix:
    known: Matrix = (np.diag(totals) + _PRIOR * _PRIOR_WEIGHT) / (
        np.diag(counts) + _PRIOR_WEIGHT
    )
    return known


def _ratios(totals: Matrix, counts: Matrix) -> Matrix:
    within = _within(totals, counts)
    ratios: Matrix = (totals / np.maximum(counts, 1)) / (
        (within[:, None] + within[None, :]) / 2
    )
    np.fill_diagonal(ratios, -1.0)
    return ratios


def _row(totals: Matrix, counts: Matrix, index: int) -> Matrix:
    within = _within(totals, counts)
    row: Matrix = (totals[index] / np.maximum(counts[index], 1)) / (
        (within + within[index]) / 2
    )
    return row


def _sums(layouts: list[_Layout]) -> tuple[Matrix, Matrix]:
    """Return sums of similarities, and numbers of pairs of pages, by layouts."""
    owners: list[int] = []
    signatures: list[Signature] = []
    kinds: list[str] = []
    for number, layout in enumerate(layouts):
        owners.extend([number] * len(layout.spokesmen))
        signatures.extend(one.signature for one in layout.spokesmen)
        kinds.extend(one.kind or "" for one in layout.spokesmen)
    columns: dict[int, int] = {}
    for signature in signatures:
        for token in signature:
            columns.setdefault(token, len(columns))
    marks = np.zeros((len(signatures), max(1, len(columns))), dtype=np.float32)
    for number, signature in enumerate(signatures):
        marks[number, [columns[token] for token in signature]] = 1.0
    shared = marks @ marks.T
    sizes = marks.sum(axis=1)
    union = sizes[:, None] + sizes[None, :] - shared
    alike = np.where(union > 0, shared / np.maximum(union, 1), 1.0)
    known = np.array(kinds)
    differ = (known[:, None] != known[None, :]) & (known != "")[:, None]
    alike = np.where(differ & (known != "")[None, :], alike * _UNLIKE_KIND, alike)
    np.fill_diagonal(alike, 0.0)
    member = np.zeros((len(signatures), len(layouts)))
    member[np.arange(len(owners)), owners] = 1.0
    pairs = np.ones_like(alike, dtype=np.float64)
    np.fill_diagonal(pairs, 0.0)
    return member.T @ alike @ member, member.T @ pairs @ member
