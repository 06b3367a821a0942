"""A shop with a journal, and the truth of what its pages hold."""

from __future__ import annotations

import json
from random import Random
from typing import Any

PRODUCTS = 14
ARTICLES = 8
_PER_PAGE = 5
_WORDS = (  # noqa: SIM905 (short to write)
    "amber basin cedar delta ember fjord grove harbor island juniper kettle lantern "
    "meadow north orchard pebble quarry river summit timber upland valley willow yarrow"
).split()
_MAKERS = ("Northwind", "Halden & Sons", "Marsh Works", "Ida Noll Studio")
_AUTHORS = ("Grace Murray", "Alan Marsh", "Edith Stone", "Max Weber")


def _phrase(random: Random, count: int) -> str:
    return " ".join(random.choice(_WORDS) for _ in range(count)).capitalize()


def product(number: int) -> dict[str, Any]:
    """Return what the page of a product says."""
    random = Random(number)
    return {
        "name": f"{_phrase(random, 2)} lamp no. {number}",
        "price": random.randrange(500, 99_000) / 100,
        "upc": f"{random.randrange(10**11, 10**12)}",
        "maker": random.choice(_MAKERS),
        "weight": f"{random.randrange(1, 40)} kg",
        "description": f"{_phrase(random, 30)}.",
    }


def article(number: int) -> dict[str, Any]:
    """Return what the page of an article says."""
    random = Random(1_000 + number)
    return {
        "headline": f"{_phrase(random, 4)} {number}",
        "author": random.choice(_AUTHORS),
        "date": f"2024-{number + 1:02}-1{number}",
        "paragraphs": [f"{_phrase(random, 40)}." for _ in range(4)],
    }


def _frame(title: str, main: str, head: str = "") -> str:
    return f"""<!doctype html><html lang="en"><head><title>{title} | Lamps</title>{head}
</head><body><header><nav class="menu"><a href="/">Home</a>
<a href="/lamps">Lamps</a> <a href="/journal">Journal</a></nav>
<form class="find" action="/search" method="get" role="search">
<input type="search" name="q" placeholder="Search"><button>Search</button></form>
</header><main>{main}</main>
<footer><p>Lamps Ltd, 1 Harbor Road</p></footer></body></html>"""


def product_page(number: int, *, changed: bool = False) -> str:
    """Return a product; two of three have JSON-LD.

    *changed* is the shop after a relaunch: no JSON-LD, and other markup of the price.
    """
    one = product(number)
    price = f"{one['price']:.2f}"
    data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": one["name"],
        "offers": {"@type": "Offer", "price": price, "priceCurrency": "USD"},
    }
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    shown = f'<p class="price">${price}</p>'
    if changed:
        shown = f"<div data-x><b>{price.replace('.', ' ')}</b></div>"
    main = f"""<ul class="breadcrumb"><li><a href="/">Home</a></li>
<li><a href="/lamps">Lamps</a></li><li>{one["name"]}</li></ul>
<article class="product"><h1>{one["name"]}</h1>
<img class="photo" src="/i/{number}.jpg" alt="">{shown}
<form class="buy" action="/basket" method="post">
<input type="hidden" name="id" value="{number}"><button>Add to basket</button></form>
<h2>Description</h2><p class="description">{one["description"]}</p>
<table class="facts"><tr><th>UPC</th><td>{one["upc"]}</td></tr>
<tr><th>Maker</th><td>{one["maker"]}</td></tr>
<tr><th>Weight</th><td>{one["weight"]}</td></tr></table></article>"""
    return _frame(one["name"], main, script if number % 3 and not changed else "")


def _listing(page: int) -> str:
    numbers = range(PRODUCTS)[(page - 1) * _PER_PAGE : page * _PER_PAGE]
    cards = ""
    for number in numbers:
        one = product(number)
        cards += f"""<li class="card"><a class="shot" href="/lamp/{number}">
<img src="/i/{number}.jpg" alt=""></a>
<h3 class="name"><a href="/lamp/{number}">{one["name"]}</a></h3>
<p class="price">${one["price"]:.2f}</p></li>"""
    last = -(-PRODUCTS // _PER_PAGE)
    turns = "".join(
        f'<a href="/lamps?page={n}">{n}</a> ' for n in range(1, last + 1) if n != page
    )
    if page < last:
        turns += f'<a class="next" rel="next" href="/lamps?page={page + 1}">Next</a>'
    main = f"""<h1>Lamps</h1><p class="count">{PRODUCTS} results</p>
<ol class="cards">{cards}</ol><nav class="pagination">{turns}</nav>"""
    return _frame(f"Lamps, page {page}", main)


def _article_page(number: int) -> str:
    one = article(number)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in one["paragraphs"])
    main = f"""<article class="post"><h1 class="headline">{one["headline"]}</h1>
<p class="byline">By <a class="author" rel="author" href="/journal">{one["author"]}</a>
<time datetime="{one["date"]}">{one["date"]}</time></p>
<div class="body">{text}</div></article>"""
    head = f'<meta property="article:published_time" content="{one["date"]}">'
    return _frame(one["headline"], main, head)


def shop(*, changed: bool = False) -> dict[str, str]:
    """Return the pages of the shop by path."""
    posts = "".join(
        f'<li><a href="/journal/{n}-{article(n)["headline"].split()[0].lower()}">'
        f"{article(n)['headline']}</a></li>"
        for n in range(ARTICLES)
    )
    lamps = {f"/lamps?page={n}": _listing(n) for n in range(1, 4)}
    return {
        "/": _frame("Home", "<h1>Lamps Ltd</h1><p>We make lamps since 1931.</p>"),
        "/lamps": lamps["/lamps?page=1"],
        **lamps,
        "/journal": _frame("Journal", f"<h1>Journal</h1><ul>{posts}</ul>"),
        **{f"/lamp/{n}": product_page(n, changed=changed) for n in range(PRODUCTS)},
        **{
            f"/journal/{n}-{article(n)['headline'].split()[0].lower()}": _article_page(
                n
            )
            for n in range(ARTICLES)
        },
    }
