"""Labelled dates that say what is stated in another way: ``Start: July 1, 2013``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.model import MAX_LOCATORS
from vultrcrawl.schema.properties.registry import PROPERTIES
from vultrcrawl.values import dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.assignment.options import Assignment
    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Share of the labelled values that must be of the same day.
_SAME: Final = 0.75


def with_labels(
    assignments: Sequence[Assignment], candidates: Sequence[Candidate]
) -> list[Assignment]:
    """Return *assignments*, those of dates with the labels that say the same days."""
    labelled = [one for one in candidates if one.kind == "label"]
    found = []
    for option in assignments:
        chosen = option.candidates
        if PROPERTIES[option.name].accepts == "date":
            chosen += tuple(
                one
                for one in labelled
                if one.scores.get(option.name)
                and one not in chosen
                and _is_same(one, chosen[0])
            )
        found.append(replace(option, candidates=chosen[:MAX_LOCATORS]))
    return found


def _is_same(one: Candidate, other: Candidate) -> bool:
    same = sum(
        _days(texts) == _days(other.values[number]) != ()
        for number, texts in one.values.items()
        if number in other.values
    )
    return same > 0 and same >= _SAME * len(one.values)


def _days(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the day of a single text."""
    found = dates.read(texts[0]) if len(texts) == 1 else None
    return () if found is None else (found[:10],)
