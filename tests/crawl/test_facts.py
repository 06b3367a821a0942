"""What is told of a crawl is made from plain facts, without a crawler."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from vultrcrawl.crawl.facts import CrawlFacts, ModelFacts
from vultrcrawl.crawl.site_document import site_document
from vultrcrawl.crawl.stop_reason import StopReason, why_stopped
from vultrcrawl.crawl.summary import summarize
from vultrcrawl.frontier.frontier import Frontier
from vultrcrawl.frontier.scope import Scope
from vultrcrawl.frontier.state.store import Store
from vultrcrawl.items import Page, Via
from vultrcrawl.site.checks import site_fault
from vultrcrawl.taxonomy import PageGroup, PageType

START = "https://lamps.example/"


def _facts(frontier: Frontier, **changes: object) -> CrawlFacts:
    facts = CrawlFacts(
        start_url=START,
        asked_url=START,
        bare_host=False,
        arguments={"start_url": START, "max_pages": 5},
        folder=Path("output/lamps.example"),
        run="20261129-1",
        resumable=False,
        reason="finished",
        seconds=12.34,
        answered_before=0,
        frontier=frontier,
        products=(),
        sitemaps=(),
        broken_sitemaps=(("https://lamps.example/sitemap.xml", "http 500"),),
        render_choice=None,
        cookies=True,
        browser_problem=None,
        politeness={"robots_obeyed": True, "delay_seconds": 0.2},
        model=ModelFacts(document={"calls": 3}, sentence="3 calls", problem=None),
    )
    return replace(facts, **changes)  # type: ignore[arg-type] # as named


def _frontier(*, status: int | None = 200, error: str | None = None) -> Frontier:
    frontier = Frontier(Store(), Scope(start_url=START), 5)
    frontier.seed(START, Via.START)
    known = frontier.lease()
    assert known is not None
    page = Page(
        url=known.url, final_url=known.url, status=status, depth=0, error=error,
        discovered_via=Via.START,
    )  # fmt: skip
    if error is None:
        page.page_type, page.page_group = PageType.HOMEPAGE, PageGroup.INDEX
    frontier.complete(known.id, page)
    return frontier


def test_a_crawl_that_saw_all() -> None:
    facts = _facts(_frontier())
    summary = summarize(facts)
    assert summary.stop_reason is StopReason.EXHAUSTED
    assert summary.types == {"homepage": 1}
    assert summary.lines()[0] == "https://lamps.example/: 1 page in 12 s"
    assert "language model: 3 calls" in summary.lines()
    assert summary.warnings == [
        "sitemaps that could not be read: https://lamps.example/sitemap.xml (http 500)"
    ]
    document = site_document(summary)
    assert site_fault(document) is None
    assert document["run"]["id"] == "20261129-1"
    assert document["entry_points"]["homepage"] == START
    assert document["llm"] == {"calls": 3}


@pytest.mark.parametrize(
    ("reason", "stopped"),
    [
        ("shutdown", StopReason.INTERRUPTED),
        ("closespider_timeout", StopReason.INTERRUPTED),
        ("memusage_exceeded", StopReason.INTERRUPTED),
        ("cancelled", StopReason.INTERRUPTED),
        ("start_error", StopReason.ERROR),
        ("robots_unreachable", StopReason.ROBOTS_UNREACHABLE),
    ],
)
def test_a_limit_interrupts_a_crawl_and_is_no_error(
    reason: str, stopped: StopReason
) -> None:
    assert why_stopped(reason, _frontier()) is stopped


def test_a_start_that_cannot_be_reached_by_the_scheme_assumed() -> None:
    frontier = _frontier(status=None, error="refused: no connection")
    summary = summarize(_facts(frontier, bare_host=True))
    assert summary.stop_reason is StopReason.START_UNREACHABLE
    assert summary.problem == "refused: no connection"
    assert summary.advice == (
        "https was tried, as no scheme was given: try start_url=http://lamps.example/"
    )


def test_redirects_without_end_are_put_down_to_cookies_only_where_these_are_off() -> (
    None
):
    looping = _facts(_frontier(status=None, error="redirects: too many"))
    assert not any("cookies" in one for one in summarize(looping).warnings)
    (told, _) = summarize(replace(looping, cookies=False)).warnings
    assert told.startswith("1 URL redirected without end, as for want of cookies")


def test_an_interrupted_crawl_says_how_it_goes_on() -> None:
    stopped = _facts(_frontier(), reason="shutdown")
    assert "JOBDIR=state/lamps.example" in (summarize(stopped).advice or "")
    resumable = replace(stopped, resumable=True)
    assert summarize(resumable).advice == (
        "the same command goes on where this one ended"
    )
