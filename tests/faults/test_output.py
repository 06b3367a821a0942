"""What a hostile page leaves in files and logs: F49 and F50."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import unicodedata
from contextlib import closing
from html import escape
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from tests.faults.rawsite import RawSite, Reply, http, neighbours, page
from tests.faults.rig import Run, explore
from tests.support.reports import assert_inert
from vultrcrawl.report.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
CANARY = "sk-canary-5f1d7c"
TITLES = [
    "=HYPERLINK('http://x')",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u00a0=1",
    "\uff1d1+1",
    "two\n=1",
    "'=1",
    "</script><script>alert(1)</script>",
    "\x1b]52;c;aGk=\x07\x1b[2J",
    "\x9b31m",
    "line\u2028separator",
    "\u202egnp.exe",
    "&#55296;&#xDFFF;&#0;",
    "\ufeffmark",
    "a" * 2**20,
]
NAMES = ["../../etc/passwd", "..%2f..%2fx", "CON", "a%00b", "%1b]0;x%07", "%0d%0aX: y"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    replies: dict[str, Reply] = {
        f"/title/{n}": http(
            f"<!doctype html><meta charset=utf-8><title>{escape(title)}</title>"
            f"<meta name=description content='{escape(title)}'><h1>{escape(title)}</h1>"
            f"<p>{'Words of a page. ' * 30}".replace("&amp;#", "&#")
        )
        for n, title in enumerate(TITLES)
    }
    named = [f"/name/{name}" for name in NAMES]
    index = page("Start", *replies, *named, *neighbours())
    folder = tmp_path_factory.mktemp("output")
    with RawSite(replies | {"/": index}) as site:
        yield explore(
            site.url,
            folder / "out",
            env={"OPENAI_API_KEY": CANARY},
            arguments={"classifier": "local"},
            LOG_LEVEL="DEBUG",
            VULTRCRAWL_SITE_DB=True,
            FEEDS=json.dumps(
                {
                    str(folder / "out" / f"feed.{kind}"): {"format": kind}
                    for kind in ("csv", "xml")
                }
            ),
        )


def test_every_page_has_its_row(run: Run) -> None:
    run.assert_neighbours()
    assert run.crawl.exit_code == 0
    for number in range(len(TITLES)):
        row = run.row(f"/title/{number}")
        assert (row["status"], row["error"]) == (200, None)
    plain = run.row("/title/0")
    assert plain["title"] == TITLES[0]


@pytest.mark.parametrize("name", ["pages.csv", "feed.csv"])
def test_no_cell_starts_a_formula(name: str, run: Run) -> None:
    limit = csv.field_size_limit(2**21)  # for the title of a megabyte
    with (run.crawl.folder / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    csv.field_size_limit(limit)
    assert len(rows) > len(TITLES)
    for row in rows[1:]:
        for cell in row:
            for line in cell.splitlines():
                start = unicodedata.normalize("NFKC", line).lstrip(" \t\u00a0")[:1]
                number = line.lstrip("-").replace(".", "", 1).isdigit()
                assert start not in {"=", "+", "@"}, cell
                assert start != "-" or number, cell


def test_the_report_shows_what_a_page_says_and_does_nothing(run: Run) -> None:
    tree = assert_inert((run.crawl.folder / "report.html").read_text(encoding="utf-8"))
    text = tree.text_content()
    site = json.loads((run.crawl.folder / "site.json").read_bytes())
    fields = [field for one in site["templates"] for field in one["item"]["fields"]]
    told = [example["value"] for field in fields for example in field["examples"]]
    assert set(told) & set(TITLES)
    site_url = run.row("/title/0")["url"].removesuffix("/title/0")
    for value in told:  # the report leaves out the site of its addresses
        assert printable(value.removeprefix(site_url))[:50].strip() in text


def test_the_xml_feed_can_be_read(run: Run) -> None:
    feed = run.crawl.folder / "feed.xml"
    rows = ElementTree.parse(feed).getroot()  # noqa: S314 (our own)
    titles = {row.findtext("url"): row.findtext("title") for row in rows}
    assert len(titles) > len(TITLES)
    assert TITLES[0] in titles.values()
    assert not any(CONTROLS.search(text) for text in titles.values() if text)


def test_the_database_orders_nothing_of_a_terminal(run: Run) -> None:
    with closing(sqlite3.connect(run.crawl.folder / "site.db")) as db:
        told = "\n".join(db.iterdump())
    assert TITLES[0][:5] in told
    assert CONTROLS.search(told) is None


def test_lines_of_json_are_one_object_each(run: Run) -> None:
    for file in run.crawl.folder.glob("**/*.jsonl"):
        text = file.read_bytes().decode("utf-8")
        for line in text.split("\n")[:-1]:
            assert isinstance(json.loads(line), dict)


def test_no_file_acts_on_a_terminal_that_shows_it(run: Run) -> None:
    files = [
        path for path in run.crawl.folder.rglob("*") if path.suffix not in ("", ".db")
    ]
    assert {path.suffix for path in files} >= {".csv", ".jsonl", ".json", ".html"}
    for path in files:
        text = path.read_text(encoding="utf-8")
        acting = {c for c in text if unicodedata.category(c) == "Cc"} - set("\t\r\n")
        assert not acting, path


def test_no_file_is_named_by_a_page(run: Run) -> None:
    folder = run.crawl.folder
    names = [str(path.relative_to(folder)) for path in folder.rglob("*")]
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789-_./")
    assert all(set(name) <= allowed for name in names), names
    assert sorted(path.name for path in folder.parent.iterdir()) == ["out"]


def test_the_log_is_plain_text(run: Run) -> None:
    # Escape sequences are looked for in every crawl of the suite.
    assert "\u202e" not in run.crawl.stderr
    assert max(map(len, run.crawl.stderr.splitlines())) < 5_000


def test_a_key_is_nowhere(run: Run) -> None:
    assert CANARY not in run.crawl.stderr
    assert CANARY not in run.crawl.stdout
    for file in run.crawl.folder.rglob("*"):
        assert file.is_dir() or CANARY.encode() not in file.read_bytes(), file
