"""Old and new prices, and those of other products on the page."""

from __future__ import annotations

from random import Random

import pytest

from tests.schema.pages import phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.induction.assignment.options import Assignment
from vultrcrawl.schema.induction.assignment.prices import (
    shown_currency,
    without_other_currency,
)
from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.schema.model import TemplateSchema
from vultrcrawl.taxonomy import PageType

SHOP = "https://shop.example"


def old(number: int) -> float:
    return number + 30.5


def new(number: int) -> float:
    return number + 20.5


def product(number: int, shown: str, *, related: str = "") -> Document:
    random = Random(number)
    return Document(
        f"<html><body><main><h1>{phrase(random, 4)} {number}</h1>"
        f"<div class=summary>{shown}</div><p>{phrase(random, 60)}.</p></main>"
        f"<section class=others><h2>You may like</h2><ul>{related}</ul></section>"
        "</body></html>",
        f"{SHOP}/p/{number}",
    )


def record(schema: TemplateSchema, page: Document) -> dict[str, object]:
    (found,) = Extractor(schema).apply(page)
    return found


@pytest.mark.parametrize(
    "both",
    [
        "<p><del><b class=price>${old}</b></del> <ins class=price>${new}</ins></p>",
        "<p><span class=price-old>${old}</span><b class=price-now>${new}</b></p>",
        "<p class=price>now ${new} <s class=was>was ${old}</s></p>",
    ],
)
def test_what_stands_higher_beside_the_price_is_the_regular_price(both: str) -> None:
    def page(number: int) -> Document:
        shown = both.replace("{old}", str(old(number)))
        return product(number, shown.replace("{new}", str(new(number))))

    schema = induce([page(n) for n in range(14)], page_type=PageType.PRODUCT)
    found = record(schema, page(40))
    assert (found["price"], found["regularPrice"]) == (new(40), old(40))


def test_no_other_number_is_a_regular_price() -> None:
    def page(number: int) -> Document:
        postage = f"<p class=postage>from ${number + 90}.00</p>"
        return product(number, f"<p class=price>${new(number)}</p>{postage}")

    schema = induce([page(n) for n in range(14)], page_type=PageType.PRODUCT)
    assert "regularPrice" not in {field.name for field in schema.fields}


def test_the_price_of_a_product_shown_below_is_none_of_the_page() -> None:
    def page(number: int) -> Document:
        on_sale = number % 3 > 0
        kind = "special-price" if on_sale else "usual-cost"
        related = "".join(
            f'<li class=item><a href="/p/{n}"><img src="/{n}.jpg"></a>'
            f'<h3><a href="/p/{n}">{phrase(Random(n), 3)}</a></h3>'
            f"<div class=price-box><p class=special-price>${new(n)}</p></div></li>"
            for n in range(number + 50, number + 54)
        )
        shown = f'<div class=price-box><p class="{kind}">${new(number)}</p></div>'
        return product(number, shown, related=related)

    schema = induce([page(n) for n in range(14)], page_type=PageType.PRODUCT)
    for number in (60, 61, 62):
        assert record(schema, page(number)).get("price") in (new(number), None)


def test_a_sign_in_an_element_of_its_own_tells_the_currency() -> None:
    def placed(texts: dict[int, str], attribute: str) -> Candidate:
        values = {page: (text,) for page, text in texts.items()}
        return Candidate("css", "p.price", values, {"price": 0.9}, attribute)

    bare = placed({n: f"{n + 4} 600.00" for n in range(5)}, "own")
    signed = placed({n: f"{n + 4} 600.00€" for n in range(5)}, "text")
    others = placed({n: f"{n + 90}.00€" for n in range(5)}, "text")
    price = Assignment("price", 0.9, (bare,))
    found = shown_currency([bare, signed, others], [price])
    assert found is not None
    assert (found.name, found.candidates) == ("currency", (signed,))
    assert shown_currency([signed], [Assignment("price", 0.9, (signed,))]) is None


@pytest.mark.parametrize(
    ("shown", "kept"), [("\u20ba{}", False), ("${}", True), ("{} USD", True)]
)
def test_a_stated_currency_that_the_sign_of_the_price_contradicts_is_left_out(
    shown: str, *, kept: bool
) -> None:
    texts = {n: (shown.format(n + 10),) for n in range(4)}
    price = Assignment("price", 0.9, (Candidate("css", ".price", texts, {}),))
    codes = dict.fromkeys(range(4), ("USD",))
    stated = Candidate("meta", "og:price:currency", codes, {})
    currency = Assignment("currency", 0.9, (stated,))
    assert (currency in without_other_currency([price, currency])) is kept


def test_a_price_before_a_reduction_is_higher() -> None:
    both = "<p><del><b class=price>${old}</b></del> <ins class=price>${new}</ins></p>"
    pages = [product(n, both.format(old=old(n), new=new(n))) for n in range(6)]
    schema = induce(pages, page_type=PageType.PRODUCT)
    same = product(8, both.format(old=new(8), new=new(8)))
    assert record(schema, product(7, both.format(old=old(7), new=new(7))))[
        "regularPrice"
    ] == old(7)
    assert "regularPrice" not in record(schema, same)


def test_a_sign_that_some_prices_have_contradicts_no_currency() -> None:
    texts = {n: ("\u20ba9" if n < 2 else "$9",) for n in range(4)}
    price = Assignment("price", 0.9, (Candidate("css", ".price", texts, {}),))
    stated = Candidate("meta", "og:price:currency", dict.fromkeys(texts, ("USD",)), {})
    currency = Assignment("currency", 0.9, (stated,))
    assert currency in without_other_currency([price, currency])


def test_a_currency_may_be_stated_by_its_sign() -> None:
    texts = {n: (f"{n + 9} \u20ac",) for n in range(4)}
    price = Assignment("price", 0.9, (Candidate("css", ".price", texts, {}),))
    stated = Candidate("meta", "currency", dict.fromkeys(texts, ("\u20ac",)), {})
    currency = Assignment("currency", 0.9, (stated,))
    assert currency in without_other_currency([price, currency])
