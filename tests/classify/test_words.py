"""Words and signs that tell page types apart."""

from __future__ import annotations

import pytest

from vultrcrawl.classify.words import PHRASES, PRICE, all_occurrences, occurrences

# ruff: noqa: RUF001 (letters of other scripts are what is looked for)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "#1",
        " i add to cart, add to bag, and buy now: it is in stock ",
        "カートに入れる 加入购物车 장바구니 in coș în coș \ud800",
        " ".join(phrase for phrases in PHRASES.values() for phrase in phrases),
        "x".join(phrase[1:] for phrases in PHRASES.values() for phrase in phrases),
    ],
)
def test_phrases_are_counted_at_once_as_they_are_one_by_one(text: str) -> None:
    assert all_occurrences(text) == {kind: occurrences(kind, text) for kind in PHRASES}
    for kind, (times, first) in all_occurrences(text).items():
        assert times == sum(map(text.count, PHRASES[kind]))
        places = [text.find(one) for one in PHRASES[kind] if one in text]
        assert first == min(places, default=None)


@pytest.mark.parametrize(
    ("text", "prices"),
    [
        ("now $5, was $ 1,299.00", ["$5,", "$ 1,299.00"]),
        ("USD 12 or XUSD 13", ["USD 12"]),
        (
            "12,50 € 7kr. kr. 7 R$9 Rs.100 Rs 5",
            ["12,50 €", "7kr", "kr. 7", "R$9", "Rs.100", "Rs 5"],
        ),
        ("5 krona, 12 Kč, 3 zł, 8 руб 8 рубашек", ["12 Kč", "3 zł", "8 руб"]),
        ("1 円 2元 ₹٣", ["1 円", "2元", "₹٣"]),
        ("R 5, C 6, 7, E8, UR, k 9, US$10", ["$10"]),
    ],
)
def test_prices_stand_beside_a_currency(text: str, prices: list[str]) -> None:
    assert [match[0] for match in PRICE.finditer(text)] == prices
