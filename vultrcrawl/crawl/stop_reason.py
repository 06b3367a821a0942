"""Why a crawl ended."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from vultrcrawl.frontier.frontier import Frontier


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
    """Responses came, but not one page."""
    NO_DISK = "no_disk"
    """The crawl's state could not be written any more."""
    ERROR = "error"
    """Something in this program failed; the log says what."""


#: The same as a sentence goes on behind "because".
PLAIN: Final = {
    StopReason.EXHAUSTED: "every URL in scope was fetched",
    StopReason.LIMIT: "the page budget was spent (max_pages)",
    StopReason.SATURATED: "new templates no longer appeared",
    StopReason.INTERRUPTED: "it was asked to stop",
    StopReason.START_UNREACHABLE: "the start URL did not answer",
    StopReason.ROBOTS_UNREACHABLE: "robots.txt could not be had, so all is off limits",
    StopReason.NO_PAGE: "no page could be had",
    StopReason.NO_DISK: "its state could not be written",
    StopReason.ERROR: "an error in this program, see the log",
}


def why_stopped(reason: str, frontier: Frontier) -> StopReason:
    """Return why a crawl ended that Scrapy closed for *reason*."""
    if frontier.failure is not None:
        return StopReason.NO_DISK
    if reason in StopReason.__members__.values():
        return StopReason(reason)
    if reason == "shutdown":
        return StopReason.INTERRUPTED
    if not frontier.url_counts().done:
        unreachable = not frontier.answered and frontier.failed
        return StopReason.START_UNREACHABLE if unreachable else StopReason.NO_PAGE
    if reason == "finished":
        return _why_finished(frontier)
    stopped = reason.startswith("closespider")
    return StopReason.INTERRUPTED if stopped else StopReason.ERROR


def _why_finished(frontier: Frontier) -> StopReason:
    if frontier.ended_dry:
        return StopReason.SATURATED
    spent = frontier.pending and not frontier.has_budget
    return StopReason.LIMIT if spent else StopReason.EXHAUSTED
