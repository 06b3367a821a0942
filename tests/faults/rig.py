"""Runs a crawl against a faulty site, and holds it to what every crawl must keep."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.rawsite import RawSite, neighbours
from tests.process.rig import wait_until
from tests.support.commands import Program, environment
from tests.support.crawls import Crawl, assert_balanced

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


class Exploration(AbstractContextManager["Exploration"]):
    """One `scrapy crawl explore`, under way; its end is looked at once."""

    def __init__(
        self,
        start_url: str,
        folder: Path,
        *,
        timeout: float = 200,
        env: dict[str, str] | None = None,
        arguments: dict[str, object] | None = None,
        **settings: object,
    ) -> None:
        words = ["-a", f"start_url={start_url}", "-a", f"output={folder}"]
        for name, value in (arguments or {}).items():
            words += ["-a", f"{name}={value}"]
        for name, setting in (SETTINGS | settings).items():
            words += ["-s", f"{name}={setting}"]
        self._folder, self._timeout = folder, timeout
        self._program = Program(
            "scrapy", "crawl", "explore", *words, env=environment(**(env or {}))
        )

    def __exit__(self, *_: object) -> None:
        self._program.__exit__()

    def end(self) -> Run:
        """Wait for its end, and check what holds after every crawl."""
        done = self._program.end(self._timeout)
        crawl = Crawl(done.exit_code, done.stdout, done.stderr, self._folder)
        assert "Traceback" not in crawl.stderr, crawl.stderr
        assert crawl.exit_code != 1, crawl.stderr
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", crawl.stderr), (
            "raw bytes in the log"
        )
        assert not set(crawl.pages) & set(crawl.skipped), "a URL is in two places"
        assert_balanced(crawl.stderr)
        return Run(crawl, done.seconds, done.peak_mb)


def explore(start_url: str, folder: Path, **how: Any) -> Run:
    """Run an `Exploration` to its end."""
    return Exploration(start_url, folder, **how).end()


@dataclass(frozen=True, slots=True)
class Scene:
    """A site, and an exploration of it that is under way."""

    site: RawSite
    exploration: Exploration


def scene(build: Callable[[], RawSite], **how: Any) -> Any:
    """Return a fixture of a module: a site that *build* returns, and its exploration.

    For what is mostly waiting. All scenes of a module are started before its first
    test, so that they wait together; one after the other, as starting is work.
    """

    @pytest.fixture(scope="module", autouse=True)
    def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
        folder = tmp_path_factory.mktemp("scene") / "out"
        with build() as site, Exploration(site.url, folder, **how) as exploration:
            wait_until(lambda: site.hits)
            yield Scene(site, exploration)

    return started


class Fetching(AbstractContextManager["Fetching"]):
    """URLs fetched with the project's settings and no frontier, under way."""

    def __init__(
        self,
        start_url: str,
        urls: list[str],
        *,
        timeout: float = 200,
        env: dict[str, str] | None = None,
        **settings: object,
    ) -> None:
        given = {"start_url": start_url, "urls": urls, "settings": SETTINGS | settings}
        self._timeout = timeout
        self._program = Program(
            "tests.faults.fetch_list",
            json.dumps(given),
            env=environment(**(env or {})),
            whole=True,  # what is left open is told at its end
        )

    def __exit__(self, *_: object) -> None:
        self._program.__exit__()

    def end(self) -> dict[str, dict[str, Any]]:
        """Return the outcomes by URL."""
        done = self._program.end(self._timeout)
        assert done.exit_code == 0, done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        assert "ResourceWarning" not in done.stderr, done.stderr
        return {row["url"]: row for row in map(json.loads, done.stdout.splitlines())}


def fetch(start_url: str, urls: list[str], **how: Any) -> dict[str, dict[str, Any]]:
    """Run a `Fetching` to its end."""
    return Fetching(start_url, urls, **how).end()
