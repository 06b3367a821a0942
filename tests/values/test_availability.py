from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.values import availability
from vultrcrawl.values.locales import table


@pytest.mark.parametrize(
    ("text", "language", "member"),
    [
        ("https://schema.org/InStock", None, "InStock"),
        ("http:\\/\\/schema.org\\/OutOfStock", None, "OutOfStock"),
        ("IN_STOCK", None, "InStock"),
        ("pre-order", None, "PreOrder"),
        ("oos", None, "OutOfStock"),
        ("3 in stock", "en", "InStock"),
        ("0 in stock", "en", "OutOfStock"),
        ("Availability: Out of stock SKU: 24-MB01", "en", "OutOfStock"),
        ("Only 3 left in stock - order soon", "en", "InStock"),
        ("Currently unavailable.", "en", "OutOfStock"),
        ("Nicht vorrätig", "de", "OutOfStock"),
        ("12 vorrätig", "de", "InStock"),
        ("Disponibilité: Epuisé", "fr", "OutOfStock"),
        ("Disponibilitate: Stoc epuizat", "ro", "OutOfStock"),
        ("Disponibilitate: La comanda", "ro", "BackOrder"),
        ("Нет в наличии", "ru", "OutOfStock"),
        ("9 em estoque", "pt-BR", "InStock"),
        ("在庫なし", "ja", "OutOfStock"),
        ("Còn hàng", "vi", "InStock"),
        ("Sold out", "nl", "OutOfStock"),
        ("In Stock Out of stock", "en", None),
        ("Skladom > 5 ks", "", "InStock"),
        ("Nicht vorrätig", "en", "OutOfStock"),
        ("The capital of Laos is Vientiane", "en", None),
        ("Stock: 5", "en", None),
        ("Couldn't load pickup availability", "en", None),
        ("A stockpile of instockings", "en", None),
        ("", None, None),
    ],
)
def test_what_can_be_bought(
    text: str, language: str | None, member: str | None
) -> None:
    assert availability.read(text, language) == member


@pytest.mark.parametrize("language", sorted(table("availability")))
def test_each_phrase_of_the_table_says_one_thing(language: str) -> None:
    for member, phrases in table("availability")[language].items():
        for phrase in phrases:
            assert availability.read(f"— {phrase} ", language) == member, phrase


@given(st.text(max_size=300), st.sampled_from(["en", "ja", None]))
def test_any_text_is_read(text: str, language: str | None) -> None:
    found = availability.read(text, language)
    assert found is None or found[0].isupper()


def test_hostile_texts_take_little_time() -> None:
    assert_quick(lambda: availability.read("in stock " * 100_000, "en"), 1)
