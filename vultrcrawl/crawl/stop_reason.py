"""Why a crawl ended."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from vultrcrawl.frontier.frontier import Frontier


class StopReason(StrEnum):
    """Why a crawl ended."""

    exit_code: int
    sentence: str
    """The reason as a sentence goes on behind "because"."""

    def __new__(cls, name: str, exit_code: int = 1, sentence: str = "") -> Self:
        """Return the reason that is called *name*."""
        reason = str.__new__(cls, name)
        reason._value_ = name
        reason.exit_code, reason.sentence = exit_code, sentence
        return reason

    EXHAUSTED = "exhausted", 0, "every URL in scope was fetched"
    LIMIT = "limit", 0, "the page budget was spent (max_pages)"
    SATURATED = "saturated", 0, "new templates no longer appeared"
    INTERRUPTED = "interrupted", 11, "it was asked to stop"
    START_UNREACHABLE = "start_unreachable", 5, "the start URL did not answer"
    ROBOTS_UNREACHABLE = (  # RFC 9309, 2.3.1.4
        "robots_unreachable",
        5,
        "robots.txt could not be had, so all is off limits",
    )
    NO_PAGE = "no_page", 6, "no page could be had"
    NO_DISK = "no_disk", 3, "its state could not be written"
    ERROR = "error", 1, "an error in this program, see the log"


#: What Scrapy calls it if a component asked for the end, or memory reached its limit;
#: those of its extension for other limits begin with `closespider`.
_ASKED = ("cancelled", "memusage_exceeded")


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
    stopped = reason.startswith("closespider") or reason in _ASKED
    return StopReason.INTERRUPTED if stopped else StopReason.ERROR


def _why_finished(frontier: Frontier) -> StopReason:
    if frontier.ended_dry:
        return StopReason.SATURATED
    spent = frontier.pending and not frontier.has_budget
    return StopReason.LIMIT if spent else StopReason.EXHAUSTED
