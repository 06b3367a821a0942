"""What all of a site says, and no page says of its own thing."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Share of the pages that have a fact on which it says the same, at least; and of the
#: pages of another template that say so, too.
_SAME, _ELSEWHERE = 0.75, 0.5


def says_elsewhere(one: Candidate, others: Sequence[Sequence[str]]) -> bool:
    """Whether pages of another template say what a labelled candidate does.

    *others* are folded texts of pages, by template. Label and value must stand beside
    each other there, in either order.
    """
    label = folded(one.label or "")
    if not label or not one.keys:
        return False
    value, count = Counter(one.keys.values()).most_common(1)[0]
    if count < _SAME * len(one.keys):
        return False
    pairs = (f" {label} {value} ", f" {value} {label} ")
    return any(
        sum(any(pair in f" {text} " for pair in pairs) for text in texts)
        >= _ELSEWHERE * len(texts)
        for texts in others
        if texts
    )
