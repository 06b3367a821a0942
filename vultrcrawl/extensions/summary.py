"""How a crawl went, in about ten lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from time import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.crawler import Crawler

    from vultrcrawl.frontier.frontier import Books
    from vultrcrawl.spiders.explore import ExploreSpider


class StopReason(StrEnum):
    """Why a crawl ended."""

    EXHAUSTED = "exhausted"
    """Every URL in scope was fetched."""
    LIMIT = "limit"
    """The page budget was spent."""
    SATURATED = "saturated"
    """New templates no longer appeared."""
    INTERRUPTED = "interrupted"
    """Asked to stop; can be resumed with a JOBDIR."""
    START_UNREACHABLE = "start_unreachable"
    """No answer came from the start URL."""
    ROBOTS_UNREACHABLE = "robots_unreachable"
    """robots.txt could not be had, so nothing may be fetched (RFC 9309, 2.3.1.4)."""
    NO_PAGE = "no_page"
    """Answers came, but not one page."""
    ERROR = "error"
    """Something in this program failed; the log says what."""


_PLAIN = {
    StopReason.EXHAUSTED: "every URL in scope was fetched",
    StopReason.LIMIT: "the page budget was spent (max_pages)",
    StopReason.SATURATED: "new templates no longer appeared",
    StopReason.INTERRUPTED: "it was asked to stop",
    StopReason.START_UNREACHABLE: "the start URL did not answer",
    StopReason.ROBOTS_UNREACHABLE: "robots.txt could not be had, so all is off limits",
    StopReason.NO_PAGE: "no page could be had",
    StopReason.ERROR: "an error in this program, see the log",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of one crawl."""

    site: str
    stop_reason: StopReason
    seconds: float
    answered: int
    books: Books
    types: dict[str, int]
    failures: dict[str, int]
    skipped: dict[str, int]
    start_problem: str | None
    folder: Path

    def lines(self) -> list[str]:
        """Return the summary as a person reads it."""
        books = self.books
        lines = [
            f"{self.site}: {self.answered} pages in {self.seconds:.0f} s",
            self._ending(),
            books.sentence(),
            "pages by type: " + _listed(self.types),
        ]
        if self.failures:
            lines.append("failures: " + _listed(self.failures))
        if self.skipped:
            lines.append("skipped: " + _listed(self.skipped))
        lines.append(f"files: {self.folder}/")
        return lines

    def _ending(self) -> str:
        cause = f": {self.start_problem}" if self.start_problem else ""
        return f"ended because {_PLAIN[self.stop_reason]}{cause}"


def _listed(counts: dict[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {count}" for name, count in ordered) or "none"


def summarize(crawler: Crawler, spider: ExploreSpider, reason: str) -> Summary:
    """Sum up the crawl of *spider*, which Scrapy closed for *reason*."""
    frontier = spider.frontier
    types: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    start_problem = None
    for row in frontier.pages():
        error = row["error"]
        if error is not None:
            failures[str(error)] += 1
            if row["discovered_via"] == "start":
                start_problem = str(error)
        else:
            types[str(row["page_type"] or row["content_type"] or "other")] += 1
    if not types and start_problem is None:
        for skipped in frontier.skipped():
            if skipped.parent_url is None and skipped.url == spider.arguments.start_url:
                start_problem = f"{skipped.reason}: {skipped.rule or 'not allowed'}"
    books = frontier.books()
    return Summary(
        site=spider.arguments.start_url,
        stop_reason=_stop_reason(
            reason, frontier.answered, types, books, frontier.has_budget
        ),
        seconds=_seconds(crawler),
        answered=frontier.answered,
        books=books,
        types=dict(types),
        failures=dict(failures),
        skipped=frontier.skipped_counts(),
        start_problem=start_problem,
        folder=spider.arguments.folder,
    )


def _seconds(crawler: Crawler) -> float:
    started = crawler.engine.start_time
    return time() - started if started is not None else 0.0


def _stop_reason(
    reason: str, answered: int, types: Counter[str], books: Books, has_budget: bool
) -> StopReason:
    if reason in StopReason.__members__.values():
        return StopReason(reason)
    if reason == "shutdown":
        return StopReason.INTERRUPTED
    if not answered:
        return StopReason.START_UNREACHABLE if books.failed else StopReason.NO_PAGE
    if not types:
        return StopReason.NO_PAGE
    if reason != "finished":
        return (
            StopReason.INTERRUPTED
            if reason.startswith("closespider")
            else StopReason.ERROR
        )
    return (
        StopReason.LIMIT if books.pending and not has_budget else StopReason.EXHAUSTED
    )
