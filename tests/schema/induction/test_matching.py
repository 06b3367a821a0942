"""Which candidates say what a labelled record has."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("dateparser")

from vultrcrawl.schema.induction.training.matching import says


@pytest.mark.parametrize(
    ("name", "found", "true"),
    [
        ("name", ["Red  Lamp"], "red lamp"),
        ("price", ["$1,299.00"], 1299),
        ("price", ["1.299,50 €"], "1299.5"),
        ("datePublished", ["3 May 2019"], "2019-05-03"),
        ("datePublished", ["2019-05-03T10:00:00Z"], "2019-05-03"),
        ("availability", ["https://schema.org/InStock"], "InStock"),
        ("availability", ["In stock, 3 left"], "InStock"),
        ("sku", ["ab 12-3"], "AB123"),
        ("author", ["Ada Byron"], ["Ada Byron"]),
        ("author", ["Ada Byron, Max Weber"], ["Max Weber", "Ada Byron"]),
        ("keywords", ["red", "blue", "old"], ["Red", "Blue", "New", "Old"]),
        ("image", ["https://cdn.example/x/a.jpg?w=3"], "https://a.example/a.jpg"),
        ("description", ["It is a lamp of red glass."], "It is a lamp of red glass."),
    ],
)
def test_what_says_the_same(name: str, found: list[str], true: Any) -> None:
    assert says(name, found, true)


@pytest.mark.parametrize(
    ("name", "found", "true"),
    [
        ("name", [], "lamp"),
        ("name", ["Red lamp", "Blue lamp"], "Red lamp"),
        ("price", ["$12.99"], 1299),
        ("price", ["lamp"], 3),
        ("datePublished", ["4 May 2019"], "2019-05-03"),
        ("availability", ["Out of stock"], "InStock"),
        ("sku", ["ab124"], "AB123"),
        ("author", ["Ada Byron", "Max Weber", "Ida Noll"], ["Ada Byron"]),
        ("image", ["https://cdn.example/x/b.jpg"], "https://a.example/a.jpg"),
        ("description", ["Ships in two days."], "It is a lamp of red glass."),
    ],
)
def test_what_says_something_else(name: str, found: list[str], true: Any) -> None:
    assert not says(name, found, true)
