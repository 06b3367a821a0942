"""The repeated structures of a template's pages, each with its judgement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.schema.repetition.comparing import compared
from vultrcrawl.schema.repetition.features import across, page_features
from vultrcrawl.schema.repetition.forest import load
from vultrcrawl.schema.repetition.outline import Outline
from vultrcrawl.schema.repetition.runs import find_runs, marks_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.repetition.runs import Run

NEITHER, ITEMS, PARTS = 0, 1, 2
"""What a run is: neither, the page's items, or parts of its own thing. These are the
columns of its judgement."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One page's runs, with probabilities of shape (runs, 3): neither, items, parts."""

    outline: Outline
    runs: list[Run]
    scores: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Survey:
    """What the pages of one template repeat."""

    pages: list[Judged]
    """The pages in the order given."""
    marks: Mapping[str, int]
    """Classes and ids that selectors may use, see `marks_of`."""

    @property
    def words(self) -> AbstractSet[str]:
        """The classes and ids of `marks`."""
        return self.marks.keys()

    def only(self, numbers: Collection[int]) -> Survey:
        """Return what the pages with these *numbers* repeat."""
        kept = [page for number, page in enumerate(self.pages) if number in numbers]
        return Survey(kept, self.marks)


def survey(documents: Sequence[Document]) -> Survey:
    """Return what the pages of one template repeat; linear in their size."""
    outlines = [Outline(one) for one in documents]
    words = marks_of(outlines)
    found = [(one, find_runs(one, words)) for one in outlines]
    judge = load("judge")
    pages = []
    for (outline, runs), cross in zip(found, across(found), strict=True):
        if runs:
            rows = np.hstack((page_features(outline, runs), cross))
            scores = compared(outline, runs, judge.probabilities(rows), ITEMS)
        else:
            scores = np.zeros((0, 3))
        pages.append(Judged(outline, runs, scores))
    return Survey(pages, words)
