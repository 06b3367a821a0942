"""Which fields a reader gets, and what they are called."""

from __future__ import annotations

import json
from random import Random

import pytest

from tests.schema.pages import NAMES, phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.candidate import Candidate
from vultrcrawl.schema.comments import comments
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.fields import alternatives
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.markup import markup_name
from vultrcrawl.schema.model import TemplateSchema
from vultrcrawl.schema.names import free, is_bare, qualified
from vultrcrawl.schema.plausibility import is_label
from vultrcrawl.schema.view import View


def schema_of(body: str, head: str = "") -> TemplateSchema:
    """Return the schema of six pages; ``{a}`` to ``{e}`` are words of each page."""
    documents = []
    for number in range(6):
        random = Random(number)
        source = f"<html><head>{head}</head><body>{body}</body></html>"
        source = source.replace("{n}", str(number))
        for key in "abcde":
            source = source.replace("{" + key + "}", phrase(random, 3))
        for key in "tuv":
            source = source.replace("{" + key + "}", phrase(random, 60))
        documents.append(Document(source, f"https://a.example/{number}"))
    return induce(documents)


def names(schema: TemplateSchema) -> list[str]:
    return [one.name for one in schema.fields]


def commented(wrapper: str, *, text: str) -> str:
    said = "".join(
        f"<li><div><b>{who}</b> <span>May {day}, 2024 at 10:4{day} pm</span>"
        f"<p>{{{key}}}</p></div></li>"
        for who, day, key in zip(NAMES, "123", "bcd", strict=False)
    )
    head = f"<h1>{{a}}</h1><div class='txt'>{text}</div>"
    return f"{head}<div {wrapper}><ol>{said}</ol></div>"


@pytest.mark.parametrize(
    "wrapper",
    ["id='comments'", "class='comments-area'", "class='cd-com-comments__row'"],
)
def test_what_readers_wrote_is_no_field(wrapper: str) -> None:
    text = "<p>{t}</p><p>{u}</p>"
    plain = schema_of(commented("class='foo'", text=text))
    assert "foo" in names(plain)
    schema = schema_of(commented(wrapper, text=text))
    assert names(schema) == ["name", "description", "articleBody"]


def test_a_thread_is_what_its_comments_say() -> None:
    page = commented("id='comments'", text="<p>Short.</p>")
    view = View(Document(f"<body>{page}</body>", "https://a.example/"))
    assert not comments(view)


def test_an_element_around_the_whole_page_is_no_comment() -> None:
    page = commented("class='foo'", text="<p>{t}</p>")
    text = "<div><p>" + "word " * 100 + "</p></div>"
    source = f"<body>{text}<div class='page-comments'>{page}</div></body>"
    assert not comments(View(Document(source, "https://a.example/")))


def test_words_beside_values_are_no_values() -> None:
    body = (
        "<h1>{a}</h1><div class='when'><i class='key'>{b}:</i></div>"
        "<div class='who'><span class='say'>{c}</span></div>"
        "<ol><li class='step'><span class='nr'>1</span></li>"
        "<li class='step'><span class='nr'>2</span></li></ol>"
    )
    schema = schema_of(body)
    reasons = {one.name: one.reason for one in schema.dropped}
    assert names(schema) == ["name", "who"]
    assert reasons["key"] == "labels of other values, or numbers of items"


def placed(*values: list[str]) -> Candidate:
    return Candidate("css", "i.a", "text", dict(enumerate(values)), "author")


def test_labels_and_numbers_of_items_are_told_from_values() -> None:
    assert is_label(placed(["By"], ["By"]))
    assert is_label(placed(["Time:"], ["Serves:", "Level:"]))
    assert is_label(placed(["1", "2"], ["1", "2", "3"]))
    assert is_label(placed(["minutes"], ["hour"]))
    assert not is_label(placed(["By"], ["Ada Byron"]))
    assert not is_label(placed(["2", "1"], ["1", "2", "3"]))
    assert not is_label(placed(["1"], ["1"]))
    assert not is_label(placed(["By"]))


