"""XPath for labels: the same values by lxml alone, and none where they would differ."""

from __future__ import annotations

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.page.document import Document
from vultrcrawl.schema.model import Field, Locator, TemplateSchema
from vultrcrawl.schema.sources.reading import Reading
from vultrcrawl.schema.xpaths import literal, with_xpaths

ROWS = ("<tr><th>{label}</th><td>{value}</td></tr>", "<table>{}</table>")
CELLS = ("<tr><td>{label}:</td><td>{value}</td></tr>", "<table>{}</table>")
TERMS = ("<dt>{label}</dt><dd>{value}</dd>", "<dl>{}</dl>")
BOLD = ("<li><b>{label}:</b> {value}</li>", "<ul>{}</ul>")
BOXES = ("<div><p>{label}</p><p>{value}</p></div>", "<div>{}</div>")


def pages(kind: tuple[str, str], label: str = "Pages") -> list[Reading]:
    one, around = kind
    found = []
    for number in range(3):
        inside = one.format(label="Weight", value=f"{number} kg")
        if number != 1:
            inside += one.format(label=label, value=f"{number}92")
        html = f"<main><h1>Book {number}</h1>{around.format(inside)}</main>"
        found.append(Reading(Document(html, f"https://a.example/{number}")))
    return found


def schema(label: str, **more: object) -> TemplateSchema:
    locator = Locator(kind="label", expr=label)
    field = Field(name="pages", type="string", locators=(locator,))
    return TemplateSchema(name="book", fields=(field,), **more)  # type: ignore[arg-type] # as told


@pytest.mark.parametrize("kind", [ROWS, CELLS, TERMS, BOLD, BOXES])
@pytest.mark.parametrize("label", ["Pages", "Author's copy", "Länge"])
def test_an_expression_says_what_the_label_does(
    kind: tuple[str, str], label: str
) -> None:
    readings = pages(kind, label)
    ((locator,),) = (f.locators for f in with_xpaths(schema(label), readings).fields)
    assert locator.xpath is not None
    for reading in readings:
        root = lxml.html.document_fromstring(reading.document.html)
        value = root.xpath(f"normalize-space({locator.xpath})")
        assert [value] == (reading.find(locator, None) or [""])


def test_there_is_none_where_it_would_say_something_else() -> None:
    readings = pages(TERMS)
    other = "<p>Pages</p><p>of a book</p><dl><dt>Weight</dt><dd>1 kg</dd></dl>"
    readings[1] = Reading(Document(f"<main>{other}</main>", "https://a.example/1"))
    without = with_xpaths(schema("Nothing"), readings).fields[0].locators[0]
    assert without.xpath is None
    listing = with_xpaths(schema("Pages", cardinality="many"), readings)
    assert listing.fields[0].locators[0].xpath is None


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_any_text_is_one_literal(text: str) -> None:
    root = lxml.html.document_fromstring("<p>x</p>")
    assert root.xpath(f"string({literal(text)})") == text
