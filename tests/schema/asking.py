"""Pages of made-up sites whose scripts ask for data, with what they asked and got."""

from __future__ import annotations

import html
import json
from random import Random
from typing import Any

from tests.schema import pages
from vultrcrawl.page.document import Document
from vultrcrawl.page.exchange import Exchange, Growth

#: Stands where pages send secrets: it must be found nowhere.
CANARY = "c4n4ry-7f3a9b-5ecret"


def exchange(
    page_url: str, url: str, data: Any, *, method: str = "GET", **more: Any
) -> Exchange:
    return Exchange(
        page_url=page_url,
        method=method,
        url=url,
        data=data,
        status=more.pop("status", 200),
        response_type=more.pop("response_type", "application/json"),
        **more,
    )


# A shop: a page a lamp, an API behind it.


def lamp(number: int) -> dict[str, Any]:
    random = Random(number)
    return {
        "id": 7_000 + 13 * number,
        "name": f"{pages.phrase(random, 2)} lamp {number}",
        "price": {"amount": 20 + number + 0.5, "currency": "EUR"},
        "description": pages.phrase(random, 25),
        "weight": random.randrange(200, 900),
        "discount": None if number % 2 else 10,
        "images": [f"/i/{number}-{one}.jpg" for one in range(number % 3)],
        "stock": {f"{100 + one}": random.randrange(9) for one in range(3)},
    }


def lamp_page(number: int) -> tuple[Document, list[Exchange]]:
    """Return a rendered product page and what its scripts asked."""
    one = lamp(number)
    url = f"https://lamps.example/lamp/{one['id']}"
    body = f"""<html><head><title>{html.escape(one["name"])} | Lamps</title>
    <script>fetch("/api/lamps/" + id); fetch("/api/newsletter")</script></head><body>
    <header><nav><a href="/">Lamps</a></nav></header><main data-lamp="{one["id"]}">
    <h1>{html.escape(one["name"])}</h1>
    <p class="price">&euro;{one["price"]["amount"]:.2f}</p>
    <dl><dt>Weight</dt><dd>{one["weight"]}</dd></dl>
    <div class="description"><p>{one["description"]}</p></div></main>
    <footer>Lamps 2024</footer></body></html>"""
    api = "https://lamps.example/api"
    reviews = [
        {
            "author": pages.NAMES[n % 6],
            "stars": 1 + n % 5,
            "at": f"2024-03-0{n % 9 + 1}",
        }
        for n in range(number % 4)
    ]
    headers = ("accept", "x-api-key")
    asked = [
        exchange(url, f"{api}/session", {"access_token": CANARY, "ttl": 60}),
        exchange(
            url,
            f"{api}/lamps/{one['id']}?lang=en&api_key={CANARY}",
            one,
            headers=headers,
        ),
        exchange(
            url,
            f"{api}/lamps/{one['id']}/reviews?limit=10&_={number}17{number}",
            {"total": len(reviews), "reviews": reviews},
        ),
        exchange(url, "https://o1.ingest.sentry.io/api/5/envelope/", {"id": "1"}),
        exchange(url, f"{api}/seen", {"ok": True}, method="POST"),
        exchange(url, f"https://metrics.example/{CANARY}", {"events": [1, 2, 3]}),
    ]
    return Document(body, url), asked


# A forum: a list that grows, by cursor.


def topic(number: int) -> dict[str, Any]:
    random = Random(900 + number)
    return {
        "id": f"t{number}x{random.randrange(10**5, 10**6)}",
        "title": f"{pages.phrase(random, 5)} {number}",
        "author": {"name": random.choice(pages.NAMES), "karma": random.randrange(900)},
        "replies": random.randrange(40),
        "pinned": number % 7 == 0,
    }


def forum_page(board: int) -> tuple[Document, list[Exchange], Growth]:
    """Return a board of 30 topics, of which scrolling brought 20."""
    url = f"https://forum.example/b/{board}"
    topics = [topic(board * 100 + number) for number in range(30)]
    cards = "".join(
        f"""<li class="topic"><h3><a href="/t/{one["id"]}">{one["title"]}</a></h3>
        <span class="author">{one["author"]["name"]}</span>
        <span class="replies">{one["replies"]}</span></li>"""
        for one in topics
    )
    body = f"""<html><head><title>Board {board}</title></head><body>
    <header><nav><a href="/">Forum</a></nav></header><main><h1>Board {board}</h1>
    <ul class="topics">{cards}</ul></main></body></html>"""
    cursors = [f"eyA{board}c{number}" for number in range(3)]
    asked = []
    for number in range(3):
        cursor = f"&cursor={cursors[number]}" if number else ""
        data = {
            "data": topics[number * 10 : number * 10 + 10],
            "paging": {"next": cursors[number + 1] if number < 2 else None},
        }
        address = f"https://forum.example/api/v2/boards/{board}/topics?limit=10{cursor}"
        asked.append(exchange(url, address, data))
    growth = Growth(kind="infinite_scroll", rounds=2, complete=True)
    return Document(body, url), asked, growth


# A magazine: one address, many queries.

ARTICLE_QUERY = "query Article($slug: String!) { article(slug: $slug) { title body } }"


def story_page(number: int) -> tuple[Document, list[Exchange]]:
    random = Random(400 + number)
    title, text = pages.phrase(random, 5), pages.phrase(random, 60)
    slug = title.lower().replace(" ", "-")
    url = f"https://news.example/app#/story/{slug}"
    body = f"""<html><head><title>{title}</title></head><body><main><article>
    <h1>{title}</h1><p class="by">By {pages.NAMES[number % 6]}</p>
    <div class="article-body"><p>{text}</p></div></article></main></body></html>"""

    def ask(
        operation: str, variables: dict[str, Any], data: Any, query: str
    ) -> Exchange:
        sent = {"operationName": operation, "query": query, "variables": variables}
        return exchange(
            url,
            "https://news.example/graphql",
            {"data": data},
            method="POST",
            request_type="application/json",
            request_body=json.dumps(sent),
            headers=("authorization", "content-type"),
        )

    article = {
        "title": title,
        "body": f"<p>{text}</p>",
        "author": {"name": pages.NAMES[number % 6]},
    }
    menu = [{"label": "Home", "href": "/"}, {"label": "World", "href": "/w"}]
    asked = [
        ask(
            "Menu",
            {"sessionToken": CANARY, "depth": 2},
            {"menu": menu},
            f'query Menu {{ menu(depth: 2, key: "{CANARY}") {{ label href }} }}',
        ),
        ask("Article", {"slug": slug}, {"article": article}, ARTICLE_QUERY),
    ]
    return Document(body, url), asked
