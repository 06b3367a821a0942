"""Fields that a person asks for, mapped onto those found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from vultrcrawl.errors import UsageError
from vultrcrawl.schema.model import Field, Locator, TemplateSchema
from vultrcrawl.schema.wanted import Wanted, from_json_schema, from_names, only


def field(name: str, **more: Any) -> Field:
    return Field(name=name, locators=(Locator(kind="css", expr=f".{name}"),), **more)


FOUND = (
    field("name"),
    field("price", type="number", schema_org="offers.price"),
    field("datePublished", format="date"),
    field("net_weight", label="Net weight"),
    field("colour", label="Colour", description="the colour of the shade"),
)


def made(*wanted: Wanted, fields: tuple[Field, ...] = FOUND) -> dict[str, str]:
    """Return where each field comes from."""
    schema = TemplateSchema(name="t", fields=fields, identity=("name",))
    after = only(schema, wanted)
    return {one.name: one.locators[0].expr[1:] for one in after.fields}


def test_records_have_exactly_what_is_asked_for_in_that_order() -> None:
    assert made(*from_names("price, name")) == {"price": "price", "name": "name"}
    assert list(made(*from_names("price, name"))) == ["price", "name"]


@pytest.mark.parametrize(
    ("asked", "source"),
    [
        ("date_published", "datePublished"),
        ("title", "name"),
        ("Preis", "price"),
        ("netWeight", "net_weight"),
        ("colour", "colour"),
    ],
)
def test_a_field_is_told_by_name_role_and_label(asked: str, source: str) -> None:
    assert made(Wanted(asked)) == {asked: source}


def test_a_description_helps() -> None:
    assert made(Wanted("x", about="Colour of the shade")) == {"x": "colour"}
    assert made(Wanted("x")) == {}


def test_a_type_that_does_not_fit_speaks_against_a_field() -> None:
    assert made(Wanted("price", type="number")) == {"price": "price"}
    assert made(Wanted("net_weight", type="number")) == {}


def test_no_field_is_taken_twice() -> None:
    found = made(Wanted("price"), Wanted("Preis"), Wanted("amount"))
    assert found == {"price": "price"}


def test_what_is_missing_is_told_with_near_ones() -> None:
    schema = TemplateSchema(name="t", fields=FOUND, identity=("name", "price"))
    after = only(schema, from_names("weight,name,altitude"))
    assert [(one.name, one.nearest) for one in after.missing] == [
        ("weight", ("net_weight",)), ("altitude", ()),
    ]  # fmt: skip
    assert after.identity == ("name",)
    dropped = [one.name for one in after.dropped if one.reason == "not asked for"]
    assert dropped == ["price", "datePublished", "net_weight", "colour"]


def test_a_json_schema_says_what_is_wanted(tmp_path: Path) -> None:
    file = tmp_path / "item.json"
    properties = {
        "url": {"type": "string"},
        "cost": {"anyOf": [{"type": "number"}, {"type": "null"}], "title": "Price"},
        "name": {"type": "string", "description": "what it is called"},
        "odd": True,
    }
    file.write_text("\ufeff" + json.dumps({"type": "object", "properties": properties}))
    assert from_json_schema(file) == (
        Wanted("cost", "Price", "number"),
        Wanted("name", "what it is called", "string"),
        Wanted("odd"),
    )
    assert made(*from_json_schema(file)) == {"cost": "price", "name": "name"}


@pytest.mark.parametrize(
    "text", ["[]", "{", '{"properties": 3}', '{"properties": {}}', "[" * 99_999]
)
def test_what_is_no_schema_is_wrong_use(tmp_path: Path, text: str) -> None:
    file = tmp_path / "item.json"
    file.write_text(text)
    with pytest.raises(UsageError, match="fields"):
        from_json_schema(file)


@pytest.mark.parametrize("names", ["", ",", "a,a", "../x", "a b", "x" * 70])
def test_names_are_checked(names: str) -> None:
    with pytest.raises(UsageError, match="fields"):
        from_names(names)
