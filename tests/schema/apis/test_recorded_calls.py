"""What is kept of a page's calls: bounded, durable, and no trouble when damaged."""

from __future__ import annotations

import json
import sqlite3
import zlib
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schema.asking import exchange
from vultrcrawl.page.exchange import Exchange, Growth
from vultrcrawl.schema.apis.recorded_calls import (
    MAX_CALLS,
    MAX_PAGE,
    is_measuring,
    pack_calls,
    redacted_calls,
    unpack_calls,
)
from vultrcrawl.schema.templates.page_store import PageStore

URL = "https://a.example/item/1"
API = "https://a.example/api"


def back(*exchanges: Exchange) -> list[Any]:
    packed = pack_calls(exchanges, None)
    assert packed is not None
    return unpack_calls(packed)[0]


def test_calls_and_growth_come_back(tmp_path: Path) -> None:
    page_store = PageStore(tmp_path)
    growth = Growth(
        kind="load_more", rounds=3, complete=False, selector="b", text="More"
    )
    one = exchange(URL, f"{API}/x?a=1", {"a": [1, None, "ü\ud800"]}, headers=("X-A",))
    page_store.put(URL, "<p>", (1,), exchanges=[one], growth=growth)
    page_store.put("https://a.example/", "<p>", (1,))
    page_store.close()
    again = PageStore(tmp_path)
    (found,) = again.calls(["https://a.example/", URL, "https://b.example/"], 5)
    assert (found.url, found.growth) == (URL, growth)
    (call,) = found.calls
    assert (call.url, call.headers) == (one.url, ("x-a",))
    assert call.data == {"a": [1, None, "ü?"]}, "what is no text is not kept"
    assert not call.cut
    again.close()


def test_a_page_fetched_again_forgets_its_calls() -> None:
    page_store = PageStore()
    page_store.put(URL, "<p>", (), exchanges=[exchange(URL, API, {"a": 1})])
    page_store.put(URL, "<p>", ())
    assert not list(page_store.calls([URL], 5))
    page_store.close()


def test_a_jobdir_from_before_calls_were_kept(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "pages.db")
    old.execute(
        "CREATE TABLE pages"
        " (url TEXT PRIMARY KEY, html BLOB NOT NULL, signature BLOB NOT NULL)"
    )
    row = (URL, zlib.compress(b"<p>old"), b"")
    old.execute("INSERT INTO pages VALUES (?, ?, ?)", row)
    old.commit()
    old.close()
    page_store = PageStore(tmp_path)
    assert not list(page_store.calls([URL], 5))
    page_store.put(
        "https://a.example/2", "<p>", (), exchanges=[exchange(URL, API, {"a": 1})]
    )
    assert len(list(page_store.calls([URL, "https://a.example/2"], 5))) == 1
    assert [one.html for one in page_store.documents([URL])] == ["<p>old"]
    page_store.close()


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"no zlib",
        zlib.compress(b"no json"),
        zlib.compress(b"[]"),
        zlib.compress(b'{"calls": 3, "growth": null}'),
        zlib.compress(b'{"calls": [{"url": "x"}], "growth": null}'),
        zlib.compress(b'{"calls": [], "growth": {"kind": "x", "later": 1}}'),
        zlib.compress(json.dumps({"calls": [{
            "page_url": 1, "method": "GET", "url": [], "headers": [],
        }], "growth": None}).encode()),
    ],
)  # fmt: skip
def test_damaged_calls_are_left_out(damaged: bytes, tmp_path: Path) -> None:
    page_store = PageStore(tmp_path)
    for url in ("https://a.example/1", "https://a.example/2"):
        page_store.put(url, "<p>", (), exchanges=[exchange(url, API, {"a": 1})])
    page_store.close()
    with closing(sqlite3.connect(tmp_path / "pages.db")) as db, db:
        row = (damaged, "https://a.example/1")
        assert db.execute("UPDATE calls SET packed = ? WHERE url = ?", row).rowcount
    page_store = PageStore(tmp_path)
    urls = ["https://a.example/1", "https://a.example/2"]
    assert [one.url for one in page_store.calls(urls, 5)] == urls[1:]
    page_store.close()


