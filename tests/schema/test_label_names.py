"""What is a label, and what only leads into a text or counts its parts."""

from __future__ import annotations

import json

import pytest

from tests.schema.test_field_names import names, schema_of
from vultrcrawl.page.document import Document
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.labels import in_series

INGREDIENTS = ["2 large {a}", "a cup of {b}"]
RECIPE = {"@type": "Recipe", "name": "{c}", "recipeIngredient": INGREDIENTS}
HEAD = f'<script type="application/ld+json">{json.dumps(RECIPE)}</script>'
#: A text of a page, long enough to be known as one.
TEXT = "<h1>{a}</h1><div><p>{t}</p><p>{u}</p>%s<p>{v}</p></div>"


def test_what_leads_into_a_sentence_of_the_text_is_no_label() -> None:
    line = "<p><b>Stage:</b> {b} and {c} {d} {e} are what comes next to it.</p>"
    assert "stage" not in names(schema_of(TEXT % line))
    assert "stage" in names(schema_of(TEXT % "<p><b>Stage:</b> {b}</p>"))
    assert "stage" in names(schema_of("<h1>{a}</h1>" + line))


def test_a_question_in_the_text_has_no_label() -> None:
    line = "<ul><li><b>Why:</b> is {b} here?</li></ul>"
    assert "why" not in names(schema_of(TEXT % line))


STEPS = [
    f"<div><div>Step {number}</div><div>{{{text}}}</div></div>"
    for number, text in ((1, "t"), (2, "u"))
]


def test_numbered_labels_are_one_list() -> None:
    fields = {
        one.name: one for one in schema_of("<h1>{a}</h1>" + "".join(STEPS)).fields
    }
    assert fields.keys() == {"name", "recipeInstructions"}
    assert fields["recipeInstructions"].multiple
    assert "step_1" in names(schema_of("<h1>{a}</h1>" + STEPS[0]))


def test_a_series_has_the_order_of_its_numbers() -> None:
    found = {"Part 2 of 3": ["b"], "Name": ["x"], "Part 1 of 3": ["a"], "Row 7": ["y"]}
    assert in_series(found) == {"Part": ["a", "b"], "Name": ["x"], "Row 7": ["y"]}


@pytest.mark.parametrize("stated", [["{t}", "{u}"], "{v} {t} {v} {u}"])
def test_the_steps_of_a_known_list_are_no_field(stated: list[str] | str) -> None:
    data = {"@type": "Recipe", "name": "{a}", "recipeInstructions": stated}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert names(schema_of("".join(STEPS), head)) == ["name", "recipeInstructions"]


def test_an_ingredient_is_no_label() -> None:
    items = "<li><b>{}:</b> {{d}}</li><li><b>Origin:</b> {{e}}</li>".format("Salt")
    assert {"salt", "origin"} <= set(names(schema_of(f"<ul>{items}</ul>", HEAD)))
    head = HEAD.replace("a cup of", "a cup of salt and")
    found = names(schema_of(f"<ul>{items}</ul>", head))
    assert "salt" not in found
    assert "origin" in found


def test_what_all_pages_say_beside_a_label_and_state_is_one_field() -> None:
    data = {"@type": "Recipe", "name": "{c}", "recipeCategory": "Soup"}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    page = "<dl><dt>Category</dt><dd>Soup</dd><dt>Colour</dt><dd>{d}</dd></dl>"
    assert set(names(schema_of(page, head))) == {"name", "recipeCategory", "colour"}
    other = page.replace("Soup", "Stew")
    assert "category" in names(schema_of(other, head))


def test_a_line_of_known_values_beside_a_label_is_no_field() -> None:
    data = {"@type": "Article", "author": {"name": "{b}"}, "articleSection": "{c}"}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    page = "<h1>{a}</h1><p><b>By:</b> {b} in {c}</p>"
    assert names(schema_of(page, head)) == ["name", "author", "articleSection"]


def test_a_table_below_a_heading_is_its_labels_and_values() -> None:
    rows = "".join(f"<tr><th>Row {k}<td>{{{k}}}</tr>" for k in "bcd")
    found = names(schema_of(f"<h1>{{a}}</h1><h3>Facts</h3><table>{rows}</table>"))
    assert "facts" not in found
    assert "row_b" in found


