"""The shape of answers: every answer is valid by the schema made of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from vultrcrawl.schema.apis.json_schemas import JsonShape

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["2024-03-01", "2024-03-01T10:00:00Z", "https://a.example/x"])
)
NAMES = st.text(max_size=4) | st.sampled_from(["id", "items", "12", "13", "a", "b"])
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(NAMES, inner, max_size=5)
    ),
    max_leaves=25,
)


def shape_of(*values: Any) -> tuple[dict[str, Any], bool]:
    shape = JsonShape()
    for value in values:
        shape.add(value)
    return shape.schema()


@given(st.lists(JSON, min_size=1, max_size=6))
def test_every_answer_is_valid(answers: list[Any]) -> None:
    schema, _ = shape_of(*answers)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert all(validator.is_valid(one) for one in answers)


@given(st.lists(JSON, max_size=4), st.lists(JSON, max_size=4))
def test_shapes_of_two_halves_hold_for_both(one: list[Any], other: list[Any]) -> None:
    first, second = JsonShape(), JsonShape()
    for value in one:
        first.add(value)
    for value in other:
        second.add(value)
    first.absorb(second)
    validator = Draft202012Validator(first.schema()[0])
    assert all(validator.is_valid(value) for value in [*one, *other])


def test_what_it_says_of_a_list_of_things() -> None:
    schema, cut = shape_of(
        {"items": [{"id": 1, "at": "2024-05-01", "price": 3}], "next": None},
        {"items": [{"id": 2, "at": "2024-06-01", "price": 2.5, "x": True}],
         "next": "abc"},
        {"items": [], "next": None},
    )  # fmt: skip
    assert not cut
    assert schema == {
        "type": "object",
        "properties": {
            "items": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "integer"},
                        "at": {"type": "string", "format": "date"},
                        "price": {"type": "number"},
                        "x": {"type": "boolean"},
                    },
                    "required": ["id", "at", "price"],
                },
            },
            "next": {"type": ["string", "null"]},
        },
        "required": ["items", "next"],
    }
    validator = Draft202012Validator(schema)
    assert not validator.is_valid({"items": [{"id": 1}], "next": None})
    assert not validator.is_valid({"items": {}, "next": None})


def test_an_object_used_as_a_map() -> None:
    by_id = {str(number): {"stock": number} for number in range(40)}
    assert shape_of(by_id)[0] == {
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": {"stock": {"type": "integer"}},
            "required": ["stock"],
        },
    }
    by_name = [{f"n{n}-{m}": n for m in range(4)} for n in range(5)]
    assert shape_of(*by_name)[0] == {
        "type": "object",
        "additionalProperties": {"type": "integer"},
    }


def test_optional_members_are_no_map() -> None:
    answers = [{"id": n, "name": "x", f"extra{n % 3}": 1} for n in range(9)]
    assert set(shape_of(*answers)[0]["properties"]) == {
        "id", "name", "extra0", "extra1", "extra2",
    }  # fmt: skip


@pytest.mark.parametrize(
    "large",
    [
        {f"a{one}": {f"b{two}": {"c": 1} for two in range(20)} for one in range(20)},
        {f"name {number}": number for number in range(20_000)},
        [[[[[[[[[[[[[[[{"deep": 1}]]]]]]]]]]]]]]],
    ],
)
def test_what_is_large_is_described_as_far_as_it_goes(large: Any) -> None:
    schema, cut = shape_of(large)
    assert len(str(schema)) < 40_000
    assert Draft202012Validator(schema).is_valid(large)
    assert cut or "additionalProperties" in schema
