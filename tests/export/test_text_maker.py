"""Texts of pages that are kept, made in this process or in one of their own."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vultrcrawl.export.text_maker import TextMaker, TextProcess
from vultrcrawl.export.texts import TextStore
from vultrcrawl.page.document import Document
from vultrcrawl.page.html.layout import pack_layout
from vultrcrawl.page.markdown.render import markdown_text
from vultrcrawl.schema.templates.page_store import PageStore

SITE = "https://a.example/"
PAGE = """<title>Kettle {0}</title><nav><ul><li><a href=/>Home</a><li>Shop</ul></nav>
<main><h1>Kettle number {0}</h1><p hidden>Not this one, which nobody can see.</p>
<p>Fill it with <b>fresh</b> water, put it on the stove, and wait until it whistles.</p>
<ol><li>Pour the water over the leaves.<li>Wait for {0} minutes, no longer.</ol></main>
<footer><a href=/imprint>Imprint</a> All rights reserved</footer>"""


@pytest.fixture
def page_store(tmp_path: Path) -> Iterator[PageStore]:
    """Three pages, each with its layout."""
    page_store = PageStore(tmp_path)
    for number in range(3):
        page = Document(PAGE.format(number), f"{SITE}{number}")
        page_store.put(
            page.url, page.html, (), layout=pack_layout(page.root, page.layout)
        )
    yield page_store
    page_store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TextStore]:
    store = TextStore(tmp_path)
    yield store
    store.close()


def test_the_text_of_a_kept_page_is_that_of_the_page(
    page_store: PageStore, store: TextStore
) -> None:
    maker = TextMaker(page_store.file, store)
    assert maker.make(f"{SITE}1")
    made = store.get(f"{SITE}1")
    assert made is not None
    fresh = markdown_text(Document(PAGE.format(1), f"{SITE}1"))
    assert made.markdown == fresh.markdown
    assert store.main(f"{SITE}1") == fresh.main != b""
    assert "whistles" in made.markdown
    assert "nobody can see" not in made.markdown
    assert not maker.make(f"{SITE}unknown")
    maker.close()


def test_a_process_makes_what_it_was_sent_before_its_input_ends(
    page_store: PageStore, store: TextStore
) -> None:
    process = TextProcess(page_store.file, store.file)
    assert process.send([f"{SITE}{number}" for number in (2, 0)])
    assert process.send([f"{SITE}unknown", f"{SITE}1"])
    process.finish()
    assert all(store.get(f"{SITE}{number}") for number in range(3))
    assert not process.send([SITE])


def test_a_process_gets_no_key(
    page_store: PageStore, store: TextStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    process = TextProcess(page_store.file, store.file)
    seen = b""
    deadline = time.monotonic() + 20
    while b"PYTHONPATH=" not in seen:  # a process that just began has none yet
        assert time.monotonic() < deadline
        seen = Path(f"/proc/{process.pid}/environ").read_bytes()
    process.send([f"{SITE}1"])
    process.finish()
    assert b"sk-canary" not in seen
    assert store.get(f"{SITE}1") is not None


def test_a_process_that_was_killed_is_told_of_by_sending(
    page_store: PageStore, store: TextStore
) -> None:
    process = TextProcess(page_store.file, store.file)
    os.kill(process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while process.send([f"{SITE}1"]):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.finish()
    assert store.get(f"{SITE}1") is None


def test_a_process_ends_with_the_time_that_it_may_take(
    page_store: PageStore, store: TextStore
) -> None:
    process = TextProcess(page_store.file, store.file)
    process.send([f"{SITE}{number % 3}" for number in range(1_000)])
    began = time.monotonic()
    process.finish(0.1)
    assert time.monotonic() - began < 5


def test_nobody_waits_for_a_process_that_is_abandoned(
    page_store: PageStore, store: TextStore
) -> None:
    process = TextProcess(page_store.file, store.file)
    many = [f"{SITE}{number % 3}" for number in range(100_000)]  # minutes of work
    with ThreadPoolExecutor(1) as other:
        sent = other.submit(process.send, many)
        process.abandon()
        assert sent.result(20) is False
    process.finish()
