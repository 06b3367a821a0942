"""What scripts ask for is asked for with the manners of the crawl."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from aiohttp import web

from tests.browser.rig import browse
from tests.support.pace import assert_paced
from tests.support.site import Answer, Handler, Site, links, page

pytestmark = pytest.mark.browser

DELAY = 0.3
PAGES = ("/", "/two", "/three", "/four")
SCRIPT = """
const get = (path) => fetch(path).then((r) => r.json()).catch(() => ({}));
(async () => {
  const [open, closed, fresh] = await Promise.all(
    [get("/api/open"), get("/private/data"), get("/api/fresh")]);
  document.querySelector("#root").innerHTML =
    `<h1>${open.title}</h1><p>${fresh.text}</p><p>${closed.text || "Nothing here"}</p>
     <a href="/two">Two</a> <a href="/three">Three</a> <a href="/four">Four</a>`;
  if (location.pathname === "/two") {
    const r = await fetch("/api/busy");
    document.querySelector("p").append(" Busy says " + r.status);
  }
})();
"""
SHELL = (
    "<!doctype html><title>App</title><div id=root></div><script src=/a.js></script>"
)


def test_robots_delay_pauses_and_budget_hold_for_scripts(tmp_path: Path) -> None:
    data = "application/json"
    answers: dict[str, str | Answer | Handler] = {
        "/robots.txt": Answer(
            "User-agent: *\nDisallow: /private/", content_type="text/plain"
        ),
        "/a.js": Answer(SCRIPT, content_type="text/javascript"),
        "/api/open": Answer('{"title": "Open to everybody"}', content_type=data),
        "/private/data": Answer('{"text": "Not for robots"}', content_type=data),
        "/api/fresh": Answer(
            '{"text": "Fresh every time"}',
            content_type=data,
            headers={"Cache-Control": "no-store"},
        ),
        "/api/busy": _busy,
    }
    for path in PAGES:
        answers[path] = SHELL
    with Site(answers) as site:
        browsed = browse(site.url, tmp_path, delay=DELAY, max_pages=3)
        hits = [hit for hit in site.hits if hit.path != "/sitemap.xml"]
        peak = site.peak
    paths = Counter(hit.path for hit in hits)
    rows = browsed.pages
    assert len(rows) == 3
    assert {row["rendering"] for row in rows.values()} == {"rendered"}

    # robots.txt: what it forbids is not asked for, and the row says so.
    assert "/private/data" not in paths
    for row in rows.values():
        assert "robots.txt forbids 1 requests of its scripts" in row["warnings"]

    # One document a page of the budget; scripts and data once, unless forbidden.
    assert sum(paths[path] for path in PAGES) == 3
    assert paths["/a.js"] == paths["/api/open"] == paths["/robots.txt"] == 1
    assert paths["/api/fresh"] == 3

    # The delay of the host, between any two of them.
    assert_paced([hit.time for hit in hits], DELAY)
    assert peak <= 3

    # A host that says 429 is left alone for as long as it asks.
    busy = [number for number, hit in enumerate(hits) if hit.path == "/api/busy"]
    assert len(busy) == 1
    if busy[0] + 1 < len(hits):
        assert hits[busy[0] + 1].time - hits[busy[0]].time > 1.5


async def _busy(_: web.Request) -> web.Response:
    return web.Response(status=429, headers={"Retry-After": "2"})


def test_nofollow_holds_for_what_leads_on_without_a_link(tmp_path: Path) -> None:
    script = """
    const root = document.querySelector("#root");
    root.innerHTML = "<h1>Closed to robots</h1><p onclick='go()'>Go on to the rest</p>";
    const name = location.pathname.split("/")[1];
    window.go = () => history.pushState({}, "", `/${name}/hidden`);
    """
    meta = "<meta name=robots content=nofollow>"
    closed = SHELL.replace("<title>", f"{meta}<title>")
    answers: dict[str, str | Answer | Handler] = {
        "/": page("Start", links("/closed", "/open")),
        "/closed": closed,
        "/closed/hidden": closed,
        "/open": SHELL,
        "/open/hidden": SHELL,
        "/a.js": Answer(script, content_type="text/javascript"),
    }
    with Site(answers) as site:
        browsed = browse(site.url, tmp_path)
    rows = {url.removeprefix(site.url): row for url, row in browsed.pages.items()}
    assert set(rows) == {"", "closed", "open", "open/hidden"}
    assert rows["closed"]["rendering"] == rows["open"]["rendering"] == "rendered"
