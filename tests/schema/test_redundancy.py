from __future__ import annotations

import json
from random import Random
from time import process_time

import pytest

from tests.schema.pages import phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.candidate import Candidate
from vultrcrawl.schema.days import says_day
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.model import TemplateSchema
from vultrcrawl.schema.redundancy import Said
from vultrcrawl.schema.values import folded


def schema_of(body: str, head: str = "", *, pages: int = 6) -> TemplateSchema:
    """Return the schema of pages whose ``{n}``, ``{t}`` and ``{u}`` differ."""
    documents = []
    for n in range(pages):
        random = Random(n)
        words = {
            "n": n,
            "day": f"{10 + n}",
            "t": phrase(random, 4),
            "u": phrase(random, 30),
            "v": phrase(random, 40),
        }
        source = f"<html><head>{head}</head><body>{body}</body></html>"
        for key, value in words.items():
            source = source.replace("{" + key + "}", str(value))
        documents.append(Document(source, f"https://a.example/{n}"))
    return induce(documents)


def names(schema: TemplateSchema) -> list[str]:
    return [one.name for one in schema.fields]


def reasons(schema: TemplateSchema) -> list[str]:
    return [one.reason for one in schema.dropped]


ARTICLE = """<article><h1>{n} is {t}</h1><div class="story">
<p>{u} number {n}. <a href="/x">Seen in {t}</a></p>
<p>{v} and {u} so {n}</p></div></article>"""


def test_parts_of_the_text_are_no_fields() -> None:
    schema = schema_of(ARTICLE)
    assert sorted(names(schema)) == ["articleBody", "description", "name"]
    assert "part of articleBody" in reasons(schema)


def test_what_links_leave_of_a_text_is_no_field() -> None:
    def page(number: int) -> Document:
        random = Random(number)
        texts = [
            f'{phrase(random, 14)} <a href="/x">of {number}</a> {phrase(random, 14)}'
            for _ in range(1 if number == 0 else 5)
        ]
        body = "".join(f"<p>{text}</p>" for text in texts)
        html = f'<h1>{number} is it</h1><div class="story">{body}</div>'
        return Document(html, f"https://a.example/{number}")

    schema = induce([page(n) for n in range(6)])
    assert names(schema) == ["name", "description", "articleBody"]


def test_what_has_a_meaning_of_its_own_stays_though_the_text_has_it() -> None:
    schema = schema_of(
        '<p class="author">Ann {t}</p><p class="price">${n}7.50</p>'
        + ARTICLE.replace("{v}", "{v} by Ann {t} for ${n}7.50")
    )
    assert {"author", "price", "articleBody"} <= set(names(schema))


def test_one_day_written_twice_is_one_field() -> None:
    head = '<meta property="article:published_time" content="2021-03-{day}T08:00:00Z">'
    schema = schema_of(f'<div class="when">{{day}} mars 2021</div>{ARTICLE}', head)
    assert names(schema).count("datePublished") == 1
    assert "when" not in names(schema)
    assert "the same day as datePublished" in reasons(schema)


def test_days_that_differ_are_two_fields() -> None:
    head = '<meta property="article:published_time" content="2021-03-{day}T08:00:00Z">'
    schema = schema_of(f'<div class="opening">{{day}}0 mars 2021</div>{ARTICLE}', head)
    assert "opening" in names(schema)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("5 december 2017", True),
        ("Dec. 5, 2017 at 13:05", True),
        ("05.12.2017, 13:05", True),
        ("2017/12/05", True),
        ("2017-12-05T09:00:00Z", True),
        ("05.11.2017", False),
        ("6 december 2017", False),
        ("5 2017", False),
        ("It was on the 5 december of the year 2017 that we first met", False),
    ],
)
def test_a_day_is_known_in_any_language(text: str, *, same: bool) -> None:
    assert says_day(text, (2017, 12, 5)) is same


def test_what_stands_beside_a_known_value_is_not_labelled_by_it() -> None:
    head = '<meta name="author" content="Ann {t}">'
    schema = schema_of(f"<p><b>By Ann {{t}}:</b> read {{n}} times</p>{ARTICLE}", head)
    assert [one for one in names(schema) if "ann" in one] == []


def test_a_line_made_of_known_values_is_no_field() -> None:
    head = (
        '<meta name="author" content="Ann {t}">'
        '<meta property="article:section" content="Part {n}{n}{n}">'
    )
    schema = schema_of(
        f'<div class="info">Ann {{t}} <i>|</i> Part {{n}}{{n}}{{n}}</div>{ARTICLE}',
        head,
    )
    assert "info" not in names(schema)
    assert "made of the values of other fields" in reasons(schema)


def test_the_text_of_a_page_that_other_fields_have_is_dropped() -> None:
    schema = schema_of(
        "<h1>{t} {n}</h1><h2>Method</h2><ol>"
        "<li><p>{u} {n} first of all</p></li><li><p>{v} {n} in the end</p></li>"
        "<li><p>{u} {v} {n} to serve</p></li></ol>"
    )
    assert "recipeInstructions" in names(schema)
    assert "articleBody" not in names(schema)


