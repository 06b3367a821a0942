"""Properties that pages name and no field holds: what `site.json` says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.agreement import AGREE, agreement
from vultrcrawl.schema.induction.fitness import fits
from vultrcrawl.schema.model import Dropped
from vultrcrawl.schema.properties.registry import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.induction.assignment.options import Assignment
    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Score of a source from which on it names a property, rather than hints at one.
_NAMED: Final = 0.4


def left_out(
    candidates: Sequence[Candidate],
    assignments: Sequence[Assignment],
    told: AbstractSet[str],
    pages: int,
) -> Iterator[Dropped]:
    """Yield the properties that *candidates* name and no field holds, with the reason.

    *candidates* have the scores of their sources, *told* are names of fields, and of
    what is said to be left out already. What says the same as an assignment is in it.
    """
    heads = [one.candidates[0] for one in assignments]
    for name in (one for one in PROPERTIES if one not in told):
        named = [one for one in candidates if one.scores.get(name, 0) >= _NAMED]
        fitting = [one for one in named if fits(name, one)]
        if not named or any(
            agreement(one, head) >= AGREE for one in named for head in heads
        ):
            continue
        most = max(len(one.keys) for one in fitting or named)
        if not fitting:
            reason = "its values are not written as such, or are of the whole site"
        else:
            reason = f"too little tells of it: {most} of {pages} pages name it"
        yield Dropped(name=name, reason=reason)
