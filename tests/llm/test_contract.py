from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.llm.contract import (
    FieldAnswer,
    PageAnswer,
    PageAnswers,
    PageVerdict,
    Probe,
    SchemaAnswers,
    SchemaSaid,
    TemplateAnswer,
    schema_said,
    strict_schema,
)
from vultrcrawl.llm.invisible import visible_only
from vultrcrawl.taxonomy import PageType as T

GOLDEN = Path(__file__).with_name("schemas.json")


def test_the_schemas_sent_are_those_reviewed() -> None:
    """To accept a change: write `current` to schemas.json, and read the diff."""
    contracts = (PageVerdict, PageAnswers, SchemaAnswers, Probe)
    current = {each.__name__: strict_schema(each) for each in contracts}
    assert current == json.loads(GOLDEN.read_text())


@pytest.mark.parametrize(
    ("written", "read"),
    [("0.5", 0.5), ("1e15", 1), ("-3", 0), ('"0.7"', 0.7), ("NaN", 0), ("1" * 400, 1)],
)
def test_confidence_is_a_number_from_0_to_1(written: str, read: float) -> None:
    answer = '{"evidence": "", "page_type": " Product", "confidence": %s}'
    assert PageVerdict.model_validate_json(answer % written).confidence == read


@pytest.mark.parametrize("written", ["true", "null", '"high"', "[1]", "{}"])
def test_confidence_is_not_guessed(written: str) -> None:
    answer = '{"evidence": "", "page_type": "product", "confidence": %s}'
    with pytest.raises(ValueError, match="confidence"):
        PageVerdict.model_validate_json(answer % written)


def test_an_id_that_is_answered_twice_counts_as_unanswered() -> None:
    pages = [
        PageAnswer(id=i, evidence="", page_type=kind, confidence=1)
        for i, kind in [("a", T.ABOUT), ("b", T.LEGAL), ("b", T.MEDIA), ("c", T.AUTH)]
    ]
    found = PageAnswers(pages=pages).by_id(["a", "b", "d"])
    assert {key: verdict.page_type for key, verdict in found.items()} == {"a": "about"}


def _field(key: str, name: str = "", role: str = "fact") -> FieldAnswer:
    return FieldAnswer(id=key, description="d", role=role, name=name)


def _said(*fields: FieldAnswer, roles: tuple[str, ...] = ("price",)) -> SchemaSaid:
    answers = SchemaAnswers(templates=[], fields=list(fields))
    return schema_said(answers, "abcdefg", roles)


def test_names_become_safe() -> None:
    said = _said(
        _field("a", "Unit Price (€)"),
        _field("b", "unitPrice"),
        _field("c", "'; DROP TABLE"),
        _field("d", "123"),
        _field("e", "../../etc/passwd"),
        _field("f", "x" * 99),
        _field("a", "second"),
        _field("zz", "foreign"),
    )
    assert {key: one.name for key, one in said.fields.items()} == {
        "a": "unit_price", "b": "unit_price", "c": "drop_table", "d": "",
        "e": "etc_passwd", "f": "x" * 40,
    }  # fmt: skip


def test_roles_come_from_the_closed_list() -> None:
    said = _said(
        _field("a", role=" Price"), _field("b", role="sku"), _field("c", role="Fact"),
        _field("d", role="furniture"),
    )  # fmt: skip
    roles = {key: one.role for key, one in said.fields.items()}
    assert roles == {"a": "price", "c": "fact", "d": "furniture"}


def test_of_templates_the_first_answer_counts() -> None:
    templates = [
        TemplateAnswer(id=i, description=text)
        for i, text in [("t0", "Lamps\x1b[31m\u202e.\n"), ("t0", "x"), ("t9", "y")]
    ]
    said = schema_said(SchemaAnswers(templates=templates, fields=[]), {"t0"}, ())
    assert said.templates == {"t0": "Lamps[31m."}


@given(
    st.lists(
        st.builds(
            FieldAnswer,
            id=st.sampled_from("abcxyz"),
            description=st.text(),
            role=st.text() | st.sampled_from(["price", "fact"]),
            name=st.text(),
        )
    )
)
def test_whatever_is_answered_is_safe(fields: list[FieldAnswer]) -> None:
    for key, said in _said(*fields).fields.items():
        assert key in "abc"
        assert said.role in ("price", "fact", "furniture")
        assert not said.name or (said.name.isascii() and said.name.isidentifier())
        assert said.name == said.name.lower()
        assert len(said.name) <= 40
        assert len(said.description) <= 200
        assert said.description == visible_only(said.description)
