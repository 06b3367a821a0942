"""Streams that are closed, or that nobody reads, and feeds that can't be."""

from __future__ import annotations

import csv
import json
import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from tests.process.rig import PAGES, small_site
from tests.support.commands import command, environment
from tests.support.crawls import Crawl, explore
from tests.support.site import Site


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with small_site() as found:
        yield found


def words(site: Site, folder: Path, *more: str) -> list[str]:
    return command(
        "crawl", "explore", "-a", f"start_url={site.url}", "-a", f"output={folder}",
        "-a", "render=never", "-s", "DOWNLOAD_DELAY=0", *more,
    )  # fmt: skip


def test_a_crawl_without_streams(site: Site, tmp_path: Path) -> None:
    closed = 'exec "$@" <&- >&- 2>&-'
    done = subprocess.run(
        ["/bin/sh", "-c", closed, "sh", *words(site, tmp_path)],
        env=environment(),
        timeout=150,
        check=False,
    )
    assert done.returncode == 0
    crawl = Crawl(0, "", "", tmp_path)
    assert len(crawl.pages) == PAGES


def test_a_reader_that_has_read_enough(site: Site, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with subprocess.Popen(
        words(site, tmp_path, "-o", "-:jsonl"),
        env=environment(),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
    ) as crawl:
        os.close(writing)
        os.close(reading)
        _, stderr = crawl.communicate(timeout=150)
    assert crawl.returncode == 0, stderr
    assert "Traceback" not in stderr
    assert "Nobody reads standard output any more" in stderr
    assert len(Crawl(0, "", "", tmp_path).pages) == PAGES


def test_a_feed_on_standard_output(site: Site, tmp_path: Path) -> None:
    crawl = explore(site.url, tmp_path, "-o", "-:jsonl", render="never")
    rows = [json.loads(line) for line in crawl.stdout.splitlines()]
    assert {row["url"] for row in rows} == set(crawl.pages)


def test_csv_that_is_added_to_has_one_header(site: Site, tmp_path: Path) -> None:
    feed = tmp_path / "feed.csv"
    for _ in range(2):
        explore(site.url, tmp_path / "out", "-o", str(feed), render="never")
    with feed.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows].count("url") == 1
    assert len(rows) == 1 + 2 * PAGES
    assert feed.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("form", ["json", "xml"])
def test_one_document_is_not_added_to(site: Site, form: str, tmp_path: Path) -> None:
    feed = tmp_path / f"feed.{form}"
    explore(site.url, tmp_path / "out", "-o", str(feed), render="never")
    before = feed.read_bytes()
    again = explore(
        site.url, tmp_path / "out", "-o", str(feed), render="never", check=False
    )
    assert again.exit_code == 2
    assert f"-O {feed}" in again.stderr
    assert feed.read_bytes() == before
    if form == "json":
        assert len(json.loads(before)) == PAGES
    else:
        assert len(etree.fromstring(before)) == PAGES
        assert b">None<" not in before


@pytest.mark.parametrize(
    ("feed", "said"),
    [
        ("s3://name:key@bucket/x.json", "s3://bucket/x.json can't be written: missing"),
        ("azure://x/y.csv", "there is no storage for azure:"),
    ],
)
def test_a_feed_that_cannot_be_ends_the_crawl_before_it_begins(
    site: Site, feed: str, said: str, tmp_path: Path
) -> None:
    site.hits.clear()
    crawl = explore(site.url, tmp_path / "out", "-o", feed, render="never")
    assert crawl.exit_code == 22
    assert said in crawl.stderr
    assert "key" not in crawl.stderr
    assert not site.hits


def _feeds(name: str, **options: object) -> tuple[str, str]:
    return "-s", "FEEDS=" + json.dumps({name: options})


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("-o", "{}:json"), 22, "can't be written: Is a directory"),
        (("-O", "/dev/null/feed.json"), 22, "feed.json can't be written"),
        (("-O", "{}/%(nope)s.jsonl"), 2, "nope"),
        (("-o", "{}/" + "x" * 300 + ".csv"), 22, "File name too long"),
        (("-O", "{}/x.marshal"), 2, "unmarshallable"),
        (
            _feeds("{}/x.csv", format="csv", encoding="nope"),
            2,
            "unknown encoding: nope",
        ),
        (_feeds("{}/x.json", format="json", encoding="latin-1"), 2, "can't encode"),
        (_feeds("{}/x.csv", format="csv", postprocessing=["no.X"]), 2, "named 'no'"),
        (_feeds("{}/x.csv", format="csv", batch_item_count=2), 2, "batch_id"),
        (_feeds("{}/x.csv", format="csv", item_filter="no.X"), 2, "named 'no'"),
        (_feeds("{}/x.csv", format="csv", item_export_kwargs={"a": 1}), 2, "'a'"),
    ],
)
def test_a_feed_whose_options_cannot_be_ends_the_crawl_before_it_begins(
    site: Site, words: tuple[str, str], code: int, said: str, tmp_path: Path
) -> None:
    site.hits.clear()
    folder = tmp_path / "feeds"
    folder.mkdir()
    option, what = words[0], words[1].replace("{}", str(folder))
    crawl = explore(site.url, tmp_path / "out", option, what, render="never")
    assert crawl.exit_code == code
    assert said in crawl.stderr
    assert len(crawl.stderr.splitlines()) == 1
    assert not site.hits
    assert not list(folder.iterdir())
    assert not (tmp_path / "out/pages.jsonl").exists()


def test_a_feed_that_is_refused_in_the_end_is_told_in_a_line(
    site: Site, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    crawl = explore(
        site.url, tmp_path, "-o", f"ftp://me:secret@127.0.0.1:{port}/x.csv",
        render="never",
    )  # fmt: skip
    assert crawl.exit_code == 22
    assert "Traceback" not in crawl.stderr
    assert f"ftp://127.0.0.1:{port}/x.csv: Connection" in crawl.stderr
    assert "secret" not in crawl.stderr


def test_excel_is_told_that_it_is_utf_8(site: Site, tmp_path: Path) -> None:
    explore(site.url, tmp_path, "-s", "VULTRCRAWL_CSV_BOM=True", render="never")
    files = [tmp_path / "pages.csv", *(tmp_path / "records").glob("*.csv")]
    assert len(files) > 1
    for file in files:
        assert file.read_bytes().startswith(b"\xef\xbb\xbfurl")


def test_the_clock_on_the_wall_does_not_count(site: Site, tmp_path: Path) -> None:
    stepping = 'EXTENSIONS={"tests.support.busy.ClockStepsBack": 0, '
    stepping += '"vultrcrawl.extensions.output.OutputWriter": 0}'
    explore(site.url, tmp_path, "-s", stepping, render="never", check=False)
    run = json.loads((tmp_path / "site.json").read_text(encoding="utf-8"))["run"]
    assert 0 < run["seconds"] < 60
