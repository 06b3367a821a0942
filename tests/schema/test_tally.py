"""Counts of all records of a template, and what they tell of its fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vultrcrawl.schema.model import Field, Locator, TemplateSchema
from vultrcrawl.schema.tally import RecordTally, varying


def tallied(count: int) -> RecordTally:
    tally = RecordTally()
    records: list[dict[str, Any]] = [
        {
            "shop": "Oldtown",
            "brand": "Acme",
            "code": n,
            **({"hint": "y"} if n else {}),
            **({"note": "x"} if n % 4 else {}),
        }
        for n in range(count)
    ]
    assert list(tally.counting(records)) == records
    return tally


SCHEMA = TemplateSchema(
    name="product",
    fields=tuple(
        Field(name=name, locators=(Locator(kind="css", expr=f".{name}"),))
        for name in ("shop", "brand", "code", "hint", "note")
    ),
)


def test_records_and_their_fields_are_counted() -> None:
    tally = tallied(40)
    assert tally.records == 40
    assert tally.filled == {
        "shop": 40, "brand": 40, "code": 40, "hint": 39, "note": 30
    }  # fmt: skip


def test_what_nearly_all_records_share_is_dropped_with_its_reason() -> None:
    after = varying(SCHEMA, tallied(40))
    assert [one.name for one in after.fields] == ["brand", "code", "note"]
    assert {one.name: one.reason for one in after.dropped} == {
        "shop": 'the same in all 40 records: "Oldtown"',
        "hint": 'the same in all 39 records: "y"',
    }


def test_what_only_a_label_names_is_dropped_where_few_records_share_it() -> None:
    fields = [
        Field(name=name, label=label, locators=(Locator(kind="label", expr=name),))
        for name, label in (("note", "Note"), ("tip", "Tip"), ("code", None))
    ]
    schema = TemplateSchema(name="product", fields=tuple(fields))
    records: list[dict[str, Any]] = [
        {"n": n}
        | ({"note": "x"} if n % 4 else {})
        | ({"tip": "y", "code": "z"} if n % 4 == 1 else {})
        for n in range(40)
    ]
    tally = RecordTally()
    list(tally.counting(records))
    after = varying(schema, tally)
    assert [one.name for one in after.fields] == ["code"]
    reasons = {one.name: one.reason for one in after.dropped}
    assert reasons["tip"] == 'the same in all 10 records: "y"'
    few = RecordTally()
    list(few.counting([{"tip": "y"}, {"tip": "y"}, {}, {}]))
    assert varying(schema, few) == schema


def test_fields_that_were_asked_for_stay_if_they_are_the_same_everywhere() -> None:
    tip = Field(name="tip", label="Tip", locators=(Locator(kind="label", expr="Tip"),))
    schema = replace(SCHEMA, fields=(*SCHEMA.fields, tip))
    tally = tallied(40)
    list(tally.counting([{"tip": "y"}] * 3))
    after = varying(schema, tally, {"shop", "tip"})
    assert [one.name for one in after.fields] == [
        "shop",
        "brand",
        "code",
        "note",
        "tip",
    ]
    assert [one.name for one in after.dropped] == ["hint"]


def test_few_records_tell_no_constants() -> None:
    assert varying(SCHEMA, tallied(2)) == SCHEMA


def test_an_object_of_facts_that_no_record_has_is_dropped() -> None:
    facts = Field(name="additionalProperties", type="object", container="table")
    schema = TemplateSchema(name="product", fields=(facts,))
    [dropped] = varying(schema, tallied(40)).dropped
    assert (dropped.name, dropped.reason) == (facts.name, "no record has any of it")
    assert varying(schema, RecordTally()) == schema


def test_the_sign_of_all_prices_stays_where_no_code_is_known() -> None:
    def kept(*names: str, known: int = 9) -> list[str]:
        fields = tuple(
            Field(name=name, locators=(Locator(kind="css", expr=f".{name}"),))
            for name in names
        )
        tally = RecordTally()
        records = [
            {"currencyRaw": "kr", "price": n}
            | ({"currency": "SEK"} if n < known else {})
            for n in range(9)
        ]
        records[0]["currencyRaw"] = "SEK"
        assert list(tally.counting(records)) == records
        schema = TemplateSchema(name="product", fields=fields)
        return [one.name for one in varying(schema, tally).fields]

    assert kept("price", "currencyRaw") == ["price", "currencyRaw"]
    assert kept("price", "currency", "currencyRaw") == ["price", "currency"]
    prices = ["price", "currency", "currencyRaw"]
    assert kept(*prices, known=8) == prices
