from __future__ import annotations

import json
from dataclasses import asdict
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schema import pages
from tests.schema.pages import phrase
from tests.support.effort import assert_quick
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.model import TemplateSchema
from vultrcrawl.schema.sources.sections import sections
from vultrcrawl.taxonomy import PageType


def records(
    schema: TemplateSchema, documents: list[Document]
) -> list[dict[str, object]]:
    extractor = Extractor(schema)
    return [record for one in documents for record in extractor.apply(one)]


def test_values_beside_labels_in_a_page_of_tables() -> None:
    schema = induce([pages.old_shop(n, sale=n % 3 == 0) for n in range(20)])
    assert schema.validation.method == "held_out"
    new = list(range(100, 110))
    found = records(schema, [pages.old_shop(n) for n in new])
    for number, record in zip(new, found, strict=True):
        truth = pages.book(number)
        assert record["isbn"] == truth["isbn"]
        assert record["publisher"] == truth["publisher"]
        assert record["name"] == truth["title"]
        assert record["price"] == float(truth["price"].removeprefix("$"))
        assert (record["currency"], record["currencyRaw"]) == ("USD", "$")


def test_locators_are_tested_on_pages_held_back() -> None:
    schema = induce([pages.old_shop(n) for n in range(20)])
    learned, held = schema.validation.learned_from, schema.validation.held_out
    assert held
    assert not set(learned) & set(held)
    assert all(
        locator.coverage is not None for f in schema.fields for locator in f.locators
    )


def test_lines_with_labels_below_a_heading_are_no_value_of_it() -> None:
    schema = induce([pages.old_shop(n) for n in range(10)])
    (author,) = [one for one in schema.fields if one.name == "author"]
    # What stands below "by Ada Byron" is no author; what the heading says is.
    assert {one.expr for one in author.locators} <= {
        "td.item > h3.by",
        "td.item > h3.by > a",
    }
    (record,) = records(schema, [pages.old_shop(21)])
    assert record["author"] == pages.book(21)["author"]


def test_what_pages_state_and_what_they_show_are_ways_to_one_field() -> None:
    schema = induce([pages.recipe_page(n, structured=True) for n in range(10)])
    assert schema.item_type == "Recipe"
    field = next(one for one in schema.fields if one.name == "recipeIngredient")
    assert field.multiple
    assert {"jsonld", "css", "section"} == {one.kind for one in field.locators}
    assert {one.agreement for one in field.locators} == {1.0}
    author = next(one for one in schema.fields if one.name == "author")
    assert author.schema_org == "author.name"
    [shown] = [one for one in author.locators if one.kind == "css"]
    assert shown.prefix == "By "


@pytest.mark.parametrize("amount", ["{}", "{}.50"], ids=["integer", "decimal"])
def test_a_price_is_read_where_structured_data_is_missing(amount: str) -> None:
    def page(number: int, *, structured: bool) -> Document:
        price = amount.format(1000 + 37 * number)
        data = {"@type": "Product", "offers": {"@type": "Offer", "price": price}}
        script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
        head = script if structured else ""
        body = f"<main><h1>Lamp {number}</h1><p class='price'>${price}</p></main>"
        url = f"https://lamps.example/{number}"
        return Document(f"<html><head>{head}</head><body>{body}</body></html>", url)

    schema = induce([page(n, structured=n % 3 > 0) for n in range(12)])
    price = next(one for one in schema.fields if one.name == "price")
    assert price.coverage == 1
    found = records(schema, [page(n, structured=n > 51) for n in range(50, 54)])
    expected = [float(amount.format(1000 + 37 * n)) for n in range(50, 54)]
    assert [record.get("price") for record in found] == expected


def test_coverage_counts_what_becomes_a_value() -> None:
    def page(url: str, weight: str) -> Document:
        table = f"<table><tr><th>Weight</th><td>{weight}</td></tr></table>"
        return Document(f"<main><h1>Thing {url[-2:]}</h1>{table}</main>", url)

    urls = [f"https://things.example/{number}" for number in range(10, 26)]
    known = induce([page(url, url[-2:]) for url in urls]).validation
    unknown = known.held_out[:2]
    schema = induce([page(u, "none" if u in unknown else u[-2:]) for u in urls])
    assert schema.validation == known
    weight = next(one for one in schema.fields if one.name == "weight")
    assert weight.type == "integer"
    held = len(known.held_out)
    assert weight.coverage == pytest.approx((held - 2) / held, abs=0.001)


