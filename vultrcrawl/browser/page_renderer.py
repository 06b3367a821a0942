"""Decides which pages are shown to a browser, and reads what it makes of them."""

from __future__ import annotations

import asyncio
import logging
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from vultrcrawl.errors import BrowserUnusable
from vultrcrawl.frontier.rendering import RenderChoice
from vultrcrawl.items import Region, Rendering
from vultrcrawl.lifecycle.ending import Aborted, Ending
from vultrcrawl.page.links import Link
from vultrcrawl.page.script_signs import script_signs
from vultrcrawl.urls.normal_form import normalize_routed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from vultrcrawl.browser.config import BrowserConfig
    from vultrcrawl.browser.renderer import Renderer
    from vultrcrawl.browser.visiting import Rendered
    from vultrcrawl.items import RenderMode
    from vultrcrawl.page.visit import Visit

logger = logging.getLogger(__name__)


class PageRenderer:
    """Renders what needs it: nothing, every page, or what a crawl learns to.

    *mode* says which; with ``auto`` *needs_browser* tells of a URL what is known
    beforehand, None where nothing is. The browser is started for the first page.
    """

    def __init__(
        self,
        crawler: Crawler,
        mode: RenderMode,
        config: BrowserConfig,
        needs_browser: Callable[[str], bool | None],
    ) -> None:
        self._crawler = crawler
        self._mode = mode
        self._config = config
        self._needs_browser = needs_browser
        self.choice = RenderChoice(mode)
        self._renderer: Renderer | None = None
        self._starting = asyncio.Lock()
        self._missing = mode == "never"
        self.problem: str | None = None
        """Why there is no browser, if one was wanted."""

    @property
    def started(self) -> bool:
        """Whether a browser is there."""
        return self._renderer is not None

    async def look(
        self,
        visit: Visit,
        response: Response,
        read: Callable[[Response], Awaitable[Visit]],
    ) -> Visit:
        """Return *visit*, or what *read* makes of the page as its scripts leave it.

        Raises Aborted if the crawl has to end meanwhile.
        """
        document = visit.document
        if document is None:
            return visit
        url = visit.page.url
        signs = script_signs(document)
        told = self._needs_browser(url) if self._mode == "auto" else None
        wanted = self.choice.wants(url, document, signs) if told is None else told
        if wanted and not self._missing:
            rendered = await self._render(response)
            after = None
            if isinstance(rendered, str):
                visit = visit.noted(f"could not be rendered: {rendered}")
            elif rendered is not None:
                after = await _reread(visit, response, rendered, read)
            if after is None or after.document is None:
                self.choice.failed(url, document)
            elif told or self.choice.learn(url, document, after.document):
                return after
        elif wanted:
            self.choice.failed(url, document)
        if told or self.choice.verdict(url, document, signs):
            page = replace(visit.page, rendering=Rendering.SHELL)
            visit = replace(visit, page=page)
        return visit

    async def start(self) -> str | None:
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
                if self._mode != "always":
                    logger.warning(
                        "Some pages need a browser to be read, and go on without: %s",
                        error,
                    )
                return str(error)
            self._renderer = renderer
            return None

    async def close(self) -> None:
        """Close the browser, if one was started."""
        if self._renderer is not None:
            await self._renderer.close()

    async def _render(self, response: Response) -> Rendered | str | None:
        """Return the rendered page, or why there is none; None without a browser."""
        if await self.start() is not None:
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
            return str(error)


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
    warnings = []
    if not rendered.settled:
        warnings.append("its scripts never came to rest: taken as it was")
    if rendered.denied:
        warnings.append(f"robots.txt forbids {rendered.denied} requests of its scripts")
    for reason, times in rendered.failures.items():
        warnings.append(f"{times} requests of its scripts failed: {reason}"[:300])
    links = list(after.links)
    if after.document is not None:
        rel = "nofollow" if after.nofollow else ""
        links += [
            Link(url, text, Region.MAIN, rel, response.url, after.document.root)
            for url, text in rendered.routes
        ]
    page = replace(after.page, rendering=Rendering.RENDERED, bytes=visit.page.bytes)
    return replace(
        after,
        page=page,
        links=links,
        exchanges=rendered.exchanges,
        growth=rendered.growth,
    ).noted(*warnings)