# Bounds.


def test_calls_of_a_kind_are_counted_beyond_the_first() -> None:
    many = [exchange(URL, f"{API}/list?page={n}", {"n": n}) for n in range(30)]
    calls = back(*many, exchange(URL, f"{API}/other", {"a": 1}))
    assert len(calls) == 7
    assert sum(one.calls for one in calls) == 31
    assert [one.data["n"] for one in calls[:6]] == list(range(6))


def test_at_most_twenty_calls() -> None:
    words = "abcdefghijklmnopqrstuvwxyz"
    calls = back(*(exchange(URL, f"{API}/{one}", {"a": 1}) for one in words))
    assert len(calls) == MAX_CALLS


def test_a_large_answer_is_cut_to_its_first_items_and_says_so() -> None:
    data = {"items": [{"id": n, "text": "x" * 50} for n in range(10_000)], "total": 7}
    (call,) = back(exchange(URL, API, data))
    assert call.cut
    assert call.data["total"] == 7
    assert call.data["items"] == data["items"][: len(call.data["items"])]  # type: ignore[index] # JSON
    assert len(call.data["items"]) >= 10


def test_a_page_keeps_a_megabyte_of_json() -> None:
    noise = ["".join(chr(97 + n * n % 26) for n in range(15_000)) for _ in range(15)]
    words = "abcdefghijklmnopqrst"
    exchanges = [exchange(URL, f"{API}/{one}", noise) for one in words]
    packed = pack_calls(exchanges, None)
    assert packed is not None
    calls, _, size = unpack_calls(packed)
    assert size <= MAX_PAGE + 1_000
    assert len(calls) == 20
    whole = [one for one in calls if one.data is not None]
    assert 3 <= len(whole) < 5
    assert all(one.cut for one in calls if one.data is None)


def test_addresses_without_end_count_as_well() -> None:
    words = "abcdefghijklmnopqrst"
    long = [exchange(URL, f"{API}/{one}?q={'x' * 90_000}", {"a": 1}) for one in words]
    packed = pack_calls(long, None)
    assert packed is not None
    calls, _, size = unpack_calls(packed)
    assert size <= MAX_PAGE + 1_000
    assert 8 < len(calls) < 12


def test_nesting_without_end() -> None:
    deep: Any = 1
    for _ in range(50_000):
        deep = [deep]
    (call,) = back(exchange(URL, API, {"a": 1, "deep": deep}))
    assert call.data["a"] == 1


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_any_text_of_a_request_is_taken(url: str, body: str, kind: str) -> None:
    one = exchange(
        f"https://a.example/{url}",
        f"https://a.example/{url}",
        {"a": body},
        method="POST",
        request_body=body,
        request_type=kind,
    )
    for call in redacted_calls([one])[0]:
        assert call.url.startswith("https://a.example/")


@pytest.mark.parametrize("url", ["", "data:x", "https://[", "blob:https://a/1", "x"])
def test_what_is_no_address_is_left_out(url: str) -> None:
    assert pack_calls([exchange(URL, url, {"a": 1})], None) is None


# Measuring of visitors.


@pytest.mark.parametrize(
    "url",
    [
        "https://www.google-analytics.com/g/collect?v=2",
        "https://analytics.shop.example/v1",
        "https://o1.ingest.sentry.io/api/5/envelope/",
        "https://browser-intake-datadoghq.com/api/v2/rum",
        "https://shop.example/api/telemetry",
        "https://shop.example/api/collect",
        "https://shop.example/_vercel/web-vitals",
    ],
)
def test_addresses_that_measure(url: str) -> None:
    assert is_measuring(url)
    assert pack_calls([exchange(URL, url, {"events": [1, 2, 3]})], None) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/api/collections/rum",
        "https://shop.example/api/tracking/42",
        "https://shop.example/api/pixel-8",
        "https://segmental.example/api/data",
    ],
)
def test_addresses_that_only_sound_like_it(url: str) -> None:
    assert not is_measuring(url)
