"""How much a recipe makes, and how long that takes, where one line says both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.assignment.options import Assignment
from vultrcrawl.values import durations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: How likely such a line says both, share of its texts that must, and pages with it.
_SAID: Final = 0.9
_MOST, _LEAST = 0.7, 2


def recipe_yield(
    candidates: Sequence[Candidate], assignments: Sequence[Assignment]
) -> Assignment | None:
    """Return the line of a recipe that says its yield; None if that is known."""
    line = _line(candidates, assignments, "recipeYield")
    if line is None:
        return None
    made = replace(line, transform="besideDuration")
    return Assignment("recipeYield", _SAID, (made,))


def total_time(
    candidates: Sequence[Candidate], assignments: Sequence[Assignment]
) -> Assignment | None:
    """Return the line of a recipe that says its time; None if that is known."""
    line = _line(candidates, assignments, "totalTime")
    return None if line is None else Assignment("totalTime", _SAID, (line,))


def _line(
    candidates: Sequence[Candidate], assignments: Sequence[Assignment], name: str
) -> Candidate | None:
    """Return the place of ``6 portions, 25 minutes`` on pages with ingredients."""
    decided = {one.name for one in assignments}
    if "recipeIngredient" not in decided or name in decided:
        return None
    found = [
        one
        for one in candidates
        if one.kind == "css" and one.attribute in ("text", "own") and _says_both(one)
    ]
    return max(found, key=lambda one: (len(one.keys), one.expr), default=None)


def _says_both(one: Candidate) -> bool:
    """Whether most texts of *one* say an amount beside a duration."""
    parts = [durations.beside(texts[0]) for texts in one.values.values() if texts]
    said = [part for part in parts if part and any(map(str.isdigit, part[0]))]
    return len(said) >= max(_LEAST, _MOST * len(parts))
