"""Pages of made-up sites, with the truth of what they hold."""

from __future__ import annotations

import html
import json
from random import Random

from vultrcrawl.page.document import Document

WORDS = (  # noqa: SIM905 (short to write)
    "amber basin cedar delta ember fjord grove harbor island juniper kettle lantern "
    "meadow north orchard pebble quarry river summit timber upland valley willow yarrow"
).split()
NAMES = (
    "Ada Byron",
    "Grace Murray",
    "Alan Marsh",
    "Edith Stone",
    "Max Weber",
    "Ida Noll",
)


def phrase(random: Random, count: int) -> str:
    return " ".join(random.choice(WORDS) for _ in range(count)).capitalize()


def book(number: int) -> dict[str, str]:
    """Return what one product page of the old shop says."""
    random = Random(number)
    return {
        "title": phrase(random, 3) + f" {number}",
        "author": random.choice(NAMES),
        "isbn": f"978{random.randrange(10**9, 10**10)}",
        "publisher": random.choice(("Quarto", "Octavo", "Folio", "Duodecimo")),
        "price": f"${random.randrange(5, 90)}.{random.randrange(10, 99)}",
        "blurb": phrase(random, 40),
    }


def old_shop(number: int, *, sale: bool = False) -> Document:
    """Return a page of nested tables without any structured data."""
    one = {key: html.escape(value) for key, value in book(number).items()}
    extra = "<tr><td><b>On sale!</b></td></tr>" if sale else ""
    body = f"""<html><head><title>{one["title"]} | Old Books</title></head><body>
    <table width=100%><tr><td><a href="/">Home</a> <a href="/cart">Cart</a></td></tr>
    </table>
    <table><tr><td class="left"><ul><li><a href="/c/1">Poetry</a></li></ul></td>
    <td class="item"><h2>{one["title"]}<span class="binding"> (Paperback)</span></h2>
    <h3 class="by">by <a href="/a/{number}">{one["author"]}</a></h3>
    <table class="facts">{extra}
    <tr><td><b>ISBN:</b> {one["isbn"]}</td></tr>
    <tr><td><b>Publisher</b>: {one["publisher"]}</td></tr>
    <tr><td>Our price: {one["price"]}</td></tr></table>
    <p class="blurb">{one["blurb"]}</p></td></tr></table>
    <div class="footer">Copyright Old Books</div></body></html>"""
    return Document(body, f"https://old.example/item/{number}")


def recipe(number: int) -> dict[str, object]:
    """Return what one recipe page says."""
    random = Random(1000 + number)
    return {
        "name": phrase(random, 3),
        "author": random.choice(NAMES),
        "ingredients": [
            f"{random.randrange(2, 9)} cups {phrase(random, 2).lower()}"
            for _ in range(random.randrange(3, 7))
        ],
        "steps": [phrase(random, 12) + "." for _ in range(random.randrange(2, 6))],
        "minutes": random.randrange(10, 90),
    }


def recipe_page(number: int, *, structured: bool) -> Document:
    """Return a recipe with JSON-LD or with headings and lists alone."""
    one = recipe(number)
    data = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "Cooks"},
            {"@type": "Person", "@id": "#author", "name": one["author"]},
            {
                "@type": "Recipe",
                "name": one["name"],
                "author": {"@id": "#author"},
                "recipeIngredient": one["ingredients"],
                "recipeInstructions": [
                    {"@type": "HowToStep", "text": step}
                    for step in one["steps"]  # type: ignore[attr-defined] # a list
                ],
            },
        ],
    }
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    ingredients = "".join(f"<li>{item}</li>" for item in one["ingredients"])  # type: ignore[attr-defined] # a list
    steps = "".join(f"<li>{item}</li>" for item in one["steps"])  # type: ignore[attr-defined] # a list
    body = f"""<html><head><title>{one["name"]} - Cooks</title>
    {script if structured else ""}</head><body><header><nav><a href="/">Cooks</a></nav>
    </header><main><h1>{one["name"]}</h1><p class="byline">By {one["author"]}</p>
    <dl><dt>Time</dt><dd>{one["minutes"]}</dd></dl>
    <h2>Ingredients</h2><ul>{ingredients}</ul>
    <h2>Method</h2><ol>{steps}</ol></main><footer>Cooks 2024</footer></body></html>"""
    return Document(body, f"https://cooks.example/{number}-dish/")


def listing(page: int, *, size: int = 8) -> Document:
    """Return a page of a listing of the books, as a newer shop shows them."""
    cards = ""
    for number in range(page * size, page * size + size):
        one = book(number)
        cards += f"""<li class="card"><a href="/item/{number}">
        <img src="/i/{number}.jpg">
        </a><h3><a href="/item/{number}">{one["title"]}</a></h3>
        <p class="price">{one["price"]}</p></li>"""
    body = f"""<html><head><title>Books, page {page} | Shop</title></head><body>
    <header><nav><a href="/">Shop</a></nav></header><main><h1>Books</h1>
    <ol class="cards">{cards}</ol><div class="pagination">
    <a class="next" href="/books?page={page + 1}">Next</a></div></main></body></html>"""
    return Document(body, f"https://shop.example/books?page={page}")


def post(number: int) -> Document:
    """Return a page of a blog."""
    random = Random(5000 + number)
    paragraphs = "".join(
        f"<p>{phrase(random, 30)}.</p>" for _ in range(random.randrange(3, 9))
    )
    quote = f"<blockquote>{phrase(random, 9)}</blockquote>" if number % 3 else ""
    body = f"""<html><head><title>{phrase(random, 4)}</title></head><body>
    <div class="site"><article class="post">
    <h1 class="entry-title">{phrase(random, 5)}</h1>
    <div class="meta">
    <time datetime="2024-0{number % 9 + 1}-11">May</time>
    <span class="author">{random.choice(NAMES)}</span></div>
    <div class="entry-content">{paragraphs}{quote}</div>
    </article></div></body></html>"""
    return Document(
        body, f"https://blog.example/2024/0{number % 9 + 1}/11/{number}-post"
    )
