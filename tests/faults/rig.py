"""Runs a crawl against a faulty site, and holds it to what every crawl must keep."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.rawsite import neighbours
from tests.support.commands import environment, run_module
from tests.support.crawls import Crawl, assert_balanced, scrapy

# Nobody outside is asked for a name, and no fault is waited for longer than need be.
SETTINGS = {
    "VULTRCRAWL_DNS_RESOLVER": "tests.faults.names.SuiteResolver",
    "DOWNLOAD_DELAY": "0",
    "DOWNLOAD_TIMEOUT": "1.5",
    "DNS_TIMEOUT": "1",
    "VULTRCRAWL_ROBOTS_RETRY_SECS": "2",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A crawl that ended: its files, its time, and the most memory it held."""

    crawl: Crawl
    seconds: float
    peak_mb: float

    def row(self, path: str) -> dict[str, Any]:
        """Return the row of the page at *path*."""
        rows = [row for url, row in self.crawl.pages.items() if url.endswith(path)]
        assert len(rows) == 1, (path, self.crawl.skipped)
        return rows[0]

    def error(self, path: str) -> str:
        return str(self.row(path)["error"])

    def assert_neighbours(self) -> None:
        """Check that no healthy page was lost to a sick one."""
        done = {url for url, row in self.crawl.pages.items() if row["status"] == 200}
        missing = [p for p in neighbours() if not any(u.endswith(p) for u in done)]
        assert not missing, missing


def explore(
    start_url: str,
    folder: Path,
    *,
    timeout: float = 90,
    env: dict[str, str] | None = None,
    arguments: dict[str, object] | None = None,
    **settings: object,
) -> Run:
    """Run `scrapy crawl explore`, and check what holds after every crawl."""
    words = ["-a", f"start_url={start_url}", "-a", f"output={folder}"]
    for name, value in (arguments or {}).items():
        words += ["-a", f"{name}={value}"]
    for name, setting in (SETTINGS | settings).items():
        words += ["-s", f"{name}={setting}"]
    began = time.monotonic()
    done = scrapy("crawl", "explore", *words, timeout=timeout, env=env)
    seconds = time.monotonic() - began
    crawl = Crawl(done.exit_code, done.stdout, done.stderr, folder)
    assert "Traceback" not in crawl.stderr, crawl.stderr
    assert crawl.exit_code != 1, crawl.stderr
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", crawl.stderr), (
        "raw bytes in the log"
    )
    assert not set(crawl.pages) & set(crawl.skipped), "a URL is in two places"
    assert_balanced(crawl.stderr)
    return Run(crawl, seconds, done.peak_mb)


def fetch(
    start_url: str,
    urls: list[str],
    *,
    timeout: float = 60,
    env: dict[str, str] | None = None,
    **settings: object,
) -> dict[str, dict[str, Any]]:
    """Fetch *urls* with the project's settings and no frontier; outcomes by URL."""
    given = json.dumps(
        {"start_url": start_url, "urls": urls, "settings": SETTINGS | settings}
    )
    done = run_module(
        "tests.faults.fetch_list",
        given,
        env=environment(**(env or {})),
        timeout=timeout,
        options=("-X", "dev"),
    )
    assert done.exit_code == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    assert "ResourceWarning" not in done.stderr, done.stderr
    return {row["url"]: row for row in map(json.loads, done.stdout.splitlines())}
