from __future__ import annotations

import pytest

from tests.support.effort import Work, assert_grows
from vultrcrawl.page.document import Document
from vultrcrawl.schema.sources.labels.lines import BETWEEN, with_labels
from vultrcrawl.schema.sources.reading import Reading


def test_each_label_and_value_of_a_line_is_apart() -> None:
    parts = list(with_labels("Ht: 6-11 Wt: 235 Age: 31"))
    assert parts == ["Ht:", "6-11", "Wt:", "235", "Age:", "31"]
    assert list(with_labels("Tags: a, b and c")) == ["Tags:", "a, b and c"]
    assert list(with_labels("no label")) == ["no label"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a | b", ["a", "b"]),
        ("a\u00a0\u00a0b", ["a", "b"]),
        ("a \u00a0 \u00a0 b", ["a", "b"]),
        ("a\u00a0b", ["a\u00a0b"]),
        ("a \u2022b\u00b7c", ["a", "b", "c"]),
    ],
)
def test_bars_dots_and_wide_gaps_are_between_things(
    text: str, parts: list[str]
) -> None:
    assert [part.strip(" \u00a0") for part in BETWEEN.split(text)] == parts


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Posted by <a>Ada</a> on May 2", {"Posted by": ["Ada"]}),
        ("Skrevet av <b>Ada</b> <i>May 2</i>", {"Skrevet av": ["Ada"]}),
        ("Tags <a>red</a>, <a>blue</a> <b>Share</b>", {"Tags": ["red", "blue"]}),
        ("5 lamps<br>Venue <b>Ulm</b>", {"Venue": ["Ulm"]}),
        ("We told the venue <b>once</b>", {}),
        ("The <b>town</b>, venue <b>of</b> it", {}),
        (f"Posted by <b>default</b> {'it stays on ' * 15}", {}),
        ("By <a>Ada</a> of <b>Ulm</b>", {}),
    ],
)
def test_what_a_line_begins_with_may_label_the_element_after_it(
    line: str, expected: dict[str, list[str]]
) -> None:
    page = Document(f"<body><div>{line}</div></body>", "https://a.example/")
    assert Reading(page).label == expected


@pytest.mark.parametrize(
    "unit", ["a: ", " ", "\n\t", "\u00a0 ", "a\u00a0", "A: b ", ": ", "a, "]
)
def test_a_text_four_times_as_long_takes_no_ten_times_as_long(unit: str) -> None:
    def prepared(count: int) -> Work:
        reading = Reading(Document(f"<h1>T</h1><p>a{unit * count}b</p>", "https://a/"))
        return lambda: (reading.label, reading.landmarks)

    assert_grows(prepared, 5_000)


def test_links_in_a_row_are_no_label_with_its_value() -> None:
    def said(html: str) -> dict[str, list[str]]:
        return Reading(Document(f"<main>{html}</main>", "https://x.example/")).label

    row = "<a href=/t/1>Soup</a><a href=/t/2>Thai</a> <a href=/t/3>Cold</a>"
    assert said(f"<div>{row}</div>") == {}
    assert said("<div><a href=/t/1>Soup</a> with rice</div>") == {"Soup": ["with rice"]}
    assert said("<div><b>Soup</b> <a href=/t/2>Thai</a></div>") == {"Soup": ["Thai"]}


def test_labels_in_elements_of_their_own_end_with_these() -> None:
    html = (
        '<div class="product_meta"> <span>SKU: <span>T-31</span></span>'
        ' <span>Categories: <a href="/b">Bags</a>, <a href="/r">Red</a></span>'
        ' <span>Tags: <a href="/s">sale</a></span> </div>'
    )
    found = Reading(Document(html, "https://shop.example/t")).label
    assert found == {
        "SKU": ["T-31"],
        "Categories": ["Bags", "Red"],
        "Tags": ["sale"],
    }
