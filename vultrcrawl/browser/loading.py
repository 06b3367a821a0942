"""Fetches what pages in the browser request, under the rules of the crawl."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from scrapy import Request

from vultrcrawl.downloadermiddlewares.robots import RobotsMiddleware
from vultrcrawl.lifecycle.failures import HostPaused
from vultrcrawl.lifecycle.request_meta import ON_BEHALF
from vultrcrawl.net.response_cache import ResponseCache
from vultrcrawl.urls.normal_form import origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler
    from scrapy.http import Headers

#: Bytes of responses kept for other pages, and of the largest that is kept.
_CACHE, _LARGEST = 48 * 2**20, 4 * 2**20
#: Of the connection, or of the bytes as they travelled: not of what we hand on.
_HOPS = frozenset(
    {
        "alt-svc", "connection", "content-encoding", "content-length", "keep-alive",
        "proxy-authenticate", "refresh", "trailer", "transfer-encoding", "upgrade",
    }
)  # fmt: skip
#: Of the browser, where the crawl has its own or says nothing.
_NOT_SENT = frozenset(
    {"accept-encoding", "connection", "content-length", "cookie", "host", "user-agent"}
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A response for the browser."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Its media type, in lower case; empty if none is stated."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_for_one(self) -> bool:
        """Whether it is for nobody but who asked (RFC 9111, section 5.2.2.5)."""
        return "no-store" in self.headers.get("cache-control", "").lower()


def headers_for_browser(headers: Headers) -> dict[str, str]:
    """Return *headers* by lower-case name, as `Route.fulfill` takes them."""
    found = {}
    for name, values in headers.items():
        key = name.decode("latin-1").lower()
        if key not in _HOPS:
            joint = "\n" if key == "set-cookie" else ", "
            found[key] = joint.join(value.decode("latin-1") for value in values)
    return found


class Loader:
    """Fetches scripts, styles and data for pages; keeps answers for the next page.

    Each request goes through the downloader: its middlewares, its delay and its rule on
    addresses. What one page has asked for, all pages of the crawl get, unless the site
    forbids it.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._cache: ResponseCache[Loaded] = ResponseCache(_CACHE, largest=_LARGEST)
        self._coming: dict[str, asyncio.Task[Loaded]] = {}

    async def load(
        self, url: str, method: str, headers: Mapping[str, str], body: bytes, page: str
    ) -> Loaded:
        """Return the response; raises what the downloader raises."""
        if method != "GET" or body or "authorization" in headers:
            return await self._fetch(url, method, headers, body, page)
        if (kept := self._cache.get(url)) is not None:
            self._crawler.stats.inc_value("vultrcrawl/browser/cache_hits")
            return kept
        coming = self._coming.get(url)
        if coming is None:
            fetching = self._fetch(url, method, headers, body, page)
            task = self._coming[url] = asyncio.ensure_future(fetching)
            task.add_done_callback(lambda done: self._came(url, done))
            return await asyncio.shield(task)
        loaded = await asyncio.shield(coming)
        if loaded.is_for_one:
            return await self._fetch(url, method, headers, body, page)
        return loaded

    def _came(self, url: str, task: asyncio.Task[Loaded]) -> None:
        del self._coming[url]
        # To look at the exception is to say that it was heard, if nobody waits.
        if not task.cancelled() and task.exception() is None:
            loaded = task.result()
            if loaded.status == 200 and not loaded.is_for_one:
                self._cache.put(url, loaded)

    async def _fetch(
        self, url: str, method: str, headers: Mapping[str, str], body: bytes, page: str
    ) -> Loaded:
        robots = self._crawler.get_downloader_middleware(RobotsMiddleware)
        if robots is not None:
            await robots.rules_for(url)  # waits while robots.txt is asked for again
        engine = self._crawler.engine
        while True:
            request = Request(
                url,
                method=method,
                headers=_sent(headers, url, page),
                body=body,
                meta={
                    ON_BEHALF: page,
                    "dont_retry": True,
                    "handle_httpstatus_all": method != "GET",
                    "verbatim_url": True,
                },
            )
            try:
                response = await engine.download_async(request)
            except HostPaused as paused:
                await asyncio.sleep(max(0.05, paused.until - monotonic()))
                continue
            break
        self._crawler.stats.inc_value("vultrcrawl/browser/requests")
        return Loaded(
            response.status, headers_for_browser(response.headers), response.body
        )


def _sent(headers: Mapping[str, str], url: str, page: str) -> dict[str, str]:
    """Return what of the browser's headers goes to the site."""
    foreign = origin(url) != origin(page)
    return {
        name: value
        for name, value in headers.items()
        if name not in _NOT_SENT
        and not name.startswith((":", "sec-"))
        and not (foreign and name == "referer")
    }
