"""A state in which something is missing, or a bit has turned."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from vultrcrawl.errors import StateDamaged, StateError
from vultrcrawl.frontier.frontier import Frontier
from vultrcrawl.frontier.scope import Scope
from vultrcrawl.frontier.state.files import FILE
from vultrcrawl.frontier.state.store import Store
from vultrcrawl.items import Page, Region, Via
from vultrcrawl.page.document import Document

START = "https://a.example/"
HTML = "<a href=/b>b</a> <a href=https://b.example>c</a> <p>Words of this page.</p>"


def begin(folder: Path) -> Store:
    """Fetch the first page of a crawl in *folder*."""
    store = Store(folder)
    frontier = Frontier(store, Scope(start_url=START), 10)
    frontier.seed(START, Via.START)
    known = frontier.lease()
    assert known is not None
    document = Document(HTML, START)
    page = Page(url=START, final_url=START, status=200, content_hash="x")
    frontier.complete(known.id, page, document.links, document.main_text)
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    begin(tmp_path).close()
    yield tmp_path
    assert not list(tmp_path.glob("*-wal"))


def check(folder: Path) -> None:
    store = Store(folder)
    try:
        store.check()
    finally:
        store.close()


def test_a_sound_state_is_gone_on_with(folder: Path) -> None:
    check(folder)
    check(folder)
    store = Store(folder)
    links = list(store.link_rows())
    assert {link["region"] for link in links} == {Region.MAIN}
    assert list(store.linked()) == [(link["source"], link["target"]) for link in links]
    assert Counter(one.reason for one in store.unfetched()) == {"budget": 1, "scope": 1}
    store.close()


@pytest.mark.parametrize(
    "change",
    [
        "DROP TABLE links",
        "DROP TABLE kinds",
        "DROP INDEX waiting",
        "DELETE FROM urls",
        "DELETE FROM urls WHERE state = 1",
        "DELETE FROM urls WHERE state = 0",
        "DELETE FROM pages",
        "DELETE FROM about",
        "DELETE FROM kinds",
        "DELETE FROM places",
        "UPDATE urls SET state = 7",
        "UPDATE urls SET state = 1",
        "UPDATE urls SET reason = NULL",
        "UPDATE urls SET reason = 'filtes' WHERE state = 3",
        "UPDATE urls SET via = 'lint'",
        "UPDATE urls SET parent = 99",
        "UPDATE urls SET url = CAST(x'68ff74' AS TEXT) WHERE state = 0 AND id = 2",
        "UPDATE pages SET row = '{'",
        "UPDATE pages SET row = '[]'",
        "UPDATE pages SET row = replace(row, 'a.example', 'b.example')",
        "UPDATE pages SET row = replace(row, 'final_url', 'final_urm')",
        "UPDATE pages SET observed = 'x'",
        "UPDATE pages SET row = CAST(x'68ff74' AS TEXT)",
        "UPDATE links SET target = 99",
    ],
)
def test_what_does_not_fit_together_is_told(folder: Path, change: str) -> None:
    db = sqlite3.connect(folder / FILE)
    with db:
        db.execute(change)
    db.close()
    with pytest.raises(StateDamaged, match=r"damaged \(.+\); put back") as caught:
        check(folder)
    assert str(caught.value).isprintable()


def test_flipped_bytes_are_told_or_do_no_harm(tmp_path: Path) -> None:
    begin(tmp_path / "whole").close()
    whole = (tmp_path / "whole" / FILE).read_bytes()
    told = others = 0
    for place in range(0, len(whole), 397):
        folder = tmp_path / "flipped"
        folder.mkdir()
        spoiled = bytearray(whole)
        spoiled[place] ^= 0x55
        (folder / FILE).write_bytes(spoiled)
        try:
            check(folder)
        except StateDamaged:
            told += 1
        except StateError as error:
            others += "version" in str(error)
        else:
            store = Store(folder)
            Frontier(store, Scope(start_url=START), 10).lease()
            store.close()
        shutil.rmtree(folder)
    assert told > 5
    assert others < 2


def test_a_log_that_is_missing_is_told(tmp_path: Path) -> None:
    """As after `kill -9`, and a copy of the one file alone."""
    hold = (
        "import sys, time; from pathlib import Path;"
        "from tests.frontier.state.test_checks import begin;"
        "store = begin(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    )
    job = tmp_path / "job"
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, str(job)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    copy = tmp_path / "copy"
    shutil.copytree(job, copy)
    check(copy)  # with its log it is whole
    (job / f"{FILE}-wal").unlink()
    before = (job / FILE).read_bytes()
    with pytest.raises(StateDamaged, match=r"crawl\.db-wal is missing"):
        check(job)
    assert (job / FILE).read_bytes() == before


def test_a_crawl_that_died_before_it_knew_its_start_begins(tmp_path: Path) -> None:
    Store(tmp_path).close()
    begin(tmp_path).close()
    check(tmp_path)
