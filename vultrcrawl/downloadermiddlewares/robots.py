"""Fetches robots.txt before pages (RFC 9309), and keeps its Crawl-delay.

Scrapy's own middleware fails open: a 5xx response is read as rules, a timeout or too
long a file allows everything, Crawl-delay is parsed and dropped. Here a robots.txt that
can't be read forbids the site, after some more tries.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scrapy.exceptions import NotConfigured

from vultrcrawl.downloadermiddlewares.backoff import BackoffMiddleware
from vultrcrawl.downloadermiddlewares.robots_reader import (
    RobotsReader,
    UnreadableError,
)
from vultrcrawl.frontier.sitemaps.reading import robots_sitemaps
from vultrcrawl.lifecycle.failures import (
    FetchRefused,
    RobotsDenied,
    RobotsUnreachable,
)
from vultrcrawl.urls.normal_form import origin

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler

    from vultrcrawl.net.robots import RobotsRules

logger = logging.getLogger(__name__)

# A host given up is asked again after this, in seconds, if the crawl lasts that long,
# and so is one whose rules have grown old.
_GIVEN_UP = 3600.0
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0


@dataclass(slots=True)
class _Origin:
    """What is known of one scheme, host and port."""

    rules: RobotsRules | None = None
    failure: Exception | None = None
    """Why it was given up, until *expires*."""
    expires: float = 0.0
    retry_at: float = 0.0
    """Not to be asked before, after a failure."""
    since: float = 0.0
    """When the first failure in a row came."""
    failures: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def settled(self, now: float) -> bool:
        """Tell whether there is nothing to ask for at the moment."""
        if self.rules is not None or self.failure is not None:
            return now < self.expires
        return now < self.retry_at


class RobotsMiddleware:
    """Deny what robots.txt forbids, and slow down to its Crawl-delay or Request-rate.

    2xx is read; 4xx and more than five redirects allow everything; anything else (5xx,
    429, no response) forbids all, after tries for VULTRCRAWL_ROBOTS_RETRY_SECS (60).
    If that befalls the host of `start_url`, the crawl ends as `robots_unreachable`. A
    delay over VULTRCRAWL_ROBOTS_MAX_DELAY_SECS (30) is cut to that, with a warning.
    Rules are kept for VULTRCRAWL_ROBOTS_CACHE_SECS (a day, section 2.4), or longer
    while no newer ones can be read.

    Raises RobotsDenied, RobotsUnreachable, HostUnreachable or AddressRefused. Requests
    with `dont_obey_robotstxt` pass. Stats: vultrcrawl/robots/requests, /denied.
    """

    def __init__(
        self,
        crawler: Crawler,
        *,
        agent: str,
        retry_for: float,
        longest_delay: float,
        lifetime: float,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._crawler = crawler
        self._reader = RobotsReader(crawler, agent)
        self._retry_for = retry_for
        self._longest_delay = longest_delay
        self._lifetime = lifetime
        self._clock = clock
        self._origins: dict[str, _Origin] = {}
        self._closing: asyncio.Task[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it of the settings; NotConfigured unless ROBOTSTXT_OBEY."""
        settings = crawler.settings
        if not settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(
            crawler,
            agent=settings["ROBOTSTXT_USER_AGENT"] or "VultrCrawl",
            retry_for=settings.getfloat("VULTRCRAWL_ROBOTS_RETRY_SECS", 60.0),
            longest_delay=settings.getfloat("VULTRCRAWL_ROBOTS_MAX_DELAY_SECS", 30.0),
            lifetime=settings.getfloat("VULTRCRAWL_ROBOTS_CACHE_SECS", 24 * 3600.0),
        )

    async def rules_for(self, url: str) -> RobotsRules:
        """Return the rules of the site of *url*, however long its tries take.

        Raises what a request to it would raise if they can't be read.
        """
        while True:
            origin = await self._ready(url)
            if origin.failure is not None:
                raise _fresh(origin.failure)
            if origin.rules is not None:
                return origin.rules
            await asyncio.sleep(max(0.0, origin.retry_at - self._clock()))

    async def sitemaps(self, url: str) -> tuple[str, ...]:
        """Return the sitemaps that robots.txt names; none if it can't be read."""
        try:
            listed = (await self.rules_for(url)).sitemaps
        except FetchRefused:
            return ()
        return tuple(robots_sitemaps(listed, f"{origin(url)}/robots.txt"))

    async def process_request(self, request: Request) -> Request | None:
        """Let *request* pass, send it back to the scheduler for later, or deny it."""
        if request.meta.get("dont_obey_robotstxt"):
            return None
        origin = await self._ready(request.url)
        if origin.failure is not None:
            if self._is_start(request):
                self._close_crawl()
            raise _fresh(origin.failure)
        if origin.rules is None:
            return self._later(request, origin.retry_at)
        if not origin.rules.allowed(request.url):
            self._crawler.stats.inc_value("vultrcrawl/robots/denied")
            raise RobotsDenied
        if origin.rules.delay:
            self._keep_pace(request, origin.rules.delay)
        return None

    async def _ready(self, url: str) -> _Origin:
        """Return the origin of *url*, asked if it is time to; requests wait in line."""
        parts = urlsplit(url)
        base = f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
        origin = self._origins.setdefault(base, _Origin())
        if not origin.settled(self._clock()):
            async with origin.lock:
                if not origin.settled(self._clock()):
                    await self._ask(base, origin)
        return origin

    async def _ask(self, base: str, origin: _Origin) -> None:
        try:
            rules = await self._reader.read(base)
        except UnreadableError as error:
            self._failed(base, origin, error)
            return
        origin.rules, origin.failure = rules, None
        origin.failures = 0
        origin.expires = self._clock() + self._lifetime

    def _failed(self, base: str, origin: _Origin, error: UnreadableError) -> None:
        now = self._clock()
        if origin.rules is not None:  # section 2.4: an old copy is better than none
            origin.expires = now + _GIVEN_UP
            return
        if origin.failures == 0 or origin.failure is not None:
            origin.since, origin.failures = now, 0
        origin.failures += 1
        origin.failure = None
        wait = min(_FIRST_WAIT * 2 ** (origin.failures - 1), _LONGEST_WAIT)
        wait = max(wait, error.wait)
        if (
            origin.failures < error.tries
            and now + wait - origin.since <= self._retry_for
        ):
            origin.retry_at = now + wait
            logger.info("%s/robots.txt: %s; again in %.0f s", base, error, wait)
            return
        origin.failure, origin.expires = error.cause, now + _GIVEN_UP
        logger.warning("%s/robots.txt: %s; nothing is fetched there", base, error)

    def _later(self, request: Request, until: float) -> Request:
        """Return *request* for the scheduler, to be handed out again at *until*."""
        backoff = self._backoff()
        if backoff is None:
            raise RobotsUnreachable
        return backoff.postpone(request, until, "robots unreachable")

    def _keep_pace(self, request: Request, delay: float) -> None:
        """See to it that requests to the host are *delay* seconds apart, or more."""
        downloader = cast("Any", self._crawler.engine).downloader
        key = downloader.get_slot_key(request)
        # Slots are dropped when idle; new ones are made by what stands here.
        known = downloader.per_slot_settings.setdefault(key, {})
        wanted = min(delay, self._longest_delay)
        if known.get("vultrcrawl_pace", 0.0) >= wanted:
            return
        if delay > self._longest_delay:
            logger.warning(
                "%s asks for %g s between requests; %g s are kept",
                key,
                delay,
                self._longest_delay,
            )
        known["vultrcrawl_pace"] = wanted
        default = self._crawler.settings.getfloat("DOWNLOAD_DELAY")
        known["delay"] = max(wanted, known.get("delay", default))
        slot = downloader.slots.get(key)
        if slot is not None:
            slot.delay = max(slot.delay, known["delay"])
        backoff = self._backoff()
        if backoff is not None and wanted > default:
            backoff.politeness.slowed(key, "crawl-delay", wanted)

    def _backoff(self) -> BackoffMiddleware | None:
        return self._crawler.get_downloader_middleware(BackoffMiddleware)

    def _is_start(self, request: Request) -> bool:
        """Tell whether without this host the crawl has nothing to do.

        A spider that `stays` waits for somebody to ask again.
        """
        if getattr(self._crawler.spider, "stays", False):
            return False
        start = getattr(self._crawler.spider, "start_url", "")
        asked = [request.url, *request.meta.get("redirect_urls", [])]
        return start in asked or origin(request.url) == origin(start)

    def _close_crawl(self) -> None:
        if self._closing is None:
            engine = cast("Any", self._crawler.engine)
            # Not awaited here: closing waits for the very request that we deny.
            self._closing = asyncio.get_running_loop().create_task(
                engine.close_spider_async(reason="robots_unreachable")
            )


def _fresh(failure: Exception) -> Exception:
    """Return a new exception like *failure*: a raised one gathers tracebacks."""
    return type(failure)(str(failure))
