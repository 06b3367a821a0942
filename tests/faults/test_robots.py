"""robots.txt that says no, says it oddly, or can't be read: F29 to F33."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.rawsite import (
    Exchange,
    RawSite,
    Reply,
    http,
    neighbours,
    page,
    redirect,
)
from tests.faults.rig import Fetching, Scene, explore, scene
from tests.support.pace import assert_paced

if TYPE_CHECKING:
    from pathlib import Path

OPEN, DENIED = "open", "robots: forbidden by robots.txt"
SHUT = "robots: robots.txt unreachable"
# What forbids /private and nothing else, so that both can be told from a default.
RULES = "User-agent: *\nDisallow: /private\n"


def text(body: str | bytes = RULES, status: str = "200 OK", *headers: str) -> bytes:
    return http(body, status, *headers, kind="text/plain")


async def hang(_: Exchange) -> None:
    await asyncio.sleep(60)


async def reset(exchange: Exchange) -> None:
    exchange.reset()


async def drip(exchange: Exchange) -> None:
    await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    await exchange.drip(RULES.encode() * 99, 0.1)


async def cut(exchange: Exchange) -> None:
    await exchange.send(
        b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n" + RULES.encode()
    )


def first(reply: bytes) -> Reply:
    """Return what answers *reply* once, and then the rules."""

    async def answer(exchange: Exchange) -> None:
        await exchange.send(reply if exchange.nth == 1 else text())

    return answer


def hops(count: int) -> dict[str, Reply]:
    """Return a robots.txt that is *count* redirects away."""
    stops = ["/robots.txt", *[f"/hop/{n}" for n in range(count - 1)], "/rules"]
    replies: dict[str, Reply] = {a: redirect(b) for a, b in pairwise(stops)}
    return replies | {"/rules": text()}


LONG = RULES.encode() + b"# filler\n" * (10 * 2**20 // 9)
CASES: dict[str, tuple[Mapping[str, Reply], str, str]] = {
    # The site, then what becomes of /ok/0 and of /private.
    "rules": ({"/robots.txt": text()}, OPEN, DENIED),
    "byte order mark": ({"/robots.txt": text("\ufeff" + RULES)}, OPEN, DENIED),
    "cr lf": ({"/robots.txt": text(RULES.replace("\n", "\r\n"))}, OPEN, DENIED),
    "zeros": ({"/robots.txt": text("\0" + RULES + "\0\0")}, OPEN, DENIED),
    "no content": ({"/robots.txt": http("", "204 No Content")}, OPEN, OPEN),
    "html": ({"/robots.txt": page("Not rules")}, OPEN, OPEN),
    "401": ({"/robots.txt": text(RULES, "401 Unauthorized")}, OPEN, OPEN),
    "403": ({"/robots.txt": text(RULES, "403 Forbidden")}, OPEN, OPEN),
    "404": ({"/robots.txt": text(RULES, "404 Not Found")}, OPEN, OPEN),
    "410": ({"/robots.txt": text(RULES, "410 Gone")}, OPEN, OPEN),
    "500": ({"/robots.txt": text(RULES, "500 Oops")}, SHUT, SHUT),
    "503": ({"/robots.txt": text(RULES, "503 Busy")}, SHUT, SHUT),
    "503 for long": (
        {"/robots.txt": text(RULES, "503 Busy", "Retry-After: 9999")},
        SHUT,
        SHUT,
    ),
    "304": ({"/robots.txt": text("", "304 Not Modified")}, SHUT, SHUT),
    "999": ({"/robots.txt": text(RULES, "999 Denied")}, SHUT, SHUT),
    "429 for ever": ({"/robots.txt": text("", "429 Slow")}, SHUT, SHUT),
    "hang": ({"/robots.txt": hang}, SHUT, SHUT),
    "reset": ({"/robots.txt": reset}, SHUT, SHUT),
    "nothing": ({"/robots.txt": b""}, SHUT, SHUT),
    "drip": ({"/robots.txt": drip}, SHUT, SHUT),
    "cut": ({"/robots.txt": cut}, SHUT, SHUT),
    "not http": ({"/robots.txt": b"220 ftp ready\r\n"}, SHUT, SHUT),
    "500 then rules": ({"/robots.txt": first(http("", "500 Oops"))}, OPEN, DENIED),
    "nothing then rules": ({"/robots.txt": first(b"")}, OPEN, DENIED),
    "429 then rules": (
        {"/robots.txt": first(http("", "429 Slow", "Retry-After: 1"))},
        OPEN,
        DENIED,
    ),
    "five redirects": (hops(5), OPEN, DENIED),
    "six redirects": (hops(6), OPEN, OPEN),
    "a circle": ({"/robots.txt": redirect("/robots.txt")}, OPEN, OPEN),
    "to a file": ({"/robots.txt": redirect("file:///etc/passwd")}, "url:", "url:"),
    "ten megabytes": ({"/robots.txt": text(LONG)}, OPEN, DENIED),
    "one long line": (
        {"/robots.txt": text(RULES.encode() + b"Disallow: /" + b"a" * 5 * 2**20)},
        OPEN,
        DENIED,
    ),
    "packed": (
        {
            "/robots.txt": text(
                gzip.compress(RULES.encode()), "200 OK", "Content-Encoding: gzip"
            )
        },
        OPEN,
        DENIED,
    ),
    "bomb": (
        {
            "/robots.txt": text(
                gzip.compress(bytes(50 * 2**20)), "200 OK", "Content-Encoding: gzip"
            )
        },
        SHUT,
        SHUT,
    ),
    "not packed": (
        {"/robots.txt": text(RULES, "200 OK", "Content-Encoding: gzip")},
        SHUT,
        SHUT,
    ),
    "many groups": (
        {
            "/robots.txt": text(
                RULES
                + "".join(f"User-agent: a{n}\nDisallow: /\n" for n in range(100_000))
            )
        },
        OPEN,
        DENIED,
    ),
}


@dataclass(frozen=True, slots=True)
class Met:
    """All sites after one crawl of them, and what became of each URL."""

    sites: dict[str, RawSite]
    outcomes: dict[str, dict[str, Any]]

    def outcome(self, name: str, path: str) -> str:
        row = self.outcomes[self.sites[name].url.rstrip("/") + path]
        return OPEN if row["status"] == 200 else str(row["error"])


@pytest.fixture(scope="module", autouse=True)  # waits beside the scenes
def meeting() -> Iterator[tuple[dict[str, RawSite], Fetching]]:
    with ExitStack() as stack:
        # Each on an address of its own: pauses and delays are kept by host.
        sites = {
            name: stack.enter_context(
                RawSite({"/private": page("Private"), **replies}, host=f"127.0.1.{n}")
            )
            for n, (name, (replies, _, _)) in enumerate(CASES.items(), 1)
        }
        urls = [
            s.url.rstrip("/") + p for s in sites.values() for p in ("/ok/0", "/private")
        ]
        fetching = Fetching(
            "http://start.test/",
            urls,
            VULTRCRAWL_EGRESS_ALLOW="127.0.1.0/24",
            CONCURRENT_REQUESTS=30,
        )
        yield sites, stack.enter_context(fetching)


@pytest.fixture(scope="module")
def met(meeting: tuple[dict[str, RawSite], Fetching]) -> Met:
    return Met(meeting[0], meeting[1].end())


PACED = [f"/ok/{n}" for n in range(4)]
paced = scene(
    lambda: RawSite(
        {
            "/": page("Start", *PACED),
            "/robots.txt": text("User-agent: *\nCrawl-delay: 0.7\n"),
        }
    ),
    DOWNLOAD_DELAY=0.1,
)
unreadable = scene(lambda: RawSite({"/robots.txt": http("", "503 Busy")}))


@pytest.fixture(scope="module", autouse=True)  # waits beside the scenes
def growing_old() -> Iterator[tuple[RawSite, RawSite, Fetching]]:
    """Two sites whose rules are out of date after a second, and what asks for them."""

    def then(later: bytes) -> Reply:
        async def robots(exchange: Exchange) -> None:
            await exchange.send(text() if exchange.nth == 1 else later)

        return robots

    newer = then(text("User-agent: *\nDisallow: /late\n"))
    none = then(http("", "503 Busy"))
    with (
        RawSite({"/robots.txt": newer, "/private": page("x")}, host="127.0.1.1") as a,
        RawSite({"/robots.txt": none, "/late": page("x")}, host="127.0.1.2") as b,
        Fetching(
            "http://start.test/",
            [f"{site.url}ok/{n}" for n in range(5) for site in (a, b)]
            + [f"{site.url}{path}" for path in ("private", "late") for site in (a, b)],
            VULTRCRAWL_EGRESS_ALLOW="127.0.1.0/24",
            VULTRCRAWL_ROBOTS_CACHE_SECS=1,
            CONCURRENT_REQUESTS=2,
            DOWNLOAD_DELAY=0.4,
        ) as fetching,
    ):
        yield a, b, fetching


@pytest.mark.parametrize("name", CASES)
def test_robots(name: str, met: Met) -> None:
    _, expected, expected_private = CASES[name]
    assert met.outcome(name, "/ok/0").startswith(expected)
    assert met.outcome(name, "/private").startswith(expected_private)
    site = met.sites[name]
    asked = [hit.path for hit in site.hits]
    assert ("/ok/0" in asked) is (expected == OPEN)
    assert ("/private" in asked) is (expected_private == OPEN)
    # Asked for once, however many pages wait for it; again only after a failure.
    assert 1 <= len(site.at("/robots.txt")) <= (6 if name == "a circle" else 3)


def test_an_honest_name_is_given(met: Met) -> None:
    for site in met.sites.values():
        for hit in site.hits:
            assert hit.headers["User-Agent"].startswith("vultrcrawl/")
            assert "Referer" not in hit.headers
            assert "Cookie" not in hit.headers


def test_a_site_without_readable_robots_txt_is_left_alone(unreadable: Scene) -> None:
    site, run = unreadable.site, unreadable.exploration.end()
    assert run.crawl.exit_code == 5
    assert "robots.txt unreachable (http 503)" in run.crawl.stderr
    assert not site.pages()
    assert not site.at("/sitemap.xml")
    assert len(site.at("/robots.txt")) == 2


def test_a_site_that_forbids_all_is_left_alone(tmp_path: Path) -> None:
    with RawSite({"/robots.txt": text("User-agent: *\nDisallow: /\n")}) as site:
        run = explore(site.url, tmp_path / "out")
    assert run.crawl.exit_code == 6
    assert run.crawl.skipped == {site.url: "robots"}
    assert not site.pages()


def test_the_pace_of_robots_txt_is_kept_from_the_first_page(paced: Scene) -> None:
    site, run = paced.site, paced.exploration.end()
    assert run.crawl.exit_code == 0
    assert {f"{site.url}{path[1:]}" for path in PACED} <= set(run.crawl.pages)
    # robots.txt itself was the first request; the next ones keep what it asked for.
    assert_paced([hit.time for hit in site.hits], 0.7)


def test_a_pace_beyond_reason_is_cut_with_a_warning(tmp_path: Path) -> None:
    robots = text("User-agent: *\nRequest-rate: 1/1h\n")
    with RawSite({"/": page("Start", "/ok/1"), "/robots.txt": robots}) as site:
        run = explore(site.url, tmp_path / "out", VULTRCRAWL_ROBOTS_MAX_DELAY_SECS=0.5)
    assert run.crawl.exit_code == 0
    assert "asks for 3600 s between requests" in run.crawl.stderr
    assert len(site.pages()) == 2


def test_rules_grow_old_and_are_kept_if_there_are_no_newer(
    growing_old: tuple[RawSite, RawSite, Fetching],
) -> None:
    a, b, fetching = growing_old
    outcomes = fetching.end()
    denied = {url for url, row in outcomes.items() if row["error"] == DENIED}
    assert denied == {f"{a.url}late", f"{b.url}private"}
    assert len(b.at("/robots.txt")) == 2


def test_neighbours_of_what_is_denied_are_fetched(tmp_path: Path) -> None:
    denied = [f"/private/{n}" for n in range(5)]
    with RawSite(
        {"/": page("Start", *denied, *neighbours()), "/robots.txt": text()}
    ) as site:
        run = explore(site.url, tmp_path / "out")
    run.assert_neighbours()
    assert sorted(run.crawl.skipped) == [f"{site.url}{path[1:]}" for path in denied]
    assert set(run.crawl.skipped.values()) == {"robots"}
    assert not any(hit.path in denied for hit in site.hits)
