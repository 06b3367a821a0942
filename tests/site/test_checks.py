"""Records against the schema of a document, which may refer to anything."""

from __future__ import annotations

import pytest

from tests.support.site import Site
from vultrcrawl.site.checks import faults, without_retrieval


def test_faults_name_the_field() -> None:
    schema = {
        "type": "object",
        "properties": {"price": {"type": "number"}},
        "required": ["name"],
    }
    check = without_retrieval(schema)
    assert list(faults(check, {"name": "a", "price": 1.5}, "record")) == []
    first, second = sorted(faults(check, {"price": "x"}, "record"))
    assert first == 'price: "x" is not of type "number"'
    assert second == 'record: "name" is a required property'


def test_a_text_that_is_none_is_a_fault() -> None:
    check = without_retrieval({"properties": {"name": {"type": "number"}}})
    (fault,) = faults(check, {"name": "\ud800"}, "arguments")
    assert fault.startswith("arguments: half a character")


def test_schemas_are_never_fetched() -> None:
    with Site({"/schema.json": "{}"}) as site:
        with pytest.raises(ValueError, match="cannot fetch"):
            without_retrieval({"$ref": f"{site.url}/schema.json"})
        assert site.hits == []
