"""A line that says how much a recipe makes, and how long that takes."""

from __future__ import annotations

from random import Random

import pytest

from tests.schema.induction.candidates import candidate
from tests.schema.pages import phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.induction.assignment.recipes import without_recipes
from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.taxonomy import PageType

HERBS = ("basil", "dill", "thyme", "sage", "mint", "rue", "chives", "lovage")


def _recipe(number: int, line: str, listed: str = "Ingredients") -> Document:
    random = Random(number)
    herbs = "".join(
        f"<li>{HERBS[(number + k) % 8]} {k + 2} g</li>" for k in range(3 + number % 3)
    )
    return Document(
        f"<html lang=en><body><main><h1>{phrase(random, 3)}</h1>"
        f"<h2>{line.format(number + 2, 5 * number + 10)}</h2>"
        f"<p>{phrase(random, 60)}.</p><h3>{listed}</h3><ul class=list>{herbs}</ul>"
        "</main></body></html>",
        f"https://kitchen.example/{number}",
    )


@pytest.mark.parametrize(
    ("line", "makes"),
    [("{} mini loaves — {} minutes", "11 mini loaves"), ("Serves {}. {} min", "11")],
)
def test_yield_and_time_of_a_recipe_are_two_values(line: str, makes: str) -> None:
    pages = [_recipe(n, line) for n in range(9)]
    schema = induce(pages, page_type=PageType.ARTICLE)
    (record,) = Extractor(schema).apply(_recipe(9, line))
    assert record["recipeYield"].endswith(makes)
    assert record["totalTime"] == "PT55M"


def test_comments_beside_a_time_to_read_are_no_recipe() -> None:
    line = "{} comments · {} min read"
    pages = [_recipe(n, line, "See also") for n in range(9)]
    schema = induce(pages, page_type=PageType.ARTICLE)
    names = {field.name for field in schema.fields}
    assert not names & {"recipeYield", "totalTime"}


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (candidate(["1"], "jsonld", recipeYield=0.9), True),
        (candidate(["2 eggs"], "section", label="Ingredients"), True),
        (
            candidate(["Stir."], expr="div.recipe-steps > li", recipeInstructions=0.3),
            True,
        ),
        (candidate(["Stir."], expr="div.points > li", recipeInstructions=0.9), False),
        (candidate(["2 eggs"], "section", label="Points"), False),
    ],
)
def test_a_list_of_sentences_is_no_recipe_unless_something_says_so(
    says: Candidate, *, told: bool
) -> None:
    points = candidate(["We met."], expr="ul > li", recipeInstructions=0.8, name=0.1)
    *_, found = without_recipes([says, points])
    assert found.scores == (points.scores if told else {"name": 0.1})
