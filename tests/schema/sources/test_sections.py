"""Values below headings."""

from __future__ import annotations

import pytest

from vultrcrawl.page.document import Document
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
