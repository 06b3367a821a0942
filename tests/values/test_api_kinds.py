"""Titles of references of programming interfaces."""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.values import api_kinds
from vultrcrawl.values.declarations import declared


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("Class: Mocha::Mock", "Class", "Mocha::Mock"),  # YARD, JSDoc
        ("Class: Mocha::Base Abstract", "Class", "Mocha::Base"),
        ("gpiod::chip Class Reference", "Class", "gpiod::chip"),  # Doxygen
        ("Map< K, V > Class Template Reference", "Class", "Map< K, V >"),
        ("gpiod.h File Reference", "File", "gpiod.h"),
        ("Référence de la classe Puce", "classe", "Puce"),
        ("Interface Map<K, List<V>>", "Interface", "Map<K, List<V>>"),  # Javadoc
        ("Enum Class java.time.Month", "Enum Class", "java.time.Month"),
        ("类 WxMaService", "类", "WxMaService"),
        ("Function to_string()", "Function", "to_string()"),  # TypeDoc
    ],
)
def test_a_title_says_kind_and_name(text: str, kind: str, name: str) -> None:
    assert (api_kinds.kind(text), api_kinds.name(text)) == (kind, name)


@pytest.mark.parametrize(
    "text", ["Class of 2019", "Module 3", "Type checking in use", "GPIO chips", ""]
)
def test_other_titles_are_names(text: str) -> None:
    assert api_kinds.kind(text) is None
    assert api_kinds.name(text) == text


def test_a_word_alone_is_a_kind() -> None:
    assert api_kinds.kind("Enumeration") == "Enumeration"


@given(st.text(max_size=200))
def test_a_name_is_part_of_its_title(text: str) -> None:
    assert api_kinds.name(text) in text


def test_long_names_are_read_quickly() -> None:
    for text in ("class " + "a<" * 140, "a." * 140 + " class", "<" * 300):
        assert_quick(partial(api_kinds.read, text), seconds=0.5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("public class Mock extends Object", {"Mock", "extends", "Object"}),
        ('@Old(since="9")\npublic @interface Mock', {"Mock"}),
        ("pub struct Vec<T> { /* fields */ }", {"Vec", "T"}),
        ("def mock(name, class_=None):", {"mock"}),
        ("new Mock().call(class)", set()),
        ("classic Mock", set()),
        ("", set()),
    ],
)
def test_what_a_declaration_declares(text: str, words: set[str]) -> None:
    assert declared(text) == words