def test_a_list_four_times_as_long_takes_about_four_times_as_long() -> None:
    def seconds(items: int) -> float:
        random = Random(items)
        said, other = (
            Candidate(
                "css",
                css,
                "text",
                {
                    n: [phrase(random, 6) + f" {i}" for i in range(items)]
                    for n in (0, 1)
                },
                "texts",
                keys={0: "all"},
            )
            for css in ("li.one", "li.two")
        )
        judge = Said([])
        judge.add([said], "texts")
        start = process_time()
        assert judge.reason([other]) is None
        return process_time() - start

    few, many = (min(seconds(n) for _ in range(3)) for n in (500, 2_000))
    assert many < 8 * max(few, 0.02)  # 16 times, if each were compared with each


def test_data_for_scripts_that_says_again_what_a_page_states_is_no_field() -> None:
    stated = '{"@type": "Product", "name": "{t}", "brand": "Acme Works"}'
    data = '{"title": "{t}", "houseLabel": "Acme Works", "fabric": "raw silk"}'
    schema = schema_of(
        f"<h1>{{t}}</h1><p>Acme Works</p><i>raw silk</i><b data-props='{data}'></b>",
        f'<script type="application/ld+json">{stated}</script>',
        pages=1,
    )
    assert {"brand", "fabric"} <= set(names(schema))
    assert "house_label" not in names(schema)
    assert "its values are in other fields" in reasons(schema)


def test_a_text_that_some_pages_state_is_known_on_all() -> None:
    def page(number: int) -> Document:
        random = Random(number)
        first, last = phrase(random, 40), phrase(random, 40)
        body = (
            f'<p>{first} <a href="/x">of {number} {phrase(random, 20)}</a> {last}</p>'
        )
        text = f"{first} of {number} {last}"
        data = json.dumps({"@type": "Article", "articleBody": text})
        script = f'<script type="application/ld+json">{data}</script>'
        html = f'<h1>{number} is it</h1><div class="lane">{body}</div>'
        return Document(html + script * (number % 2), f"https://a.example/{number}")

    schema = induce([page(n) for n in range(6)])
    assert names(schema) == ["name", "articleBody"]


def found(css: str, attribute: str, text: str, name: str) -> list[Candidate]:
    one = Candidate("css", css, attribute, {0: [text]}, name)
    one.keys = {0: folded(text)}
    return [one]


def test_what_links_leave_of_a_text_has_no_name_of_its_own() -> None:
    said = Said([])
    text = "The best of all the soups that I know of are in this book"
    said.add(found("div p", "text", text, "articleBody"), "articleBody")
    left = "The best of all are in this book"
    assert said.reason(found("div.tags > p", "own", left, "keywords")) is not None
    assert said.reason(found("div.tags > b", "own", left, "keywords")) is None


def test_a_name_that_labels_another_text_is_still_a_name() -> None:
    label = Candidate(
        "label", "Ann Byron", None, {0: ["writes"]}, "", label="Ann Byron"
    )
    said = Said([[label]])
    assert said.reason(found("p.by", "text", "Ann Byron", "author")) is None
    assert said.reason(found("p.by", "text", "Ann Byron", "by")) is not None


def test_a_day_of_a_year_written_short_is_the_same() -> None:
    assert says_day("18 Jul '24", (2024, 7, 18))
    assert not says_day("18 Jul '25", (2024, 7, 18))


def test_a_list_that_the_page_states_is_not_read_from_its_looks_again() -> None:
    data = {"@type": "Recipe", "name": "{t}", "recipeIngredient": ["{n} of {t}", "{u}"]}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    items = "<ul><li class='ingredient'>{v}</li><li class='ingredient'>{n}</li></ul>"
    schema = schema_of(items, head)
    assert names(schema) == ["name", "recipeIngredient"]
    assert "recipeIngredient is in the data of the page" in reasons(schema)
    assert "ingredient" not in names(schema_of(items))


def test_what_is_new_in_a_text_that_is_known_for_the_most_part_is_a_field() -> None:
    def told(words: int) -> str:
        return " ".join(
            f"{word}{random.randrange(1000)}" for word in phrase(random, words).split()
        )

    documents = []
    for number in range(6):
        random = Random(number)
        written = [told(25) for _ in range(1 + number % 3)]
        reviews = "".join(f"<li class='review'><p>{one}</p></li>" for one in written)
        text = f"<p class='description'>{told(90)}</p><ul>{reviews}</ul>"
        body = f"<main><h1>{phrase(random, 3)}</h1>{text}</main>"
        documents.append(Document(body, f"https://a.example/{number}"))
    schema = induce(documents)
    assert "articleBody" in [one.name for one in schema.dropped]
    assert {"description", "review"} <= set(names(schema))
