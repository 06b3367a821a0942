"""What a field may be instead, where the ranker of properties is not sure of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.assignment.joint import THRESHOLD
from vultrcrawl.schema.induction.fitness import fits
from vultrcrawl.schema.model import STATED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.induction.assignment.options import Assignment
    from vultrcrawl.schema.model import Field

#: Support from which on a property is sure, and share of it that the score of another
#: must have at least. They were set on 18 sites, where a language model then put two
#: fields right; candidates have changed since, and no field of these is doubted now.
_SURE: Final = 0.8
_CLOSE: Final = 0.5
#: Which of these the text of a page is, its type decides.
_TEXTS: Final = frozenset(("description", "articleBody"))


def with_doubts(
    fields: Mapping[str, Field], assignments: Sequence[Assignment]
) -> dict[str, Field]:
    """Return *fields*, by name, with what those of *assignments* may be instead.

    That is a property that nothing else gives, and whose score is close behind. What
    pages state is not doubted.
    """
    found = dict(fields)
    for option in assignments:
        one = found.get(option.name)
        if one is not None and (instead := _instead(option, found.keys())):
            found[option.name] = replace(one, maybe=instead)
    return found


def _instead(option: Assignment, taken: AbstractSet[str]) -> tuple[str, ...]:
    head = option.candidates[0]
    if option.support >= _SURE or any(one.kind in STATED for one in option.candidates):
        return ()
    least = max(THRESHOLD, _CLOSE * option.support)
    scores = [
        (score, name)
        for name, score in head.scores.items()
        if score >= least
        and name not in taken
        and {name, option.name} != _TEXTS
        and fits(name, head)
    ]
    return tuple(name for _, name in sorted(scores, reverse=True))
