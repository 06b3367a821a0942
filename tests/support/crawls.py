"""Crawls as a user runs them: the `scrapy` command in a process of its own."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.commands import Done, environment, run_module


@dataclass(frozen=True, slots=True)
class Crawl:
    """What a finished command left behind."""

    exit_code: int
    stdout: str
    stderr: str
    folder: Path

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return the lines of a JSONL file of the output folder."""
        text = (self.folder / name).read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines()]

    @property
    def pages(self) -> dict[str, dict[str, Any]]:
        """Rows of pages.jsonl by URL; fails if a URL has two."""
        rows = self.rows("pages.jsonl")
        by_url = {row["url"]: row for row in rows}
        assert len(by_url) == len(rows), "a URL has two rows"
        return by_url

    @property
    def skipped(self) -> dict[str, str]:
        """Reasons of skipped.jsonl by URL; fails if a URL has two."""
        rows = self.rows("skipped.jsonl")
        by_url = {row["url"]: row["reason"] for row in rows}
        assert len(by_url) == len(rows), "a URL has two reasons"
        return by_url

    @property
    def table(self) -> list[dict[str, str]]:
        """Rows of pages.csv."""
        with (self.folder / "pages.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def scrapy(
    *words: str, timeout: float = 200, env: dict[str, str] | None = None
) -> Done:
    """Run the `scrapy` command with *words* to its end."""
    return run_module("scrapy", *words, env=environment(**(env or {})), timeout=timeout)


def explore(
    start_url: str,
    folder: Path,
    *extra: str,
    delay: float | None = 0.0,
    timeout: float = 200,
    env: dict[str, str] | None = None,
    check: bool = True,
    **arguments: object,
) -> Crawl:
    """Run `scrapy crawl explore`, and check that it ended in order.

    The *delay* between requests is the shipped one if None. *check* asserts what holds
    after every crawl: no traceback, and the books balance.
    """
    words = ["-a", f"start_url={start_url}", "-a", f"output={folder}"]
    for name, value in arguments.items():
        words += ["-a", f"{name}={value}"]
    words += [] if delay is None else ["-s", f"DOWNLOAD_DELAY={delay}"]
    words += extra
    done = scrapy("crawl", "explore", *words, timeout=timeout, env=env)
    crawl = Crawl(done.exit_code, done.stdout, done.stderr, folder)
    assert "Traceback" not in done.stderr, done.stderr
    if check and (folder / "pages.jsonl").exists():
        assert not set(crawl.pages) & set(crawl.skipped), "a URL is in two places"
        assert_balanced(done.stderr)
    return crawl


def assert_balanced(stderr: str) -> None:
    """Check the line of the books in the summary."""
    line = next(line for line in stderr.splitlines() if "URLs known: " in line)
    known, _, rest = line.partition("URLs known: ")[2].partition(" = ")
    parts = [int(part.split()[0]) for part in rest.split(" + ")]
    assert int(known) == sum(parts), line


def extract(
    site: Path,
    folder: Path,
    *extra: str,
    delay: float = 0.0,
    timeout: float = 200,
    env: dict[str, str] | None = None,
    **arguments: object,
) -> Crawl:
    """Run `scrapy crawl extract` by the document *site*."""
    words = ["-a", f"site={site}", "-a", f"output={folder}"]
    for name, value in arguments.items():
        words += ["-a", f"{name}={value}"]
    words += ["-s", f"DOWNLOAD_DELAY={delay}", *extra]
    done = scrapy("crawl", "extract", *words, timeout=timeout, env=env)
    assert "Traceback" not in done.stderr, done.stderr
    return Crawl(done.exit_code, done.stdout, done.stderr, folder)