def test_headings_name_lists_without_structured_data_from_three_pages() -> None:
    documents = [pages.recipe_page(n, structured=False) for n in range(3)]
    schema = induce(documents)
    assert schema.validation.method == "leave_one_out"
    [record] = records(schema, [pages.recipe_page(50, structured=False)])
    truth = pages.recipe(50)
    assert record["recipeIngredient"] == truth["ingredients"]
    assert record["recipeInstructions"] == truth["steps"]
    assert record["author"] == truth["author"]


def test_a_listing_gives_a_record_a_card() -> None:
    schema = induce(
        [pages.listing(n) for n in range(10)], page_type=PageType.PRODUCT_LISTING
    )
    assert schema.cardinality == "many"
    found = records(schema, [pages.listing(40)])
    assert len(found) == 8
    first = pages.book(320)
    assert found[0]["name"] == first["title"]
    assert found[0]["itemUrl"] == "https://shop.example/item/320"


def test_pages_of_cards_are_a_listing_although_their_type_says_otherwise() -> None:
    schema = induce([pages.listing(n) for n in range(10)], page_type=PageType.ARTICLE)
    assert schema.cardinality == "many"


def test_a_list_that_all_pages_share_is_dropped_with_its_reason() -> None:
    shops = "<dd>Oldtown</dd><dd>Newtown</dd>"
    documents = [
        Document(
            f"<title>{n}</title><dl><dt>Shops</dt>{shops}<dt>Fabric</dt>"
            f"<dd>a{n}</dd></dl>",
            f"https://a.example/{n}",
        )
        for n in range(9)
    ]
    schema = induce(documents)
    names = [one.name for one in schema.fields]
    assert "fabric" in names
    assert "shops" not in names
    reasons = {one.name: one.reason for one in schema.dropped}
    assert reasons["shops"] == "the same list on all pages"


@pytest.mark.parametrize("held", [True, False])
def test_a_code_that_a_class_names_is_a_field_or_is_told(*, held: bool) -> None:
    documents = []
    for number in range(14):
        one = pages.book(number)
        said = one["isbn"] if held else one["author"]
        code = "" if number % 2 else f'<p class="isbn">{said}</p>'
        body = f"<h1>{one['title']}</h1><p class=price>{one['price']}</p>{code}"
        documents.append(Document(body, f"https://a.example/p/{number}"))
    schema = induce(documents)
    assert ("isbn" in {one.name for one in schema.fields}) == held
    assert ("isbn" in {one.name for one in schema.dropped}) != held


def test_identical_pages_have_no_fields_and_say_so() -> None:
    schema = induce(
        [Document("<p>Hi there</p>", f"https://a.example/{n}") for n in range(5)]
    )
    assert schema.fields == ()
    assert "identical" in schema.notes[0]
    assert records(schema, [Document("<p>Hi there</p>", "https://a.example/")]) == []


def test_one_page_says_that_nothing_is_tested() -> None:
    schema = induce([pages.recipe_page(1, structured=True)])
    assert schema.validation.method == "none"
    assert "Only one page" in schema.notes[0]
    assert all(one.coverage is None for one in schema.fields)
    [record] = records(schema, [pages.recipe_page(1, structured=True)])
    assert record["name"] == pages.recipe(1)["name"]


def test_no_page() -> None:
    assert induce([]).notes == ("No page of this template could be read.",)


def test_a_table_of_three_thousand_rows() -> None:
    documents = [
        Document(
            f"<h1>Table {n}</h1><table>"
            + "".join(
                f"<tr><td>row {i} of {n}</td><td>{i * n}</td></tr>"
                for i in range(3_000)
            )
            + "</table>",
            f"https://a.example/{n}",
        )
        for n in range(3)
    ]
    schemas: list[TemplateSchema] = []
    assert_quick(lambda: schemas.append(induce(documents)), 5)
    schema = schemas[-1]
    assert len(schema.fields) <= 40
    [record] = records(schema, documents[:1])
    assert "Table 0" in record.values()


def test_the_schema_survives_json() -> None:
    schema = induce([pages.old_shop(n) for n in range(10)])
    assert TemplateSchema.from_json(json.loads(json.dumps(asdict(schema)))) == schema


def test_fields_are_few_and_named_once() -> None:
    for documents in (
        [pages.old_shop(n) for n in range(12)],
        [pages.recipe_page(n, structured=True) for n in range(12)],
        [pages.post(n) for n in range(12)],
    ):
        names = [one.name for one in induce(documents).fields]
        assert len(names) == len(set(names)) <= 40
        assert "url" not in names