@pytest.mark.parametrize("label", ["½ cup", "Yield: 4", "Jump to recipe", "Password"])
def test_what_is_no_label_of_a_field(label: str) -> None:
    rows = "<dl><dt>Colour</dt><dd>{b}</dd><dt>" + label + "</dt><dd>{c}</dd></dl>"
    labels = {one.label for one in schema_of(f"<h1>{{a}}</h1>{rows}").fields}
    assert "Colour" in labels
    assert label not in labels


def test_what_is_stated_twice_is_named_by_whose_it_is() -> None:
    items = [
        {"@type": "Recipe", "name": "{a}", "keywords": "{b}", "description": "{t}"},
        {"@type": "Article", "keywords": "{c}"},
    ]
    head = f'<script type="application/ld+json">{json.dumps(items)}</script>'
    schema = schema_of("<p>{d}</p>", head + "<meta name='keywords' content='{e}'>")
    found = names(schema)
    assert {"keywords", "articleKeywords", "metaKeywords"} <= set(found)


def test_a_stated_name_is_qualified_by_what_it_is_of() -> None:
    assert qualified("Recipe.nutrition.calories") == "nutritionCalories"
    assert qualified("og:description") == "ogDescription"
    assert qualified("description") == "metaDescription"
    assert qualified("") == ""


def test_fields_that_nothing_names_are_not_numbered() -> None:
    body = "<h1>{a}</h1>" + "".join(
        f"<div><{tag}><i>{{{key}}}</i></{tag}></div>"
        for tag, key in zip(("div", "section", "aside", "center"), "bcde", strict=True)
    )
    schema = schema_of(body)
    assert "text" in names(schema)
    assert not any(map(is_bare, names(schema)))
    page = Document(f"<body>{body}</body>", "https://a.example/")
    assert any(map(is_bare, names(induce([page]))))  # one page: who knows
    assert is_bare("text_2")
    assert not is_bare("step_2")


def test_what_all_items_are_is_a_value_and_no_label() -> None:
    schema = schema_of(
        '<h1>{a}</h1><p class="stock">In stock</p><b class="lead">By</b>'
        '<i class="x">{b}</i>'
    )
    assert "availability" in names(schema)
    reasons = {one.reason for one in schema.dropped}
    assert "labels of other values, or numbers of items" in reasons


def test_a_width_is_no_field_and_a_site_has_a_name() -> None:
    data = {"@type": "Article", "headline": "{a}", "publisher": {"name": "{b}"}}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    head += "<meta property='og:site_name' content='{c}'>"
    body = (
        "<div class='pic'><b itemprop='width'>{d}</b>"
        "<b itemprop='uploadDate'>{e}</b></div>"
    )
    found = names(schema_of(body, head))
    assert "width" not in found
    assert {"headline", "publisher", "siteName", "uploadDate"} <= set(found)


def test_a_heading_in_the_text_is_not_the_name_of_the_page() -> None:
    found = markup_name(["div.entry-content", "h2"], "h2", "text")
    assert found[0] == "heading"


def test_the_second_trail_of_a_page_is_one() -> None:
    trails = [
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "name": one, "item": {"name": other}}
                for one, other in (("{a}", "{b}"), ("{c}", "{d}"))
            ],
        }
    ]
    head = f'<script type="application/ld+json">{json.dumps(trails)}</script>'
    found = names(schema_of("<h1>{e}</h1>", head))
    assert {"breadcrumbs", "breadcrumbTrail"} <= set(found)


@pytest.mark.parametrize(
    ("label", "kept"),
    [("Contents", True), ("Search volume", True), ("Table of contents", False)],
)
def test_a_label_of_the_thing_is_not_one_of_the_page(label: str, *, kept: bool) -> None:
    schema = schema_of(f"<h1>{{a}}</h1><table><tr><th>{label}<td>{{b}}</table>")
    assert (label.lower().replace(" ", "_") in names(schema)) is kept


