"""What fields may be instead, where their properties are not sure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from tests.schema.induction.candidates import candidate
from vultrcrawl.page.document import Document
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.induction.assignment.joint import assign
from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.schema.induction.doubts import with_doubts
from vultrcrawl.schema.model import Field, TemplateSchema

FIRMS = ("Acme", "Bolt", "Cove", "Dunn", "Elm")


def doubts(*candidates: Candidate) -> dict[str, Sequence[str]]:
    found = assign(candidates, len(FIRMS))
    fields = with_doubts({one.name: Field(name=one.name) for one in found}, found)
    return {name: one.maybe for name, one in fields.items()}


def test_what_is_close_behind_is_told() -> None:
    firm = candidate(FIRMS, author=0.6, hiringOrganization=0.4, brand=0.5)
    assert doubts(firm) == {"author": ("brand", "hiringOrganization")}
    firm = candidate(FIRMS, author=0.6, hiringOrganization=0.29)
    assert doubts(firm) == {"author": ()}, "less than what counts"
    firm = candidate(FIRMS, author=0.7, hiringOrganization=0.34)
    assert doubts(firm) == {"author": ()}, "less than half as likely"


def test_what_is_sure_or_stated_is_not_doubted() -> None:
    firm = candidate(FIRMS, author=0.9, hiringOrganization=0.6)
    assert doubts(firm) == {"author": ()}
    firm = candidate(FIRMS, "meta", author=0.6, hiringOrganization=0.4)
    assert doubts(firm) == {"author": ()}


def test_what_another_field_is_or_values_are_not_written_like_is_no_choice() -> None:
    firm = candidate(FIRMS, author=0.6, brand=0.5, datePublished=0.5)
    brand = candidate([f"{one} & Sons" for one in FIRMS], brand=0.95)
    assert doubts(firm, brand) == {"author": (), "brand": ()}


def test_which_text_is_meant_is_told_by_the_type_of_the_page() -> None:
    texts = [f"{one} makes lamps, and sells them in all its shops." for one in FIRMS]
    assert doubts(candidate(texts, description=0.6, articleBody=0.5)) == {
        "articleBody": ()
    }
    found = doubts(candidate(texts, description=0.6, signature=0.5))
    assert list(found.values()) == [()], "no code"


def test_a_label_of_two_meanings_leaves_a_doubt_that_a_document_keeps() -> None:
    def tool(number: int) -> Document:
        text = "Copies tables from one place to the other. " * (number + 3)
        html = f"""<title>tool{number}</title><main><h1>tool{number}</h1><table>
        <tr><th>Synopsis<td>tool{number} [option...] [name{number}]
        <tr><th>Size<td>{number * 7}</table><p>{text}</main>"""
        return Document(html, f"https://x.example/tool/{number}")

    schema = induce([tool(number) for number in range(9)])
    found = {one.name: one.maybe for one in schema.fields}
    assert found["description"] == ("signature",)
    assert not any(maybe for name, maybe in found.items() if name != "description")
    assert TemplateSchema.from_json(asdict(schema)) == schema
