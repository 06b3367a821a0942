"""Weights of layout marks by how well they tell templates apart.

Marks that all pages of a site have tell nothing. So do marks that come and go among
pages whose URLs are alike: an author put a table there. Marks that pages of some URLs
have, and pages of others don't, were put there by templates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from math import sqrt
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vultrcrawl.inference.cells import Entry
    from vultrcrawl.page.signature import Signature

Vector: TypeAlias = dict[int, float]

#: Weight of a mark that tells nothing, beside 1 for the best. Pages that have only such
#: marks in common are alike all the same.
_LEAST = 0.05
#: Most widespread marks that are looked at.
_MARKS = 6_000


class Weights:
    """Weights of the marks of a site's pages.

    *cells* are signatures of pages with URLs alike, by cell. With p the share of pages
    that have a mark, and c the share of its variance that is between cells (their
    intraclass correlation, Fisher 1925), its weight is c² √(4p(1-p)), and a little.
    """

    def __init__(self, cells: Iterable[Sequence[Signature]]) -> None:
        pages, compared = 0, 0
        had: Counter[int] = Counter()
        had_in_cells: Counter[int] = Counter()
        inside: dict[int, float] = defaultdict(float)
        for cell in cells:
            size = len(cell)
            counts = Counter(mark for signature in cell for mark in signature)
            pages += size
            had.update(counts)
            if size < 2:
                continue
            compared += size
            had_in_cells.update(counts)
            for mark, count in counts.items():
                inside[mark] += count * (size - count) / (size - 1)
        # What all of three pages have may well be the template's and not the site's.
        self._least = _LEAST + 1 / max(1, pages)
        self._rare = self._least + sqrt(4 * max(0, pages - 1)) / max(1, pages)
        kept = sorted(
            (mark for mark, count in had.items() if count > 1),
            key=lambda mark: (-had[mark], mark),
        )[:_MARKS]
        self.columns = {mark: column for column, mark in enumerate(kept)}
        """Places of the marks that are looked at."""
        self.size = len(self.columns) + 1
        """Number of columns; the last one is that of pages without any mark."""
        self._weights = []
        for mark in kept:
            share = had[mark] / pages
            between = 1.0
            if compared:
                among = had_in_cells[mark] / compared
                all_in_all = among * (1 - among)
                if all_in_all > 1e-6:
                    between = max(0.0, 1 - inside[mark] / compared / all_in_all)
            told = between**2 * sqrt(4 * share * (1 - share))
            self._weights.append(told + self._least)

    def vector(self, signature: Signature) -> Vector:
        """Return *signature* as a vector of length 1: values by column.

        It is shorter if the page has marks that are not looked at.
        """
        if not signature:
            return {len(self.columns): 1.0}
        columns = [self.columns[mark] for mark in signature if mark in self.columns]
        total = sum(self._weights[column] for column in columns)
        total += self._rare * (len(signature) - len(columns))
        return {column: sqrt(self._weights[column] / total) for column in columns}


class LayoutSum:
    """Pages, and the sum of their vectors: all that similarities of groups need."""

    __slots__ = ("kinds", "members", "own", "total")

    def __init__(self) -> None:
        self.members: list[Entry] = []
        self.total: Vector = {}
        self.own = 0.0
        self.kinds: Counter[str] = Counter()

    def add(self, entry: Entry, vector: Vector) -> None:
        """Add a page, with its vector."""
        self.members.append(entry)
        total = self.total
        for column, value in vector.items():
            total[column] = total.get(column, 0.0) + value
        self.own += length(vector)
        if entry.kind:
            self.kinds[entry.kind] += 1

    def absorb(self, other: LayoutSum) -> None:
        """Take the pages of *other*, too."""
        self.members.extend(other.members)
        for column, value in other.total.items():
            self.total[column] = self.total.get(column, 0.0) + value
        self.own += other.own
        self.kinds.update(other.kinds)

    @property
    def within(self) -> float:
        """Mean similarity of two of its pages, of which there are two at least."""
        pages = len(self.members)
        return (length(self.total) - self.own) / (pages * (pages - 1))


def length(vector: Vector) -> float:
    """Return the square of the length of *vector*."""
    return sum(value * value for value in vector.values())


def layout_similarity(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors."""
    get = other.get
    return sum(value * get(column, 0.0) for column, value in one.items())
