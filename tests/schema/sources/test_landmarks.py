"""Values that only the texts around them tell: layout tables, lines without labels."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vultrcrawl.page.document import Document
from vultrcrawl.schema import model
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.induction.build import locator
from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.schema.induction.candidates.landmarks import near
from vultrcrawl.schema.model import TemplateSchema
from vultrcrawl.schema.sources.landmarks import Landmarks
from vultrcrawl.schema.sources.pieces import pieces, written
from vultrcrawl.schema.sources.reading import Reading

NAMES = ("Ash", "Birch", "Cedar", "Elm", "Fir", "Ginkgo", "Hazel", "Ilex", "Kauri")
PRESSES = ("Anvil Press", "Beacon & Sons", "Crown House", "Dover", "Ember Books")
FORMS = ("Paperback", "Hardcover", "Audio book")


def read(html: str) -> Landmarks:
    body = Document(f"<body>{html}</body>", "https://a.example/").root.find(".//body")
    assert body is not None
    return Landmarks(pieces(body))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<td><b>f</b>oo<br>bar</td>", ["foo", "bar"]),
        ("<p><a>Red</a><a>Blue</a></p>", ["Red", "Blue"]),
        ("<p>#4 | Guard | <a>Spurs</a></p>", ["#4", "Guard", "Spurs"]),
        ("<p>One&nbsp;&nbsp;Two&nbsp;Three</p>", ["One", "Two Three"]),
        ("Ht: 6-11 Wt: 235", ["Ht:", "6-11", "Wt:", "235"]),
        ("Pub. Date: May 3, 2009", ["Pub. Date:", "May 3, 2009"]),
        ("<li>6-11, 235 lbs</li>", ["6-11", "235 lbs"]),
        ('<img src=a.gif alt="Maker:">Canon', ["Maker:", "Canon"]),
        ('<img src=a.gif alt="A camera">Canon', ["Canon"]),
        ("<script>var a</script>At 10:30<!-- no -->", ["At 10:30"]),
    ],
)
def test_a_line_is_read_in_pieces(html: str, expected: list[str]) -> None:
    assert [one.text for one in read(html).pieces] == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("(201) 555-0131", "telephone"),
        ("12/28/2010", "date"),
        ("May 3, 2009", "date"),
        ("$1,299.00", "price"),
        ("6-11", "number"),
        ("www.elm.example", "address"),
        ("Elm Road 5", ""),
        ("Published May 3, 2009", ""),
    ],
)
def test_signs_tell_how_a_value_is_written(text: str, kind: str) -> None:
    assert written(text) == kind


def book(number: int, *lacks: str) -> Document:
    """Return a page whose author, press and form have neither label nor class."""
    lines = {
        "author": f"{NAMES[number % 9]} {NAMES[number * 4 % 7]}son",
        "press": PRESSES[number % 5],
        "form": FORMS[number % 3],
    }
    said = "<br>".join(text for name, text in lines.items() if name not in lacks)
    html = f"""<body><table><tr><td><a href=/>Home</a> <a href=/b>Basket</a></td></tr>
    </table><table><tr><td><font size=4><b>The {NAMES[number % 9]} Tree, part
    {number}</b></font><br>{said}</td></tr></table>
    <p><b>About this book</b><br>Of {number} trees and {number * 7} birds.</p></body>"""
    return Document(html, f"https://books.example/{number}")


def told(*lacking: int) -> list[Candidate]:
    """Return what 20 pages teach; those *lacking* have no author."""
    return near(
        [
            Reading(book(number, "author") if number in lacking else book(number))
            for number in range(20)
        ]
    )


def at(one: Candidate, document: Document) -> list[str]:
    assert one.attribute is not None
    return Reading(document).landmarks.find(one.expr, one.attribute)


def places(candidates: list[Candidate]) -> dict[str, Candidate]:
    """Return the candidates that find what page 31 has, by what they find there."""
    return {text: one for one in candidates for text in at(one, book(31))}


ALL = {"author": "Fir Ginkgoson", "press": "Beacon & Sons", "form": "Hardcover"}


def test_what_has_no_label_is_found_between_the_texts_of_all_pages() -> None:
    found = places(told())
    located = [found[text] for text in ALL.values()]
    assert {one.kind for one in located} == {"near"}
    assert {one.expr for one in located} == {"Basket | About this book"}
    assert [one.attribute for one in located] == ["td 1/3", "td 2/3", "td 3/3"]
    assert {len(one.values) for one in located} == {20}
    assert {locator(one).stability for one in located} == {"low"}
    assert not any(one.scores or one.label for one in located)


@pytest.mark.parametrize("lacking", [(), (1, 5, 9, 14), (2, 3, 6, 8, 10, 13, 17, 19)])
@pytest.mark.parametrize("missing", ["author", "press", "form"])
def test_a_value_that_is_missing_takes_no_other_place(
    lacking: tuple[int, ...], missing: str
) -> None:
    found = places(told(*lacking))
    for text in ALL.values():
        assert at(found[text], book(31, missing)) == []


def test_places_among_as_many_as_most_pages_lack_are_no_candidates() -> None:
    lacks = ("author", "press", "form")
    pages = [book(n, *lacks[: (0, 2, 1, 2)[n % 4]]) for n in range(20)]
    assert [one.attribute for one in near(list(map(Reading, pages)))] == ["b 1/1"]


def test_what_stands_behind_the_label_of_a_property_may_be_it() -> None:
    def page(number: int) -> Document:
        words = (
            f"<p>Buy books</p><p>Author:</p><p>{NAMES[number % 9]} Lee</p><p>End</p>"
        )
        return Document(f"<body>{words}</body>", f"https://books.example/{number}")

    found = near([Reading(page(number)) for number in range(9)])
    [author] = [one for one in found if "author" in one.scores]
    assert author.label == "Author"
    assert author.values[3] == ("Elm Lee",)


def labelled(number: int, *lacks: str) -> Document:
    """Return a book's page with labels that run into the lines before them."""
    one = book(number, *lacks)
    html = one.html
    for name, text in (
        ("Publisher", PRESSES[number % 5]),
        ("Author", f"{NAMES[number % 9]} {NAMES[number * 4 % 7]}son"),
    ):
        html = html.replace(f"<br>{text}", f"<br>{name}: {text}")
    return Document(html, one.url)


