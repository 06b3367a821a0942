"""Old and new prices, and those of other products on the page."""

from __future__ import annotations

from random import Random

import pytest

from tests.schema.pages import phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
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
        kind = "special" if on_sale else "usual"
        related = "".join(
            f'<li class=item><a href="/p/{n}"><img src="/{n}.jpg"></a>'
            f'<h3><a href="/p/{n}">{phrase(Random(n), 3)}</a></h3>'
            f'<p class="special price">${new(n)}</p></li>'
            for n in range(number + 50, number + 54)
        )
        shown = f'<p class="{kind} price">${new(number)}</p>'
        return product(number, shown, related=related)

    schema = induce([page(n) for n in range(14)], page_type=PageType.PRODUCT)
    for number in (60, 61, 62):
        assert record(schema, page(number)).get("price") in (new(number), None)
