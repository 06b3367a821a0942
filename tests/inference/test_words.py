"""Words that tell page types, in the languages most of the web is in."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from vultrcrawl.inference.words import TYPES, fold, hits
from vultrcrawl.taxonomy import PageType


def said(text: str, language: str | None = None) -> set[str]:
    return {TYPES[at].value for at in hits(text, language).nonzero()[0]}


@pytest.mark.parametrize(
    ("text", "page_type"),
    [
        ("Get in touch", "contact"),
        ("Kontaktformular", "contact"),
        ("Política de Privacidad", "legal"),
        ("Foire aux questions", "faq_support"),
        ("ВАКАНСИИ", "job_posting"),
        ("よくある質問はこちら", "faq_support"),
        ("加入购物车", "product"),
        ("장바구니에 담기", "transaction"),
        ("/o-kompanii/", "about"),
        ("Regulamin sklepu", "legal"),
        ("iletişim", "contact"),
    ],
)
def test_a_word_tells_its_type_whatever_its_case_and_accents(
    text: str, page_type: str
) -> None:
    assert page_type in said(text)


def test_a_phrase_counts_as_a_whole_only() -> None:
    assert "transaction" not in said("we write in a book about a review", "en")
    assert "transaction" in said("please write a review here", "en")


def test_beginnings_are_of_words() -> None:
    assert "contact" in said("kontakty", "cs")
    assert "contact" not in said("unkontakty", "cs")


def test_words_of_other_languages_do_not_count_if_one_is_stated() -> None:
    assert "data_table" in said("horaires", "fr-CA")
    assert "data_table" not in said("horaires", "de")
    assert "contact" in said("contact us", "de"), "English is everywhere"
    assert "data_table" in said("horaires", "eu"), "a language that the table lacks"


def test_each_word_counts_once() -> None:
    once, often = hits("login", "en"), hits("login login log in", "en")
    auth = TYPES.index(PageType.AUTH)
    assert once[auth] == 1
    assert often[auth] == 2


def test_every_type_has_words_in_fifteen_languages() -> None:
    text = (
        files("vultrcrawl.inference")
        .joinpath("data/type_words.json")
        .read_text("utf-8")
    )
    table = json.loads(text)
    assert {PageType(name) for name in table} == set(TYPES)
    for name, languages in table.items():
        assert len(languages) >= 15, name
        for language, words in languages.items():
            assert words, (name, language)
            assert all(map(fold, words)), (name, language)
            assert len(set(map(fold, words))) == len(words) or len(words) > 1