def test_extract_repeats_the_records_of_explore() -> None:
    pages = [labelled(n, *("author",) * (n % 4 == 3)) for n in range(40)]
    schema = induce(pages)
    stored = TemplateSchema.from_json(json.loads(json.dumps(asdict(schema))))
    records = [Extractor(schema).apply(one) for one in pages]
    assert records == [Extractor(stored).apply(one) for one in pages]
    assert {one.locators[0].kind for one in schema.fields} >= {"label"}
    said = ["author" in record for (record,) in records]
    assert said == [number % 4 != 3 for number in range(40)]
    assert all(
        record["publisher"] == PRESSES[number % 5]
        for number, (record,) in enumerate(records)
    )


def test_few_pages_have_no_landmarks() -> None:
    assert near([Reading(book(number)) for number in range(3)]) == []
    assert near([Reading(book(number)) for number in range(4)]) != []


@pytest.mark.parametrize(
    ("html", "expr", "attribute", "expected"),
    [
        ("<b>A:</b> x <b>B:</b> y", "A: | B:", "body 1/1", ["x"]),
        ("<b>A:</b> x <b>B:</b>", "A: | ", "body 1/1", []),  # B: is another label
        ("<b>A:</b> x <b>C:</b> y", "A: | B: | C:", "body 1/1", ["x"]),
        ("<p>Home<p>x<p>y<p>End", "Home | End", "p 2/2", ["y"]),
        ("<p>Home<p>y<p>End", "Home | End", "p 2/2", []),
        ("<p>Home<p>x<p>y<p>End", "Home | End", "p 2/1", []),
        ("<p>Home<p>y<p>Home<p>x<p>End", "Home | End", "p 1/1", []),  # which one?
        ("<p>x<p>End", " | End", "p 1/1", ["x"]),
        ("<p>Home<p>x", "Home | ", "p 1/1", ["x"]),
        ("<p>Home<p>x", "Home | ", "p", []),
        ("<p>Home<p>x", "Home", "p 1/1", []),
        ("<p>Home<p>x", "Basket | ", "p 1/1", []),
        ("<p>Home<p><b>x</b>" + "<p>y" * 14, "Home | ", "b 1/1", []),  # too far
    ],
)
def test_a_locator_names_the_texts_around_a_value(
    html: str, expr: str, attribute: str, expected: list[str]
) -> None:
    assert read(html).find(expr, attribute) == expected


WORD = st.sampled_from(["red", "blue", "12", "$5.00", "<a>link</a>", "Size:", "Home"])


@given(st.lists(WORD, max_size=8), st.text(max_size=20), st.text(max_size=12))
def test_whatever_a_locator_says_it_finds_a_text_of_the_page_or_none(
    words: list[str], expr: str, attribute: str
) -> None:
    page = read("<p>Home" + "".join(f"<p>{word}" for word in words) + "<p>End")
    texts = {one.text for one in page.pieces}
    for tried in (expr, f"Home | {expr}", "Home | End", " | End", "Home | "):
        for place in (attribute, "p 1/1", "p 1/2", "p 2/2", "p number 1/1"):
            found = page.find(tried, place)
            assert len(found) < 2
            assert texts.issuperset(found)


@settings(max_examples=20)
@given(st.lists(st.booleans(), min_size=20, max_size=20))
def test_no_place_has_what_is_said_in_another(missing: list[bool]) -> None:
    pages = [book(n, *("press",) * lacks) for n, lacks in enumerate(missing)]
    for one in near(list(map(Reading, pages))):
        said = {text for page in pages for text in at(one, page)}
        assert said <= set(PRESSES) or said.isdisjoint(PRESSES)


def test_the_document_knows_all_kinds() -> None:
    path = Path(model.__file__).with_name("site.schema.json")
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    locator = document["$defs"]["locator"]
    assert set(locator["properties"]["kind"]["enum"]) == set(model.KINDS)
    assert all(re.fullmatch("[a-z]+", kind) for kind in model.KINDS)


def test_the_way_to_a_page_is_no_value_of_it() -> None:
    def page(number: int) -> Document:
        first, second = NAMES[number % 9], NAMES[number * 4 % 7]
        html = f"""<body><ol class=breadcrumb><li><a href=/>Books</a></li>
        <li><a href=/1>{first}</a></li><li><a href=/2>{second}</a></li></ol>
        <p>Write a review</p><h1>Tree {number}</h1></body>"""
        return Document(html, f"https://books.example/{number}")

    found = near([Reading(page(number)) for number in range(12)])
    ways = {name for number in range(12) for name in (NAMES[number % 9],)}
    assert ways.isdisjoint(text for one in found for text in one.texts())


def test_what_is_struck_through_looks_so_whatever_stands_between() -> None:
    page = read("<p>Menu</p><b>$5</b><s><i><span class=money>$9</span></i></s>")
    assert [one.look for one in page.pieces] == ["p", "b price", "s price"]
