"""Groups of pages that one template made: by their URLs and by their layouts.

Pages of one cell (see `cells`) stay together unless their layouts clearly differ; those
of several are joined if layouts differ across cells hardly more than within. What comes
out depends on which pages there are and not on their order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.inference.cells import (
    Cell,
    Entry,
    cells,
    rank,
    ranked,
    url_sections,
    without_languages,
)
from vultrcrawl.inference.weights import LayoutSum, Vector, Weights, layout_similarity
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from vultrcrawl.page.signature import Signature

    Numbers = NDArray[np.float64]

#: Layouts told apart within a cell at most, unless all of a sample of its pages are at
#: least so similar to one of them; each page goes to the most similar one.
_LAYOUTS, _ALIKE, _SAMPLE = 24, 0.8, 240
#: Similarity expected within a group if nothing is known, and its weight in pages.
_PRIOR, _PRIOR_WEIGHT = 0.5, 4.0
#: Weight, in pages, of what is usual on the site where a group has few pages.
_USUAL_WEIGHT = 2.0
#: Two large groups are one if the similarity across is this share of that within: of
#: one cell, and of two. Measured on thirteen sites whose kinds of pages are known.
_SAME_CELL, _OTHER_CELL = 0.5, 0.8
#: The same for the labels of pages of one layout, in two cells: with 0.3, 0.4 and 0.55
#: the V-measure of templates against kinds is 0.806, 0.813 and 0.792 on thirteen sites.
_SAME_LABELS = 0.4
#: Pages of a cell whose labels tell, at least, and the share of them that have one.
_LABELLED, _TELLING = 10, 0.5
#: How much less is needed where the smaller group is one page. The doubt shrinks with
#: the square root of the number of pages, and there is none between pages of different
#: types: a basket and a list of offers, one page each, look alike by their frame.
_DOUBT = 0.2
#: What is left of the similarity of two pages if they are of different types.
_UNLIKE_KIND = 0.7
#: What is left of that if one of them is a homepage, which looks like an inner page of
#: the same framework, unless their layouts are the very same.
_HOMEPAGE = 0.7
#: More layouts than this are not compared across cells: the rarest stay as they are.
_COMPARED = 600


_HOME = PageType.HOMEPAGE


def cluster(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Return *entries* in groups, the largest first, each sorted by URL."""
    by_cell = cells(entries)
    weights = Weights([[one.signature for one in cell] for cell in by_cell.values()])
    layouts = [
        layout
        for cell in by_cell.values()
        for layout in _merge(_layouts(cell, weights), _SAME_CELL, weights.size)
    ]
    layouts.sort(key=lambda one: (-len(one.members), rank(one.members[0].url)))
    compared, rest = layouts[:_COMPARED], layouts[_COMPARED:]
    joined = _merge(compared, _OTHER_CELL, weights.size)
    # The same folders in another language have other labels.
    cell_of = {
        entry.url: (without_languages(shape), pattern)
        for (shape, pattern), cell in by_cell.items()
        for entry in cell
    }
    groups = [
        sorted(group)
        for layout in [*joined, *rest]
        for part in _by_labels(layout, cell_of)
        for group in url_sections(part.members)
    ]
    return sorted(groups, key=lambda group: (-len(group), group[0].url))


def _by_labels(layout: LayoutSum, cell_of: Mapping[str, Cell]) -> list[LayoutSum]:
    """Return the pages of one layout apart where addresses and labels both say so.

    A manual has one layout for its commands, each with a synopsis and options, and its
    tables, each with columns. Labels that authors chose once say nothing.
    """
    cells_here: dict[Cell, list[Entry]] = defaultdict(list)
    for entry in ranked(layout.members):
        cells_here[cell_of[entry.url]].append(entry)
    if not 1 < len(cells_here) <= _COMPARED or len(layout.members) < 2 * _LABELLED:
        return [layout]
    telling: set[int] = set()
    for pages in cells_here.values():
        if len(pages) >= _LABELLED:
            counts = Counter(label for page in pages for label in page.labels)
            least = max(_LABELLED - 1, _TELLING * len(pages))
            telling.update(label for label, count in counts.items() if count >= least)
    marks = {
        entry.url: tuple(label for label in entry.labels if label in telling)
        for entry in layout.members
    }
    weights = Weights(
        [[marks[one.url] for one in part] for part in cells_here.values()]
    )
    parts = []
    for pages in cells_here.values():
        part = LayoutSum()
        for entry in pages:
            part.add(entry, weights.vector(marks[entry.url]))
        parts.append(part)
    parts.sort(key=lambda one: (-len(one.members), rank(one.members[0].url)))
    return _merge(parts, _SAME_LABELS, weights.size)


def numbers(entries: Sequence[Entry]) -> NDArray[np.int64]:
    """Return the number of the group of each of *entries*, in their order."""
    of_url = {
        entry.url: number
        for number, group in enumerate(
            cluster(list({e.url: e for e in entries}.values()))
        )
        for entry in group
    }
    return np.array([of_url[entry.url] for entry in entries], np.int64)


def _layouts(entries: list[Entry], weights: Weights) -> list[LayoutSum]:
    """Return pages of one cell by layout; *entries* are in the order of `rank`."""
    vectors: dict[Signature, Vector] = {}
    for entry in entries:
        if entry.signature not in vectors:
            vectors[entry.signature] = weights.vector(entry.signature)
    leaders = _leaders(list(vectors.values())[:_SAMPLE])
    layouts = [LayoutSum() for _ in leaders]
    known: dict[Signature, LayoutSum] = {}
    for entry in entries:
        vector = vectors[entry.signature]
        if (layout := known.get(entry.signature)) is None:
            scores = [layout_similarity(vector, leader) for leader in leaders]
            layout = layouts[scores.index(max(scores))]
            known[entry.signature] = layout
        layout.add(entry, vector)
    return [layout for layout in layouts if layout.members]


