"""The text of a site that was explored, as Markdown."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.crawl.explored import Explored
from tests.support.crawls import Crawl, explore
from tests.support.shop import ARTICLES, PRODUCTS, article
from tests.support.site import Site, page
from vultrcrawl.export.text_files import READ


def test_articles_have_their_text_and_products_only_if_asked_for(
    shopped: Explored, tmp_path: Path
) -> None:
    kinds = {
        json.loads(path.read_text("utf-8").split("type: ")[1].splitlines()[0])
        for path in (shopped.crawl.folder / "text").rglob("*.md")
    }
    assert kinds == {"article"}
    said = (shopped.crawl.folder / "llms-full.txt").read_text("utf-8")
    for number in range(ARTICLES):
        for paragraph in article(number)["paragraphs"]:
            assert paragraph in said
    assert "1 Harbor Road" not in said  # of the footer
    assert said.startswith("# Lamps\n")
    listed = (shopped.crawl.folder / "llms.txt").read_text("utf-8")
    assert listed.startswith("# Lamps\n")
    every = explore(shopped.site.url, tmp_path / "all", text="markdown")
    assert len(list((every.folder / "text").rglob("*.md"))) >= PRODUCTS + ARTICLES
    pieces = every.rows("chunks.jsonl")
    assert len({one["id"] for one in pieces}) == len(pieces)
    none = explore(shopped.site.url, tmp_path / "none", text="none")
    assert not (none.folder / "text").exists()
    assert not (none.folder / "llms.txt").exists()


def test_texts_that_a_killed_crawl_did_not_make_are_made_in_the_end(
    shopped: Explored, tmp_path: Path
) -> None:
    job = ("-s", f"JOBDIR={tmp_path / 'job'}")
    before = _texts(explore(shopped.site.url, tmp_path / "a", *job, text="markdown"))
    assert len(before) > PRODUCTS
    with closing(sqlite3.connect(tmp_path / "job" / "texts.db")) as db:
        db.execute("DELETE FROM texts WHERE rowid % 3")
        db.commit()
    again = _texts(explore(shopped.site.url, tmp_path / "b", *job, text="markdown"))
    assert again == before


def test_where_pages_come_fast_texts_that_may_not_be_wanted_wait(
    tmp_path: Path,
) -> None:
    count = 150
    menu = "".join(
        f'<a href="/p/{number}">see {number}</a> ' for number in range(count)
    )
    prose = "<p>Lorem ipsum dolor sit amet, consectetur adipiscing elit.</p>" * 200
    # The model takes them for products, and is not sure.
    answers = {
        f"/p/{number}": page(
            f"Page {number}", f"<div class=related>{menu}</div>{prose}"
        )
        for number in range(count)
    }
    with Site(answers) as site:
        job = ("-s", f"JOBDIR={tmp_path / 'job'}")
        crawl = explore(f"{site.url}p/0", tmp_path / "out", *job, max_pages=count)
    read = [row for row in crawl.pages.values() if row["page_type"] in READ]
    assert len(crawl.pages) == count
    assert len(_texts(crawl)) == len(read)
    with closing(sqlite3.connect(tmp_path / "job" / "texts.db")) as db:
        (made,) = db.execute("SELECT count(*) FROM texts").fetchone()
    assert len(read) <= made < count


def _texts(crawl: Crawl) -> dict[str, str]:
    folder = crawl.folder / "text"
    return {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in folder.rglob("*.md")
    }


def test_a_crawl_may_leave_a_database(shopped: Explored, tmp_path: Path) -> None:
    crawl = explore(shopped.site.url, tmp_path / "out", "-s", "VULTRCRAWL_SITE_DB=True")
    with closing(sqlite3.connect(crawl.folder / "site.db")) as db:
        (pages,) = db.execute("SELECT count(*) FROM pages").fetchone()
        assert pages == len(crawl.pages)
        records = db.execute("SELECT name, records FROM templates").fetchall()
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        (text,) = db.execute(
            "SELECT text FROM search WHERE template = 'article' LIMIT 1"
        ).fetchone()
    assert dict(records) == {
        name: len(crawl.rows(f"records/{name}.jsonl")) for name, _ in records
    }
    assert any(paragraph in text for paragraph in _paragraphs())


def _paragraphs() -> list[str]:
    return [one for n in range(ARTICLES) for one in article(n)["paragraphs"]]
