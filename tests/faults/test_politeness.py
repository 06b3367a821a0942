"""Sites that ask for time, by 429 or 503: F35 and F37."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from time import monotonic
from typing import Any

import pytest

from tests.faults.rawsite import Exchange, Hit, RawSite, Reply, http, neighbours, page
from tests.faults.rig import Fetching, Scene, fetch, scene
from tests.support.pace import assert_paced

PAGES = [f"/ok/{n}" for n in range(8)]


def refuse_once(status: str, header: Callable[[], str]) -> Reply:
    async def answer(exchange: Exchange) -> None:
        if exchange.nth == 1:
            await exchange.send(http("", status, *filter(None, [header()])))
        else:
            await exchange.send(page("Back again"))

    return answer


def in_seconds(seconds: float) -> str:
    moment = datetime.now(UTC) + timedelta(seconds=seconds)
    return "Retry-After: " + format_datetime(moment, usegmt=True)


# What /slow answers the first time, and for how many seconds at least its host is left.
ASKED: dict[str, tuple[str, Callable[[], str], float]] = {
    "429 and seconds": ("429 Slow", lambda: "Retry-After: 3", 3.0),
    "503 and seconds": ("503 Busy", lambda: "Retry-After: 3", 3.0),
    # A date has no fractions: up to a second is lost to rounding.
    "429 and a date": ("429 Slow", lambda: in_seconds(4), 3.0),
    "503 and a date that has passed": ("503 Busy", lambda: in_seconds(-60), 1.0),
    "429 and zero": ("429 Slow", lambda: "Retry-After: 0", 1.0),
    "503 and words": ("503 Busy", lambda: "Retry-After: abc", 1.0),
    "503 and an exponent": ("503 Busy", lambda: "Retry-After: 1e9", 1.0),
    "429 alone": ("429 Slow", lambda: "", 1.0),
    "503 alone": ("503 Busy", lambda: "", 1.0),
}


async def refuse_slowly(exchange: Exchange) -> None:
    # Slow enough for the next requests to leave, if nothing held them.
    await asyncio.sleep(0.3)
    await exchange.send(http("", "503 Busy"))


def storm(seconds: float) -> Callable[[Hit], Reply | None]:
    """Return what answers 503 from the tenth page on, for *seconds*."""
    began: list[float] = []
    seen: list[str] = []

    def answer(hit: Hit) -> Reply | None:
        if not hit.path.startswith("/ok/"):
            return None
        seen.append(hit.path)
        if len(seen) == 10:
            began.append(monotonic())
        if began and monotonic() - began[0] < seconds:
            return refuse_slowly
        return page(hit.path)

    return answer


def refuse_after(delay: float, seconds: int) -> Reply:
    async def answer(exchange: Exchange) -> None:
        if exchange.nth > 1:
            await exchange.send(page("Back again"))
            return
        await asyncio.sleep(delay)
        await exchange.send(http("", "503 Busy", f"Retry-After: {seconds}"))

    return answer


DELAY = 0.05
stormy = scene(lambda: RawSite(fallback=storm(5)), DOWNLOAD_DELAY=DELAY)
stormy_for_ever = scene(
    lambda: RawSite(fallback=storm(999)),
    DOWNLOAD_DELAY=DELAY,
    VULTRCRAWL_BACKOFF_MAX_SECS=3,
)
closed_for_a_day = scene(
    lambda: RawSite(
        {
            "/": page("Start", "/slow", *neighbours()),
            "/slow": http("", "429 Slow", "Retry-After: 86400"),
        }
    ),
    DOWNLOAD_DELAY=DELAY,
)
shut_at_once = scene(lambda: RawSite({"/": http("", "429 Slow", "Retry-After: 86400")}))
partly_busy = scene(
    lambda: RawSite({"/busy": http("", "503 Busy")}), DOWNLOAD_DELAY=DELAY
)
overrun = scene(
    lambda: RawSite({"/slow": refuse_once("429 Slow", lambda: "")}),
    DOWNLOAD_DELAY=DELAY,
    arguments={"max_pages": 7},
)


@pytest.fixture(scope="module", autouse=True)  # waits beside the scenes
def asking() -> Iterator[tuple[dict[str, RawSite], Fetching]]:
    with ExitStack() as stack:
        sites = {
            name: stack.enter_context(
                RawSite({"/slow": refuse_once(status, header)}, host=f"127.0.2.{n}")
            )
            for n, (name, (status, header, _)) in enumerate(ASKED.items(), 1)
        }
        urls = [
            site.url.rstrip("/") + path
            for path in [*PAGES[:2], "/slow", *PAGES[2:]]
            for site in sites.values()
        ]
        fetching = Fetching(
            "http://start.test/",
            urls,
            VULTRCRAWL_EGRESS_ALLOW="127.0.2.0/24",
            CONCURRENT_REQUESTS=50,
            DOWNLOAD_DELAY=0.1,
        )
        yield sites, stack.enter_context(fetching)


@pytest.fixture(scope="module")
def asked(
    asking: tuple[dict[str, RawSite], Fetching],
) -> tuple[dict[str, RawSite], dict[str, dict[str, Any]]]:
    return asking[0], asking[1].end()


@pytest.mark.parametrize("name", ASKED)
def test_a_host_is_left_alone_for_as_long_as_it_asks(
    name: str, asked: tuple[dict[str, RawSite], dict[str, dict[str, Any]]]
) -> None:
    site, seconds = asked[0][name], ASKED[name][2]
    refused, again = (hit.time for hit in site.at("/slow"))
    assert again - refused >= seconds - 0.1
    # What was on its way when the refusal came may still arrive, within a moment.
    early = [h for h in site.hits if refused + 0.5 < h.time < refused + seconds - 0.1]
    assert not early
    assert all(row["status"] == 200 for row in asked[1].values())
    assert sorted(hit.path for hit in site.pages()) == sorted(
        [*PAGES, "/slow", "/slow"]
    )


def test_refusals_of_one_event_are_one_pause_as_long_as_the_longest_asks() -> None:
    with RawSite({"/a": refuse_after(0.6, 1), "/b": refuse_after(1.0, 3)}) as site:
        urls = [f"{site.url}{path}" for path in ("a", "b", "ok/1", "ok/2")]
        outcomes = fetch(site.url, urls, CONCURRENT_REQUESTS=2)
    assert all(row["status"] == 200 for row in outcomes.values())
    first, second, *later = sorted(hit.time for hit in site.pages())
    assert second - first < 0.6
    # Two steps would double the second pause; zero would not wait for the longer one.
    assert 3.8 < later[0] - second < 6.0


def test_a_storm_is_sat_out_and_no_page_is_lost(stormy: Scene) -> None:
    site, run = stormy.site, stormy.exploration.end()
    run.assert_neighbours()
    assert run.crawl.exit_code == 0
    # Five at once may be refused as it begins; then probes after 1, 2 and 4 seconds.
    assert len(site.pages()) <= len(neighbours()) + 1 + 5 + 3, "more than one probe"
    times = [hit.time for hit in site.pages()]
    pauses = [b - a for a, b in pairwise(times) if b - a > 0.7]
    assert len(pauses) == 3
    assert all(later > 1.5 * sooner for sooner, later in pairwise(pauses))


def test_a_site_that_asks_for_too_long_is_deferred(closed_for_a_day: Scene) -> None:
    site, run = closed_for_a_day.site, closed_for_a_day.exploration.end()
    assert run.crawl.skipped[f"{site.url}slow"] == "deferred"
    assert len(site.at("/slow")) == 1
    assert len(site.pages()) < 10
    assert "VULTRCRAWL_BACKOFF_MAX_SECS" in run.crawl.stderr
    assert run.seconds < 80


def test_a_storm_that_does_not_end_is_not_waited_for(stormy_for_ever: Scene) -> None:
    site, run = stormy_for_ever.site, stormy_for_ever.exploration.end()
    assert set(run.crawl.skipped.values()) == {"deferred"}
    assert re.search(
        r"every URL in scope was fetched, but for \d+ that the site", run.crawl.stderr
    )
    assert len(site.pages()) < 30
    assert run.seconds < 80


def test_a_start_that_asks_for_too_long_says_so_once(shut_at_once: Scene) -> None:
    run = shut_at_once.exploration.end()
    assert run.crawl.exit_code == 6
    assert "had: deferred: the site asks for more time" in run.crawl.stderr


def test_one_page_that_always_refuses_is_a_failure_of_its_own(
    partly_busy: Scene,
) -> None:
    site, run = partly_busy.site, partly_busy.exploration.end()
    run.assert_neighbours()
    assert run.error("/busy") == "http 503"
    assert len(site.at("/busy")) == 4


def test_a_site_that_says_too_fast_is_asked_more_slowly(overrun: Scene) -> None:
    site, run = overrun.site, overrun.exploration.end()
    assert run.row("/slow")["status"] == 200
    refused = site.at("/slow")[0].time
    times = [hit.time for hit in site.hits if hit.time > refused + 0.9]
    assert len(times) > 3
    assert_paced(times, 0.5)
    assert re.search(r"paused for 1 s \(http 429\)", run.crawl.stderr)
