"""Scrapy's SCHEDULER over the frontier: what to request next, and what became of it."""

from __future__ import annotations

import sys
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol, cast

from scrapy.core.scheduler import BaseScheduler
from scrapy.http import Request
from scrapy.utils.asyncio import CallLaterResult, call_later
from scrapy.utils.httpobj import urlparse_cached

from vultrcrawl.lifecycle.request_meta import LEASE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.spiders import Spider
    from twisted.python.failure import Failure

    from vultrcrawl.frontier.frontier import Frontier
    from vultrcrawl.frontier.state.known import KnownUrl


class FrontierSpider(Protocol):
    """What the scheduler asks of a spider: a frontier, and what its responses go to."""

    frontier: Frontier

    def parse(self, response: Response) -> AsyncIterator[Any]:
        """Take the response to a leased URL."""

    def failed(self, failure: Failure) -> Iterator[Any]:
        """End the lease of a URL that no response came for."""


class FrontierScheduler(BaseScheduler):
    """Hands out the frontier's URLs, and takes back retries and redirects of theirs.

    At most CONCURRENT_REQUESTS URLs are out at a time, each until its page is kept: so
    many at most are fetched again when a crawl that was killed goes on.

    Requests without a lease are those outside the frontier (sitemaps, robots.txt): they
    go first, in order, and don't count as pages. A host that asked for a pause gets
    nothing until it is over; nothing sleeps meanwhile but one timer.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._unleased: deque[Request] = deque()
        self._again: deque[Request] = deque()
        self._blocked: dict[str, float] = {}
        self._wake: CallLaterResult | None = None
        # To Scrapy 0 means no limit.
        self._most = crawler.settings.getint("CONCURRENT_REQUESTS") or sys.maxsize

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the scheduler of *crawler*, whose spider has a frontier."""
        return cls(crawler)

    def open(self, spider: Spider) -> None:
        """Take the frontier of *spider*."""
        self._spider = cast("FrontierSpider", spider)  # ours alone
        self._frontier = self._spider.frontier

    def close(self, reason: str) -> None:  # noqa: ARG002 (Scrapy's signature)
        """Forget the timer; what is leased stays pending in the store."""
        if self._wake is not None:
            self._wake.cancel()

    def has_pending_requests(self) -> bool:
        """Whether the crawl has anything left to ask for, and somewhere to keep it."""
        if self._frontier.failure is not None:
            return False
        return bool(self._unleased or self._again) or self._frontier.has_next()

    def enqueue_request(self, request: Request) -> bool:
        """Take a request in: a retry or redirect of a leased URL, or another."""
        number = request.meta.get(LEASE)
        if number is None:
            self._unleased.append(request)
            return True
        if not self._frontier.is_leased(number):
            return False
        if self._moved(request) and not self._frontier.redirected(number, request.url):
            return False
        self._again.append(request)
        return True

    @staticmethod
    def _moved(request: Request) -> bool:
        passed = request.meta.get("redirect_urls", ())
        return bool(passed) and request.url != passed[-1]

    def next_request(self) -> Request | None:
        """Return the next request, None if there is none now."""
        self._lift_blocks()
        for queue in (self._unleased, self._again):
            if (request := self._first_open(queue)) is not None:
                return request
        # Leases of a blocked host are held, so that other hosts of the site get theirs.
        while self._frontier.leases < self._most:
            known = self._frontier.lease()
            if known is None:
                if self._frontier.has_next():
                    self._wake_at(monotonic())  # it looks further after the others
                return None
            request = self._request(known)
            if not self._is_blocked(request):
                return request
            self._again.append(request)
        return None

    def _first_open(self, queue: deque[Request]) -> Request | None:
        """Take the first request whose host is not blocked."""
        for index, request in enumerate(queue):
            if not self._is_blocked(request):
                del queue[index]
                return request
        return None

    def _request(self, known: KnownUrl) -> Request:
        return Request(
            known.url,
            callback=self._spider.parse,
            errback=self._spider.failed,
            dont_filter=True,
            meta={LEASE: known.id, "depth": known.depth, "verbatim_url": True},
        )

    def block_host(self, host: str, until: float) -> None:
        """Hand out nothing for *host* before *until*, in seconds of `monotonic`.

        A later call with an earlier time shortens the block.
        """
        self._blocked[host] = until
        self._wake_at(min(self._blocked.values()))

    def _wake_at(self, moment: float) -> None:
        if self._wake is not None:
            self._wake.cancel()
        self._wake = call_later(max(0.0, moment - monotonic()), self._wake_up)

    def _wake_up(self) -> None:
        self._wake = None
        self._lift_blocks()
        if self._blocked:
            self._wake_at(min(self._blocked.values()))
        # There is no public way to wake the engine.
        if (slot := self._crawler.engine._slot) is not None:  # noqa: SLF001 (see above)
            slot.nextcall.schedule()

    def _lift_blocks(self) -> None:
        if self._blocked:
            now = monotonic()
            self._blocked = {
                host: until for host, until in self._blocked.items() if until > now
            }

    def _is_blocked(self, request: Request) -> bool:
        return bool(self._blocked) and (
            (urlparse_cached(request).hostname or "") in self._blocked
        )