def test_what_links_to_other_pages_is_no_section_unless_it_has_a_name() -> None:
    links = "".join(f"<p><a href='/{k}{{n}}'>{{{k}}}</a></p>" for k in "bcd")
    body = f"<h1>{{a}}</h1><div><h3>Latest on it</h3>{links}</div>"
    assert "latest_on_it" not in names(schema_of(body))
    assert "keywords" in names(schema_of(body.replace("Latest on it", "Topics")))
    here = body.replace("href='/", "href='#")
    assert "latest_on_it" in names(schema_of(here))


def test_a_section_of_what_the_page_states_is_no_second_field() -> None:
    text = "<h1>{d}</h1><h2>Ingredients</h2><p>{t}</p><p>{u}</p>"
    assert "recipeIngredient" in names(schema_of(text))
    schema = schema_of(text, HEAD)
    assert "ingredients" not in names(schema)
    reasons = {one.reason for one in schema.dropped}
    assert "recipeIngredient is in the data of the page" in reasons


@pytest.mark.parametrize(
    ("label", "kept"),
    [
        ("By Rose Noll", False),
        ("von Ida", False),
        ("By weight", True),
        ("Why so?", False),
        ("Next", False),
        ("Previous post", False),
        ("Print recipe", False),
        ("Next steps", True),
        ("Print run", True),
    ],
)
def test_who_wrote_it_and_what_leads_on_is_no_label(label: str, *, kept: bool) -> None:
    found = schema_of(f"<h1>{{a}}</h1><table><tr><th>{label}<td>{{b}}</table>")
    assert (label in {one.label for one in found.fields}) is kept


def test_titles_of_other_pages_stand_beside_no_label() -> None:
    links = "<a href='/{n}'>%s</a> <a href='/x{n}'>%s</a>" % (("{b} and {c}",) * 2)
    body = f"<h1>{{a}}</h1><div><span>Latest</span><div>{links}</div></div>"
    assert "latest" not in names(schema_of(body))
    short = body.replace("{b} and {c}", "{d}").replace("{d}", "No {n}{n}")
    assert "latest" in names(schema_of(short))


def test_a_line_of_the_values_of_labels_is_no_field() -> None:
    keys = "bcde"
    rows = "".join(f"<tr><th>Row {k}<td>{{{k}}}</tr>" for k in keys)
    line = " | ".join(f"Row {k} {{{k}}}" for k in keys)
    page = f"<h1>{{a}}</h1><table>{rows}</table><dl><dt>All</dt><dd>{line}</dd></dl>"
    found = names(schema_of(page))
    assert "row_b" in found
    assert "all" not in found


def test_a_section_stays_where_what_the_page_states_is_no_field() -> None:
    text = "<h1>{d}</h1><h2>Ingredients</h2><p>{t}</p><p>{u}</p>"
    data = {"@type": "Recipe", "name": "{c}", "recipeIngredient": ["salt", "flour"]}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    schema = schema_of(text, head)
    field = next(one for one in schema.fields if one.name == "recipeIngredient")
    assert "section" in {one.kind for one in field.locators}


def test_steps_beside_labels_are_told_from_the_text_that_has_them() -> None:
    steps = "".join(
        f"<div id='s'><div>Step {number}</div><p>{{{text}}}</p></div>"
        for number, text in ((1, "t"), (2, "u"))
    )
    found = names(schema_of(f"<h1>{{a}}</h1><div><p>{{v}}</p>{steps}</div>"))
    assert "recipeInstructions" in found


def test_entries_of_one_long_page_are_no_fields() -> None:
    def fields(entries: int) -> int:
        terms = "".join(
            f"<dt>Term {chr(97 + n % 26)}{chr(97 + n // 26)}</dt><dd>meaning {n}</dd>"
            for n in range(entries)
        )
        body = f"<h1>Terms</h1><dl>{terms}</dl>"
        schema = induce([Document(body, "https://a.example/terms")])
        return sum(one.label is not None for one in schema.fields)

    assert fields(8) == 8
    assert fields(200) == 0


@pytest.mark.parametrize(("text", "said"), [("get{n}()", False), ("{t}", True)])
def test_a_class_that_programs_have_too_is_no_recipe(text: str, *, said: bool) -> None:
    schema = schema_of(f'<h1>{{c}}</h1><div class="method">{text}</div>')
    assert ("recipeInstructions" in names(schema)) == said
