"""Durations, ratings and counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.values import durations, numbers, ratings


@pytest.mark.parametrize(
    ("text", "language", "iso"),
    [
        ("1 hour 15 mins", "en", "PT1H15M"),
        ("15 minutes mins", "en", "PT15M"),
        ("1½ hours", "en", "PT1H30M"),
        ("PT75M", None, "PT75M"),
        ("2 Stunden und 5 Minuten", "de", "PT2H5M"),
        ("1 Std. 20 Min.", "de", "PT1H20M"),
        ("1時間15分", "ja", "PT1H15M"),
        ("30 мин", "ru", "PT30M"),
        ("2 uur", None, "PT2H"),
        ("1 Tag", "de", "P1D"),
        ("25 min read", "en", None),
        ("248kcal", "en", None),
        ("PT0S", None, None),
        ("10", "en", None),
    ],
)
def test_a_duration_of_any_language(
    text: str, language: str | None, iso: str | None
) -> None:
    assert durations.read(text, language=language) == iso


@pytest.mark.parametrize("text", ["P{}D", "PT{}M", "{}\u00bd", "{} hours"])
def test_no_number_is_too_long_to_be_none(text: str) -> None:
    assert durations.read(text.format("9" * 5_000)) is None


@given(st.integers(1, 10**6))
def test_a_duration_is_read_as_it_is_written(length: int) -> None:
    assert durations.seconds(durations.iso(length)) == length


@pytest.mark.parametrize(
    ("text", "rating", "count"),
    [
        ("4,5 von 5", 4.5, None),
        ("4.5/5", 4.5, None),
        ("Rated 4.50 out of 5", 4.5, None),
        ("4.5 out of 5 stars (1,234)", 4.5, 1234),
        ("4.7 (23 reviews)", 4.7, 23),
        ("★★★★☆", 4, None),
        ("★★★★★", 5, None),
        ("80%", 80, None),
        ("4.7", 4.7, None),
        ("(12)", None, 12),
        ("100 reviews", None, 100),
        ("1.234 Bewertungen", None, 1234),
        ("1.2k reviews", None, 1200),
        ("3 of 7 people", None, None),
        ("No reviews", None, None),
    ],
)
def test_a_rating_and_how_many_gave_one(
    text: str, rating: float | None, count: int | None
) -> None:
    assert ratings.read(text) == rating
    assert ratings.count(text, "en") == count


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,299.00", 1299), ("1.299,00", 1299), ("1 299", 1299), ("1,299", 1299),
        ("1.299", 1.299), ("-3", -3), ("\u22123,5", -3.5), ("1'299.5", 1299.5),
        ("\u0661\u0662\u066b\u0665", 12.5), ("12.", None), ("1.2.3", None),
        ("5 kg", None), ("", None), ("1,23,456", 123456), ("12,34", 12.34),
    ],
)  # fmt: skip
def test_a_number_of_any_script(text: str, number: float | None) -> None:
    assert numbers.read(text) == number


@given(st.floats(0, 1e9, allow_nan=False))
def test_a_number_is_read_as_python_writes_it(number: float) -> None:
    text = f"{number:,.2f}"
    assert numbers.read(text) == pytest.approx(float(text.replace(",", "")))


@pytest.mark.parametrize(
    ("text", "language", "parts"),
    [
        ("6 portions \u2014 25 minutes", "en", ("6 portions", "PT25M")),
        ("Serves 2. 20 minutes", "en", ("Serves 2", "PT20M")),
        ("1 Std. 15 Min. | 4 Personen", "de", ("4 Personen", "PT1H15M")),
        ("25 minutes", "en", None),
        ("10 minutes, 25 minutes", "en", None),
        ("6 portions, easy", "en", None),
        ("6 portions, easy, 25 minutes", "en", None),
    ],
)
def test_a_line_says_something_beside_a_duration(
    text: str, language: str, parts: tuple[str, str] | None
) -> None:
    assert durations.beside(text, language) == parts
