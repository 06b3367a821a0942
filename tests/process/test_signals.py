"""A crawl that is asked to stop: soon, in order, and ready to go on (F51)."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.process.rig import Run, assert_complete, fetched, tree, wait_until
from tests.support.commands import environment
from tests.support.crawls import Crawl
from tests.support.site import Answer, Site, links, page


def slow_site(fast: int = 10, slow: int = 10) -> Site:
    """Return a site some of whose pages take half a minute."""
    answers: dict[str, str | Answer] = {
        "/": page("Home", links(*(f"/fast/{n}" for n in range(fast)), "/slow/0")),
    }
    for n in range(fast):
        answers[f"/fast/{n}"] = page(f"Fast {n}", links(f"/slow/{n % slow}"))
    for n in range(slow):
        answers[f"/slow/{n}"] = Answer(page(f"Slow {n}"), delay=30)
    return Site(answers)


def asked_slow(site: Site, count: int) -> bool:
    return sum(path.startswith("/slow") for path in site.paths()) >= count


@dataclass(frozen=True, slots=True)
class Stopping:
    """A crawl that was asked to stop, once, at a moment of the monotonic clock."""

    site: Site
    run: Run
    asked: float

    def end(self) -> Crawl:
        crawl = self.run.end(30)
        assert self.run.ended - self.asked <= 20
        assert crawl.exit_code == 11, crawl.stderr
        return crawl


@pytest.fixture(scope="module", autouse=True)
def stopping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Stopping]]:
    """Crawls asked to stop at a bad moment; together, as each takes seconds to end."""

    def folder() -> Path:
        return tmp_path_factory.mktemp("stopping")

    with (
        slow_site() as slow,
        Site({"/robots.txt": Answer("", delay=60), "/": page("Home")}) as silent,
        tree(20) as paced,
    ):
        flying = Run(slow.url, folder() / "out", job=folder())
        hanging = Run(silent.url, folder())
        waiting = Run(paced.url, folder(), delay=6, sitemap="false")
        try:
            wait_until(lambda: asked_slow(slow, 5))
            found = {"in flight": Stopping(slow, flying, flying.signal(signal.SIGTERM))}
            wait_until(lambda: silent.hits)
            found["robots"] = Stopping(silent, hanging, hanging.signal(signal.SIGINT))
            wait_until(paced.paths)
            found["delay"] = Stopping(paced, waiting, waiting.signal(signal.SIGTERM))
            yield found
        finally:
            for run in (flying, hanging, waiting):
                run.kill()


def test_stopped_once_with_slow_pages_in_flight(stopping: dict[str, Stopping]) -> None:
    site, run = stopping["in flight"].site, stopping["in flight"].run
    crawl = stopping["in flight"].end()
    assert "asked to stop" in crawl.stderr
    assert "the same command goes on where this one ended" in crawl.stderr
    slow = {site.url + path[1:] for path in site.answers if "slow" in path}
    # What was in flight waits again: no row, no failure.
    assert not slow & set(crawl.pages)
    assert {crawl.skipped[url] for url in slow & set(crawl.skipped)} == {"budget"}
    before = set(crawl.pages)
    for path in list(site.answers):
        if path.startswith("/slow"):
            site.answers[path] = page("Now fast")
    count = fetched(site)
    crawl = Run(site.url, run.folder, job=run.job).end()
    again = fetched(site) - count
    everything = {site.url.rstrip("/") + path for path in site.answers}
    assert crawl.exit_code == 0, crawl.stderr
    assert_complete(crawl, everything)
    assert not {site.url + path[1:] for path in again} & before, "fetched twice"


def test_stopped_while_requests_wait_for_their_turn(
    stopping: dict[str, Stopping],
) -> None:
    """A long delay between requests, as robots.txt may ask for, delays no stop."""
    crawl = stopping["delay"].end()
    assert "with -s JOBDIR=state/" in crawl.stderr
    assert len(stopping["delay"].site.paths()) == 1


def test_stopped_while_robots_txt_hangs(stopping: dict[str, Stopping]) -> None:
    crawl = stopping["robots"].end()
    assert crawl.skipped == {stopping["robots"].site.url: "budget"}


@pytest.mark.parametrize("when", ["reading a page", "at the end"])
def test_stopped_twice_while_the_reactor_is_busy(when: str, tmp_path: Path) -> None:
    """Whatever holds the reactor up, in a page or in the end phase."""
    pipelines = '{"tests.support.busy.%s": 1}' % (
        "BusyWithPages" if when == "reading a page" else "BusyAtTheEnd"
    )
    out, job = tmp_path / "out", tmp_path / "job"
    with Site({"/": page("Home", links("/other")), "/other": page("Other")}) as site:
        run = Run(site.url, out, "-s", f"ITEM_PIPELINES={pipelines}", job=job)
        wait_until((tmp_path / "out/busy").exists)
        run.signal(signal.SIGTERM)
        time.sleep(1)  # for the first one to be seen
        asked = run.signal(signal.SIGTERM)
        forced = run.end(30)
        assert time.monotonic() - asked <= 15  # it would be busy for a minute
        assert forced.exit_code == 11, forced.stderr
        assert "Stopped at once" in forced.stderr
        crawl = Run(site.url, out, job=job).end()
    assert crawl.exit_code == 0, crawl.stderr
    assert_complete(crawl, {site.url, f"{site.url}other"})


def test_stopped_before_it_began(tmp_path: Path) -> None:
    with Site({"/": page("Home")}) as site:
        out = tmp_path / "out"
        loader = "SPIDER_LOADER_CLASS=tests.support.busy.BusyLoader"
        run = Run(site.url, out, "-s", loader, "-s", f"BUSY_FOLDER={out}")
        wait_until((tmp_path / "out/busy").exists)
        run.signal(signal.SIGINT)
        crawl = run.end(30)  # it would be busy for a minute
    assert crawl.exit_code == 11, crawl.stderr


def test_stopped_while_the_crawl_is_opened(tmp_path: Path) -> None:
    pipeline = 'ITEM_PIPELINES={"tests.support.busy.StoppedWhileOpened": 1}'
    crawl = Run("http://127.0.0.1:9/", tmp_path / "out", "-s", pipeline).end(30)
    assert crawl.exit_code == 11, crawl.stderr
    assert "Traceback" not in crawl.stderr


@pytest.mark.parametrize(("command", "code"), [("crawl", 11), ("shell", -2)])
def test_stopped_while_commands_are_imported(command: str, code: int) -> None:
    """A shell keeps Python's own way: Ctrl-C is for what was typed."""
    lines = (
        "import os, signal, sys",
        # As in a terminal; what runs in the background of a script ignores SIGINT.
        "signal.signal(signal.SIGINT, signal.default_int_handler)",
        f"sys.argv = ['scrapy', {command!r}]",
        "import vultrcrawl.settings",
        "os.kill(os.getpid(), signal.SIGINT)",
    )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], env=environment(),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == code
    assert ("Traceback" in done.stderr) == (command != "crawl")


