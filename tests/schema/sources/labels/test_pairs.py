"""What is a label, what is not, and what its value is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import Work, assert_grows
from vultrcrawl.page.document import Document
from vultrcrawl.schema.sources.labels.pairs import pairs
from vultrcrawl.schema.sources.reading import Reading


def labels(html: str) -> dict[str, list[str]]:
    return Reading(Document(f"<body>{html}</body>", "https://a.example/")).label


@pytest.mark.parametrize(
    "line",
    [
        "Ht: 6-11 Wt: 235",
        "Ht: 6-11 | Wt: 235",
        "Ht: 6-11 / Wt: 235",
        "<b>Ht:</b> 6-11&nbsp;&nbsp;<b>Wt:</b> 235",
        "<b>Ht</b>: 6-11 <b>Wt</b>: 235",
        "<span>Ht:</span><span>6-11</span><span>Wt:</span><span>235</span>",
    ],
)
def test_a_line_may_have_several_labels(line: str) -> None:
    assert labels(f"<p>{line}</p>") == {"Ht": ["6-11"], "Wt": ["235"]}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Tags: red | blue", {"Tags": ["red | blue"]}),
        ("In: Cakes Tagged With: tea", {"In": ["Cakes Tagged With: tea"]}),
        (
            "<i>In:</i> Cakes <i>Tagged With:</i> tea",
            {"In": ["Cakes"], "Tagged With": ["tea"]},
        ),
        ("Posted: today, Pay: open", {"Posted": ["today"], "Pay": ["open"]}),
        ("Born: May 3 Draft Year: 2002", {"Born": ["May 3"], "Draft Year": ["2002"]}),
        ("<b>Site</b> http://a.example/", {"Site": ["http://a.example/"]}),
        ("<b>Cast</b> <a>Ann</a><a>Bob</a>", {"Cast": ["Ann", "Bob"]}),
        ("Open 10:30 to 11:30", {}),
        ("Built-in support for Test::Unit", {}),
        ("<a>Mocha</a>::Expectation", {}),
        ("Viewing profile :: Ann", {"Viewing profile": ["Ann"]}),
        ("<b>#mock</b>, #stub", {}),
        ("Email: [email&#160;protected]", {}),
        ("By Ada | May 3 10:30", {}),
    ],
)  # fmt: skip
def test_a_value_ends_where_the_next_label_surely_begins(
    line: str, expected: dict[str, list[str]]
) -> None:
    assert labels(f"<p>{line}</p>") == expected


def test_a_table_in_one_line_is_not_taken_apart() -> None:
    line = "Fat: 1g | Iron: 2g | Salt: 3g | Zinc: 4g | Fibre: 5g"
    assert list(labels(f"<p>{line}</p>")) == ["Fat"]


def test_the_first_of_two_items_is_no_label() -> None:
    assert labels("<ul><li>Public</li><li>University</li></ul>") == {}


def test_links_with_bars_between_are_no_label() -> None:
    bar = "<div>About us | Storefront | Blog</div><div>My cart | Log in</div>"
    assert labels(f"<div>{bar}</div>") == {}


WORDS = st.from_regex(r"[a-z]{2,8}( [a-z]{2,8}){1,2}", fullmatch=True)


@given(
    st.dictionaries(
        st.from_regex(r"[A-Z][a-z]{2,8}", fullmatch=True), WORDS, min_size=2, max_size=4
    ),
    st.sampled_from((" | ", " ", "&nbsp;&nbsp;", " \u2022 ", "<br>", ", ", " / ")),
    st.sampled_from(("{}:", "<b>{}:</b>", "<b>{}</b>:", "<a>{}: </a>")),
)
def test_each_label_of_a_line_has_its_own_value(
    values: dict[str, str], between: str, label: str
) -> None:
    line = between.join(f"{label.format(name)} {text}" for name, text in values.items())
    assert labels(f"<p>{line}</p>") == {name: [text] for name, text in values.items()}


def test_headings_that_link_to_themselves_are_no_cards() -> None:
    page = "".join(
        f'<h2>{name} <a class="anchor" href="#{name}">#</a></h2><p>{text}</p>'
        for name, text in (("Players", "2 to 5"), ("Year", "2019"), ("Time", "3 hours"))
    )
    reading = Reading(Document(f"<main>{page}</main>", "https://a.example/"))
    assert reading.aside == set()
    assert reading.section["Year"] == ["2019"]
    linked = page.replace('href="#', 'href="/')
    assert Reading(Document(f"<main>{linked}</main>", "https://a.example/")).aside


def test_days_of_a_tour_are_one_list_however_they_are_numbered() -> None:
    days = "".join(f"<p>Day-{n}: Town {n}</p>" for n in (1, 2, 3))
    assert labels(f"{days}<p>Vitamin B-12: none</p>") == {
        "Day": ["Town 1", "Town 2", "Town 3"],
        "Vitamin B-12": ["none"],
    }


def test_a_heading_of_facts_with_labels_of_their_own_is_no_label() -> None:
    facts = "<dl><dt>Talk time<dd>7 hours</dl>"
    html = f"<ul><li><span>Battery</span>{facts}</li><li><p>Color</p><p>B</p></li></ul>"
    assert labels(html) == {"Talk time": ["7 hours"], "Color": ["B"]}


def test_definitions_go_on_over_comments() -> None:
    html = "<dl><dt>Size<!-- each --><dd>64 mm</dd><!-- each --><dd>12 mm</dd></dl>"
    assert labels(html) == {"Size": ["64 mm", "12 mm"]}


def test_links_of_one_line_are_several_values() -> None:
    line = 'Media: <a href="/a.ogv">OGV</a>, <a href="/a.mp4">MP4</a>'
    reading = Reading(Document(f"<ul><li>{line}</li></ul>", "https://a.example/"))
    assert reading.label == {"Media": ["OGV", "MP4"]}
    links = ["https://a.example/a.ogv", "https://a.example/a.mp4"]
    assert reading.label_links == {"Media": links}
    with_more = labels(f"<ul><li>{line} and more</li></ul>")
    assert with_more == {"Media": ["OGV, MP4 and more"]}


def test_boxes_of_one_class_are_several_values_of_what_is_a_list() -> None:
    def said(label: str) -> list[str]:
        boxes = "<div class='item even'>Ann</div><div class='item odd'>Bob</div>"
        return labels(f"<div><div>{label}</div><div>{boxes}</div></div>")[label]

    assert said("Speakers") == ["Ann", "Bob"]
    assert said("Street") == ["Ann Bob"]


def test_the_logo_above_a_menu_is_no_label() -> None:
    menu = "<nav><a href='/start'>Getting started</a></nav>"
    html = "<aside><a href='/'><b>Go Mobile</b></a>{}</aside>"
    assert labels(html.format(menu)) == {}


def test_two_items_of_a_value_are_no_label_and_value() -> None:
    items = "<div class='item even'>Site building</div><div class='item odd'>Code</div>"
    track = f"<div><div>Track</div><div>{items}</div></div>"
    assert labels(track) == {"Track": ["Site building Code"]}
    alone = f"<div>{items}</div>"
    assert labels(alone) == {"Site building": ["Code"]}


def test_a_box_that_ends_with_a_colon_is_the_label_of_the_text_after_it() -> None:
    html = (
        "<div><div class=label>Skill:&nbsp;</div>Beginner</div>"
        "<div><div class=label>Slides:</div><b><a href='/a.pdf'>a.pdf</a></b></div>"
        "<div><div>No label</div>of this text</div>"
    )
    assert labels(html) == {"Skill": ["Beginner"], "Slides": ["a.pdf"]}


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/p/2", {}),
        ("tel:123", {"Shampoo": ["300 ml"], "tel:": ["123"]}),
        ("#more", {"Shampoo": ["300 ml"]}),
    ],
)
def test_boxes_in_a_link_to_another_page_are_of_that_page(
    link: str, expected: dict[str, list[str]]
) -> None:
    card = f"<a href='{link}'><div><div>Shampoo</div><div>300 ml</div></div></a>"
    assert labels(f"<main>{card}</main>") == expected


def test_the_head_of_columns_is_no_label() -> None:
    rows = (
        "<tr><th>Author</th><th>Message</th></tr><tr><td>Ada</td><td>Hi</td></tr>"
        "<tr><td>Bob</td><td>Yes</td></tr>"
    )
    assert labels(f"<table>{rows}</table>") == {"Ada": ["Hi"], "Bob": ["Yes"]}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("<tr><th>Day<th>Place<tr><td>May 5<td>Bonn", ("May 5", "Bonn")),
        ("<thead><tr><th>Day<th>Place</thead><tr><td>May 5<td>Bonn", ("May 5", "Bonn")),
        ("<tr><td>Day<td>Place<tr><td>May 5<td>Hall 2", ("May 5", "Hall 2")),
    ],
)
def test_heads_of_columns_are_labels_of_the_only_row(
    rows: str, expected: tuple[str, str]
) -> None:
    day, place = expected
    assert labels(f"<table>{rows}</table>") == {"Day": [day], "Place": [place]}


@pytest.mark.parametrize("columns", [3, 6, 60])
def test_heads_of_columns_are_those_of_two_rows_alone(columns: int) -> None:
    table = (
        f"<caption>Days</caption>{'<colgroup></colgroup>' * columns}"
        "<tbody><tr><th>Day<th>Place</tbody><tbody><tr><td>May 5<td>Bonn</tbody>"
        "<tbody><tr><td>May 6<td>Ulm<td>free</tbody>"
    )
    assert "Day" not in labels(f"<table>{table}</table>")


def test_two_rows_of_a_label_and_its_value_have_no_heads() -> None:
    rows = "<tr><td>Color<td>Red<tr><td>Size<td>XL 42"
    assert labels(f"<table>{rows}</table>") == {"Color": ["Red"], "Size": ["XL 42"]}


def test_an_icon_stands_before_a_label_and_its_value() -> None:
    item = "<li><i class='fa fa-files'></i> <b>Lectures</b> <span>12</span></li>"
    assert labels(f"<ul>{item}</ul>")["Lectures"] == ["12"]


@pytest.mark.parametrize(
    "control",
    [
        "<div><div>Weight:</div><div><a>-</a><input value=1><a>+</a> kg</div></div>",
        "<p><span>Weight:</span> <span>- <input value=1> + kg</span></p>",
        "<div><div>Size</div><div><select><option>S<option>M</select></div></div>",
        "<form><div>Quantity<input></div><button>Add to cart</button></form>",
    ],
)
def test_what_readers_choose_is_no_fact(control: str) -> None:
    fact = "<dl><dt>Weight</dt><dd>2</dd></dl>"
    assert labels(f"<main>{control}{fact}</main>") == {"Weight": ["2"]}


def test_the_title_of_a_page_is_no_label() -> None:
    title = "<div><h1>Imprint</h1><h2>By a generator</h2></div>"
    assert labels(f"{title}<div><h2>Phone</h2><p>01 23</p></div>") == {
        "Phone": ["01 23"]
    }


@pytest.mark.parametrize(
    ("above", "found"),
    [
        ("<h1>Ada</h1>", {"Twitter": ["@ada"]}),
        ("<h1><a href=/>A site</a></h1>", {}),
        ("<nav><a href=/>Start</a></nav><h1>A site</h1>", {}),
    ],
)
def test_the_header_of_a_thing_has_labels_and_that_of_the_site_has_none(
    above: str, found: dict[str, list[str]]
) -> None:
    facts = "<dl><dt>Twitter:</dt><dd>@ada</dd></dl>"
    assert labels(f"<header>{above}{facts}</header><main><p>Text</p></main>") == found


NESTING = {
    "sections": "<section><h2>Head {}</h2><p>para {} words",
    "definitions": "<dl><dt>Key{}<dd>value {}",
    "spaces": "<section><h2>Head {}</h2><p>para" + " " * 30 + "{} words",
}


@pytest.mark.parametrize("kind", NESTING)
def test_four_times_as_deep_takes_no_ten_times_as_long(kind: str) -> None:
    def prepared(depth: int) -> Work:
        page = "".join(NESTING[kind].format(n, n) for n in range(depth))
        document = Document(f"<main>{page}</main>", "https://a.example/")
        assert document.content.by_element  # is made once
        return lambda: list(pairs(document))

    assert_grows(prepared, 150)


@pytest.mark.parametrize(
    ("start", "unit"),
    [
        ("<table><tr><th>{0}<th>B</tr>", "<tr><td>a<td>b</tr>"),
        ("{0}", "<div class='field field-name-field-a field-label-hidden'>"),
    ],
)
def test_rows_and_fields_four_times_as_many_take_no_ten_times_as_long(
    start: str, unit: str
) -> None:
    def prepared(count: int) -> Work:
        page = start.format("<p>x" * count) + unit * count
        document = Document(f"<main>{page}</main>", "https://a.example/")
        assert document.content.by_element  # is made once
        return lambda: list(pairs(document))

    assert_grows(prepared, 150)


def test_a_first_line_is_left_out_of_a_value_also_if_both_are_too_long() -> None:
    types = "int or " * 100
    rest = "The result. " * 100
    html = (
        f"<div><h4>Return value</h4><div><p>Type: {types}</p><p>{rest}</p></div></div>"
    )
    assert labels(html)["Return value"] == [rest.strip()]


@pytest.mark.parametrize(
    ("types", "told"),
    [(["int", "String", "int"], False), (["Size", "Form", "Sort"], True)],
)
def test_a_column_with_the_same_again_has_no_labels(
    types: list[str], *, told: bool
) -> None:
    rows = "".join(f"<tr><td>{t}<td>method {n}" for n, t in enumerate(types))
    found = Reading(Document(f"<table>{rows}</table>", "https://a.example/")).label
    assert bool(found) is told


def test_a_link_to_its_own_page_is_no_value() -> None:
    page = "https://a.example/lamp"
    lines = f"<p><b>INR:</b> <a href='{page}#usd'>USD</a></p>"
    lines += "<p><b>By:</b> <a href=/x>X</a></p>"
    assert Reading(Document(lines, page)).label_links == {"By": ["https://a.example/x"]}


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("<div>Last visit:</div>", {"Last visit": ["May 3"]}),
        ("<div><p>When</p><p>seen</p><p>last</p></div>", {}),
    ],
)
def test_a_label_may_stand_in_one_box_of_its_cell(
    cell: str, found: dict[str, list[str]]
) -> None:
    rows = f"<tr><td>{cell}</td><td><div>May 3</div></td></tr>"
    assert labels(f"<table>{rows}</table>") == found
