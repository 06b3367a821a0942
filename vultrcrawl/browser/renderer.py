"""Renders pages: starts the browser for the first one, bounds its memory."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import psutil
from playwright.async_api import Error as PlaywrightError
from scrapy import Request

from vultrcrawl.browser.handler import BrowserHandler
from vultrcrawl.browser.loading import Loader
from vultrcrawl.browser.processes import largest_renderer
from vultrcrawl.browser.visiting import PageVisit, Rendered
from vultrcrawl.errors import BrowserUnusable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from playwright.async_api import Page
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from vultrcrawl.browser.config import BrowserConfig

logger = logging.getLogger(__name__)

#: Seconds between two looks at the browser's memory, and for closing a page.
_LOOK, _CLOSE = 1.0, 3.0
#: Times the limit for a page that makes progress, after which it is ended all the same.
_LONGEST = 4


class RenderFailed(Exception):
    """The page could not be rendered, also at the second try; says why."""


class _Lost(Exception):
    """The page, its process or the browser was lost; says why."""


class Renderer:
    """Shows answers to a browser and returns what their scripts make of them.

    A page that crashes or hangs is tried once more, without others beside it: pages may
    share a process, and all share the browser, so that another may be to blame.
    Stats: vultrcrawl/browser/pages, /failures, /crashes, /requests, /cache_hits, and
    scrapy-playwright's.
    """

    def __init__(self, crawler: Crawler, config: BrowserConfig) -> None:
        self._crawler = crawler
        self._config = config
        self._handler = BrowserHandler(crawler, config)
        self._loader = Loader(crawler)
        self._places = asyncio.Semaphore(config.pages)
        self._alone = asyncio.Lock()
        self._open: Counter[str] = Counter()
        self._pages = 0
        self._guard: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the browser. Raises BrowserUnusable."""
        logging.getLogger("scrapy-playwright").setLevel(logging.WARNING)
        await self._handler.start()
        await self._handler.open_browser()
        self._guard = asyncio.get_running_loop().create_task(self._watch())

    async def render(self, response: Response) -> Rendered:
        """Return *response*, HTML, as its scripts leave it. Raises RenderFailed."""
        try:
            async with self._place(alone=False):
                return await self._try(response)
        except _Lost as lost:
            self._count("crashes")
            logger.debug("Again in the browser: %s (%s)", response.url, lost)
        try:
            async with self._place(alone=True):
                return await self._try(response)
        except _Lost as lost:
            self._count("failures")
            raise RenderFailed(str(lost)) from None

    @asynccontextmanager
    async def _place(self, *, alone: bool) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if alone:
                await stack.enter_async_context(self._alone)
            for _ in range(self._config.pages if alone else 1):
                await stack.enter_async_context(self._places)
            yield

    async def _try(self, response: Response) -> Rendered:
        try:
            await self._handler.open_browser()
            return await self._visit(response)
        except BrowserUnusable as error:  # it did start before
            raise _Lost(f"no other browser starts: {error}") from None

    async def _visit(self, response: Response) -> Rendered:
        context = f"pages-{self._pages // self._config.context_pages}"
        self._pages += 1
        self._open[context] += 1
        now = asyncio.get_running_loop().time
        last = now() + _LONGEST * self._config.timeout_s
        deadline = asyncio.timeout(self._config.timeout_s)

        def progressed() -> None:
            """Give it more time: what it asks for waits for the delay of its host."""
            if not deadline.expired():
                deadline.reschedule(min(now() + self._config.timeout_s, last))

        visit = PageVisit(response, self._loader, self._config.rounds, progressed)
        request = self._request(response, context, visit)
        try:
            async with deadline:
                await self._handler.download_request(request)
                rendered = await visit.read(request.meta["playwright_page"])
        except TimeoutError:
            seconds = f"{self._config.timeout_s:g} s"
            raise _Lost(f"its scripts did nothing for {seconds}") from None
        except PlaywrightError as error:
            raise self._lost(error) from None
        finally:
            visit.close()
            await self._leave(request.meta.get("playwright_page"), context)
        self._count("pages")
        return rendered

    def _request(self, response: Response, context: str, visit: PageVisit) -> Request:
        async def prepare(page: Page, _: Request) -> None:
            request.meta["playwright_page"] = page
            try:
                await visit.prepare(page)
            except PlaywrightError as error:
                # The page is lost: its navigation fails as well, which is heard.
                logger.debug("Not prepared: %s (%s)", response.url, self._lost(error))

        agent = response.request.headers.get("User-Agent") if response.request else None
        request = Request(
            response.url,
            meta={
                "playwright": True,
                "playwright_include_page": True,
                "playwright_context": context,
                "playwright_context_kwargs": {
                    "accept_downloads": False,
                    "service_workers": "block",
                    "user_agent": agent.decode("latin-1") if agent else None,
                    "viewport": {"width": 1280, "height": 1600},
                },
                "playwright_page_init_callback": prepare,
                # No later event: it never comes if a script goes elsewhere meanwhile.
                "playwright_page_goto_kwargs": {"wait_until": "commit"},
            },
        )
        return request

    def _lost(self, error: PlaywrightError) -> _Lost:
        said = str(error).splitlines()[0] if str(error) else "no reason given"
        if "crash" in said.lower():
            return _Lost("its process crashed")
        if "closed" in said.lower():
            return _Lost("the browser was lost")
        return _Lost(said[:200])

    async def _leave(self, page: Page | None, context: str) -> None:
        """Close *page*, and its context if it was the last one of an old one."""
        try:
            async with asyncio.timeout(_CLOSE):
                if page is not None and not page.is_closed():
                    await page.close()
        except PlaywrightError:
            pass  # it is closed
        except TimeoutError:
            await self._handler.end_browser()
        finally:
            self._open[context] -= 1
            if not self._open[context]:
                del self._open[context]
                await self._renew(context)

    async def _renew(self, context: str) -> None:
        if context == f"pages-{self._pages // self._config.context_pages}":
            return
        try:
            async with asyncio.timeout(_CLOSE):
                await self._handler.close_context(context)
        except (PlaywrightError, TimeoutError):
            logger.debug("A context of the browser did not close in time")

    async def _watch(self) -> None:
        """End the largest page whenever the browser takes too much memory."""
        while True:
            await asyncio.sleep(_LOOK)
            process = await asyncio.to_thread(largest_renderer, self._config.memory_mb)
            if process is None:
                continue
            self._count("too_large")
            try:
                process.kill()
            except psutil.Error:
                continue

    async def close(self) -> None:
        """Close the browser; nothing of it is left running."""
        if self._guard is not None:
            self._guard.cancel()
        await self._handler.close()

    def _count(self, what: str) -> Any:
        self._crawler.stats.inc_value(f"vultrcrawl/browser/{what}")