def test_stopped_while_the_command_line_is_imported() -> None:
    lines = (
        "import builtins, os, signal, sys",
        "signal.signal(signal.SIGINT, signal.default_int_handler)",
        "real = builtins.__import__",
        "def stop(name, *rest):",
        "    if name == 'vultrcrawl.cli': os.kill(os.getpid(), signal.SIGINT)",
        "    return real(name, *rest)",
        "builtins.__import__ = stop",
        "from vultrcrawl.__main__ import main",
        "main()",
    )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], env=environment(),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, "Traceback" in done.stderr) == (11, False)


def test_stopped_twice(tmp_path: Path) -> None:
    job, out = tmp_path / "job", tmp_path / "out"
    with slow_site() as site:
        run = Run(site.url, out, job=job)
        wait_until(lambda: asked_slow(site, 5))
        run.signal(signal.SIGINT)
        time.sleep(1)  # for the first one to be seen
        asked = run.signal(signal.SIGINT)
        forced: Crawl = run.end(30)
        assert time.monotonic() - asked <= 15  # half of what a page would take
        assert forced.exit_code == 11, forced.stderr
        assert "Stopped at once" in forced.stderr
        for path in list(site.answers):
            if path.startswith("/slow"):
                site.answers[path] = page("Now fast")
        crawl = Run(site.url, out, job=job).end()
        everything = {site.url.rstrip("/") + path for path in site.answers}
    assert crawl.exit_code == 0, crawl.stderr
    assert_complete(crawl, everything)
