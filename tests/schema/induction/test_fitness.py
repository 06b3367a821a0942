from __future__ import annotations

from dataclasses import replace

import pytest

from tests.schema.induction.candidates import candidate
from vultrcrawl.page.document import Document
from vultrcrawl.schema.induction.build import build
from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.schema.induction.fitness import fits, written_as


@pytest.mark.parametrize(
    "text", ["12.50", "12,50 €", "Rs 500", "500 so\u02bbm", "1 200", "12.\u2013"]
)
def test_an_amount_may_be_a_price_without_a_known_sign(text: str) -> None:
    assert written_as("price", [text])


@pytest.mark.parametrize("text", ["53.4. pg_amop", "53.4.", "9.1. Logical Operators"])
def test_the_number_of_a_section_is_no_price(text: str) -> None:
    assert not written_as("price", [text])


def test_labels_are_no_keywords() -> None:
    assert written_as("keywords", ["Ruby", "mocks"])
    assert not written_as("keywords", ["Overloads:", "Parameters:"])
    assert written_as("keywords", [", ".join(["a rather long keyword"] * 6)])
    assert not written_as("keywords", ["a sentence that goes on and on " * 4])


@pytest.mark.parametrize("text", ["1.36.0", "10.3.1", "1,2,3"])
def test_a_version_is_no_price(text: str) -> None:
    assert not written_as("price", [text])


@pytest.mark.parametrize("text", ["#define MOST 39", "enum Sums.Kind", "int g_sum"])
def test_names_joined_by_signs_are_code(text: str) -> None:
    assert written_as("signature", [text])
    assert not written_as("signature", ["What this is for."])


def test_lines_of_labels_and_values_are_no_description() -> None:
    facts = [[f"Event: No. {n}", "Language: French", f"Tags: {n}, sum"] for n in "abc"]
    assert not fits("description", candidate(facts, "section"))
    texts = [[f"What was said about {n}.", "Note: it was in French."] for n in "abc"]
    assert fits("description", candidate(texts, "section"))


@pytest.mark.parametrize("text", ["10:00 am - 10:30 am", "14:45 - 15:30", "6 PM"])
def test_times_of_day_are_no_duration(text: str) -> None:
    assert not written_as("totalTime", [text])
    assert written_as("totalTime", ["1:30 h", "45 min", "PT1H"])


@pytest.mark.parametrize("text", ["9780340825679", "ISBN: 9780340825679"])
def test_the_number_of_a_book_is_no_price(text: str) -> None:
    assert not written_as("price", [text])
    assert written_as("price", ["107000000"])


@pytest.mark.parametrize(
    ("around", "is_person"), [("breadcrumbs", False), ("by", True)]
)
def test_the_first_step_of_a_trail_wrote_nothing(around: str, is_person: bool) -> None:
    page = Document(
        f"<div class={around}><ul><li><a href='/'>Ada Supply</a></li></ul></div>",
        "https://a.example/",
    )
    link = page.root.find(".//a")
    assert link is not None
    values, elements = {0: ("Ada Supply",)}, {0: (link,)}
    one = Candidate("css", "li > a", values, {"author": 0.9}, elements=elements)
    assert fits("author", one) is is_person


@pytest.mark.parametrize("name", ["cake.jpg", "My cake.jpg", "/i/cake", "../cake"])
def test_the_name_of_a_picture_is_no_text_but_may_begin_one(name: str) -> None:
    assert not written_as("articleBody", [name])
    assert written_as("articleBody", ["My cake.jpg (12 kB)\nBake it for an hour."])


def test_a_text_that_two_pages_share_is_that_of_neither() -> None:
    heading = candidate(["Description", "Description"])
    assert not fits("articleBody", heading)
    assert not fits("description", heading)
    assert fits("brand", candidate(["Acme", "Acme"])), "two things may share a brand"


@pytest.mark.parametrize(("place", "told"), [("li.home > a", False), ("b", True)])
def test_the_start_of_a_trail_is_no_category(place: str, *, told: bool) -> None:
    html = (
        "<ul class=breadcrumbs><li class=home><a href=/>Home</a></li>"
        "<li><a href=/lamps>Lamps</a></li><li><b>Brass lamp</b></li></ul>"
    )
    root = Document(html, "https://a.example/").root
    element = root.cssselect(place)[0]
    one = replace(candidate([element.text_content()]), elements={0: (element,)})
    assert fits("category", one) is told


@pytest.mark.parametrize(
    ("texts", "told"), [(["53", "73"], True), (["© 2022 Acme", "© 2023 Acme"], False)]
)
def test_a_rating_is_a_number_and_may_be_in_per_cent(
    texts: list[str], *, told: bool
) -> None:
    urls = [f"https://a.example/{n}" for n in range(len(texts))]
    assert bool(build("rating", [candidate(texts)], urls)) is told


def test_what_asks_a_reader_for_something_is_no_person() -> None:
    assert not written_as("author", ["Read more", "Read more"])
    assert written_as("author", ["Ada Reader"])


def test_a_place_may_have_a_long_address() -> None:
    place = (
        "Museum of Old Presidents, 4079 Long Post Road, "
        + "Hyde Park, Some States " * 2
    )
    assert written_as("location", [place])
    assert not written_as("location", [place * 2])
    assert not written_as("category", [place])
