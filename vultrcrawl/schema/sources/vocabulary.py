"""Classes and ids that a template gives, and that selectors may use."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.schema.sources.view import marks_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.sources.reading import Reading

#: The number at the end of an id.
_NUMBER = re.compile(r"(?<=[-_])\d{1,2}$")


def vocabulary(readings: Sequence[Reading]) -> frozenset[str]:
    """Return classes and ids that the template gives: on half of the pages or more.

    An id that stands several times on one page is none, nor is one of a series: with
    ``#step-1`` and ``#step-2`` it is of the page how many there are.
    """
    seen: Counter[str] = Counter()
    repeated: set[str] = set()
    for reading in readings:
        marks = marks_in(reading.view.nodes)
        seen.update(marks.keys())
        repeated.update(
            mark for mark, count in marks.items() if mark[0] == "#" and count > 1
        )
    series = Counter(_NUMBER.sub("", mark) for mark in seen if mark[0] == "#")
    repeated |= {mark for mark in seen if series[_NUMBER.sub("", mark)] > 1}
    least = max(2, len(readings) / 2) if len(readings) > 1 else 1
    return frozenset(
        mark for mark, pages in seen.items() if pages >= least and mark not in repeated
    )
