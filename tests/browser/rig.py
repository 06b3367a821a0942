"""Crawls with a browser, and whatever processes they ever had."""

from __future__ import annotations

import contextlib
import itertools
import re
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.process.rig import Run, wait_until
from tests.support.crawls import Crawl, assert_balanced

CHROMIUM = "/usr/bin/chromium"
SETTINGS = (
    "-s", "VULTRCRAWL_BROWSER_SANDBOX=False",  # it can't work as root
    "-s", "STATS_DUMP=True",
)  # fmt: skip


class Processes(threading.Thread):
    """Looks at a process and its descendants, again and again, until it ends."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._root = psutil.Process(pid)
        self._seen: set[psutil.Process] = set()
        self.peak_mb = 0.0
        """Most memory of all of them together; what they share is counted once."""

    def run(self) -> None:
        with contextlib.suppress(psutil.Error):
            for look in itertools.count():
                if not _lives(self._root):
                    return
                found = [self._root, *self._root.children(recursive=True)]
                self._seen.update(found)
                if look % 8 == 0:  # it takes a while
                    self.peak_mb = max(self.peak_mb, sum(map(_megabytes, found)))
                time.sleep(0.25)

    def browsers(self) -> list[psutil.Process]:
        """Return the browsers that run now, without processes of theirs."""
        found = []
        with contextlib.suppress(psutil.Error):
            for process in self._root.children(recursive=True):
                self._seen.add(process)
                with contextlib.suppress(psutil.Error):
                    line = process.cmdline()
                    typed = any(word.startswith("--type=") for word in line)
                    if "--headless" in line and not typed:
                        found.append(process)
        return found

    def assert_gone(self, seconds: float = 10.0) -> None:
        """Check that none of them is left, *seconds* after the end at most."""
        deadline = time.monotonic() + seconds
        while left := [process for process in self._seen if _lives(process)]:
            assert time.monotonic() < deadline, [one.cmdline()[:2] for one in left]
            time.sleep(0.05)
        assert len(self._seen) > 3, "no browser was seen"


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _megabytes(process: psutil.Process) -> float:
    try:
        text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


class Browsing(Run):
    """One `scrapy crawl explore` with a browser, under way."""

    def __init__(
        self,
        start_url: str,
        folder: Path,
        *settings: str,
        env: dict[str, str] | None = None,
        **arguments: object,
    ) -> None:
        # What is left are the spider's own arguments.
        super().__init__(
            start_url, folder, *SETTINGS, *settings,
            env={"VULTRCRAWL_BROWSER_EXECUTABLE": CHROMIUM, **(env or {})}, **arguments,  # type: ignore[arg-type] # the spider's
        )  # fmt: skip
        self.began = time.monotonic()
        self.processes = Processes(self.program.pid)
        self.processes.start()

    def wait_for_browser(self) -> psutil.Process:
        """Return its browser, once there is one."""
        wait_until(self.processes.browsers, every=0.1)  # all processes are looked at
        return self.processes.browsers()[0]

    def finish(self, timeout: float = 150) -> Browsed:
        """Wait for the end; check what holds after every crawl."""
        crawl = self.end(timeout)
        seconds = time.monotonic() - self.began
        if (self.folder / "pages.jsonl").exists():
            assert not set(crawl.pages) & set(crawl.skipped), "a URL is in two places"
            assert_balanced(crawl.stderr)
        return Browsed(crawl, seconds, self.processes)


@dataclass(frozen=True, slots=True)
class Browsed:
    """A crawl with a browser that has ended."""

    crawl: Crawl
    seconds: float
    processes: Processes

    @property
    def pages(self) -> dict[str, dict[str, Any]]:
        """Rows by URL."""
        return self.crawl.pages

    def stat(self, name: str) -> int:
        """Return a count of `vultrcrawl/browser/`."""
        key = re.escape(f"vultrcrawl/browser/{name}")
        found = re.search(rf"'{key}': (\d+)", self.crawl.stderr)
        return int(found[1]) if found else 0

    def records(self, name: str) -> list[dict[str, Any]]:
        """Return the records of a template."""
        return self.crawl.rows(f"records/{name}.jsonl")


def browse(start_url: str, folder: Path, *settings: str, **arguments: Any) -> Browsed:
    """Explore a site with a browser; nothing of it may be left running."""
    run = Browsing(start_url, folder, *settings, **arguments)
    try:
        browsed = run.finish()
    except BaseException:
        run.kill()
        raise
    assert browsed.crawl.exit_code == 0, browsed.crawl.stderr
    return browsed
