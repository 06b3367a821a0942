"""Pages that wait on disk for their template's schema."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schema import pages
from vultrcrawl.errors import StorageError
from vultrcrawl.page.document import Document
from vultrcrawl.page.html.layout import pack_layout, unpack_layout
from vultrcrawl.page.signature import signature
from vultrcrawl.schema.templates.page_store import PageStore


def test_pages_come_back_from_the_shelf(tmp_path: Path) -> None:
    documents = [pages.old_shop(n) for n in range(3)]
    page_store = PageStore(tmp_path)
    for one in documents:
        page_store.put(one.url, one.html, signature(one))
    page_store.close()
    again = PageStore(tmp_path)
    assert list(again.signatures()) == [(one.url, signature(one)) for one in documents]
    urls = [documents[2].url, "https://unknown.example/", documents[0].url]
    back = list(again.documents(urls))
    assert [one.url for one in back] == [urls[0], urls[2]]
    assert [one.html for one in back] == [documents[2].html, documents[0].html]
    again.close()


def test_a_page_is_read_again_without_a_walk_over_it(tmp_path: Path) -> None:
    hidden = "<div hidden><p id=no>Not here</p></div>"
    html = (
        "<!-- before --><nav><a href=/a>Menu</a></nav><main><h1>Title</h1>"
        "<svg><g/></svg>"
        f"<p>{'What it is about. ' * 40}</p>{hidden}</main><footer>Imprint</footer>"
    )
    page = Document(html, "https://a.example/")
    page_store = PageStore(tmp_path)
    packed = pack_layout(page.root, page.layout)
    page_store.put(page.url, page.html, (), layout=packed)
    page_store.put("https://a.example/other", "<p>other", (), layout=packed)
    back, other = page_store.documents([page.url, "https://a.example/other"])
    page_store.close()

    def seen(of: Document) -> list[tuple[str, str, bool]]:
        return [(one.tag, one.region, one.has_block) for one in of.content.nodes]

    assert seen(back) == seen(page)
    assert back.hides(back.root.find(".//p[@id='no']"))
    assert not back.hides(back.root.find(".//h1"))
    assert "walk" not in vars(back)
    # A layout of another page, or a damaged one, is none.
    assert [one.tag for one in other.content.nodes] == ["body", "p"]
    assert unpack_layout(packed[:-9], back.root) is None


def test_a_page_fetched_again_replaces_the_old_one() -> None:
    page_store = PageStore()
    page_store.put("https://a.example/", "<p>old", (1, 2))
    page_store.put("https://a.example/", "<p>new", ())
    assert list(page_store.signatures()) == [("https://a.example/", ())]
    assert [one.html for one in page_store.documents(["https://a.example/"])] == [
        "<p>new"
    ]
    page_store.close()


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_is_kept_lone_surrogates_aside(text: str) -> None:
    page_store = PageStore()
    page_store.put("https://a.example/", f"<p>{text}", (0, 2**32 - 1))
    (back,) = page_store.documents(["https://a.example/"])
    assert back.html == f"<p>{text}".encode("utf-8", "replace").decode()
    assert list(page_store.signatures()) == [("https://a.example/", (0, 2**32 - 1))]
    page_store.close()


def test_a_lone_surrogate_costs_itself_only() -> None:
    page_store = PageStore()
    page_store.put("https://a.example/", "<p>be\ud800fore", ())
    (back,) = page_store.documents(["https://a.example/"])
    assert back.html == "<p>be?fore"
    page_store.close()


def test_a_shelf_in_memory_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    page_store = PageStore()
    page_store.put("https://a.example/", "<p>", ())
    assert list(tmp_path.rglob("pages.db"))
    page_store.close()
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_a_storage_error(tmp_path: Path) -> None:
    page_store = PageStore(tmp_path)
    pages_used = page_store._db.execute("PRAGMA page_count").fetchone()[0]
    page_store._db.execute(f"PRAGMA max_page_count = {pages_used}")
    noise = "".join(chr(33 + n * n % 7919) for n in range(9_000))
    with pytest.raises(StorageError, match="can't be kept"):
        page_store.put("https://a.example/", noise, ())
    page_store.close()


def test_a_closed_shelf_is_closed() -> None:
    page_store = PageStore()
    page_store.close()
    with pytest.raises(sqlite3.ProgrammingError):
        list(page_store.signatures())
