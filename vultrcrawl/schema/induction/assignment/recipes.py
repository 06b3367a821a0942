"""Recipes: whether pages have one, how much it makes, and how long that takes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.assignment.options import Assignment
from vultrcrawl.schema.model import STATED
from vultrcrawl.schema.properties.registry import PROPERTIES, by_class, by_labels
from vultrcrawl.values import durations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: How likely such a line says both, share of its texts that must, and pages with it.
_SAID: Final = 0.9
_MOST, _LEAST = 0.7, 2
#: Properties that recipes alone have, and classes and ids in a selector.
_OF_RECIPES: Final = frozenset(n for n, one in PROPERTIES.items() if one.of == "Recipe")
_NAMES = re.compile(r"[.#]([\w-]+)")


def without_recipes(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return *candidates* without the properties of recipes, if nothing says so.

    A list of links in an article looks like ingredients, one of sentences like steps.
    What is stated says that there is a recipe, and so do labels, headings and classes.
    """
    if any(map(_says_recipe, candidates)):
        return list(candidates)
    return [
        replace(
            one, scores={n: s for n, s in one.scores.items() if n not in _OF_RECIPES}
        )
        if one.scores.keys() & _OF_RECIPES
        else one
        for one in candidates
    ]


def _says_recipe(one: Candidate) -> bool:
    """Whether *one* states, is labelled as, or has a class of, what recipes have."""
    if one.kind in STATED:
        return bool(_OF_RECIPES & one.scores.keys())
    if one.label:
        return bool(_OF_RECIPES.intersection(by_labels(one.label)))
    names = _NAMES.findall(one.expr) if one.kind == "css" else ()
    return any(by_class(name) in _OF_RECIPES for name in names)


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


BESIDE: Final = (recipe_yield, total_time)
"""Functions that find what one line of a recipe says, each given candidates and
assignments."""
