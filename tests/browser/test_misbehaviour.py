"""Pages that harm the browser, a browser that dies, and crawls that are ended (F40)."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from pathlib import Path

import psutil
import pytest

from tests.browser.rig import CHROMIUM, Browsing, Processes, browse
from tests.process.rig import wait_until
from tests.support import spa
from tests.support.crawls import explore
from tests.support.site import Answer, Site, links, page

pytestmark = pytest.mark.browser

#: Seconds for one page, which is tried twice.
TIMEOUT = 8
#: Scripts that would never end, or take all there is.
LOST = {
    "loop": "setTimeout(() => { while (true) {} }, 20)",
    "heap": "const kept = []; while (true) { kept.push(new Array(1e6).fill({})); }",
}
#: Scripts that a visitor could not get away from.
ANNOYING = {
    "dialogs": """
        addEventListener("beforeunload", (event) => { event.returnValue = "stay"; });
        for (let n = 0; n < 1000; n++) { alert(n); confirm(n); prompt(n); print(); }""",
    "popups": "for (let n = 0; n < 1000; n++) { window.open('/popup/' + n); }",
    "frame-dialogs": """
        const frame = document.createElement("iframe");
        document.body.append(frame);
        for (let n = 0; n < 50; n++) { frame.contentWindow.alert(n); }""",
    "download": """
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob(["x"]));
        link.download = "x.exe";
        for (let n = 0; n < 100; n++) { link.click(); }""",
    "reload": "location.reload()",
    "history": "for (let n = 0; n < 300; n++) { history.pushState({}, '', '?' + n); }",
}
HEALTHY = [f"healthy-{n}" for n in range(4)]


def harm(name: str, script: str) -> str:
    return page(
        f"Static {name}",
        f"<p>Words of {name} that stand here without a script.</p><div id=app></div>"
        f"<script>document.getElementById('app').textContent = 'Written of {name}.';"
        f"document.title = 'Rendered {name}';{script}</script>",
    )


def test_a_sick_page_is_kept_and_the_others_are_rendered(tmp_path: Path) -> None:
    scripts = LOST | ANNOYING | dict.fromkeys(HEALTHY, "")
    answers: dict[str, str | Answer] = {
        f"/{name}": harm(name, script) for name, script in scripts.items()
    }
    answers["/"] = page("Index", links(*answers))
    with Site(answers) as site:
        browsed = browse(
            site.url,
            tmp_path,
            "-s", f"VULTRCRAWL_BROWSER_TIMEOUT_SECS={TIMEOUT}",
            render="always", exclude="[?]",
        )  # fmt: skip
        asked = site.paths()
    assert not [path for path in asked if path.startswith("/popup/")]
    assert sorted(asked) == sorted(answers), "a page was asked for twice"
    rows = {url.removeprefix(site.url): row for url, row in browsed.pages.items()}
    assert set(rows) == {path[1:] for path in answers}
    for name, row in rows.items():
        assert row["error"] is None, row
        if name in LOST:
            assert row["title"] == f"Static {name}"
            assert row["rendering"] != "rendered"
            assert any("could not be rendered" in one for one in row["warnings"]), row
        elif name:
            assert row["title"] == f"Rendered {name}", row["warnings"]
            assert row["rendering"] == "rendered"
    assert browsed.processes.peak_mb < 1500
    browsed.processes.assert_gone()


def test_a_browser_that_is_killed_is_started_again(tmp_path: Path) -> None:
    with Site(spa.hash_application()) as site:
        run = Browsing(
            site.url,
            tmp_path,
            "-s", "VULTRCRAWL_BROWSER_TIMEOUT_SECS=8",
            max_pages=9,
        )  # fmt: skip
        first = run.wait_for_browser()
        wait_until(lambda: any("/api/items/" in path for path in site.paths()))
        first.kill()
        wait_until(lambda: set(run.processes.browsers()) - {first}, every=0.1)
        browsed = run.finish()
    assert browsed.crawl.exit_code == 0, browsed.crawl.stderr
    assert len(browsed.pages) == 9
    assert {row["rendering"] for row in browsed.pages.values()} == {"rendered"}
    browsed.processes.assert_gone()


def test_pages_of_a_browser_that_always_dies_are_kept(tmp_path: Path) -> None:
    with Site(spa.hash_application()) as site:
        run = Browsing(site.url, tmp_path)
        wait_until(lambda: "/app.js" in site.paths())
        threading.Thread(target=_kill_all, args=(run.processes,), daemon=True).start()
        browsed = run.finish()
    assert browsed.crawl.exit_code == 0, browsed.crawl.stderr
    (row,) = browsed.pages.values()
    assert row["rendering"] == "shell"
    assert row["error"] is None
    assert any("could not be rendered" in one for one in row["warnings"]), row
    browsed.processes.assert_gone()


def _kill_all(processes: Processes) -> None:
    while processes.is_alive():
        for browser in processes.browsers():
            with contextlib.suppress(psutil.Error):
                browser.kill()
        time.sleep(0.02)


def test_nothing_is_left_of_a_crawl_that_is_ended(tmp_path: Path) -> None:
    """Nor does a process of a browser hold a key, while it runs."""
    key = "sk-canary-0123456789"
    answers = spa.hash_application()
    for path in list(answers):
        if "/api/" in path:
            answers[path] = Answer("{}", delay=60)
    with Site(answers) as site:
        signals = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
        runs = {
            number: Browsing(
                site.url, tmp_path / number.name, env={"OPENAI_API_KEY": key}
            )
            for number in signals
        }
        browsers = [run.wait_for_browser() for run in runs.values()]
        wait_until(lambda: sum("/api/" in path for path in site.paths()) >= len(runs))
        # Their pages run, and processes that only start others ended.
        held = [one for browser in browsers for one in _environments(browser)]
        asked = time.monotonic()
        for number, run in runs.items():
            run.signal(number)
        for number, run in runs.items():
            assert run.program.has_ended(30)
            run.processes.assert_gone(20 if number is signal.SIGKILL else 10)
        assert time.monotonic() - asked < 40  # an answer would take a minute
    codes = {number: run.end().exit_code for number, run in runs.items()}
    assert codes == {signal.SIGINT: 11, signal.SIGTERM: 11, signal.SIGKILL: -9}
    assert len(held) > 2 * len(runs)
    # Some processes of Chromium write their command line over their environment.
    assert sum("PATH" in environment for environment in held) > len(runs)
    assert all(key not in str(environment) for environment in held)


def _environments(browser: psutil.Process) -> list[dict[str, str]]:
    """Return what is told to a browser, its driver, and processes of it."""
    driver = browser.parent()
    assert driver is not None
    found = []
    for process in (driver, browser, *browser.children(recursive=True)):
        with contextlib.suppress(psutil.Error):  # it is no more
            found.append(process.environ())
    return found


def test_without_a_browser(tmp_path: Path) -> None:
    nothing = {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path)}
    with Site(spa.hash_application()) as site:
        auto = explore(site.url, tmp_path / "auto", env=nothing)
        always = explore(site.url, tmp_path / "always", env=nothing, render="always")
        assert site.paths() == ["/"]
    assert auto.exit_code == 0
    assert auto.stderr.count("Some pages need a browser") == 1, auto.stderr
    [note] = [line for line in auto.stderr.splitlines() if "note: 1 page can't" in line]
    assert "playwright install" in note
    assert [row["rendering"] for row in auto.pages.values()] == ["shell"]
    assert always.exit_code == 10
    assert "playwright install" in always.stderr


def test_a_browser_that_ends_while_it_starts_is_started_again(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    program = tmp_path / "chromium"
    program.write_text(
        f'#!/bin/sh\nif [ -e "{begun}" ]; then exec {CHROMIUM} "$@"; fi\n'
        f'touch "{begun}"\nexit 1\n'
    )
    program.chmod(0o755)
    answers = {"/": harm("healthy", "")}
    with Site(answers) as site:
        found = browse(
            site.url,
            tmp_path / "out",
            render="always",
            env={"VULTRCRAWL_BROWSER_EXECUTABLE": str(program)},
        )
    assert begun.exists()
    assert found.crawl.pages[site.url]["title"] == "Rendered healthy"