def test_a_date_that_nothing_names_is_one() -> None:
    schema = schema_of("<h1>{a}</h1><p>{b}</p><div>May 1{n}, 2019</div>")
    assert "date" in names(schema)


def test_headings_of_sections_are_no_values() -> None:
    def page(number: int, *, own: bool) -> Document:
        random = Random(number)
        parts = ("Details", "Reviews", "Seen lately")[: 2 + number % 2]
        heads = [phrase(random, 3) for _ in parts] if own else parts
        body = "".join(f"<h2>{head}</h2><p>None yet.</p>" for head in heads)
        html = f"<h1>{phrase(random, 4)} {number}</h1>{body}"
        return Document(html, f"https://a.example/{number}")

    assert "headings" in names(induce([page(n, own=True) for n in range(9)]))
    assert "headings" not in names(induce([page(n, own=False) for n in range(9)]))


def test_what_a_header_says_beside_its_logo_is_no_value() -> None:
    header = "<header><div><b>Shop</b><span>{b}</span></div></header>"
    assert "shop" not in names(schema_of(f"{header}<h1>{{a}}</h1><p>{{c}}</p>"))


def test_the_name_of_a_card_is_not_cut() -> None:
    def page(number: int) -> Document:
        cards = ""
        for item in range(6):
            random = Random(f"{number}.{item}")
            name, price = phrase(random, 6), random.randrange(5, 90)
            shown = name if item % 2 else f"{name[:14]} …"
            cards += (
                f'<li class="card"><h3><a href="/{number}/{item}" title="{name}">'
                f'{shown}</a></h3><a href="/more" title="Read more of {name}">Read'
                f"</a><p>${price}.00</p></li>"
            )
        html = f"<body><h1>List {number}</h1><ul>{cards}</ul></body>"
        return Document(html, f"https://a.example/list/{number}")

    schema = induce([page(number) for number in range(9)])
    records = Extractor(schema).apply(page(20))
    assert [one["name"] for one in records] == [
        phrase(Random(f"20.{item}"), 6) for item in range(6)
    ]


def test_the_title_of_a_link_that_says_something_else_is_no_name() -> None:
    def page(number: int) -> Document:
        cards = ""
        for item in range(6):
            name = phrase(Random(f"{number}.{item}"), 6)
            cards += (
                f'<li class="card"><h3>{name}</h3><p>$5.{number}0</p><a href="/{number}'
                f'/{item}" title="Read more of {name}"><img src="a.jpg">Read</a></li>'
            )
        html = f"<body><h1>List {number}</h1><ul>{cards}</ul></body>"
        return Document(html, f"https://a.example/list/{number}")

    schema = induce([page(number) for number in range(9)])
    [field] = [one for one in schema.fields if one.name == "name"]
    assert {one.attribute for one in field.locators} == {"text"}


def test_a_name_that_is_taken_has_usual_alternatives_before_a_number() -> None:
    found = Candidate("css", "p", "text", {0: ["a"]}, "description", markup="blurb")
    assert alternatives([found]) == ["", "blurb", "summary"]
    found = Candidate("meta", "og:title", None, {0: ["a"]}, "title")
    assert alternatives([found]) == ["", "pageTitle", "ogTitle"]
    assert free("title", ["", "pageTitle"], {"title", "pageTitle"}) == "title_2"


def test_the_labels_of_one_line_are_told_apart() -> None:
    pair = "<span><b>{}: </b><i>{{{}}}</i></span>"
    line = " ".join(pair.format(*one) for one in (("Fat", "b"), ("Salt", "c")))
    fields = {one.name: one for one in schema_of(f"<h1>{{a}}</h1><p>{line}</p>").fields}
    assert {"fat", "salt"} <= fields.keys()
    assert "Salt" not in fields["fat"].examples[0].raw


