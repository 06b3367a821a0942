"""Secrets that pages send and get are told by name, and kept nowhere."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.schema import pages
from tests.schema.asking import CANARY, exchange, lamp_page, story_page
from tests.schema.test_builder import row
from vultrcrawl.page.document import Document
from vultrcrawl.page.exchange import Exchange
from vultrcrawl.schema.apis.redaction import Redactor, is_secret, is_secret_answer
from vultrcrawl.schema.builder import SchemaBuilder
from vultrcrawl.taxonomy import PageType

URL = "https://a.example/item/1"
API = "https://a.example/api/x"


@pytest.mark.parametrize(
    "name",
    [
        "key",
        "api_key",
        "apikey",
        "apiKey",
        "X-Api-Key",
        "token",
        "accessToken",
        "refresh_token",
        "client_secret",
        "signature",
        "X-Amz-Signature",
        "sig",
        "session",
        "sessionid",
        "PHPSESSID",
        "password",
        "passwd",
        "auth",
        "authToken",
        "Authorization",
        "sid",
        "cookie",
        "_wpnonce",
        "x-csrf-token",
        "variables[jwt]",
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    ["keyword", "keywords", "author", "authors", "side", "inside", "monkey", "design",
     "cursor", "page", "sort", "q", "signal", "passage", "residence", "tokenizer"],
)  # fmt: skip
def test_names_of_no_secrets(name: str) -> None:
    assert not is_secret(name)


def test_in_an_answer_a_key_identifies() -> None:
    assert not any(map(is_secret_answer, ("key", "sort_key", "session", "sessions")))
    assert all(map(is_secret_answer, ("api_key", "access_token", "password", "auth")))


def test_one_value_has_one_mark() -> None:
    redactor = Redactor()
    assert redactor.url(f"{API}?token=a&q=1&sid=b&auth=a#/x?key=b") == (
        f"{API}?token={{withheld-2}}&q=1&sid={{withheld-1}}&auth={{withheld-2}}"
        "#/x?key={withheld-1}"
    )


JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLTQyLTQyLTQy"


def sent(body: object, kind: str = "application/json") -> Exchange:
    text = body if isinstance(body, str) else json.dumps(body)
    return exchange(
        URL, API, {"a": 1}, method="POST", request_type=kind, request_body=text
    )


LEAKS: dict[str, Exchange] = {
    "query": exchange(URL, f"{API}?api_key={CANARY}", {"a": 1}),
    "quoted": exchange(URL, f"{API}?%61pi_key={quote(CANARY)}", {"a": 1}),
    "user of a URL": exchange(URL, f"https://u:{CANARY}@a.example/api/x", {"a": 1}),
    "URL in a URL": exchange(
        URL, f"{API}?next={quote(f'https://b.example/?token={CANARY}')}", {"a": 1}
    ),
    "JSON in a query": exchange(
        URL, f"{API}?variables={quote(json.dumps({'auth': {'x': CANARY}}))}", {"a": 1}
    ),
    "page's query": exchange(f"{URL}?session={CANARY}", API, {"a": 1}),
    "page's fragment": exchange(f"{URL}#access_token={CANARY}&x=1", API, {"a": 1}),
    "page's route": exchange(f"{URL}#/item/1?token={CANARY}", API, {"a": 1}),
    "JSON body": sent({"user": "x", "password": CANARY}),
    "below a secret name": sent({"auth": {"user": ["x", CANARY]}}),
    "JSON text in a body": sent({"payload": json.dumps({"token": CANARY})}),
    "JSON as text": sent({"token": CANARY}, "text/plain;charset=UTF-8"),
    "GraphQL": sent({"query": f'mutation {{ login(password: "{CANARY}") {{ id }} }}'}),
    "batch": sent([{"token": CANARY}, {"token": CANARY}]),
    "form": sent(f"a=1&token={CANARY}", "application/x-www-form-urlencoded"),
    "unread body": sent(f"<xml><password>{CANARY}</password></xml>", "text/xml"),
    "cut JSON": sent(f'{{"token": "{CANARY}", "q": "'),
    "answer": exchange(URL, API, {"user": {"accessToken": CANARY, "name": "x"}}),
    "URL in an answer": exchange(
        URL, API, {"image": f"https://c.example/i.jpg?w=3&X-Amz-Signature={CANARY}"}
    ),
}


def everything(path: Path) -> str:
    """Return the bytes of a database, and what is compressed in it, as a text."""
    found = path.read_bytes()
    database = sqlite3.connect(path)
    for (packed,) in database.execute("SELECT packed FROM calls"):
        found += zlib.decompress(packed)
    database.close()
    return found.decode("latin-1")


def lamps(exchanges: list[Exchange]) -> Iterator[tuple[Document, list[Exchange]]]:
    """Return six pages of a shop, each with *exchanges*."""
    return ((pages.old_shop(number), exchanges) for number in range(6))


def kept_of(
    folder: Path, visits: Iterable[tuple[Document, list[Exchange]]]
) -> tuple[str, dict[str, Any]]:
    """Return all that is on disk of a crawl of products, and the document's entry."""
    builder = SchemaBuilder(folder)
    rows = []
    for page, exchanges in visits:
        key = builder.take(page.url, page, exchanges)
        rows.append(row(page.url, builder.name(key, PageType.PRODUCT)))
    (template,), _ = builder.settle(rows)
    sample = builder.sample(template)
    entry = builder.describe(template, builder.schema(template, sample), sample)
    builder.close()
    return everything(folder / "pages.db"), entry


