"""What a language model's names change in a schema, and what they can't."""

from __future__ import annotations

from vultrcrawl.llm.contract import FieldName
from vultrcrawl.schema.model import (
    MAX_LOCATORS,
    Field,
    JsonType,
    Locator,
    TemplateSchema,
)
from vultrcrawl.schema.naming import renamed, samples


def field(
    name: str,
    *,
    schema_org: str | None = None,
    multiple: bool = False,
    kind: JsonType = "string",
    locators: int = 1,
) -> Field:
    return Field(
        name=name,
        schema_org=schema_org,
        label=f"{name}:",
        type=kind,
        multiple=multiple,
        locators=tuple(
            Locator(kind="css", expr=f".{name}-{n}", coverage=1.0)
            for n in range(locators)
        ),
    )


def schema(*fields: Field) -> TemplateSchema:
    return TemplateSchema(name="product", fields=fields, must_have=("h1",))


def said(
    name: str,
    *,
    description: str = "what it is",
    keep: bool = True,
    merge_into: str | None = None,
) -> FieldName:
    return FieldName(
        name=name, description=description, keep=keep, merge_into=merge_into
    )


def names(schema: TemplateSchema) -> list[str]:
    return [one.name for one in schema.fields]


def test_samples_have_an_id_each() -> None:
    one = schema(field("a"), field("price", schema_org="offers.price"))
    assert [(s.id, s.label, s.property) for s in samples(one)] == [
        ("f0", "a:", None), ("f1", "price:", "offers.price"),
    ]  # fmt: skip


def test_a_field_gets_its_name_and_nothing_else_changes() -> None:
    before = schema(field("td_2"), field("b"))
    after = renamed(before, {"f0": said("screen_size", description="in inches")})
    assert names(after) == ["screen_size", "b"]
    assert after.fields[0].description == "in inches"
    assert after.fields[0].locators == before.fields[0].locators
    assert after.fields[1] == before.fields[1]
    assert after.must_have == before.must_have


def test_no_names_change_nothing() -> None:
    before = schema(field("a"), field("b"))
    assert renamed(before, {}) == before


def test_a_field_of_no_use_is_dropped_with_its_reason() -> None:
    after = renamed(
        schema(field("menu"), field("b")),
        {"f0": said("menu", description="the site's menu", keep=False)},
    )
    assert names(after) == ["b"]
    (dropped,) = after.dropped
    assert dropped.name == "menu"
    assert "the site's menu" in dropped.reason


def test_fields_that_say_the_same_are_merged() -> None:
    before = schema(field("a"), field("b"), field("c"))
    after = renamed(before, {"f0": said("isbn", merge_into="f2"), "f2": said("isbn")})
    assert names(after) == ["b", "isbn"]
    found = [one.expr for one in after.fields[1].locators]
    assert found == [".c-0", ".a-0"], "the one that is kept is tried first"
    (dropped,) = after.dropped
    assert dropped.name == "a"
    assert "isbn" in dropped.reason


def test_a_merged_field_has_few_locators() -> None:
    before = schema(field("a", locators=4), field("b", locators=4))
    assert MAX_LOCATORS == 6
    after = renamed(before, {"f1": said("b", merge_into="f0"), "f0": said("a")})
    assert [one.expr for one in after.fields[0].locators] == [
        ".a-0", ".a-1", ".a-2", ".a-3", ".b-0", ".b-1",
    ]  # fmt: skip


def test_a_list_is_not_merged_with_a_single_value() -> None:
    before = schema(field("a", multiple=True), field("b"))
    after = renamed(before, {"f0": said("x", merge_into="f1"), "f1": said("y")})
    assert names(after) == ["x", "y"]


def test_a_number_is_not_merged_with_a_text() -> None:
    before = schema(field("a", kind="number"), field("b"))
    after = renamed(before, {"f0": said("x", merge_into="f1"), "f1": said("y")})
    assert names(after) == ["x", "y"]
    assert not after.dropped


def test_merging_into_an_unknown_field_is_no_merge() -> None:
    after = renamed(schema(field("a")), {"f0": said("x", merge_into="f9")})
    assert names(after) == ["x"]


def test_what_schema_org_names_is_never_renamed_dropped_or_merged() -> None:
    before = schema(field("price", schema_org="offers.price"), field("b"))
    for verdict in (
        said("cost", description="what it costs"),
        said("cost", description="what it costs", keep=False),
        said("cost", description="what it costs", merge_into="f1"),
    ):
        after = renamed(before, {"f0": verdict, "f1": said("b")})
        assert names(after) == ["price", "b"]
        assert after.fields[0].description == "what it costs"
        assert after.fields[0].locators == before.fields[0].locators


def test_a_standard_name_is_not_given_to_another_field() -> None:
    before = schema(field("cell"), field("price", schema_org="offers.price"))
    assert names(renamed(before, {"f0": said("price")})) == ["cell", "price"]


def test_no_field_is_called_url() -> None:
    assert names(renamed(schema(field("link")), {"f0": said("url")})) == ["link"]


def test_ids_that_nobody_asked_about_are_ignored() -> None:
    before = schema(field("a"), field("b"))
    verdicts = {"f7": said("x"), "": said("y", keep=False), "a": said("z")}
    assert renamed(before, verdicts) == before


def test_no_two_fields_have_one_name() -> None:
    before = schema(field("a"), field("b"), field("c"), field("a_2"))
    after = renamed(before, {"f1": said("a"), "f2": said("a")})
    assert len(set(names(after))) == 4
    before = schema(field("size"), field("b"))
    assert names(renamed(before, {"f1": said("size")})) == ["size", "size_2"]
