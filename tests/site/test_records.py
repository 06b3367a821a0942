"""Records against the schema of a document, which may refer to anything."""

from __future__ import annotations

import pytest
from referencing.exceptions import Unresolvable

from tests.support.site import Site
from vultrcrawl.site.checks import without_retrieval
from vultrcrawl.site.records import RecordCheck


def test_faults_name_the_field() -> None:
    schema = {
        "type": "object",
        "properties": {"price": {"type": "number"}},
        "required": ["name"],
    }
    assert RecordCheck(schema).faults({"name": "a", "price": 1.5}) == []
    first, second = sorted(RecordCheck(schema).faults({"price": "x"}))
    assert first == "price: 'x' is not of type 'number'"
    assert second == "record: 'name' is a required property"


def test_schemas_are_never_fetched() -> None:
    with Site({"/schema.json": "{}"}) as site:
        check = without_retrieval({"$ref": f"{site.url}/schema.json"})
        with pytest.raises(Unresolvable):
            check.is_valid({})
        assert site.hits == []
