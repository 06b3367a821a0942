"""Classes and ids that a template gives, and that selectors may use."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.schema.sources.view import marks_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vultrcrawl.schema.sources.reading import Reading

#: The number at the end of an id.
_NUMBER = re.compile(r"(?<=[-_])\d{1,2}$")


def vocabulary(readings: Sequence[Reading]) -> frozenset[str]:
    """Return classes and ids that the template gives: on half of the pages or more."""
    counts = [marks_in(reading.view.nodes) for reading in readings]
    least = max(2, len(readings) / 2) if len(readings) > 1 else 1
    lasting = without_series(counts, _NUMBER)
    return frozenset(mark for mark, pages in lasting.items() if pages >= least)


def without_series(
    pages: Sequence[Mapping[str, int]], number: re.Pattern[str]
) -> Counter[str]:
    """Return on how many *pages* each class and id stands, by its count on each page.

    An id that stands several times on one page is left out, and so are those that are
    the same but for a *number*: with ``#step-1`` and ``#step-2`` it is of the page how
    many there are.
    """
    seen = Counter(mark for marks in pages for mark in marks)
    ids = [mark for mark in seen if mark[0] == "#"]
    series = Counter(number.sub("", mark) for mark in ids)
    for mark in ids:
        repeats = any(marks.get(mark, 0) > 1 for marks in pages)
        if repeats or series[number.sub("", mark)] > 1:
            del seen[mark]
    return seen
