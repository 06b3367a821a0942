"""Pages that wait on disk for their template's schema."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schema import pages
from vultrcrawl.errors import StorageError
from vultrcrawl.page.signature import signature
from vultrcrawl.schema.shelf import Shelf


def test_pages_come_back_from_the_shelf(tmp_path: Path) -> None:
    documents = [pages.old_shop(n) for n in range(3)]
    shelf = Shelf(tmp_path)
    for one in documents:
        shelf.put(one.url, one.html, signature(one))
    shelf.close()
    again = Shelf(tmp_path)
    assert list(again.signatures()) == [(one.url, signature(one)) for one in documents]
    urls = [documents[2].url, "https://unknown.example/", documents[0].url]
    back = list(again.documents(urls))
    assert [one.url for one in back] == [urls[0], urls[2]]
    assert [one.html for one in back] == [documents[2].html, documents[0].html]
    again.close()


def test_a_page_fetched_again_replaces_the_old_one() -> None:
    shelf = Shelf()
    shelf.put("https://a.example/", "<p>old", (1, 2))
    shelf.put("https://a.example/", "<p>new", ())
    assert list(shelf.signatures()) == [("https://a.example/", ())]
    assert [one.html for one in shelf.documents(["https://a.example/"])] == ["<p>new"]
    shelf.close()


@given(st.text(st.characters(exclude_categories=()), max_size=60))
@settings(deadline=None)  # it makes files, and others use the disk
def test_any_text_is_kept_lone_surrogates_aside(text: str) -> None:
    shelf = Shelf()
    shelf.put("https://a.example/", f"<p>{text}", (0, 2**32 - 1))
    (back,) = shelf.documents(["https://a.example/"])
    assert back.html == f"<p>{text}".encode("utf-8", "replace").decode()
    assert list(shelf.signatures()) == [("https://a.example/", (0, 2**32 - 1))]
    shelf.close()


def test_a_lone_surrogate_costs_itself_only() -> None:
    shelf = Shelf()
    shelf.put("https://a.example/", "<p>be\ud800fore", ())
    (back,) = shelf.documents(["https://a.example/"])
    assert back.html == "<p>be?fore"
    shelf.close()


def test_a_shelf_in_memory_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    shelf = Shelf()
    shelf.put("https://a.example/", "<p>", ())
    assert list(tmp_path.rglob("pages.db"))
    shelf.close()
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_a_storage_error(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    pages_used = shelf._db.execute("PRAGMA page_count").fetchone()[0]
    shelf._db.execute(f"PRAGMA max_page_count = {pages_used}")
    noise = "".join(chr(33 + n * n % 7919) for n in range(9_000))
    with pytest.raises(StorageError, match="can't be kept"):
        shelf.put("https://a.example/", noise, ())
    shelf.close()


def test_a_closed_shelf_is_closed() -> None:
    shelf = Shelf()
    shelf.close()
    with pytest.raises(sqlite3.ProgrammingError):
        list(shelf.signatures())
