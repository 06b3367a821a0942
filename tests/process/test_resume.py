"""Going on with a crawl in its JOBDIR, and what is refused."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

from tests.process.rig import Run, assert_complete, fetched, tree, wait_until
from tests.support.crawls import Crawl
from tests.support.site import Answer, Site, links, page


def one_line(crawl: Crawl) -> str:
    (line,) = crawl.stderr.strip().splitlines()
    assert line.startswith("vultrcrawl: "), line
    return line


def untyped(row: dict[str, Any]) -> dict[str, Any]:
    """Return *row* without what its site tells of it."""
    told = {"page_type", "page_group", "item_type", "confidence", "classified_by"}
    return {key: row[key] for key in row.keys() - told - {"template"}}


def test_a_crawl_goes_on_where_its_budget_ended(tmp_path: Path) -> None:
    job, out, feed = tmp_path / "job", tmp_path / "out", tmp_path / "feed.jsonl"
    with tree(30) as site:
        everything = {f"{site.url}p/{n}" for n in range(1, 30)} | {site.url}
        first = Run(site.url, out, job=job, max_pages=12).end()
        assert first.exit_code == 0, first.stderr
        rows_before = first.rows("pages.jsonl")
        assert len(rows_before) == 12
        more = ("-O", str(feed))
        second = Run(site.url, out, *more, job=job, max_pages=100).end()
        assert second.exit_code == 0, second.stderr
        assert_complete(second, everything)
        assert set(fetched(site).values()) == {1}, "a page was fetched twice"
        # A feed holds what its run fetched; the output folder holds it all.
        rows = [json.loads(line) for line in feed.read_text().splitlines()]
        assert [row["url"] for row in rows] == list(second.pages)[12:]
        # Order and content of what was there is what it was; what the pages are is told
        # anew by the whole site, which is larger now.
        again = second.rows("pages.jsonl")[:12]
        assert list(map(untyped, again)) == list(map(untyped, rows_before))
        requests = len(site.hits)
        started = time.monotonic()
        third = Run(site.url, out, job=job, max_pages=100).end()
        assert time.monotonic() - started < 20
        assert third.exit_code == 0
        assert len(site.hits) == requests, "a finished crawl asked for something"
    assert "nothing was left to fetch" in third.stderr
    assert_complete(third, everything)


def test_a_scope_that_moved_with_the_start_is_kept(tmp_path: Path) -> None:
    job, out = tmp_path / "job", tmp_path / "out"
    with Site() as new, Site() as old:
        moved = f"{new.url}home"
        old.answers["/"] = Answer(status=301, headers={"Location": moved})
        new.answers |= {"/home": page("Home", links("/a", "/b")), "/a": page("A")}
        new.answers["/b"] = page("B")
        allow = ("-s", f"VULTRCRAWL_EGRESS_ALLOW=127.0.0.1:{new.port}")
        first = Run(old.url, out, *allow, job=job, max_pages=1).end()
        assert set(first.pages) == {old.url}, first.stderr
        second = Run(old.url, out, *allow, job=job).end()
        assert set(second.pages) == {old.url, new.url + "a", new.url + "b"}
        assert fetched(new)["/home"] == 1


def test_a_start_that_gave_nothing_is_asked_again(tmp_path: Path) -> None:
    job, out = tmp_path / "job", tmp_path / "out"
    with Site({"/": Answer("oops", delay=30)}) as site:
        short = ("-s", "DOWNLOAD_TIMEOUT=1", "-s", "RETRY_TIMES=0")
        first = Run(site.url, out, *short, job=job).end()
        assert first.exit_code == 5, first.stderr
        site.answers["/"] = page("Up again")
        second = Run(site.url, out, job=job).end()
        assert second.exit_code == 0, second.stderr
        assert_complete(second, {site.url})


def test_what_can_not_be_gone_on_with_is_one_line(tmp_path: Path) -> None:
    job, out = tmp_path / "job", tmp_path / "out"
    with tree(3) as site:
        first = Run(site.url, out, job=job).end()
        requests = len(site.hits)
        other_start = Run(site.url + "p/1", out, job=job).end()
        other_scope = Run(site.url, out, job=job, scope="prefix").end()
        with sqlite3.connect(job / "crawl.db") as db:
            db.execute("PRAGMA user_version = 0")
        db.close()
        older = Run(site.url, out, job=job).end()
        with (job / "crawl.db").open("r+b") as file:
            file.write(b"not a database")
        damaged = Run(site.url, out, job=job).end()
        assert len(site.hits) == requests
    assert [c.exit_code for c in (other_start, other_scope, older)] == [2] * 3
    assert damaged.exit_code == 4
    assert "start_url=" in one_line(other_start)
    assert "scope=host, not scope=prefix" in one_line(other_scope)
    assert "version 0" in one_line(older)
    assert "damaged" in one_line(damaged)
    assert damaged.pages == first.pages, "the output was overwritten"


def test_damage_is_told_before_anything_is_fetched(tmp_path: Path) -> None:
    job, out = tmp_path / "job", tmp_path / "out"
    changes = (
        "DROP TABLE links",
        "DELETE FROM links",
        "DELETE FROM pages",
        "UPDATE pages SET row = '{'",
    )
    with tree(3) as site:
        first = Run(site.url, out, job=job).end()
        requests = len(site.hits)
        whole = (job / "crawl.db").read_bytes()
        told = []
        for change in changes:
            with sqlite3.connect(job / "crawl.db") as db:
                db.execute(change)
            db.close()
            told.append(Run(site.url, out, job=job).end())
            (job / "crawl.db").write_bytes(whole)
        (job / "crawl.db").write_bytes(b"")
        told += [Run(site.url, out, job=job).end() for _ in range(2)]
        (job / "crawl.db").write_bytes(whole)
        (job / "pages.db").unlink()
        told.append(Run(site.url, out, job=job).end())
        assert len(site.hits) == requests
    for crawl in told:
        assert crawl.exit_code == 4
        assert "damaged" in one_line(crawl)
        assert "put back a copy of the whole folder, or remove it" in crawl.stderr
        assert crawl.pages == first.pages


def test_a_second_process_ends_at_once_and_names_the_first(tmp_path: Path) -> None:
    """F56: neither the state nor the output of the first is touched."""
    job, out = tmp_path / "job", tmp_path / "out"
    with tree(60, delay=0.5) as site:
        first = Run(site.url, out, job=job)
        wait_until(site.paths)
        second = Run(site.url, out, job=job).end()
        assert second.exit_code == 4
        assert f"process number {first.program.pid}" in one_line(second)
        assert not (out / "pages.jsonl").exists()
        first.signal(signal.SIGINT)
        assert first.end().exit_code == 11
        # The lock of a dead process is none.
        third = Run(site.url, out, job=job)
        wait_until(lambda: len(site.paths()) > 10)
        third.kill()
        for path in range(60):
            site.answers[f"/p/{path}"] = page(f"Page {path}")
        fourth = Run(site.url, out, job=job).end()
        assert fourth.exit_code == 0, fourth.stderr


def test_files_torn_by_a_crash_are_written_anew(tmp_path: Path) -> None:
    job, out = tmp_path / "job", tmp_path / "out"
    with tree(8) as site:
        Run(site.url, out, job=job, max_pages=4).end()
        for name in ("pages.jsonl", "pages.csv"):
            whole = (out / name).read_bytes()
            (out / name).write_bytes(whole[: len(whole) // 2])
        crawl = Run(site.url, out, job=job).end()
        everything = {f"{site.url}p/{n}" for n in range(1, 8)} | {site.url}
    assert_complete(crawl, everything)
