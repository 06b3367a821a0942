"""Ends a crawl soon after it was asked to stop, whatever is still under way."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call
from twisted.python.failure import Failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Self

    from scrapy.crawler import Crawler

#: Close reason of a crawl that did not begin, for want of what it can't do without.
REFUSED = "refused"
#: Seconds between two looks, and those that what is under way has to end by itself.
_LOOK, _GRACE = 0.25, 4.0


class Aborted(Exception):
    """The crawl was asked to stop; what was under way is for the next run."""


class Ending:
    """Aborts downloads, and whatever else asks for it, some seconds after a stop.

    Scrapy lets all requests finish, which takes as long as the slowest site wishes. A
    container, Scrapyd or a person gives a process ten seconds.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._deadlines: set[asyncio.Timeout] = set()
        self._asked_at: float | None = None
        self._over = False
        self._loop = create_looping_call(self._look)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the extension of *crawler*."""
        ending = cls(crawler)
        crawler.signals.connect(ending.engine_started, signal=signals.engine_started)
        crawler.signals.connect(ending.spider_closed, signal=signals.spider_closed)
        return ending

    def engine_started(self) -> None:
        """Begin to look whether the crawl was asked to stop.

        Not before: other extensions may take their time to get ready, and meanwhile the
        engine looks like one that was stopped.
        """
        self._loop.start(_LOOK, now=False)

    def spider_closed(self) -> None:
        """Look no more."""
        if self._loop.running:
            self._loop.stop()

    @asynccontextmanager
    async def guard(self) -> AsyncIterator[None]:
        """Run the block, or raise Aborted in it once the crawl has to end."""
        if self._over:
            raise Aborted
        deadline = asyncio.timeout(None)
        try:
            async with deadline:
                self._deadlines.add(deadline)
                yield
        except TimeoutError:
            if deadline.expired():
                raise Aborted from None
            raise
        finally:
            self._deadlines.discard(deadline)

    def _look(self) -> None:
        if self._crawler.engine.running:
            return
        now = monotonic()
        if self._asked_at is None:
            self._asked_at = now
        if now - self._asked_at >= _GRACE:
            self._abort()

    def _abort(self) -> None:
        self._over = True
        now = asyncio.get_running_loop().time()
        for deadline in list(self._deadlines):
            deadline.reschedule(now)
        # What waits for its host's delay never leaves.
        for slot in self._crawler.engine.downloader.slots.values():
            while slot.queue:
                _, waiting = slot.queue.popleft()
                failure = Failure(Aborted())  # type: ignore[no-untyped-call] # Twisted
                waiting.errback(failure)
