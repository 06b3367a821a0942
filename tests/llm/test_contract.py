from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.llm.contract import (
    FieldAnswer,
    FieldAnswers,
    PageAnswer,
    PageAnswers,
    PageVerdict,
    Probe,
    field_names,
    strict_schema,
)
from vultrcrawl.taxonomy import PageType as T

GOLDEN = Path(__file__).with_name("schemas.json")


def test_the_schemas_sent_are_those_reviewed() -> None:
    """To accept a change: write `current` to schemas.json, and read the diff."""
    contracts = (PageVerdict, PageAnswers, FieldAnswers, Probe)
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


def _field(
    key: str, name: str, into: str | None = None, *, keep: bool = True
) -> FieldAnswer:
    return FieldAnswer(id=key, description="d", name=name, keep=keep, merge_into=into)


def test_names_become_safe_and_unique() -> None:
    answers = FieldAnswers(
        fields=[
            _field("a", "Unit Price (€)"),
            _field("b", "unitPrice"),
            _field("c", "'; DROP TABLE"),
            _field("d", "123"),
            _field("e", "../../etc/passwd"),
            _field("f", "x" * 99),
            _field("a", "second"),
            _field("zz", "foreign"),
        ]
    )
    names = {key: n.name for key, n in field_names(answers, "abcdefg").items()}
    assert names == {
        "a": "unit_price",
        "b": "unit_price_2",
        "c": "drop_table",
        "e": "etc_passwd",
        "f": "x" * 40,
    }


def test_merging_ends_at_a_kept_field() -> None:
    answers = FieldAnswers(
        fields=[
            _field("a", "a"),
            _field("b", "b", into="a"),
            _field("c", "c", into="b"),  # b is merged itself
            _field("d", "d", into="d"),
            _field("e", "e", into="f"),
            _field("f", "f", keep=False),
            _field("g", "g", into="zz"),
        ]
    )
    merged = {k: n.merge_into for k, n in field_names(answers, "abcdefg").items()}
    assert merged == dict.fromkeys("acdefg") | {"b": "a"}


@given(
    st.lists(
        st.builds(
            FieldAnswer,
            id=st.sampled_from("abc"),
            description=st.text(),
            name=st.text(),
            keep=st.booleans(),
            merge_into=st.none() | st.sampled_from("abc"),
        )
    )
)
def test_whatever_is_answered_is_safe(fields: list[FieldAnswer]) -> None:
    names = field_names(FieldAnswers(fields=fields), "abc")
    assert len({n.name for n in names.values()}) == len(names)
    for key, name in names.items():
        assert name.name.isascii()
        assert name.name.isidentifier()
        assert name.name.islower()
        assert len(name.name) <= 40
        assert len(name.description) <= 200
        assert name.merge_into != key
