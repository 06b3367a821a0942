"""Values below headings."""

from __future__ import annotations

import pytest

from vultrcrawl.page.document import Document
from vultrcrawl.schema.sources.reading import Reading
from vultrcrawl.schema.sources.sections import sections

LINKS = "<ul><li><a href=/a>Ada</a></li><li><a href=/b>Bob</a></li></ul>"


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("Tags", ["Ada", "Bob"]),
        ("Kategorien", ["Ada", "Bob"]),
        ("Zutaten", ["Ada", "Bob"]),
        ("See also", None),
        ("Imprint", None),
    ],
)
def test_links_below_a_heading_are_its_values_if_it_names_a_property_of_several(
    heading: str, found: list[str] | None
) -> None:
    text = "What stands above is no part of the section, and says nothing of it."
    body = f"<main><h1>A thing</h1><p>{text}</p><h2>{heading}</h2>{LINKS}</main>"
    page = Document(f"<body>{body}</body>", "https://a.example/")
    assert sections(page).get(heading) == found


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("<em>Type:</em>&nbsp;<code>int</code>", ["int"]),
        ("Note: not all of it.", None),
    ],
)
def test_what_the_first_line_of_a_section_labels_is_apart_if_it_is_known(
    line: str, kind: list[str] | None
) -> None:
    said = "How many there are."
    body = (
        "<main><h1>count</h1><div><h4>Return value</h4><div class=docblock><div>"
        f"<p>{line}</p><p>{said}</p></div></div></div></main>"
    )
    page = Reading(Document(f"<body>{body}</body>", "https://a.example/"))
    assert page.section.get("Return value: Type") == kind
    assert page.section["Return value"] == ([said] if kind else [line, said])
    assert page.label["Return value"] == ([said] if kind else [f"{line} {said}"])


def test_a_section_keeps_to_the_part_of_the_page_that_its_heading_is_in() -> None:
    page = Document(
        "<body><div><aside><h5>Kerala Tour</h5></aside><div><p>5 nights</p></div></div>"
        "<main><h1>Cake</h1><div><h2>Method</h2><p>Stir it.</p>"
        "<aside>Buy our spoon!</aside><p>Bake it.</p></div></main></body>",
        "https://a.example/",
    )
    assert sections(page) == {
        "Cake": ["Stir it.", "Bake it."],
        "Method": ["Stir it.", "Bake it."],
    }


@pytest.mark.parametrize(
    "name", ["<a href=/>Shop</a>", "<b>Shop</b><a href=/><img src=/logo.png></a>"]
)
def test_the_name_of_the_site_heads_no_section(name: str) -> None:
    page = Document(
        f"<body><header><h1 class=logo>{name}</h1></header>"
        "<div><p>Lamp</p><p>In stock</p></div></body>",
        "https://a.example/",
    )
    assert sections(page) == {}


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("<p>Your mail <input></p>", False),
        ("<p><label>Your mail <input type=email></label></p>", False),
        ("<li><label>Your mail</label><textarea></textarea></li>", False),
        ("<div>Your size <input type=radio></div>", True),
        ("<div>Your search <input></div>" + "<p>What stands below it.</p>" * 9, True),
    ],
)
def test_a_form_that_a_visitor_fills_in_is_no_part_of_a_section(
    form: str, *, read: bool
) -> None:
    page = Document(
        f"<body><main><h1>A thing</h1><div><h2>Highlights</h2><p>Solid oak.</p>"
        f"<form>{form}</form></div></main></body>",
        "https://a.example/",
    )
    found = sections(page)["Highlights"]
    assert found[0] == "Solid oak."
    assert (len(found) > 1) is read


def test_cells_of_a_table_with_several_columns_are_no_list() -> None:
    rows = "<tr><th>Size<th>Chest<th>Stock<tr><td>S<td>80 cm<td>yes"
    page = Document(
        f"<body><main><h1>Shirt</h1><h2>Sizes</h2><p>All of them.</p>"
        f"<table>{rows}</table></main></body>",
        "https://a.example/",
    )
    assert sections(page)["Sizes"] == ["All of them."]
