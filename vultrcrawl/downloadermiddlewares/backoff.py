"""Pauses a host after 429 and 503, with Retry-After or without.

One refusal is one event, however many requests were under way: the host is paused once,
through the scheduler, and the refused pages go back to it, so that nothing waits in
memory. After the pause a single request probes; others follow once it had a response.
Each further refusal doubles the pause. A site that asks for more than the run can wait,
or refuses for as long, is deferred: its pages end so, without being asked for again.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary, ref

from scrapy.exceptions import NotConfigured
from scrapy.utils.misc import load_object

from vultrcrawl.lifecycle.failures import HostDeferred, HostPaused
from vultrcrawl.lifecycle.request_meta import ON_BEHALF
from vultrcrawl.net.egress import host_and_port
from vultrcrawl.net.politeness import PolitenessLog
from vultrcrawl.net.retry_after import parse_retry_after

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

_REFUSALS = frozenset({429, 503})
# Seconds of the first pause, when the site names none, and the longest it doubles to.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
# Refusals of one page that no other page shares: then it is the page's own response.
_TRIES = 4
# Least delay after a 429, and the longest that doubling makes of it, in seconds; how
# many responses in a row halve it again.
_LEAST_DELAY, _LONGEST_DELAY, _GOOD_RUN = 0.5, 10.0, 20

_TIMES, _SEEN = "vultrcrawl_refused_times", "vultrcrawl_refused_at_answer"


@dataclass(slots=True)
class _Trouble:
    """A host that refuses, from the first refusal to the next response."""

    since: float
    """When its first refusal came."""
    began: float = 0.0
    """When the present pause began."""
    until: float = 0.0
    """When it ends."""
    steps: int = 0
    """Pauses so far."""
    url: str = ""
    """The first URL refused."""
    shared: bool = False
    """Whether another one was, too: then it is the host, not the page."""
    deferred: bool = False
    back_at: float = 0.0
    """When a deferred host may be asked again by a spider that stays."""
    probe: ref[Request] | None = None
    probe_ends: float = 0.0
    """When a probe that was never heard of again no longer counts."""


class BackoffMiddleware:
    """Pause hosts that answer 429 or 503, and bring the refused pages back.

    Setting: VULTRCRAWL_BACKOFF_MAX_SECS (300), the longest that one site may keep the
    run waiting. RETRY_HTTP_CODES must not hold 429 and 503. Requests with `dont_retry`
    in their meta get the refusal as it is. The download handler asks `leaving` before
    each request. Stats: vultrcrawl/backoff/pauses, /refusals, /deferred_hosts.
    """

    def __init__(
        self, crawler: Crawler, longest: float, clock: Callable[[], float] = monotonic
    ) -> None:
        self._crawler = crawler
        self._longest = longest
        # A server outlives what a site asks for; a crawl is started again.
        self._stays = getattr(crawler.spidercls, "stays", False)
        self._clock = clock
        self._hosts: dict[str, _Trouble] = {}
        self._answers: Counter[str] = Counter()
        self._good_run: Counter[str] = Counter()
        self._first_delay: dict[str, float] = {}
        self._sent: WeakKeyDictionary[Request, float] = WeakKeyDictionary()
        self.politeness = PolitenessLog(clock)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it of the settings; NotConfigured if SCHEDULER can't block hosts."""
        if not hasattr(load_object(crawler.settings["SCHEDULER"]), "block_host"):
            raise NotConfigured("SCHEDULER has no block_host()")
        return cls(
            crawler, crawler.settings.getfloat("VULTRCRAWL_BACKOFF_MAX_SECS", 300.0)
        )

    def leaving(self, request: Request) -> None:
        """Let *request* leave the process, or raise HostPaused or HostDeferred."""
        host = host_and_port(request.url)[0]
        now = self._clock()
        trouble = self._trouble(host)
        if trouble is not None:
            if trouble.deferred:
                raise HostDeferred
            if now < trouble.until:
                raise HostPaused(trouble.until)
            if now < trouble.probe_ends:
                raise HostPaused(now + _FIRST_PAUSE)
            trouble.probe = ref(request)
            trouble.probe_ends = now + request.meta.get("download_timeout", 180.0)
        self._sent[request] = now

    def process_request(self, request: Request) -> None:
        """Raise HostDeferred before a deferred host costs a place in the queue."""
        trouble = self._trouble(host_and_port(request.url)[0])
        if trouble is not None and trouble.deferred:
            raise HostDeferred

    def process_response(
        self, request: Request, response: Response
    ) -> Response | Request:
        """Return *response*, or *request* for another try after the pause."""
        host = host_and_port(request.url)[0]
        if response.status not in _REFUSALS:
            self._answered(request, host)
            return response
        on_behalf = ON_BEHALF in request.meta
        if request.meta.get("dont_retry") and not on_behalf:
            return response
        trouble = self._hosts.setdefault(
            host, _Trouble(since=self._clock(), url=request.url)
        )
        trouble.shared = trouble.shared or trouble.url != request.url
        if on_behalf:
            self._refused(request, response, host, trouble)
            return response
        # Alone: while others were answered, or with no other to ask.
        times: int = request.meta.get(_TIMES, 0)
        if not trouble.shared or request.meta.get(_SEEN) != self._answers[host]:
            times += 1
        if times >= _TRIES:
            self._answered(request, host)
            return response
        self._refused(request, response, host, trouble)
        again = _again(request)
        again.meta[_TIMES] = times
        again.meta[_SEEN] = self._answers[host]
        return again

    def process_exception(
        self, request: Request, exception: Exception
    ) -> Request | None:
        """Send what came too early back to the scheduler; see a probe fail."""
        host = host_and_port(request.url)[0]
        trouble = self._hosts.get(host)
        if isinstance(exception, HostPaused):
            if request.meta.get("dont_retry"):
                return None
            self._block(host, exception.until)
            return _again(request)
        if trouble is not None and trouble.probe and trouble.probe() is request:
            self._pause(host, trouble, 0.0, "probe failed")
        return None

    def postpone(self, request: Request, until: float, reason: str) -> Request:
        """Return *request* for the scheduler, which leaves its host alone *until*."""
        host = host_and_port(request.url)[0]
        self.politeness.slowed(host, reason, until - self._clock())
        self._block(host, until)
        return _again(request)

    def _answered(self, request: Request, host: str) -> None:
        self._answers[host] += 1
        trouble = self._hosts.get(host)
        if trouble is None:
            self._speed_up(request, host)
        # A response to what left before the pause says nothing of what is now.
        elif self._sent.get(request, 0.0) >= trouble.began:
            del self._hosts[host]
            self._block(host, self._clock())

    def _refused(
        self, request: Request, response: Response, host: str, trouble: _Trouble
    ) -> None:
        now = self._clock()
        header = (response.headers.get("Retry-After") or b"").decode("latin-1")
        asked = parse_retry_after(header, datetime.now(UTC)) or 0.0
        self._count("refusals")
        if trouble.steps and self._sent.get(request, now) < trouble.began:
            # Of the same event: no further step, but the site may ask for longer.
            trouble.until = max(trouble.until, now + asked)
        else:
            if response.status == 429:  # too fast, not just too early
                self._slow_down(request, host)
            self._pause(host, trouble, asked, f"http {response.status}")
        if trouble.until - now > self._longest or now - trouble.since > self._longest:
            self._defer(host, trouble, now)
        self._block(host, trouble.until)

    def _pause(self, host: str, trouble: _Trouble, asked: float, reason: str) -> None:
        now = self._clock()
        own = min(_FIRST_PAUSE * 2**trouble.steps, _LONGEST_PAUSE)
        trouble.steps += 1
        trouble.began, trouble.until = now, now + max(asked, own)
        trouble.probe, trouble.probe_ends = None, 0.0
        self._count("pauses")
        self.politeness.slowed(host, reason, trouble.until - now)
        if trouble.steps == 1:
            logger.info("%s: paused for %.0f s (%s)", host, max(asked, own), reason)

    def _defer(self, host: str, trouble: _Trouble, now: float) -> None:
        if trouble.deferred:
            return
        trouble.deferred = True
        self._count("deferred_hosts")
        logger.warning(
            "%s asks for more time than VULTRCRAWL_BACKOFF_MAX_SECS (%g s): its pages "
            "are deferred; start the crawl again later to fetch them",
            host,
            self._longest,
        )
        # Nothing waits for it: the rest of its pages are to end now.
        trouble.back_at = max(trouble.until, now + self._longest)
        trouble.until = now

    def _trouble(self, host: str) -> _Trouble | None:
        """Return the trouble with *host*; None if it has none, or its time is over."""
        trouble = self._hosts.get(host)
        if trouble is None or not trouble.deferred or not self._stays:
            return trouble
        if self._clock() < trouble.back_at:
            return trouble
        del self._hosts[host]
        return None

    def _slow_down(self, request: Request, host: str) -> None:
        slot = self._slot(request)
        if slot is not None:
            self._first_delay.setdefault(host, slot.delay)
            doubled = max(slot.delay * 2, _LEAST_DELAY)
            slot.delay = max(slot.delay, min(doubled, _LONGEST_DELAY))
        self._good_run[host] = 0

    def _speed_up(self, request: Request, host: str) -> None:
        first = self._first_delay.get(host)
        if first is None:
            return
        self._good_run[host] += 1
        slot = self._slot(request)
        if slot is not None and self._good_run[host] % _GOOD_RUN == 0:
            slot.delay = max(first, slot.delay / 2)

    def _slot(self, request: Request) -> Any:
        downloader = cast("Any", self._crawler.engine).downloader
        return downloader.slots.get(downloader.get_slot_key(request))

    def _block(self, host: str, until: float) -> None:
        """Have the scheduler hand out nothing for *host* before *until*."""
        cast("Any", self._crawler.engine).scheduler.block_host(host, until)

    def _count(self, what: str) -> None:
        self._crawler.stats.inc_value(f"vultrcrawl/backoff/{what}")


def _again(request: Request) -> Request:
    again = request.copy()
    again.dont_filter = True  # a plain scheduler would take it for a duplicate
    return again
