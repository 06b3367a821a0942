"""What fields tell of the page that has them."""

from __future__ import annotations

from vultrcrawl.schema.induction.telling import tells_of_one
from vultrcrawl.schema.model import Field


def fields(*names: str, label: str | None = None) -> list[Field]:
    return [Field(name=name, type="string", label=label) for name in names]


def test_a_text_with_its_date_is_of_one_thing() -> None:
    assert tells_of_one(fields("name", "articleBody", "datePublished"))
    assert not tells_of_one(fields("articleBody", "datePublished"))
    assert not tells_of_one(fields("name", "articleBody", "image", "description"))


def test_labelled_facts_are_of_one_thing() -> None:
    assert tells_of_one(fields("name") + fields("fabric", "size", label="Fabric"))
    assert not tells_of_one(fields("name") + fields("fabric", label="Fabric"))
