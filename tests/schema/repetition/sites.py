"""Listings and details of made-up sites, in several styles."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from vultrcrawl.page.document import Document

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = (  # noqa: SIM905 (short to write)
    "amber basin cedar delta ember fjord grove harbor island juniper kettle lantern "
    "meadow north orchard pebble quarry river summit timber upland valley willow yarrow"
).split()


def words(number: int, count: int) -> str:
    random = Random(number)
    return " ".join(random.choice(WORDS) for _ in range(count)).capitalize()


def name(number: int) -> str:
    return f"{words(number, 2)} lamp {number}"


def price(number: int) -> str:
    return f"{10 + number}.50"


#: Usual markups of a card.
CARDS: dict[str, Callable[[int], str]] = {
    "a, span": lambda n: (
        f'<li class=card><a href="/p/{n}">{name(n)}</a>'
        f"<span class=price>${price(n)}</span></li>"
    ),
    "h3 > a, span": lambda n: (
        f'<li class=card><h3><a href="/p/{n}">{name(n)}</a></h3>'
        f"<span class=price>${price(n)}</span></li>"
    ),
    "picture, name, add to cart": lambda n: (
        f'<li class=card><a href="/p/{n}"><img src="/i/{n}.jpg" alt=""></a>'
        f'<a href="/p/{n}">{name(n)}</a> <b>${price(n)}</b> '
        f'<a href="/cart?add={n}">Add to cart</a></li>'
    ),
    "link around all": lambda n: (
        f'<li class=card><a href="/p/{n}"><div class=t>{name(n)}</div>'
        f"<div class=price>${price(n)}</div></a></li>"
    ),
    "custom elements": lambda n: (
        f'<product-card><h3><a href="/p/{n}">{name(n)}</a></h3>'
        f"<price-tag class=price>${price(n)}</price-tag></product-card>"
    ),
}


def page(body: str, url: str, title: str = "Lamps") -> Document:
    html = (
        f"<html lang=en><head><title>{title}</title></head><body><header><nav>"
        f'<a href="/">Home</a> <a href="/l/0">Lamps</a> <a href="/about">About us</a>'
        f"</nav></header><main>{body}</main><footer>Imprint</footer></body></html>"
    )
    return Document(html, url)


def listing(
    number: int, card: Callable[[int], str], *, size: int = 12, holder: str = "ul"
) -> Document:
    cards = "".join(card(n) for n in range(number * 12, number * 12 + size))
    body = f"<h1>Lamps, page {number}</h1><{holder}>{cards}</{holder}>"
    return page(body, f"https://shop.example/l/{number}")


def chapter(number: int, body: str) -> Document:
    text = "".join(f"<p>{words(number * 7 + k, 60)}.</p>" for k in range(3))
    title = words(number, 3)
    body = f"<article><h1>{title}</h1>{text}{body}</article>"
    return page(body, f"https://docs.example/{number}.html", title)