def stated(value: object) -> str:
    """Return a value as pages have it: numbers in figures, addresses from the root."""
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).removeprefix("https://old.example")


def test_every_value_is_on_the_page() -> None:
    documents = [pages.old_shop(n) for n in range(12)]
    for document in documents:
        for record in records(induce(documents), [document]):
            text = " ".join(f"{document.html} {document.text}".split())
            for name, value in record.items():
                if name == "currency":
                    assert value == "USD"  # what "$" means in English
                elif name != "url":
                    for one in value if isinstance(value, list) else [value]:
                        for line in stated(one).splitlines():
                            assert line in text, name


TAGS = (
    "div",
    "p",
    "b",
    "table",
    "tr",
    "td",
    "th",
    "ul",
    "li",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "a",
    "img",
    "br",
    "nav",
)
MARKUP = st.recursive(
    st.text("abc :&<>1", max_size=8),
    lambda inner: st.builds(
        "<{0} class='{1}' id='{2}' href='{1}'>{3}</{0}>".format,
        st.sampled_from(TAGS),
        st.sampled_from(("x", "price", "a b c", 'q"x', "1", "[", "")),
        st.sampled_from(("", "main", "9", "a:b", "#")),
        st.lists(inner, max_size=4).map("".join),
    ),
    max_leaves=25,
)


@settings(max_examples=60)
@given(st.lists(MARKUP, min_size=0, max_size=4))
def test_nothing_raises_whatever_the_pages_are(parts: list[str]) -> None:
    documents = [
        Document(part, f"https://a.example/{i}") for i, part in enumerate(parts)
    ]
    schema = induce(documents)
    records(schema, documents)
    json.dumps(asdict(schema))


def test_a_page_that_states_one_thing_lists_nothing_whatever_it_repeats() -> None:
    data = {"@context": "https://schema.org", "@type": "Recipe", "name": "Soup"}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script></head>'

    def page(number: int, *, stated: bool) -> Document:
        one = pages.listing(number)
        html = one.html.replace("</head>", script) if stated else one.html
        return Document(html, one.url)

    listed = induce([page(n, stated=False) for n in range(10)])
    assert listed.cardinality == "many"
    assert induce([page(n, stated=True) for n in range(10)]).cardinality == "one"


def test_one_meta_has_one_value_unless_it_lists() -> None:
    def texts(number: int, name: str) -> list[str]:
        random = Random(f"{name} {number}")
        size = 1 if name == "article:tag" else 9
        return [phrase(random, size), phrase(random, size)]

    def page(number: int) -> Document:
        head = "".join(
            f'<meta property="{name}" content="{text}">'
            for name in ("og:title", "article:tag", "description")
            for text in texts(number, name)
        )
        return Document(f"<head>{head}</head><p>.</p>", f"https://a.example/{number}")

    [record] = records(induce([page(n) for n in range(4)]), [page(9)])
    assert record["description"] in texts(9, "description")
    assert record["keywords"] == texts(9, "article:tag")


def test_a_builder_that_calls_all_blocks_widgets_hides_no_text() -> None:
    def page(number: int) -> Document:
        body = pages.post(number).html.partition("<body>")[2]
        return Document(
            f'<body><div class="widget">{body}', f"https://a.example/{number}"
        )

    schema = induce([page(n) for n in range(6)])
    assert "articleBody" in [one.name for one in schema.fields]


def test_sentences_of_few_pages_have_no_labels() -> None:
    def page(number: int) -> Document:
        text = pages.phrase(Random(number), 30)
        lead = f"<p><b>Note well:</b> {text} {number}</p>" if number % 6 == 0 else ""
        body = f"<h1>Post {number}</h1><p>{text} and more {number}.</p>{lead}"
        return Document(body, f"https://a.example/{number}")

    schema = induce([page(n) for n in range(12)])
    names = {one.name for one in schema.fields}
    assert "name" in names
    assert "note_well" not in names


def test_the_last_section_ends_where_its_part_of_the_page_ends() -> None:
    steps = [f"Stir the pot for {n} minutes, then let it rest." for n in (5, 7, 9)]
    blocks = "".join(f"<p>{step}</p>" for step in steps)
    title = "<header><h2>Method</h2><p>Easy</p></header>"
    for first in ("<h2>Method</h2>", title):
        page = Document(
            f"<div>{first}{blocks}</div><div><p>Other soups</p></div>",
            "https://a.example/",
        )
        assert sections(page)["Method"][-3:] == steps


