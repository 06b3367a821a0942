from __future__ import annotations

import json

import pytest

from tests.schema.test_redundancy import names, reasons, schema_of
from vultrcrawl.schema.amounts import amount, is_unit, minutes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT1H15M", 75),
        ("P1DT2H", 1560),
        ("PT0S", None),
        ("P", None),
        ("1 hour hr 15 minutes mins", 75),
        ("50 Mins", 50),
        ("1h 30m", 90),
        ("2 Stunden und 5 Minuten", 125),
        ("1,5 horas", 90),
        ("1 day day", 1440),
        ("4 servings", None),
        ("10", None),
        ("1 hour + marinating time", None),
        ("about 5 minutes", None),
    ],
)
def test_a_duration_is_read_as_it_is_written(text: str, expected: int | None) -> None:
    assert minutes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("248kcal", 248),
        ("36 Cookies", 36),
        ("1,200 mg", 1200),
        ("2024-05-01", None),
        ("12:30", None),
        ("1/2 cup", None),
        ("serves 4", None),
        ("4 of the largest eggs that one can find here", None),
    ],
)
def test_a_number_stands_before_its_unit(text: str, expected: int | None) -> None:
    assert amount(text) == expected


RECIPE = {
    "@type": "Recipe",
    "name": "{t}",
    "cookTime": "PT{day}M",
    "recipeYield": "{day}",
    "nutrition": {"calories": "3{n}0 calories"},
}
HEAD = f'<script type="application/ld+json">{json.dumps(RECIPE)}</script>'


def test_what_is_stated_for_programs_is_not_written_again_for_readers() -> None:
    schema = schema_of(
        "<dl><dt>Baking</dt><dd>{day} minutes mins</dd><dt>Makes</dt><dd>2{n}</dd>"
        "<dt>Servings</dt><dd>{day} servings</dd>"
        "<dt>Calorie</dt><dd>3{n}0kcal</dd></dl>",
        HEAD,
    )
    assert set(names(schema)) == {
        *("name", "cookTime", "recipeYield", "calories", "makes")
    }
    assert {"the same as cookTime", "the same as recipeYield"} <= set(reasons(schema))


def test_an_equal_number_of_other_things_is_chance() -> None:
    schema = schema_of("<dl><dt>Eggs</dt><dd>{day} eggs</dd></dl>", HEAD)
    assert "eggs" in names(schema)


def test_the_cooking_time_of_a_page_has_the_name_that_schema_org_gives_it() -> None:
    schema = schema_of(
        "<h1>{t}</h1><dl><dt>Cook time</dt><dd>{day} min</dd>"
        "<dt>Preparation time</dt><dd>1{n} min</dd><dt>Serves</dt><dd>{n}</dd></dl>"
    )
    assert set(names(schema)) == {"name", "cookTime", "prepTime", "recipeYield"}


def test_a_line_made_of_what_was_dropped_is_no_field() -> None:
    schema = schema_of(
        "<dl><dt>Baking</dt><dd>{day} minutes mins</dd></dl>"
        '<div class="line">Baking <i>{day} minutes mins</i></div>',
        HEAD,
    )
    assert "line" not in names(schema)


def test_a_part_of_a_value_beside_a_label_is_no_other_field() -> None:
    schema = schema_of(
        "<h1>{t}</h1><dl><dt>Rest</dt><dd>{day} minutes mins</dd></dl>"
        "<div class='wait'>{day} minutes</div><div class='unit'>minutes</div>"
        "<div class='unit2'>hours</div>"
    )
    assert names(schema) == ["name", "rest"]


def test_two_labels_with_one_amount_are_two_fields() -> None:
    rows = "<dl><dt>Rest</dt><dd>{day} min</dd><dt>Rise</dt><dd>{day} minutes</dd></dl>"
    assert set(names(schema_of(f"<h1>{{t}}</h1>{rows}"))) == {"name", "rest", "rise"}


def test_a_unit_of_time_stands_alone() -> None:
    assert is_unit("Minuten")
    assert not is_unit("5 min")
    assert not is_unit("and")
