"""Asks a site for what the tools of `serve` need, through the downloader of a crawl.

robots.txt, the delay, pauses, the egress rule and the browser are those of a crawl.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request, signals

from vultrcrawl.downloadermiddlewares.redirect import resolve
from vultrcrawl.frontier.state.known import KnownUrl
from vultrcrawl.items import Rendering, Via
from vultrcrawl.lifecycle.ending import Aborted
from vultrcrawl.lifecycle.failures import (
    AddressRefused,
    RobotsDenied,
    describe_failure,
)
from vultrcrawl.serve.failures import (
    NotFound,
    Refused,
    ServeError,
    SiteFailed,
    Stopping,
    TookTooLong,
)
from vultrcrawl.spiders.responses import cause, is_part, stored
from vultrcrawl.urls.domains import site_of_url

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scrapy.http import Response
    from twisted.python.failure import Failure

    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.net.response_cache import ResponseCache
    from vultrcrawl.page.document import Document
    from vultrcrawl.page.visit import StoredResponse, Visit
    from vultrcrawl.serve.budget import RequestBudget
    from vultrcrawl.spiders.site import SiteSpider

#: Key of `Request.meta`: a `_Ticket`, for one that was counted before it was sent.
_TICKET = "vultrcrawl_ticket"
#: Redirects of one page, and seconds that a caller waits for one: a page that is shown
#: to a browser takes up to a minute.
_REDIRECTS, _PATIENCE = 10, 90.0


@dataclass(slots=True)
class _Ticket:
    """A place in the budget, of a request and all copies that are made of it."""

    used: bool = False


class SitePages:
    """The pages of one site, each asked for once at a time, and kept for a while.

    Stats: `vultrcrawl/serve/requests`, those of the site, and `/kept`, answers that
    took none.
    """

    def __init__(
        self,
        spider: SiteSpider,
        scope: Scope,
        budget: RequestBudget,
        cache: ResponseCache[StoredResponse],
    ) -> None:
        self._spider = spider
        self._scope = scope
        self._budget = budget
        self._cache = cache
        self._asked: dict[str, asyncio.Task[StoredResponse]] = {}
        self._waiting: set[asyncio.Future[Response]] = set()
        self._over = False
        spider.crawler.signals.connect(self._sent, signals.request_reached_downloader)

    async def page(self, url: str) -> Document:
        """Return the page at *url*, in normal form. Raises ServeError."""
        return (await self._answer(url, self._page)).document()

    async def data(self, url: str) -> bytes:
        """Return what the endpoint at *url* answers. Raises ServeError."""
        return (await self._answer(url, self._data)).body

    def end(self) -> None:
        """Give up what is waited for: nothing is sent any more."""
        self._over = True
        for one in list(self._waiting):
            if not one.done():
                one.set_exception(Stopping("the server is about to end"))

    async def _answer(
        self, url: str, ask: Callable[[str], Awaitable[StoredResponse]]
    ) -> StoredResponse:
        """Return the answer that is kept, or is on its way, or what *ask* returns."""
        if (kept := self._cache.get(url)) is not None:
            self._count("kept")
            return kept
        task = self._asked.get(url)
        if task is None:
            task = asyncio.ensure_future(ask(url))
            self._asked[url] = task
            task.add_done_callback(lambda done: self._settle(url, done))
        try:
            async with asyncio.timeout(_PATIENCE):
                # A caller that leaves takes the answer from no other.
                return await asyncio.shield(task)
        except TimeoutError:
            raise TookTooLong(
                f"no answer in {_PATIENCE:g} s: the site is slow, or asked for a pause"
            ) from None

    def _settle(self, url: str, task: asyncio.Task[StoredResponse]) -> None:
        del self._asked[url]
        # To look at the exception is to say that it was not lost.
        if not task.cancelled() and task.exception() is None:
            self._cache.put(url, task.result())

    async def _page(self, url: str) -> StoredResponse:
        response = await self._response(url)
        visit = await self._read(response)
        if visit.page.error is None and visit.document is not None:
            visit = await self._look(visit, response)
        if visit.page.error is not None:
            raise _answered_with(response.status, f"{visit.page.error} ({url})")
        if visit.document is None:
            raise SiteFailed(f"no page of HTML ({url})")
        if visit.page.rendering is Rendering.SHELL:
            raise SiteFailed(
                f"it is empty without a browser, and none showed it ({url})"
            )
        return stored(response, visit)

    async def _read(self, response: Response) -> Visit:
        """Read *response* as a crawl does, without making known where it leads."""
        known = KnownUrl(0, response.url, 0, None, Via.START)
        return await self._spider.read_as(known, response)

    async def _look(self, visit: Visit, response: Response) -> Visit:
        renderer = self._spider.page_renderer
        if renderer is None:
            return visit
        try:
            return await renderer.look(visit, response, self._read)
        except Aborted:
            raise Stopping("the server is about to end") from None

    async def _data(self, url: str) -> StoredResponse:
        response = await self._response(url, accept="application/json")
        if not 200 <= response.status < 300 or is_part(response):
            told = f"http {response.status} ({url})"
            raise _answered_with(response.status, told)
        return stored(response)

    async def _response(self, url: str, accept: str | None = None) -> Response:
        """Return the answer for *url* after redirects, which stay on the site."""
        for _ in range(_REDIRECTS + 1):
            response = await self._request(url, accept)
            location = response.headers.get("Location")
            if not 300 <= response.status < 400 or location is None:
                return response
            target = resolve(location, url)
            if target is None:
                raise SiteFailed(f"it redirects to no address ({url})")
            if accept is None:
                ours = self._scope.contains(target)
            else:  # endpoints may be on other hosts of the domain
                ours = site_of_url(url) == site_of_url(target)
            if not ours:
                raise SiteFailed(f"it redirects to another site ({url})")
            url = target
        raise SiteFailed(f"redirects: too many ({url})")

    async def _request(self, url: str, accept: str | None) -> Response:
        engine = self._spider.crawler.engine
        if self._over or not engine.running:
            raise Stopping("the server is about to end")
        self._budget.take()
        future: asyncio.Future[Response] = asyncio.get_running_loop().create_future()

        def answered(response: Response) -> None:
            if not future.done():
                future.set_result(response)

        def failed(failure: Failure) -> None:
            if not future.done():
                future.set_exception(_failure_of(cause(failure), url))

        ticket = _Ticket()
        request = Request(
            url,
            callback=answered,
            errback=failed,
            dont_filter=True,
            headers={"Accept": accept} if accept else None,
            meta={"dont_redirect": True, "verbatim_url": True, _TICKET: ticket},
        )
        self._waiting.add(future)
        try:
            engine.crawl(request)
            return await future
        finally:
            self._waiting.discard(future)
            if not ticket.used:  # robots.txt forbids it, for one
                self._budget.give_back()

    def _sent(self, request: Request) -> None:
        """Count what is sent, second tries and what scripts ask for included."""
        if urlsplit(request.url).path == "/robots.txt":
            return
        self._count("requests")
        ticket = request.meta.get(_TICKET)
        if ticket is None or ticket.used:
            self._budget.add()
        else:
            ticket.used = True

    def _count(self, what: str) -> None:
        self._spider.crawler.stats.inc_value(f"vultrcrawl/serve/{what}")


def _answered_with(status: int, words: str) -> ServeError:
    return NotFound(words) if status in (404, 410) else SiteFailed(words)


def _failure_of(error: BaseException, url: str) -> ServeError:
    """Return the error for the caller; it holds nothing that the site sent."""
    if isinstance(error, Aborted):
        return Stopping("the server is about to end")
    words = f"{describe_failure(error)} ({url})"
    if isinstance(error, RobotsDenied | AddressRefused):
        return Refused(words)
    return SiteFailed(words)
