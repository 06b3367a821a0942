from __future__ import annotations

import json
from random import Random

import pytest

from tests.schema.pages import phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.candidates import vocabulary
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.labels import label_of
from vultrcrawl.schema.markup import is_noise, markup, markup_name, telling
from vultrcrawl.schema.names import hinted
from vultrcrawl.schema.reading import Reading


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("shipping-cost", "shipping_cost"),
        ("shippingCost", "shipping_cost"),
        ("c-shipping__cost-wrapper", "shipping_cost"),
        ("wprm-recipe-equipment-container", "equipment"),
        ("css-1x8aq2-ShippingCost", "shipping_cost"),
        ("css-1x8aq2", ""),
        ("hoFfRa", ""),
        ("IAFLu", ""),
        ("bqmcjpt", ""),
        ("bodywrapper", ""),
        ("descname", ""),
        ("indextable", ""),
        ("recipe_legend", ""),
        ("details-copy", ""),
        ("row", ""),
        ("доставка", "доставка"),
    ],
)
def test_what_a_class_says_to_a_reader(words: str, name: str) -> None:
    assert telling(words) == name


def test_a_name_comes_from_the_nearest_class_that_says_something() -> None:
    assert markup(["div.shipping", "div.inner.wrapper", "p.text-xs"]) == "shipping"
    assert markup(["div.mw-none > div.post"]) == ""


def test_without_a_telling_class_a_name_says_what_the_element_is() -> None:
    assert markup_name(["div.post", "pre"], "pre", "text")[0] == "code"
    assert markup_name(["div.row", "a"], "a", "text", several=True)[0] == "links"
    assert markup_name(["div.row", "h2"], "h2", "text", several=True)[0] == "headings"
    assert markup_name(["div.row", "h2"], "h2", "text")[0] == "name"
    assert markup_name(["div.row", "h1"], "h1", "text")[0] == "name"
    assert markup_name(["div.row", "h1"], "h1", "text", several=True)[0] == "headings"


def test_a_list_of_unmarked_items_is_named_by_what_holds_it() -> None:
    steps = ["div.Ingredients", "div.Contents", "ul", "li"]
    assert markup_name(steps, "li", "text")[0] == "recipeIngredient"


@pytest.mark.parametrize(
    "text", ["2", "B", "name[", "a = b", "<Limit", "Posted 05.08.2024", "…", "12:30"]
)
def test_what_is_no_label(text: str) -> None:
    assert label_of(text) == ""


@pytest.mark.parametrize("text", ["Alcohol %", "Größe:", "ISBN-13", "産地", "C/O 2 km"])
def test_what_is_a_label(text: str) -> None:
    assert label_of(text) == text.rstrip(":")


def test_an_address_is_no_author() -> None:
    def page(number: int) -> Document:
        address = f"https://social.example/{number}"
        head = f'<meta property="article:author" content="{address}">'
        return Document(f"{head}<h1>Post {number}</h1>", f"https://a.example/{number}")

    assert {one.name for one in induce([page(n) for n in range(4)]).fields} == {
        "name",
        "authorUrl",
    }


def test_what_pages_state_in_two_ways_is_one_field() -> None:
    def page(number: int) -> Document:
        who = phrase(Random(number), 2)
        data = {"@type": "NewsArticle", "author": {"@type": "Person", "name": who}}
        head = (
            f'<script type="application/ld+json">{json.dumps(data)}</script>'
            if number % 3 == 0
            else f'<meta name="author" content="{who}">'
        )
        return Document(f"{head}<h1>Post {number}</h1>", f"https://a.example/{number}")

    schema = induce([page(n) for n in range(6)])
    assert {one.name for one in schema.fields} == {"name", "author"}
    author = next(one for one in schema.fields if one.name == "author")
    assert [one.kind for one in author.locators] == ["jsonld", "meta"]
    assert author.coverage == 1
    found = [Extractor(schema).apply(page(n))[0]["author"] for n in (12, 13)]
    assert found == [phrase(Random(n), 2) for n in (12, 13)]


