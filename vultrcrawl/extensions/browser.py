"""Owns the browser of a crawl, and decides which pages are shown to it."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import nullcontext
from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import CloseSpider, NotConfigured

from vultrcrawl.browser.config import BrowserConfig
from vultrcrawl.errors import BrowserUnusable
from vultrcrawl.extensions.ending import REFUSED, Aborted, Ending
from vultrcrawl.frontier.rendering import RenderChoice
from vultrcrawl.items import Region, Rendering
from vultrcrawl.page.links import Link
from vultrcrawl.page.script_signs import script_signs
from vultrcrawl.spiders.arguments import Render
from vultrcrawl.urls.normal_form import normalize_routed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from vultrcrawl.browser.renderer import Renderer
    from vultrcrawl.browser.visiting import Rendered
    from vultrcrawl.page.visit import Visit
    from vultrcrawl.spiders.site import SiteSpider

logger = logging.getLogger(__name__)

#: Stat that says why a crawl that can't do without a browser did not begin.
WHY_UNUSABLE = "vultrcrawl/browser/unusable"
#: Note in the crawl's state: what was decided so far.
_NOTE = "rendering"


class Browser:
    """Renders what needs it: nothing, every page, or what a crawl learns to.

    The argument `render` says which. Without a browser `auto` goes on, and says so
    once; `always` ends the crawl before it begins. Settings: `BrowserConfig`.
    """

    def __init__(self, crawler: Crawler, mode: Render, config: BrowserConfig) -> None:
        self._crawler = crawler
        self._mode = mode
        self._config = config
        self.choice = RenderChoice(mode.value)
        self._renderer: Renderer | None = None
        self._starting = asyncio.Lock()
        self._missing = mode is Render.NEVER
        self.problem: str | None = None
        """Why there is no browser, if one was wanted."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for the spider's argument `render`; other spiders have none.

        Raises UsageError.
        """
        if getattr(crawler.spider, "frontier", None) is None:
            raise NotConfigured
        spider: SiteSpider = crawler.spider  # type: ignore[assignment] # as was seen
        config = BrowserConfig.from_settings(crawler.settings)
        browser = cls(crawler, spider.render, config)
        if (learned := spider.store.about().get(_NOTE)) is not None:
            browser.choice.load(json.loads(learned))
        crawler.signals.connect(browser.spider_opened, signals.spider_opened)
        crawler.signals.connect(browser.spider_closed, signals.spider_closed)
        return browser

    async def spider_opened(self) -> None:
        """Start the browser now, if no page can do without."""
        if self._mode is Render.ALWAYS:
            why = await self._start()
            if why is not None:
                self._crawler.stats.set_value(WHY_UNUSABLE, f"render=always: {why}")
                raise CloseSpider(REFUSED)

    async def spider_closed(self) -> None:
        """Keep what was learned for a crawl that goes on, and close the browser."""
        if self._renderer is not None:
            # Before anything is waited for: the state is closed by another extension.
            self._spider.frontier.note({_NOTE: json.dumps(self.choice.dump())})
            await self._renderer.close()

    async def look(
        self,
        visit: Visit,
        response: Response,
        read: Callable[[Response], Awaitable[Visit]],
    ) -> Visit:
        """Return *visit*, or what *read* makes of the page as its scripts leave it."""
        document = visit.document
        if document is None:
            return visit
        url = visit.page.url
        signs = script_signs(document)
        told = self._spider.needs_browser(url) if self._mode is Render.AUTO else None
        wanted = self.choice.wants(url, document, signs) if told is None else told
        if wanted and not self._missing:
            rendered = await self._render(visit, response)
            after = None
            if rendered is not None:
                after = await _reread(visit, response, rendered, read)
            if after is None or after.document is None:
                self.choice.failed(url, document)
            elif told or self.choice.learn(url, document, after.document):
                return after
        elif wanted:
            self.choice.failed(url, document)
        if told or self.choice.verdict(url, document, signs):
            visit.page.rendering = Rendering.SHELL
        return visit

    @property
    def _spider(self) -> SiteSpider:
        return self._crawler.spider  # type: ignore[return-value] # ours alone

    async def _render(self, visit: Visit, response: Response) -> Rendered | None:
        """Return the rendered page, None if there is none; its row says why."""
        if await self._start() is not None:
            return None
        assert self._renderer is not None  # noqa: S101 (started)
        from vultrcrawl.browser.renderer import RenderFailed  # noqa: PLC0415 (slow)

        try:
            ending = self._crawler.get_extension(Ending)
            async with ending.guard() if ending else nullcontext():
                return await self._renderer.render(response)
        except RenderFailed as error:
            if not self._crawler.engine.running:  # perhaps only because of that
                raise Aborted from None
            visit.page.warnings.append(f"could not be rendered: {error}")
            return None

    async def _start(self) -> str | None:
        """Start the browser if it isn't; return why it can't be."""
        async with self._starting:
            if self._renderer is not None:
                return None
            if self._missing:
                return "there is no browser"
            # Playwright takes a third of a second to import: only who needs it pays.
            from vultrcrawl.browser.renderer import Renderer  # noqa: PLC0415 (slow)

            renderer = Renderer(self._crawler, self._config)
            try:
                await renderer.start()
            except BrowserUnusable as error:
                await renderer.close()
                self._missing = True
                self.problem = str(error)
                if self._mode is not Render.ALWAYS:
                    logger.warning(
                        "Some pages need a browser to be read, and go on without: %s",
                        error,
                    )
                return str(error)
            self._renderer = renderer
            return None


def _settled_at(url: str, now: str) -> str:
    """Return the route of the document at *url* that its scripts went to, or *url*.

    Only a route of the same document: where else scripts lead is a link.
    """
    routed = normalize_routed(now)
    same = routed is not None and routed.partition("#")[0] == url.partition("#")[0]
    return routed if routed is not None and same and "#" not in url else url


async def _reread(
    visit: Visit,
    response: Response,
    rendered: Rendered,
    read: Callable[[Response], Awaitable[Visit]],
) -> Visit:
    """Return what is read of the rendered page, with what only the browser knows."""
    headers = response.headers.copy()
    headers["Content-Type"] = "text/html; charset=utf-8"
    after = await read(
        response.replace(
            url=_settled_at(response.url, rendered.url),
            body=rendered.html.encode("utf-8", "replace"),
            headers=headers,
        )
    )
    page = after.page
    page.rendering = Rendering.RENDERED
    page.bytes = visit.page.bytes
    if not rendered.settled:
        page.warnings.append("its scripts never came to rest: taken as it was")
    if rendered.denied:
        page.warnings.append(
            f"robots.txt forbids {rendered.denied} requests of its scripts"
        )
    for reason, times in rendered.failures.items():
        page.warnings.append(f"{times} requests of its scripts failed: {reason}"[:300])
    after.exchanges = rendered.exchanges
    after.growth = rendered.growth
    if after.document is not None:
        rel = "nofollow" if after.nofollow else ""
        after.links = after.links + [
            Link(url, text, Region.MAIN, rel, response.url, after.document.root)
            for url, text in rendered.routes
        ]
    return after