def test_a_class_names_no_field_by_its_first_word_unless_the_rest_is_a_place() -> None:
    def name_of(css: str) -> str:
        return markup_name([css], "span", "text")[0]

    assert name_of("span.tag-recipes") == "tag_recipes"
    assert name_of("span.ingredient-unit") == "ingredient_unit"
    assert name_of("span.author-box") == "author"
    assert name_of("span.story-author") == "author"


def test_what_leads_on_is_no_field() -> None:
    body = "<h1>{a}</h1><p class='author'>Read more</p><p class='way'>{b}</p>"
    found = names(schema_of(body))
    assert "way" in found
    assert "author" not in found
    assert "author" in names(schema_of(body.replace("Read more", "Ada Byron")))


def test_what_all_pages_list_or_tell_is_no_author_and_no_keywords() -> None:
    page = "<h1>{a}</h1><i class='way'>{b}</i>"
    menu = page + "<ul class='tags'><li>Soups</li><li>Stews</li></ul>"
    assert names(schema_of(menu)) == ["name", "way"]
    assert "keywords" in names(schema_of(menu.replace("<li>Soups</li>", "")))
    told = page + f"<p class='author-box'>{'We cook ' * 12}</p>"
    assert names(schema_of(told)) == ["name", "way"]


def test_several_headings_are_not_called_by_what_is_around_them() -> None:
    steps = ["div.shipping", "h3"]
    assert markup_name(steps, "h3", "text", several=True)[0] == "headings"
    assert markup_name(steps, "h3", "text")[0] == "shipping"
    own = ["div.box", "h3.shipping"]
    assert markup_name(own, "h3", "text", several=True)[0] == "shipping"


def test_a_link_in_instructions_is_not_the_instructions() -> None:
    steps = ["dl.method", "p"]
    assert markup_name(steps, "p", "text")[0] == "recipeInstructions"
    assert markup_name(["dl.method", "a"], "a", "text")[0] == "method"


@pytest.mark.parametrize(
    ("text", "name"), [("{n}5 min", "duration"), ("${n}5.00", "price_text")]
)
def test_what_nothing_names_is_called_by_what_it_is(text: str, name: str) -> None:
    schema = schema_of(f"<h1>{{a}}</h1><p>{{b}}</p><div>{text}</div>")
    assert name in names(schema)


def test_a_property_of_an_item_is_read_with_the_item() -> None:
    meta = "<div class='film'><meta itemprop='contentUrl' content='/film/{n}'></div>"
    video = f"<div itemscope itemtype='https://schema.org/VideoObject'>{meta}</div>"
    assert "contentUrl" in names(schema_of(f"<h1>{{a}}</h1>{meta}"))
    assert "contentUrl" not in names(schema_of(f"<h1>{{a}}</h1>{video}"))


def test_a_rating_of_the_page_is_read_though_it_is_an_item_of_its_own() -> None:
    value = "<div class='a'><meta itemprop='ratingValue' content='4.{n}'></div>"
    item = f"<div itemscope itemtype='https://schema.org/AggregateRating'>{value}</div>"
    assert "ratingValue" in names(schema_of(f"<h1>{{a}}</h1>{item}"))


def test_what_a_button_says_is_no_field() -> None:
    button = '<button class="save"><span class="folder">{a}</span></button>'
    assert names(schema_of("<h1>{c}</h1>" + button)) == ["name"]
    unfolds = '<button class="save"><h3 class="question">{a}</h3></button>'
    assert "question" in names(schema_of("<h1>{c}</h1>" + unfolds))


def test_words_of_a_name_are_told_by_their_capitals() -> None:
    menu = '<div class="sideNavigationPanel">{a}</div>'
    assert names(schema_of("<h1>{c}</h1>" + menu)) == ["name"]
