"""Crawls in processes of their own, stopped and killed at chosen moments."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.support.commands import Program, environment
from tests.support.crawls import Crawl, assert_balanced
from tests.support.site import Answer, Site, links, page


class Run:
    """One `scrapy crawl explore`, under way."""

    def __init__(
        self,
        start_url: str,
        folder: Path,
        *settings: str,
        job: Path | None = None,
        delay: float = 0.0,
        largest_file: int | None = None,
        env: dict[str, str] | None = None,
        **arguments: object,
    ) -> None:
        words = ["-a", f"start_url={start_url}", "-a", f"output={folder}"]
        for name, value in arguments.items():
            words += ["-a", f"{name}={value}"]
        words += ["-s", f"DOWNLOAD_DELAY={delay}"]
        if job is not None:
            words += ["-s", f"JOBDIR={job}"]
        self.folder, self.job = folder, job
        self.program = Program(
            "scrapy", "crawl", "explore", *words, *settings,
            env=environment(**(env or {})), largest_file=largest_file,
        )  # fmt: skip
        self._began = time.monotonic()

    def signal(self, number: int) -> float:
        """Send a signal to the process; the time."""
        self.program.signal(number)
        return time.monotonic()

    def kill(self) -> None:
        """Kill the process and whatever it started, and wait for it."""
        self.program.kill()

    def end(self, timeout: float = 200) -> Crawl:
        """Wait for the end; no traceback may have been logged."""
        done = self.program.end(timeout)
        self.ended = self._began + done.seconds
        assert "Traceback" not in done.stderr, done.stderr
        return Crawl(done.exit_code, done.stdout, done.stderr, self.folder)


def wait_until(
    true: Callable[[], object], seconds: float = 60, every: float = 0.005
) -> None:
    """Wait until something is the case; fail if it does not come about."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(every)


#: Pages of `small_site`.
PAGES = 4


def small_site() -> Site:
    """Return a site whose home leads to all of its other pages."""
    paths = [f"/p/{number}" for number in range(PAGES - 1)]
    answers = {path: page(f"Page {path}", "<p>Text</p>") for path in paths}
    return Site({"/": page("Home", links(*paths)), **answers})


def tree(count: int, fan_out: int = 4, *, delay: float = 0.0) -> Site:
    """Return a site of *count* pages at `/p/N`, each found by one other page only."""

    def answer(path: str) -> str | Answer | None:
        name = path.removeprefix("/p/")
        number = 0 if path == "/" else int(name) if name.isdigit() else count
        if number >= count:
            return None
        children = range(number * fan_out + 1, number * fan_out + fan_out + 1)
        paths = [f"/p/{child}" for child in children if child < count]
        # A few paths back, as sites have them.
        menu = ["/", *(f"/p/{n}" for n in range(1, min(count, 6)))]
        body = f"<nav>{links(*menu)}</nav>{links(*paths)}<p>Page {number}</p>"
        return Answer(page(f"Page {number}", body), delay=delay)

    return Site(fallback=answer)


def fetched(site: Site) -> Counter[str]:
    """Return how often each page was asked for."""
    return Counter(site.paths())


def assert_complete(crawl: Crawl, expected: set[str]) -> None:
    """Check that the files of a crawl hold *expected*, each URL once."""
    assert set(crawl.pages) == expected, "a page is lost"
    table = [line["url"] for line in crawl.table]
    assert len(table) == len(set(table)) == len(expected)
    assert set(table) == expected
    assert_balanced(crawl.stderr)
    leftovers = [p.name for p in crawl.folder.iterdir() if p.name.endswith(".part")]
    assert not leftovers, leftovers
