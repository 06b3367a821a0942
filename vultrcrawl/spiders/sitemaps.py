"""Asks for the sitemaps of a site, and makes the URLs known that they list."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from scrapy import Request

from vultrcrawl.downloadermiddlewares.robots import RobotsMiddleware
from vultrcrawl.frontier.sitemaps.reading import (
    MAX_INDEX_DEPTH,
    MAX_SITEMAPS,
    read_sitemap,
)
from vultrcrawl.items import Via
from vultrcrawl.lifecycle.failures import describe_failure
from vultrcrawl.spiders.apart import apart_if_large
from vultrcrawl.spiders.responses import cause, header
from vultrcrawl.urls.normal_form import origin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from vultrcrawl.frontier.frontier import Frontier
    from vultrcrawl.frontier.sitemaps.reading import Sitemap

#: Note in the store that they were read; a crawl that goes on asks for them no more.
SITEMAPS_NOTE = "sitemaps"
#: URLs of a sitemap made known in one go: a few milliseconds.
_AT_ONCE = 500
#: Stop reading sitemaps once this many times the page budget waits.
_ENOUGH = 20


class Sitemaps:
    """The sitemaps of one crawl, from robots.txt or the usual place down.

    *waits* says that the start is yet to be answered. Until it is known where that
    leads, nobody knows either what belongs to the site: URLs off it are held back.
    """

    def __init__(self, frontier: Frontier, max_pages: int, *, waits: bool) -> None:
        self.read: list[str] = []
        """Those that listed something."""
        self.broken: list[tuple[str, str]] = []
        """Those that the site names and that can't be read, and why."""
        self._usual = ""
        self._frontier = frontier
        self._most = _ENOUGH * max_pages
        self._held: list[str] | None = [] if waits else None
        self._asked: set[str] = set()
        self._out = 0

    async def requests(self, crawler: Crawler, start_url: str) -> AsyncIterator[Any]:
        """Return the requests for what robots.txt names and the usual place."""
        robots = crawler.get_downloader_middleware(RobotsMiddleware)
        named = await robots.sitemaps(start_url) if robots is not None else ()
        usual = f"{origin(start_url)}/sitemap.xml"
        self._usual = "" if usual in named else usual
        for url in dict.fromkeys([*named, usual]):
            if (request := self._request(url, 0)) is not None:
                yield request

    def start_settled(self) -> None:
        """Make known what was held back: the start has been answered, or never is."""
        if self._held is not None:
            held, self._held = self._held, None
            self._frontier.seed_all(held, Via.SITEMAP)

    def _request(self, url: str, depth: int) -> Request | None:
        if url in self._asked or depth > MAX_INDEX_DEPTH:
            return None
        if len(self._asked) >= MAX_SITEMAPS or self._frontier.pending > self._most:
            return None
        self._asked.add(url)
        self._out += 1
        return Request(
            url,
            callback=self._parse,
            errback=self._failed,
            cb_kwargs={"depth": depth},
            # Redirects are followed: to where it has moved, and the site's other host.
            meta={"download_maxsize": 50 * 2**20},
        )

    async def _parse(self, response: Response, depth: int) -> AsyncIterator[Request]:
        """Make the URLs of a sitemap known, and ask for the sitemaps it names."""
        if response.status == 200 and response.url not in self.read:
            sitemap = await _read(response)
            if sitemap.entries or sitemap.children:
                self.read.append(response.url)
            elif sitemap.warnings:
                why = sitemap.warnings[0].removeprefix(f"sitemap {response.url}: ")
                self._note_broken(_asked(response), why)
            await self._seed(sitemap.entries)
            scope = self._frontier.scope
            known = {origin(scope.start_url), origin(response.url)}
            for url in sitemap.children:
                # Their hosts are the site's claim (CVE-2026-46497 of a peer).
                ours = scope.contains(url) or origin(url) in known
                if ours and (request := self._request(url, depth + 1)):
                    yield request
        elif response.status != 200:
            self._note_broken(_asked(response), f"http {response.status}")
        self._settled()

    def _note_broken(self, url: str, why: str) -> None:
        if url != self._usual:  # nobody said that there is one
            self.broken.append((url, why))

    async def _seed(self, urls: list[str]) -> None:
        if self._held is not None:
            contains = self._frontier.scope.contains
            self._held += [url for url in urls if not contains(url)]
            urls = [url for url in urls if contains(url)]
        for start in range(0, len(urls), _AT_ONCE):
            self._frontier.seed_all(urls[start : start + _AT_ONCE], Via.SITEMAP)
            await asyncio.sleep(0)  # others get their turn

    def _failed(self, failure: Failure) -> None:
        """Go on without a sitemap."""
        why = describe_failure(cause(failure))
        request: Request = failure.request  # type: ignore[attr-defined] # set by Scrapy
        self._note_broken(request.meta.get("redirect_urls", [request.url])[0], why)
        self._settled()

    def _settled(self) -> None:
        self._out -= 1
        if not self._out:
            self._frontier.note({SITEMAPS_NOTE: "read"})


def _asked(response: Response) -> str:
    """Return the URL that redirects to *response* began with."""
    first: str = response.meta.get("redirect_urls", [response.url])[0]
    return first


async def _read(response: Response) -> Sitemap:
    body, url = response.body, response.url
    media = header(response, "Content-Type") or ""
    return await apart_if_large(len(body), partial(read_sitemap, body, url, media))