@pytest.mark.parametrize("where", LEAKS)
def test_a_secret_is_kept_nowhere(where: str, tmp_path: Path) -> None:
    disk, entry = kept_of(tmp_path, lamps([LEAKS[where]]))
    assert "api/x" in disk
    assert entry["apis"]
    assert CANARY not in disk
    assert CANARY not in json.dumps(entry)


def test_a_token_is_withheld_whatever_it_is_called(tmp_path: Path) -> None:
    odd = exchange(URL, f"{API}?p={JWT}", {"text": f"Bearer {JWT}", "id": 1})
    disk, entry = kept_of(tmp_path, lamps([odd, sent({"x": JWT})]))
    assert "eyJhbGciOiJIUzI1NiJ9" not in disk + json.dumps(entry)
    assert entry["apis"][0]["parameters"][0]["secret"] is True


def test_a_secret_is_withheld_from_paths_and_texts_too(tmp_path: Path) -> None:
    """What is known from one place to be a secret is none in another either."""
    leaks = [
        exchange(URL, f"https://a.example/api/u/{CANARY}/cart", {"total": 3, "n": 4}),
        exchange(URL, f"{API}?q={CANARY}", {"note": f"say {CANARY} at the desk"}),
        exchange(URL, f"{API}?token={CANARY}", {"a": 1}),
    ]
    disk, entry = kept_of(tmp_path, lamps(leaks))
    assert CANARY not in disk + json.dumps(entry)
    (cart,) = [one for one in entry["apis"] if one["url"].endswith("/cart")]
    (parameter,) = cart["parameters"]
    assert parameter["secret"] is True
    assert "examples" not in parameter


def test_addresses_in_scripts_lose_their_secrets(tmp_path: Path) -> None:
    builder = SchemaBuilder(tmp_path)
    rows = []
    for number in range(4):
        page = pages.old_shop(number)
        script = f"<script>fetch('/api/maps?key={CANARY}&z=3')</script></body>"
        made = Document(page.html.replace("</body>", script), page.url)
        key = builder.take(page.url, made)
        rows.append(row(page.url, builder.name(key, PageType.PRODUCT)))
    (template,), _ = builder.settle(rows)
    sample = builder.sample(template)
    entry = builder.describe(template, builder.schema(template, sample), sample)
    builder.close()
    (api,) = entry["apis"]
    assert api["url"] == "https://old.example/api/maps?key={withheld-1}&z=3"
    assert api["verified"] is False


@pytest.mark.parametrize("make", [lamp_page, story_page])
def test_sites_with_secrets(make: Any, tmp_path: Path) -> None:
    kept, entry = kept_of(tmp_path, map(make, range(8)))
    assert entry["apis"][0]["authorization_needed"] is True
    assert CANARY not in kept + json.dumps(entry)
