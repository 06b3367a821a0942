"""What every spider over one site does: seeds, leases and their ends."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import Spider, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from vultrcrawl.errors import StateDamaged
from vultrcrawl.frontier.frontier import Frontier
from vultrcrawl.frontier.sitemaps.reading import read_sitemap
from vultrcrawl.frontier.state.files import FILE as STATE_FILE
from vultrcrawl.frontier.state.store import Store
from vultrcrawl.items import SkipReason, Via
from vultrcrawl.lifecycle.ending import Aborted
from vultrcrawl.lifecycle.failures import describe_failure
from vultrcrawl.lifecycle.request_meta import LEASE
from vultrcrawl.page.links import MAX_LINKS
from vultrcrawl.page.visit import Visit
from vultrcrawl.report.output_folder import OutputFolder, new_run
from vultrcrawl.schema.templates.page_store import PAGES_FILE
from vultrcrawl.spiders.apart import LARGE_PAGE, apart
from vultrcrawl.spiders.own_settings import fit_settings
from vultrcrawl.spiders.responses import (
    answered_row,
    cause,
    failed_row,
    is_feed,
    read_response,
    refresh_of,
)
from vultrcrawl.spiders.sitemaps import SITEMAPS_NOTE, Sitemaps
from vultrcrawl.urls.normal_form import normalize_routed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from vultrcrawl.browser.page_renderer import PageRenderer
    from vultrcrawl.frontier.order.wanted import WantedPages
    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.frontier.state.known import KnownUrl
    from vultrcrawl.items import RenderMode
    from vultrcrawl.site.document import SiteDocument
    from vultrcrawl.site.overrides import Overrides

#: A page that moves on within so many seconds is on its way to another one.
_REFRESH_SECONDS = 5
#: Seconds that it may take to read a large page, and how many are read at once, for the
#: sake of memory.
_DEADLINE, _AT_A_TIME = 30.0, 2
#: Note in the store: the name of the run, which a crawl that goes on keeps.
_RUN = "run"


class SiteSpider(Spider):
    """Fetches one site by a frontier of its own."""

    start_url: str
    render: RenderMode
    """Which pages are shown to a browser."""
    page_renderer: PageRenderer | None = None
    """What shows them to it; set by the extension that owns the browser."""
    frontier: Frontier
    store: Store
    state_folder: Path | None
    """Where a crawl that goes on keeps what it knows."""
    answered_before: int
    """Pages answered in earlier runs of a crawl that goes on."""
    max_pages: int
    reads_sitemaps: bool
    sitemaps: Sitemaps
    output: OutputFolder
    began: float  # in seconds of the monotonic clock

    def prepare(
        self,
        crawler: Crawler,
        scope: Scope,
        *,
        output: Path | None,
        max_pages: int,
        sitemaps: bool,
        until_dry: bool = False,
        wanted: WantedPages | None = None,
    ) -> None:
        """Open the crawl's state, and the folder *output* for its results.

        Without *output* they are forgotten in the end. Raises StateError or
        StorageError, with a line for the user.
        """
        self.began = monotonic()
        self.start_url, self.max_pages = scope.start_url, max_pages
        self.reads_sitemaps = sitemaps
        self._reading = asyncio.Semaphore(_AT_A_TIME)
        folder = crawler.settings.get("JOBDIR")
        state = self.state_folder = Path(folder) if folder else None
        self.store = Store(state)
        self.store.check()
        if state and (state / PAGES_FILE).exists() and not self.store.counts():
            # The start is known before a page is kept.
            raise StateDamaged.of(
                state / STATE_FILE, f"it knows no URL, and {PAGES_FILE} is there"
            )
        self.frontier = Frontier(
            self.store, scope, max_pages, until_dry=until_dry, wanted=wanted
        )
        self.frontier.seed(scope.start_url, Via.START)
        self.answered_before = self.frontier.answered
        self.sitemaps = Sitemaps(
            self.frontier, max_pages, waits=not self.answered_before
        )
        run = self.store.about().get(_RUN) or new_run()
        self.frontier.note({_RUN: run})
        self._scratch = None
        if output is None:
            self._scratch = TemporaryDirectory(prefix="vultrcrawl-")
            output = Path(self._scratch.name)
        self.output = OutputFolder(output, run)
        crawler.signals.connect(self.let_go, signal=signals.engine_stopped)
        crawler.signals.connect(self.crashed, signal=signals.spider_error)
        crawler.signals.connect(self.lost, signal=signals.item_error)
        crawler.signals.connect(self.dropped, signal=signals.item_dropped)

    def let_go(self) -> None:
        """Leave state and output to others, when all is written."""
        self.store.close()
        self.output.close()
        if self._scratch is not None:
            self._scratch.cleanup()

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Have the frontier do its part. Raises AddonMissingError without ours."""
        super().update_settings(settings)
        fit_settings(settings, cls.name)

    # Where URLs come from.

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the sitemaps; pages come from the scheduler by themselves."""
        if self.reads_sitemaps and not self.store.about().get(SITEMAPS_NOTE):
            async for request in self.sitemaps.requests(self.crawler, self.start_url):
                yield request

    # What comes of a request.

    async def read(self, response: Response) -> Visit:
        """Read the response to a leased URL; make known where it leads by itself."""
        known = self.frontier.leased(response.meta[LEASE])
        visit = await self.read_as(known, response)
        page = visit.page
        if visit.document is not None:
            visit = self._go_on(visit, known, response)
        elif page.error is None and is_feed(page):
            feed = read_sitemap(response.body, response.url, page.content_type or "")
            urls = feed.entries[:MAX_LINKS]
            self.frontier.seed_all(urls, Via.FEED, parent=known.id)
        if known.via == Via.START:
            self.sitemaps.start_settled()
        return visit

    async def read_as(self, known: KnownUrl, response: Response) -> Visit:
        """Read the response to a URL as it is *known*; make nothing known."""
        settings = self.crawler.settings
        agent = str(settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"])
        work = partial(read_response, known, response, agent)
        if len(response.body) < LARGE_PAGE:
            return work()
        async with self._reading:
            try:
                return await apart(work, _DEADLINE)
            except TimeoutError:
                visit = Visit(number=known.id, page=answered_row(known, response))
        return visit.noted(f"it takes more than {_DEADLINE:g} s to read: left unread")

    def _go_on(self, visit: Visit, known: KnownUrl, response: Response) -> Visit:
        """Make known where the page refreshes to, by its source or its header."""
        refresh = refresh_of(visit, response)
        if refresh is None or visit.nofollow:
            return visit
        seconds, url = refresh
        bare = not visit.links
        if seconds > _REFRESH_SECONDS and not bare:
            return visit
        if known.via == Via.START and bare and (moved := normalize_routed(url)):
            self.frontier.move(moved)
        self.frontier.seed(url, Via.REDIRECT, parent=known.id)
        return visit.noted(f"the page goes on to {url}"[:300])

    def needs_browser(self, url: str) -> bool | None:  # noqa: ARG002 (for others)
        """Tell whether pages like *url* need a browser, None if that isn't known."""
        return None

    async def look(self, response: Response) -> Visit | None:
        """Read the response to a leased URL, in a browser if it takes one.

        None if the crawl has to end meanwhile: the page is for the next run.
        """
        visit = await self.read(response)
        if self.page_renderer is None:
            return visit
        try:
            return await self.page_renderer.look(visit, response, self.read)
        except Aborted:
            self.frontier.release(visit.number)
            return None

    def failed(self, failure: Failure) -> Iterator[Visit]:
        """Settle a lease that no response came for."""
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
        known = self.frontier.leased(number)
        page = failed_row(known, describe_failure(error))
        if known.via == Via.START:
            self.sitemaps.start_settled()
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
        visit = Visit(number=number, page=page)
        self._keep(
            visit, f"the page could not be read: {type(cause(failure)).__name__}"
        )

    def lost(self, item: object, failure: Failure) -> None:
        """Keep the row of a page on which a pipeline failed."""
        self._keep(item, f"the page was not analysed: {type(cause(failure)).__name__}")

    def dropped(self, item: object, exception: Exception) -> None:
        """Keep the row of a page that a pipeline dropped before it was kept."""
        self._keep(item, f"the page was not analysed: {exception}"[:300])

    def _keep(self, item: object, warning: str) -> None:
        if isinstance(item, Visit) and self.frontier.is_leased(item.number):
            page = item.noted(warning).page
            try:
                self.frontier.complete(item.number, page, item.links)
            except Exception:  # noqa: BLE001 (its links may be the trouble)
                self.frontier.complete(item.number, page)


class DocumentSpider(SiteSpider):
    """Goes by the document of a site that was explored before."""

    site: SiteDocument
    overrides: Overrides | None = None
    """What page objects of the user's give."""

    def tell_overrides(self) -> None:
        """Say in the end what page objects gave, and where they failed."""
        if self.overrides is not None:
            self.overrides.tell()
            failed = self.overrides.failed
            self.crawler.stats.set_value("vultrcrawl/overrides/failed", failed)

    def needs_browser(self, url: str) -> bool | None:
        """Tell what the document says of pages with URLs like *url*."""
        return self.site.needs_browser(url)
