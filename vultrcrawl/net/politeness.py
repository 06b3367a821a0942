"""Measures politeness: gaps between requests of a host, and slowdowns."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from statistics import median
from time import monotonic
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Callable


class Slowdown(TypedDict):
    """One event at which a host was given more time."""

    host: str
    reason: str
    """`http 429`, `http 503`, `breaker`, `crawl-delay` or `robots unreachable`."""
    seconds: float
    """How long the host was left alone, or the new delay between requests."""
    at: float
    """Seconds since the crawl began."""


class Gaps(TypedDict):
    """Seconds between requests to one host that followed each other."""

    requests: int
    least: float | None
    median: float | None
    p95: float | None


@dataclass(slots=True)
class _Host:
    last: float
    gaps: array[float] = field(default_factory=lambda: array("d"))


class PolitenessLog:
    """Keep the moments at which requests left, eight bytes for each."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._hosts: dict[str, _Host] = {}
        self.slowdowns: list[Slowdown] = []

    def sent(self, host: str) -> None:
        """Note that a request to *host* leaves now."""
        now = self._clock()
        known = self._hosts.get(host)
        if known is None:
            self._hosts[host] = _Host(now)
            return
        known.gaps.append(now - known.last)
        known.last = now

    def slowed(self, host: str, reason: str, seconds: float) -> None:
        """Note that *host* is given more time from now on."""
        at = round(self._clock() - self._began, 3)
        self.slowdowns.append(
            {"host": host, "reason": reason, "seconds": round(seconds, 3), "at": at}
        )

    def gaps(self) -> dict[str, Gaps]:
        """Return the gaps by host, in seconds to three places; None without any."""
        return {host: _summary(known.gaps) for host, known in self._hosts.items()}


def _summary(gaps: array[float]) -> Gaps:
    if not gaps:
        return {"requests": 1, "least": None, "median": None, "p95": None}
    ordered = sorted(gaps)
    return {
        "requests": len(gaps) + 1,
        "least": round(ordered[0], 3),
        "median": round(median(ordered), 3),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 3),
    }
