from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.values import identifiers


@pytest.mark.parametrize(
    ("text", "gtin"),
    [
        ("EAN: 4006381333931", "4006381333931"),
        ("0 99482 46799 9", "099482467999"),
        ("978-3-16-148410-0", "9783161484100"),
        ("96385074", "96385074"),
        ("4006381333932", None),  # a wrong check digit
        ("SKU 12345678", None),
        ("00000000", None),
        ("4006381333931, 96385074", None),
        ("AB4006381333931", None),
        ("", None),
    ],
)
def test_a_gtin_has_a_right_check_digit(text: str, gtin: str | None) -> None:
    assert identifiers.gtin(text) == gtin


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("ISBN 978-3-16-148410-0", "9783161484100"),
        ("ISBN: 3-16-148410-X", "316148410X"),
        ("3-16-148410-1", None),
        ("4006381333931", None),  # no book
    ],
)
def test_an_isbn_has_a_right_check_digit(text: str, isbn: str | None) -> None:
    assert identifiers.isbn(text) == isbn


@given(st.integers(0, 10**12 - 1))
def test_of_ten_check_digits_one_is_right(number: int) -> None:
    codes = [f"{number:012}{check}" for check in range(10)]
    found = [code for code in codes if identifiers.gtin(code)]
    assert len(found) == (1 if number else 0)


@pytest.mark.parametrize(
    ("text", "language", "sku"),
    [
        ("SKU: SK-1037", "en", "SK-1037"),
        ("Article no. SK-1037", "en", "SK-1037"),
        ("Item # 55", "en", "55"),
        ("Artikelnummer: A 12/3", "de", "A 12/3"),
        ("Réf. 4711", "fr", "4711"),
        ("Артикул 12-3", "ru", "12-3"),
        ("24-MB01", "en", "24-MB01"),
        ("ID-55", "en", "ID-55"),
        ("SKU:", "en", None),
        ("SKU", "en", None),
        ("A long text that tells of a number of other things", "en", None),
    ],
)
def test_an_item_number_stands_without_its_label(
    text: str, language: str, sku: str | None
) -> None:
    assert identifiers.sku(text, language) == sku


def test_a_brand_stands_without_its_label() -> None:
    assert identifiers.unlabelled("Brand: Acme 3", "en") == "Acme 3"
    assert identifiers.unlabelled("Marke Acme", "de") == "Acme"
    assert identifiers.unlabelled("Acme", "de") == "Acme"
    assert identifiers.unlabelled("Brand:", "en") == ""
    assert identifiers.unlabelled("Make Up For Ever", "en") == "Make Up For Ever"


@given(st.text(max_size=100))
def test_what_is_left_is_on_the_page(text: str) -> None:
    assert identifiers.unlabelled(text, "de") in text


@pytest.mark.parametrize("text", ["9" * 40 + "k", "9 " * 30 + "9k", "9" * 100_000])
def test_long_codes_take_little_time(text: str) -> None:
    for read in (identifiers.gtin, identifiers.isbn):
        assert_quick(lambda: read(text), 1)  # noqa: B023 (called at once)