def test_two_kinds_of_json_ld_are_one_field_with_what_all_pages_state() -> None:
    def page(number: int) -> Document:
        random = Random(number)
        kind = "Recipe" if number % 3 else "Article"
        name = f"{phrase(random, 5)} {number}"
        data = json.dumps({"@type": kind, "name": name, "author": phrase(random, 2)})
        return Document(
            f'<meta property="og:title" content="{name}">'
            f'<script type="application/ld+json">{data}</script><p>{number}</p>',
            f"https://food.example/{number}",
        )

    for order in (1, -1):  # whatever page comes first
        schema = induce([page(number) for number in range(6)][::order])
        [field] = [one for one in schema.fields if one.name == "name"]
        assert not field.nullable
        assert {one.expr for one in field.locators} >= {"Recipe.name", "og:title"}
        truth = [f"{phrase(Random(number), 5)} {number}" for number in range(6)]
        found = records(schema, [page(number) for number in range(6)])
        assert [record["name"] for record in found] == truth


def test_what_contradicts_another_source_is_no_way_to_its_field() -> None:
    def page(number: int) -> Document:
        random = Random(number)
        kind = "Recipe" if number % 3 else "Article"
        stated = {"@type": kind, "description": phrase(random, 12)}
        meta = stated["description"] if kind == "Article" else phrase(random, 12)
        return Document(
            f'<meta name="description" content="{meta}">'
            f'<script type="application/ld+json">{json.dumps(stated)}</script>',
            f"https://food.example/{number}",
        )

    schema = induce([page(number) for number in range(6)])
    [field] = [one for one in schema.fields if one.name == "description"]
    assert len(field.locators) > 1
    assert {one.agreement for one in field.locators} == {1.0}
    assert not field.nullable


def stocked(number: int, state: str) -> Document:
    name = phrase(Random(number), 3)
    body = f"""<main><h1>{name} {number}</h1>
    <p class="stock {state}">{"Sold out" if state == "gone" else "In stock"}</p>
    <p class="stock-note">Stocked {number} times</p></main>"""
    return Document(f"<body>{body}</body>", f"https://shop.example/item/{number}")


def test_a_selector_does_not_ask_for_the_state_of_what_it_finds() -> None:
    documents = [stocked(n, "gone" if n % 3 == 0 else "ready") for n in range(2, 18)]
    schema = induce(documents)
    field = next(one for one in schema.fields if one.name == "availability")
    assert [one.expr for one in field.locators] == ["main > p.stock"]
    assert field.coverage == 1.0
    assert not field.nullable


def timed(number: int) -> Document:
    times = "".join(
        f'<span class="time {kind}">{number + add} minutes</span>'
        for add, kind in ((0, "prep-time"), (7, "cook-time"))
    )
    body = f"<main><h1>{phrase(Random(number), 3)}</h1>{times}</main>"
    return Document(f"<body>{body}</body>", f"https://shop.example/item/{number}")


def test_what_a_page_has_side_by_side_are_no_states_of_one_thing() -> None:
    schema = induce([timed(number) for number in range(2, 12)])
    [record] = records(schema, [timed(30)])
    assert (record["prepTime"], record["cookTime"]) == ("PT30M", "PT37M")


def test_a_duration_is_no_number() -> None:
    def page(number: int) -> Document:
        time = f'<span class="time preparation">{number} minutes</span>'
        title = f"<h1>{phrase(Random(number), 3)}</h1>"
        return Document(f"<main>{title}{time}</main>", f"https://a.example/{number}")

    schema = induce([page(number) for number in range(2, 12)])
    assert "integer" not in {one.type for one in schema.fields}


def test_the_only_block_of_code_on_each_page_is_its_signature() -> None:
    def entry(number: int, code: str) -> Document:
        return Document(
            f"<title>part{number}</title><main><h1>part{number}</h1>{code}"
            f"<p>Adds {number} to what it is given, and returns the sum.</main>",
            f"https://docs.example/{number}",
        )

    schema = induce(
        [entry(n, f"<pre>fn part{n}(a: u{n}) -&gt; u{n}</pre>") for n in range(6)],
        page_type=PageType.DOCUMENTATION,
    )
    assert "signature" in {one.name for one in schema.fields}
    several = "<pre>a = {0};</pre><pre>b = {0};</pre>"
    schema = induce(
        [entry(n, several.format(n)) for n in range(6)],
        page_type=PageType.DOCUMENTATION,
    )
    assert "signature" not in {one.name for one in schema.fields}