def _leaders(vectors: list[Vector]) -> list[Vector]:
    """Return the first vector, then again and again the one least like those before.

    That finds a layout that few pages have, too (Gonzalez 1985,
    https://doi.org/10.1016/0304-3975(85)90224-5).
    """
    leaders = vectors[:1]
    nearest = [layout_similarity(vector, leaders[0]) for vector in vectors]
    while len(leaders) < _LAYOUTS and min(nearest) < _ALIKE:
        leader = vectors[nearest.index(min(nearest))]
        leaders.append(leader)
        nearest = [
            max(known, layout_similarity(vector, leader))
            for known, vector in zip(nearest, vectors, strict=True)
        ]
    return leaders


class _Comparison:
    """Sums of similarities of pages, and numbers of pairs of pages, by groups."""

    def __init__(self, layouts: list[LayoutSum], share: float, columns: int) -> None:
        self._share = share
        sums = np.zeros((len(layouts), columns))
        for number, layout in enumerate(layouts):
            sums[number, list(layout.total)] = list(layout.total.values())
        self.pages = np.array([float(len(layout.members)) for layout in layouts])
        self._totals = sums @ sums.T - np.diag([layout.own for layout in layouts])
        differ = self._of_other_kinds(layouts)
        self._totals *= self._of_kinds(layouts, differ)
        # Types say nothing against a layout that is the very same.
        known: dict[Signature, int] = {}
        codes = np.array(
            [known.setdefault(one.members[0].signature, len(known)) for one in layouts]
        )
        self._differ = np.where(codes[:, None] == codes, 0.0, differ)
        self._pairs = np.outer(self.pages, self.pages) - np.diag(self.pages)
        self._usual = _usual(layouts)

    def _of_other_kinds(self, layouts: list[LayoutSum]) -> Numbers:
        """Return the number of pairs of pages known to be of different types."""
        kinds = sorted({kind for layout in layouts for kind in layout.kinds})
        votes = np.array(
            [[float(layout.kinds[kind]) for kind in kinds] for layout in layouts]
        ).reshape(len(layouts), len(kinds))
        known = votes.sum(axis=1)
        differ: Numbers = np.outer(known, known) - votes @ votes.T
        return differ

    def _of_kinds(self, layouts: list[LayoutSum], differ: Numbers) -> Numbers:
        """Return what is left of similarities for pages being of different types."""
        share = differ / np.outer(self.pages, self.pages)
        left: Numbers = 1 - (1 - _UNLIKE_KIND) * share
        homes = [one for one, lay in enumerate(layouts) if _HOME in lay.kinds]
        for home in homes:
            mark = layouts[home].members[0].signature
            for other, layout in enumerate(layouts):
                same = layout.members[0].signature == mark
                if not same and layout.kinds and _HOME not in layout.kinds:
                    left[home, other] *= _HOMEPAGE
                    left[other, home] *= _HOMEPAGE
        np.fill_diagonal(left, 1.0)
        return left

    def join(self, first: int, second: int) -> None:
        for matrix in (self._totals, self._pairs, self._differ):
            within = matrix[first, first] + matrix[second, second]
            within += 2 * matrix[first, second]
            matrix[first, :] += matrix[second, :]
            matrix[:, first] = matrix[first, :]
            matrix[first, first] = within
        self.pages[first] += self.pages[second]

    def row(self, index: int) -> Numbers:
        """Return how similar the group at *index* is to others, as a share of within.

        -1 stands for what is too little to join them.
        """
        within = np.diag(self._totals) / np.maximum(np.diag(self._pairs), 1)
        weight = self.pages - 1
        within = (within * weight + self._usual * _USUAL_WEIGHT) / (
            weight + _USUAL_WEIGHT
        )
        across = self._totals[index] / np.maximum(self._pairs[index], 1)
        ratio = across / ((within + within[index]) / 2)
        smaller = np.minimum(self.pages, self.pages[index])
        alike = 1 - self._differ[index] / np.maximum(self._pairs[index], 1)
        needed = self._share - _DOUBT * alike / np.sqrt(smaller)
        row: Numbers = np.where(ratio >= needed, ratio, -1.0)
        row[index] = -1.0
        return row


def _usual(layouts: list[LayoutSum]) -> float:
    """Return the similarity of two pages within a layout of this site."""
    several = [layout for layout in layouts if len(layout.members) > 1]
    weights = [min(len(layout.members), 10) for layout in several]
    total = sum(w * one.within for w, one in zip(weights, several, strict=True))
    return (total + _PRIOR * _PRIOR_WEIGHT) / (sum(weights) + _PRIOR_WEIGHT)


def _merge(layouts: list[LayoutSum], share: float, columns: int) -> list[LayoutSum]:
    """Join the two most similar groups until none are similar enough."""
    if len(layouts) < 2:
        return layouts
    comparison = _Comparison(layouts, share, columns)
    size = len(layouts)
    alive = np.ones(size, dtype=bool)
    ratios = np.array([comparison.row(index) for index in range(size)])
    while True:
        first, second = divmod(int(np.argmax(ratios)), size)
        if ratios[first, second] < 0:
            break
        layouts[first].absorb(layouts[second])
        comparison.join(first, second)
        alive[second] = False
        row = comparison.row(first)
        row[~alive] = -1.0
        ratios[first, :] = ratios[:, first] = row
        ratios[second, :] = ratios[:, second] = -1.0
    return [one for one, live in zip(layouts, alive, strict=True) if live]
