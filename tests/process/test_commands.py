"""Programs that share their imports are processes like any other."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.commands import ROOT, Done, command, environment, run_module
from tests.support.crawls import Crawl, scrapy
from tests.support.site import Site, links, page

MOMENTS = ("fetched_at", "latency_ms")


def without_times(crawl: Crawl) -> tuple[object, ...]:
    """Return all that should not differ between two crawls of one site."""
    log = [
        re.sub(r"^\S+ \S+ |\d+ s\b", "", line).replace(str(crawl.folder), "")
        for line in crawl.stderr.splitlines()
    ]
    pages = {
        url: {name: value for name, value in row.items() if name not in MOMENTS}
        for url, row in crawl.pages.items()
    }
    files = {path.name for path in crawl.folder.iterdir()}
    return crawl.exit_code, crawl.stdout, log, pages, files


def test_a_command_that_shares_its_imports_does_what_a_new_one_does(
    tmp_path: Path,
) -> None:
    answers = {"/": page("Home", links("/a", "/gone")), "/a": page("A")}
    with Site(answers) as site:

        def words(folder: str) -> list[str]:
            arguments = ["-a", f"start_url={site.url}", "-a", f"output={folder}"]
            return ["crawl", "explore", *arguments, "-s", "DOWNLOAD_DELAY=0"]

        new = subprocess.run(
            command(*words(f"{tmp_path}/new")),
            cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=150,
            check=False,
        )  # fmt: skip
        shared = scrapy(*words(f"{tmp_path}/shared"))
    assert len(new.stderr.splitlines()) > 5
    assert without_times(
        Crawl(shared.exit_code, shared.stdout, shared.stderr, tmp_path / "shared")
    ) == without_times(Crawl(new.returncode, new.stdout, new.stderr, tmp_path / "new"))


def run(code: str, timeout: float = 100, **environment: str) -> Done:
    """Run *code* once, by the module of the standard library that does so."""
    return run_module("timeit", "-n1", "-r1", code, env=environment, timeout=timeout)


def test_nothing_of_one_run_is_left_to_the_next() -> None:
    change = "os.environ['X'] = '1'; sys.path.clear(); sys.modules.clear(); os._exit(3)"
    assert run(f"import os, sys; {change}", Y="2").exit_code == 3
    done = run("import os, sys; print(dict(os.environ), bool(sys.path))", Z="3")
    assert done.exit_code == 0
    assert done.stdout.startswith("{'Z': '3'} True\n")


def test_how_a_run_ends_is_told() -> None:
    assert run("import os; os.kill(os.getpid(), 9)").exit_code == -9
    failed = run("1 / 0")
    assert failed.exit_code == 1
    assert failed.stderr.endswith("ZeroDivisionError: division by zero\n")
    late = "threading.Timer(0.2, print, ['late']).start(); atexit.register(print, 9)"
    assert run(f"import atexit, threading; {late}").stdout.endswith("late\n9\n")
    # Both hold more than what the imports that they share had held at their start.
    less, more = (run(f"b'x' * {size} * 2**20").peak_mb for size in (200, 700))
    assert 480 < more - less < 520


def test_a_run_that_is_not_done_in_time_is_ended() -> None:
    endless = (
        "import os, sys, time; print(os.getpid(), file=sys.stderr, flush=True); "
        "time.sleep(60)"
    )
    with pytest.raises(AssertionError, match=r"not done in 0.5 s:\n\d+") as told:
        run(endless, timeout=0.5)
    with pytest.raises(ProcessLookupError):
        os.kill(int(str(told.value).split()[-1]), 0)
    assert run("pass").exit_code == 0
