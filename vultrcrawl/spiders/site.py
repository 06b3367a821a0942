"""What every spider over one site does: seeds, leases and their ends."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from vultrcrawl.downloadermiddlewares.robots import RobotsMiddleware
from vultrcrawl.downloadhandlers.failures import describe_failure
from vultrcrawl.extensions.browser import Browser
from vultrcrawl.extensions.ending import Aborted
from vultrcrawl.frontier.discovery import MAX_LINKS
from vultrcrawl.frontier.frontier import Frontier
from vultrcrawl.frontier.sitemaps import MAX_INDEX_DEPTH, MAX_SITEMAPS, read_sitemap
from vultrcrawl.frontier.store import Store
from vultrcrawl.frontier.urls import origin
from vultrcrawl.items import SkipReason, Via
from vultrcrawl.page.visit import Visit
from vultrcrawl.scheduler import LEASE
from vultrcrawl.spiders.answers import (
    answered_row,
    cause,
    failed_row,
    header,
    is_feed,
    read_answer,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.spiders.arguments import Render

#: A page that moves on within so many seconds is on its way to another one.
_REFRESH_SECONDS = 5
#: Note in the store that they were read; a crawl that goes on asks for them no more.
_SITEMAPS = "sitemaps"
#: URLs of a sitemap made known in one go: a few milliseconds.
_AT_ONCE = 500
#: A sitemap of more bytes is read in a thread.
_LARGE = 500_000
#: Stop reading sitemaps once this many times the page budget waits.
_ENOUGH = 20


class SiteSpider(Spider):
    """Fetches one site by a frontier of its own."""

    custom_settings: dict[Any, Any] | None = {  # noqa: RUF012 (Scrapy's declaration)
        "SCHEDULER": "vultrcrawl.scheduler.FrontierScheduler"
    }

    start_url: str
    render: Render
    """Which pages are shown to a browser."""
    frontier: Frontier
    store: Store
    answered_before: int
    """Pages answered in earlier runs of a crawl that goes on."""
    max_pages: int
    reads_sitemaps: bool
    sitemaps_read: list[str]
    """Sitemaps that listed something."""

    def prepare(
        self,
        crawler: Crawler,
        scope: Scope,
        *,
        max_pages: int,
        sitemaps: bool,
        until_dry: bool = False,
    ) -> Path | None:
        """Open the crawl's state; return its folder, None if it has none.

        Raises StateError or StorageError, with a line for the user.
        """
        self.start_url, self.max_pages = scope.start_url, max_pages
        self.reads_sitemaps, self.sitemaps_read = sitemaps, []
        self._sitemaps_asked: set[str] = set()
        self._sitemaps_out = 0
        folder = crawler.settings.get("JOBDIR")
        state = Path(folder) if folder else None
        self.store = Store(state)
        self.frontier = Frontier(self.store, scope, max_pages, until_dry=until_dry)
        self.frontier.seed(scope.start_url, Via.START)
        self.answered_before = self.frontier.answered
        crawler.signals.connect(self.crashed, signal=signals.spider_error)
        crawler.signals.connect(self.lost, signal=signals.item_error)
        crawler.signals.connect(self.dropped, signal=signals.item_dropped)
        return state

    # Where URLs come from.

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the sitemaps; pages come from the scheduler by themselves."""
        if not self.reads_sitemaps or self.store.about().get(_SITEMAPS):
            return
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        named = await robots.sitemaps(self.start_url) if robots is not None else ()
        usual = f"{origin(self.start_url)}/sitemap.xml"
        for url in dict.fromkeys([*named, usual]):
            if (request := self._sitemap_request(url, 0)) is not None:
                yield request

    def _sitemap_request(self, url: str, depth: int) -> Request | None:
        if url in self._sitemaps_asked or depth > MAX_INDEX_DEPTH:
            return None
        if len(self._sitemaps_asked) >= MAX_SITEMAPS:
            return None
        if self.frontier.pending > _ENOUGH * self.max_pages:
            return None
        self._sitemaps_asked.add(url)
        self._sitemaps_out += 1
        return Request(
            url,
            callback=self.parse_sitemap,
            errback=self.sitemap_failed,
            cb_kwargs={"depth": depth},
            meta={"download_maxsize": 50 * 2**20, "handle_httpstatus_all": True},
        )

    async def parse_sitemap(
        self, response: Response, depth: int
    ) -> AsyncIterator[Request]:
        """Make the URLs of a sitemap known, and ask for the sitemaps it names."""
        if response.status == 200:
            arguments = (
                response.body,
                response.url,
                header(response, "Content-Type") or "",
            )
            if len(response.body) > _LARGE:
                sitemap = await asyncio.to_thread(read_sitemap, *arguments)
            else:
                sitemap = read_sitemap(*arguments)
            if sitemap.entries or sitemap.children:
                self.sitemaps_read.append(response.url)
            urls = [entry.url for entry in sitemap.entries]
            for start in range(0, len(urls), _AT_ONCE):
                self.frontier.seed_all(urls[start : start + _AT_ONCE], Via.SITEMAP)
                await asyncio.sleep(0)  # others get their turn
            for url in sitemap.children:
                # Their hosts are the site's claim (CVE-2026-46497 of a peer).
                scope = self.frontier.scope
                ours = scope.contains(url) or origin(url) == origin(scope.start_url)
                if ours and (request := self._sitemap_request(url, depth + 1)):
                    yield request
        self._sitemap_read()

    def sitemap_failed(self, failure: Failure) -> None:
        """Go on without a sitemap."""
        self.logger.debug("No sitemap: %s", describe_failure(cause(failure)))
        self._sitemap_read()

    def _sitemap_read(self) -> None:
        self._sitemaps_out -= 1
        if not self._sitemaps_out:
            self.frontier.note({_SITEMAPS: "read"})

    # What comes of a request.

    def read(self, response: Response) -> Visit:
        """Read the answer to a leased URL, and make known where it leads by itself."""
        known = self.frontier.leased(response.meta[LEASE])
        settings = self.crawler.settings
        agent = settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"]
        visit = read_answer(known, response, str(agent))
        page, document = visit.page, visit.document
        if document is not None and visit.links:
            refresh = document.meta_refresh
            if refresh is not None and refresh[0] <= _REFRESH_SECONDS:
                self.frontier.seed(refresh[1], Via.REDIRECT, parent=known.id)
                page.warnings.append(f"the page goes on to {refresh[1]}"[:300])
        elif page.error is None and is_feed(page):
            feed = read_sitemap(response.body, response.url, page.content_type or "")
            urls = [entry.url for entry in feed.entries[:MAX_LINKS]]
            self.frontier.seed_all(urls, Via.FEED, parent=known.id)
        return visit

    def needs_browser(self, url: str) -> bool | None:  # noqa: ARG002 (for others)
        """Tell whether pages like *url* need a browser, None if that isn't known."""
        return None

    async def look(self, response: Response) -> Visit | None:
        """Read the answer to a leased URL, in a browser if it takes one.

        None if the crawl has to end meanwhile: the page is for the next run.
        """
        visit = self.read(response)
        browser = self.crawler.get_extension(Browser)
        if browser is None:
            return visit
        try:
            return await browser.look(visit, response, self.read)
        except Aborted:
            self.frontier.release(visit.number)
            return None

    def failed(self, failure: Failure) -> Iterator[Visit]:
        """Settle a lease that no answer came for."""
        request: Request = failure.request  # type: ignore[attr-defined] # set by Scrapy
        number = request.meta[LEASE]
        if not self.frontier.is_leased(number):
            return
        error = cause(failure)
        if isinstance(error, Aborted):
            self.frontier.release(number)
            return
        if isinstance(error, IgnoreRequest) and (
            skipped := getattr(error, "skip_reason", None)
        ):
            self.frontier.skip(number, SkipReason(skipped), str(error) or None)
            return
        page = failed_row(self.frontier.leased(number), describe_failure(error))
        yield Visit(number=number, page=page)

    # A lease ends, whatever fails: in this file, in a pipeline of ours or of a user's.

    def crashed(self, failure: Failure, response: object) -> None:
        """Keep the row of a page that our reader could not cope with."""
        if isinstance(response, Response):
            number = response.meta.get(LEASE)
        else:  # a failed request, or nothing at all
            request = getattr(response, "request", None)
            number = request.meta.get(LEASE) if request is not None else None
        if number is None or not self.frontier.is_leased(number):
            return
        known = self.frontier.leased(number)
        if isinstance(response, Response):
            page = answered_row(known, response)
        else:
            page = failed_row(known, "internal: its failure could not be read")
        page.warnings.append(
            f"the page could not be read: {type(cause(failure)).__name__}"
        )
        self.frontier.complete(number, page)

    def lost(self, item: object, failure: Failure) -> None:
        """Keep the row of a page on which a pipeline failed."""
        self._keep(item, f"the page was not analysed: {type(cause(failure)).__name__}")

    def dropped(self, item: object, exception: Exception) -> None:
        """Keep the row of a page that a pipeline dropped before it was kept."""
        self._keep(item, f"the page was not analysed: {exception}"[:300])

    def _keep(self, item: object, warning: str) -> None:
        if isinstance(item, Visit) and self.frontier.is_leased(item.number):
            item.page.warnings.append(warning)
            try:
                self.frontier.complete(item.number, item.page, item.links)
            except Exception:  # noqa: BLE001 (its links may be the trouble)
                self.frontier.complete(item.number, item.page)
