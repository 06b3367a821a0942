"""Small applications in plain JavaScript that get their data as JSON.

Each function returns the answers for a `Site`; what their records are is told by the
functions beside them, the same every time.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.support.invented import Answers, as_json, price_of, prose, script, title_of
from tests.support.site import Answer, Handler, links

API_KEY = "0a1b-not-for-anyone"
"""What the script of `hash_application` sends with every request; nobody keeps it."""

Record = dict[str, Any]


def shell(title: str, root: str, source: str, head: str = "") -> str:
    """Return a page without content, which *source* fills."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<title>{title}</title>{head}<script src="{source}" defer></script></head>'
        "<body><noscript>You need to enable JavaScript to run this app.</noscript>"
        f'<div id="{root}"></div></body></html>'
    )


# (a) Hash routes.

ITEMS, ITEMS_PER_PAGE = 8, 4


def item(number: int) -> Record:
    """Return the record of an item of `hash_application`, 1 to `ITEMS`."""
    return {
        "id": number,
        "title": title_of(f"item {number}"),
        "price": price_of(f"item {number}"),
        "maker": prose(f"maker {number}", 1)[:-1] + " & Sons",
        "stock": random.Random(number).randrange(1, 40),
        "description": prose(f"description {number}"),
    }


def hash_routes() -> list[str]:
    """Return all routes of `hash_application`, relative to its root."""
    pages = ["", "#/items", "#/items?page=2", "#/about"]
    return [*pages, *(f"#/item/{n}" for n in range(1, ITEMS + 1))]


def hash_application() -> Answers:
    """Return an application of hash routes: a list of two pages, eight items."""
    key = f'<script>window.apiKey = "{API_KEY}";</script>'
    answers: Answers = {
        "/": shell("Curio", "app", "/app.js", f'<link rel="canonical" href="/">{key}'),
        "/app.js": script("hash"),
    }
    pages = -(-ITEMS // ITEMS_PER_PAGE)
    for page in range(1, pages + 1):
        first = (page - 1) * ITEMS_PER_PAGE + 1
        answers[f"/api/items?page={page}"] = _keyed(
            {
                "page": page,
                "pages": pages,
                "total": ITEMS,
                "items": [
                    {name: item(n)[name] for name in ("id", "title", "price")}
                    for n in range(first, min(first + ITEMS_PER_PAGE, ITEMS + 1))
                ],
            }
        )
    for number in range(1, ITEMS + 1):
        answers[f"/api/items/{number}"] = _keyed(item(number))
    return answers


def _keyed(data: object) -> Handler:
    """Return what answers with *data* whoever sends the key."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.headers.get("X-Api-Key") != API_KEY:
            return web.json_response({"error": "no key"}, status=401)
        return web.json_response(data)

    return answer


# (b) Paths by history.pushState.

PRODUCTS, STORIES = 8, 3


def product(number: int) -> Record:
    """Return the record of a product of `push_application`, 1 to `PRODUCTS`."""
    return {
        "id": number,
        "name": title_of(f"product {number}") + " lamp",
        "price": price_of(f"product {number}"),
        "weight": f"{random.Random(number).randrange(20, 90) / 10:.1f} kg",
        "text": prose(f"product {number}"),
    }


def story(number: int) -> Record:
    """Return the record of a story of `push_application`, 1 to `STORIES`."""
    return {
        "id": number,
        "title": prose(f"story {number}", 5)[:-1],
        "date": f"2024-0{number}-1{number}",
        "text": prose(f"story {number}", 250),
    }


def push_paths() -> list[str]:
    """Return all paths of `push_application`; only script leads to the stories."""
    return [
        "/", "/catalogue", "/contact", "/stories",
        *(f"/product/{n}" for n in range(1, PRODUCTS + 1)),
        *(f"/story/{n}" for n in range(1, STORIES + 1)),
    ]  # fmt: skip


def push_application() -> tuple[Answers, Callable[[str], str | Answer | None]]:
    """Return an application of paths: its answers, and what answers all other paths."""
    products = [product(n) for n in range(1, PRODUCTS + 1)]
    stories = [story(n) for n in range(1, STORIES + 1)]
    brief = [{k: one[k] for k in ("id", "name", "price")} for one in products]
    answers: Answers = {
        "/assets/app.js": script("push"),
        "/api/products": as_json(brief),
        "/api/stories": as_json([{k: s[k] for k in ("id", "title")} for s in stories]),
        **{f"/api/products/{one['id']}": as_json(one) for one in products},
        **{f"/api/stories/{one['id']}": as_json(one) for one in stories},
    }

    def fallback(path: str) -> str | None:
        if path.startswith("/api/") or "." in path:
            return None
        return shell("Loading...", "root", "/assets/app.js")

    return answers, fallback


# (c) Lists that grow.

ENTRIES, PER_STEP = 60, 12


def entry(kind: str, number: int) -> Record:
    """Return an entry, 1 to `ENTRIES`; *kind* is ``photo`` or ``song``."""
    return {
        "id": number,
        "title": title_of(f"{kind} {number}"),
        "text": prose(f"{kind} {number}", 15),
    }


def growing_lists() -> Answers:
    """Return a list that grows by scrolling, one by a button, and their entries."""
    answers: Answers = {
        "/": "<!doctype html><html lang=en><title>Lists</title><main><h1>Lists</h1>"
        f"<p>{prose('lists')}</p><ul>{links('/photos', '/songs')}</ul></main>",
        "/photos": _list("Photos", '<ul id="list"></ul><div id="end">Loading...</div>'),
        "/songs": _list(
            "Songs",
            '<table><tbody id="list"></tbody></table>'
            '<button id="more">Load more</button>',
        ),
        "/lists.js": script("lists"),
    }
    for offset in range(0, ENTRIES, PER_STEP):
        part = range(offset + 1, offset + PER_STEP + 1)
        following = f"{offset + PER_STEP:03}".encode()
        more = offset + PER_STEP < ENTRIES
        cursor = base64.b64encode(following).decode() if more else None
        mark = base64.b64encode(f"{offset:03}".encode()).decode() if offset else ""
        answers[f"/api/photos?offset={offset}&limit={PER_STEP}"] = as_json(
            {"total": ENTRIES, "photos": [entry("photo", n) for n in part]}
        )
        answers[f"/api/songs?after={mark}"] = as_json(
            {"next": cursor, "songs": [entry("song", n) for n in part]}
        )
    return answers


def _list(title: str, body: str) -> str:
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title></head><body>"
        f"<main><h1>{title}</h1>{body}</main>"
        '<script src="/lists.js"></script></body></html>'
    )