@pytest.mark.parametrize(
    "words",
    [
        "cursor-pointer",
        "transition-colors",
        "overscroll-contain",
        "break-words",
        "sr-only",
        "MuiTypography-alignLeft",
        "size-full",
        "attachment-large",
        "false",
        "follow",
        "theme--dark-background",
        "no-print",
    ],
)
def test_how_something_looks_is_no_name(words: str) -> None:
    assert telling(words) == ""


@pytest.mark.parametrize(
    "words",
    [
        *("height", "width", "duration", "theme", "scale", "start", "end", "float"),
        *("player-height", "start-date", "end-time", "duration-minutes", "ring-size"),
    ],
)
def test_what_measures_or_dates_a_thing_is_a_name(words: str) -> None:
    assert telling(words) == words.replace("-", "_")


def test_a_word_that_looks_like_a_utility_of_a_framework_stays() -> None:
    assert telling("opening-hours") == "opening_hours"
    assert telling("break-time") == "break_time"
    assert telling("select-colour") == "select_colour"


def test_the_classes_of_a_post_name_no_field_in_it() -> None:
    steps = ["article.category-soups.has-post-thumbnail", "div.inner", "p"]
    assert markup(steps) == ""
    assert markup(["div.category-soups", "p"]) == "category_soups"


def test_of_two_classes_the_one_that_says_more_names() -> None:
    assert markup(["span.details-minutes.prep_time-minutes"]) == "prep_time_minutes"


def test_the_class_of_a_text_names_its_paragraphs_alone() -> None:
    text = "div.entry-content"
    assert markup_name([text, "p"], "p", "text")[0] == "articleBody"
    for tag, name in (("h3", "headings"), ("li", "items"), ("a", "links")):
        found = markup_name([text, tag], tag, "text", several=True)
        assert found[0] == name


def test_the_name_of_a_part_is_not_the_name_of_the_whole() -> None:
    one = markup_name(["span.wprm-recipe-ingredient-name"], "span", "text")
    assert one[0] == "ingredient_name"
    assert markup_name(["h4.product-name"], "h4", "text")[0] == "name"


def test_a_property_of_schema_org_is_a_name_as_it_stands() -> None:
    found = markup_name(
        ["div.player", 'meta[itemprop="contentUrl"]'], "meta", "content"
    )
    assert found[0] == "contentUrl"
    assert is_noise('div.player > meta[itemprop="width"]')
    assert not is_noise('div.player > meta[itemprop="uploadDate"]')


@pytest.mark.parametrize(
    "words",
    [
        *("semi-bold", "lighter", "uppercase", "lining-nums", "centered", "black"),
        *("pull-right", "hero-card", "carousel__slide", "sidebar", "entry-footer"),
    ],
)
def test_values_of_styles_and_parts_of_interfaces_are_no_names(words: str) -> None:
    assert telling(words) == ""


def test_titles_of_parts_are_no_names() -> None:
    steps = ["h4.recipe-group-name"]
    assert markup_name(steps, "h4", "text", several=True)[0] == "headings"
    assert markup_name(steps, "h4", "text")[0] == "name"


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Posted by", "author"),
        ("Tagged with", "keywords"),
        ("Filed under", "category"),
        ("Categorized", "category"),
        ("Published", "datePublished"),
        ("Servings", "recipeYield"),
        ("Temps de cuisson", "cookTime"),
    ],
)
def test_the_usual_labels_have_the_names_of_schema_org(label: str, name: str) -> None:
    assert hinted(label) == name


def test_an_id_that_counts_is_of_the_page() -> None:
    body = "<ul id='steps'><li id='step-1'>Mix</li><li id='step-2'>Bake</li></ul>"
    readings = [Reading(Document(f"<body>{body}</body>", "https://a.example/"))] * 2
    assert vocabulary(readings) == {"#steps"}
    alone = body.replace(" id='step-2'", "")
    readings = [Reading(Document(f"<body>{alone}</body>", "https://a.example/"))] * 2
    assert vocabulary(readings) == {"#steps", "#step-1"}