def test_ingredients_with_pictures_that_lead_to_pages_are_a_list() -> None:
    def cooked(number: int) -> Document:
        rows = "".join(
            f"<dt><a href='/food/{number + k}'><img src='/f/{number + k}.png'>"
            f"<b>food {number + k}</b></a><u>{k + 2} g</u></dt>"
            for k in range(3 + number % 3)
        )
        return Document(
            f"<title>Dish {number}</title><main><h1>Dish {number}</h1><p>Dish {number}"
            f" is quick to cook.</p><dl class=ingredients>{rows}</dl></main>",
            f"https://food.example/{number}",
        )

    schema = induce([cooked(n) for n in range(8)], page_type=PageType.ITEM_DETAIL)
    record = Extractor(schema).apply(cooked(3))[0]
    assert record["recipeIngredient"] == ["food 3 2 g", "food 4 3 g", "food 5 4 g"]


@pytest.mark.parametrize(
    "row",
    [
        "<dl><dt>Slides</dt><dd>{link}</dd></dl>",
        "<table><tr><th>Slides</th><td>{link}</td></tr></table>",
        "<div><span>Slides</span><div>{link}</div></div>",
        "<p>Slides: {link}</p>",
    ],
)
def test_a_labelled_link_is_its_address_if_its_text_tells_less(row: str) -> None:
    def talk(number: int, text: str) -> Document:
        address = f"mailto:{text}" if "@" in text else f"/files/talk-{number}.pdf"
        link = f"<a href='{address}'>{text}</a>"
        return Document(
            f"<title>Talk {number}</title><main><h1>Talk {number}</h1>"
            f"{row.format(link=link)}<p>What was said about {number}.</p></main>",
            f"https://talks.example/{number}",
        )

    def value(text: str) -> object:
        pages = [talk(n, text.format(n)) for n in range(6)]
        schema = induce(pages, page_type=PageType.EVENT)
        again = TemplateSchema.from_json(asdict(schema))
        record = Extractor(again).apply(talk(3, text.format(3)))[0]
        return record.get("slides", record.get("email"))

    address = "https://talks.example/files/talk-3.pdf"
    assert value("Download") == address
    assert value("talk-{}.pdf") == address
    assert value("The story of {}") == "The story of 3"
    assert value("ada{}@talks.example") == "ada3@talks.example"


def test_of_a_label_that_stands_twice_the_first_values_count_and_their_links() -> None:
    def talk(number: int) -> Document:
        parts = f"<dd>part {number} a</dd><dd>part {number} b</dd>"
        link = f"<a href='/{number}.pdf'>{number}.pdf</a>"
        return Document(
            f"<title>Talk {number}</title><main><h1>Talk {number}</h1>"
            f"<dl><dt>Slides</dt>{parts}</dl>"
            f"<table><tr><th>Slides</th><td>{link}</td></tr></table></main>",
            f"https://talks.example/{number}",
        )

    schema = induce([talk(n) for n in range(6)], page_type=PageType.EVENT)
    assert Extractor(schema).apply(talk(3))[0]["slides"] == ["part 3 a", "part 3 b"]


def test_a_link_of_a_single_page_is_nobody_unless_something_says_so() -> None:
    def home(link: str) -> Document:
        html = f"<main><h1>Welcome</h1><p>We sell furniture.</p>{link}</main>"
        return Document(
            f"<html lang=en><body>{html}</body></html>", "https://a.example/"
        )

    for link, author in (
        ("<a href='/all'>All products</a>", None),
        ("<a class=author href='/ada'>Ada Lovelace</a>", "Ada Lovelace"),
        ("<p>By <a href='/ada'>Ada Lovelace</a></p>", "Ada Lovelace"),
    ):
        [record] = Extractor(induce([home(link)])).apply(home(link))
        assert record.get("author") == author


def test_a_date_with_two_readings_stays_as_it_is_written() -> None:
    def story(number: int) -> Document:
        text = " ".join(f"word{(number * 7 + n) % 40}" for n in range(80))
        date = f"<p class=date>0{number + 1}/03/2024</p>"
        html = f"<h1>Story {number}</h1>{date}<p>{text}.</p>"
        return Document(
            f"<html lang=en><body><main>{html}</main></body></html>",
            f"https://a.example/{number}",
        )

    schema = induce([story(n) for n in range(8)], page_type=PageType.ARTICLE)
    [record] = Extractor(schema).apply(story(2))
    assert record["datePublishedRaw"] == "03/03/2024"
    assert "datePublished" not in record
