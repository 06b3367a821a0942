"""Whatever scripts try, nothing leaves for where the crawl may not go (F13 to F17)."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from tests.browser.attacks import (
    DATAGRAMS,
    SCRIPTS,
    UNSURE,
    Datagrams,
    attacks,
)
from tests.browser.rig import CHROMIUM, browse
from tests.faults.rawsite import RawSite, http, page
from tests.process.rig import wait_until

pytestmark = pytest.mark.browser

#: What need not get through in a browser as it comes, or leaves no path.
SILENT = UNSURE | DATAGRAMS


@dataclass(frozen=True, slots=True)
class Decoys:
    """Servers that must not hear of us: another address, another port, IPv6."""

    sites: list[RawSite]
    datagrams: list[Datagrams]

    @property
    def targets(self) -> list[str]:
        return [site.url for site in self.sites]

    @property
    def heard(self) -> tuple[int, int]:
        """Connections and datagrams that came in."""
        connections = sum(site.connections for site in self.sites)
        return connections, sum(one.count for one in self.datagrams)


@pytest.fixture
def decoys() -> Iterator[Decoys]:
    hosts = ["127.0.0.2", "127.0.0.1", *(["::1"] if socket.has_ipv6 else [])]
    with ExitStack() as stack:
        sites = [stack.enter_context(RawSite(host=host)) for host in hosts]
        datagrams = [
            stack.enter_context(Datagrams(host, site.port))
            for host, site in zip(hosts, sites, strict=True)
        ]
        yield Decoys(sites, datagrams)


def test_the_attacks_are_real(decoys: Decoys) -> None:
    """In a browser as it comes, each of them gets through."""

    def through() -> set[str]:
        paths = {hit.path for site in decoys.sites for hit in site.hits}
        names = {path.split("/")[1] for path in paths}
        if "redirected" in names:
            names |= {name for name in SCRIPTS if name.startswith("redirected-")}
        return names

    def show(root: str) -> None:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, chromium_sandbox=False
            )
            context = browser.new_context()
            # Again on a machine that was too busy for it.
            for name, attempts in [*pages.items()] * 4:
                if not attempts - SILENT - through():
                    continue
                tab = context.new_page()
                with suppress(PlaywrightError):  # it is under way to another page
                    tab.goto(root + name, wait_until="commit", timeout=5_000)
                with suppress(AssertionError):
                    wait_until(lambda: attempts - SILENT <= through(), 8)  # noqa: B023 (called at once)
                tab.close()
            browser.close()

    replies, pages = attacks(decoys.targets)
    with RawSite(replies) as site, ThreadPoolExecutor(1) as pool:
        pool.submit(show, site.url).result()  # Playwright wants a thread of its own
    missing = frozenset().union(*pages.values()) - SILENT - through()
    assert sorted(missing) == []
    assert all(one.count for one in decoys.datagrams)


def test_scripts_reach_nothing_but_the_site(decoys: Decoys, tmp_path: Path) -> None:
    replies, names = attacks(decoys.targets)
    replies["/"] = page("Attacks", *names)
    with RawSite(replies) as site:
        browsed = browse(site.url, tmp_path, render="always")
    assert decoys.heard == (0, 0)
    for name in names:
        row = browsed.pages[site.url + name]
        assert row["error"] is None, row
        assert row["rendering"] == "rendered", row
        assert row["title"] == f"ran {name}"
    assert set(browsed.pages) == {site.url, *(site.url + name for name in names)}
    assert not {url for url in browsed.pages if not url.startswith(site.url)}
    assert set(browsed.crawl.skipped.values()) <= {"scope"}
    browsed.processes.assert_gone()


def test_a_name_that_changes_its_meaning_under_a_page(tmp_path: Path) -> None:
    shell = (
        "<!doctype html><title>waiting</title><div id=app></div><script>"
        "document.title = 'ran'; fetch('/data'); fetch('/more', { method: 'POST' });"
        "</script><script src=/script.js></script>"
    )
    with RawSite({"/": http(shell)}) as site:
        with RawSite(host="127.0.0.2", port=site.port) as decoy:
            browsed = browse(
                f"http://rebind-late.test:{site.port}/",
                tmp_path,
                "-s", "VULTRCRAWL_DNS_RESOLVER=tests.faults.names.SuiteResolver",
                "-s", "DNSCACHE_ENABLED=False",
                render="always", sitemap="false",
            )  # fmt: skip
        assert [hit.path for hit in site.hits] == ["/robots.txt", "/"]
    assert decoy.connections == 0
    (row,) = browsed.pages.values()
    assert row["title"] == "ran"
    assert row["error"] is None
    assert row["warnings"] == [
        "3 requests of its scripts failed: address: not a public address"
    ]
