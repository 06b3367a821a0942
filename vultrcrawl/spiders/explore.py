"""`scrapy crawl explore -a start_url=...`: from one URL to a map of its site."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider, signals
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from vultrcrawl.downloadermiddlewares.robots import RobotsMiddleware
from vultrcrawl.downloadhandlers.failures import describe_failure
from vultrcrawl.extensions.ending import Aborted
from vultrcrawl.frontier.discovery import MAX_LINKS
from vultrcrawl.frontier.frontier import Frontier
from vultrcrawl.frontier.sitemaps import MAX_INDEX_DEPTH, MAX_SITEMAPS, read_sitemap
from vultrcrawl.frontier.store import KnownUrl, Store
from vultrcrawl.frontier.urls import origin
from vultrcrawl.items import Page, Rendering, SkipReason, Via
from vultrcrawl.net.robots_tags import nofollow
from vultrcrawl.page.document import Document
from vultrcrawl.page.visit import Visit
from vultrcrawl.scheduler import LEASE
from vultrcrawl.schema.workshop import Workshop
from vultrcrawl.spiders.arguments import ExploreArguments

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from typing import Self

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

_HTML = {"text/html", "application/xhtml+xml"}
_FEEDS = {"application/rss+xml", "application/atom+xml", "application/feed+json"}
#: A page that moves on within so many seconds is on its way to another one.
_REFRESH_SECONDS = 5
#: Note in the store that they were read; a crawl that goes on asks for them no more.
_SITEMAPS = "sitemaps"
#: URLs of a sitemap made known in one go: a few milliseconds.
_AT_ONCE = 500
#: Stop reading sitemaps once this many times the page budget waits.
_ENOUGH = 20


class ExploreSpider(Spider):
    """Maps one site within its budget. Arguments: `ExploreArguments`."""

    name = "explore"
    custom_settings: dict[Any, Any] | None = {  # noqa: RUF012 (Scrapy's declaration)
        "SCHEDULER": "vultrcrawl.scheduler.FrontierScheduler"
    }

    _sitemaps = 0
    _sitemaps_out = 0
    arguments: ExploreArguments
    start_url: str
    frontier: Frontier
    store: Store
    answered_before: int
    """Pages answered in earlier runs of a crawl that goes on."""
    workshop: Workshop

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check the arguments and open the crawl's state.

        Raises UsageError, StateError or StorageError, each with a line for the user.
        """
        arguments = ExploreArguments.read(kwargs)
        scope = arguments.make_scope()
        spider = super().from_crawler(crawler, *args)
        spider.arguments = arguments
        spider.start_url = arguments.start_url
        folder = crawler.settings.get("JOBDIR")
        spider.store = Store(Path(folder) if folder else None)
        spider.workshop = Workshop(Path(folder) if folder else None)
        if spider.store.resumed:
            spider.workshop.restore(row for _, row in spider.store.pages())
        spider.frontier = Frontier(
            spider.store,
            scope,
            arguments.max_pages,
            until_dry=arguments.stop == "saturated",
        )
        spider.frontier.seed(arguments.start_url, Via.START)
        spider.answered_before = spider.frontier.answered
        crawler.signals.connect(spider.crashed, signal=signals.spider_error)
        crawler.signals.connect(spider.lost, signal=signals.item_error)
        crawler.signals.connect(spider.dropped, signal=signals.item_dropped)
        return spider

    # Where URLs come from.

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the sitemaps; pages come from the scheduler by themselves."""
        if not self.arguments.sitemap or self.store.about().get(_SITEMAPS):
            return
        start = self.arguments.start_url
        robots = self.crawler.get_downloader_middleware(RobotsMiddleware)
        named = await robots.sitemaps(start) if robots is not None else ()
        usual = f"{origin(start)}/sitemap.xml"
        for url in dict.fromkeys([*named, usual]):
            if (request := self._sitemap_request(url, 0)) is not None:
                yield request

    def _sitemap_request(self, url: str, depth: int) -> Request | None:
        if self._sitemaps >= MAX_SITEMAPS or depth > MAX_INDEX_DEPTH:
            return None
        if self.frontier.pending > _ENOUGH * self.arguments.max_pages:
            return None
        self._sitemaps += 1
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
            kind = response.headers.get("Content-Type", b"") or b""
            sitemap = read_sitemap(response.body, response.url, kind.decode("latin-1"))
            urls = [entry.url for entry in sitemap.entries]
            for start in range(0, len(urls), _AT_ONCE):
                self.frontier.seed_all(urls[start : start + _AT_ONCE], Via.SITEMAP)
                await asyncio.sleep(0)  # others get their turn
            for url in sitemap.children:
                if (request := self._sitemap_request(url, depth + 1)) is not None:
                    yield request
        self._sitemap_read()

    def sitemap_failed(self, failure: Failure) -> None:
        """Go on without a sitemap."""
        self.logger.debug("No sitemap: %s", describe_failure(_cause(failure)))
        self._sitemap_read()

    def _sitemap_read(self) -> None:
        self._sitemaps_out -= 1
        if not self._sitemaps_out:
            self.frontier.note({_SITEMAPS: "read"})

    # What comes of a request.

    def parse(self, response: Response) -> Iterator[Visit]:
        """Read an answer, whatever it is, once."""
        known = self.frontier.leased(response.meta[LEASE])
        page = self._row(known, response)
        media, header = _content_type(response)
        page.content_type = media
        if "tls-unverified" in response.flags:
            page.warnings.append("the certificate of the site was not verified")
        visit = Visit(number=known.id, page=page)
        if response.status >= 400:
            page.error = f"http {response.status}"
        elif media in _HTML:
            self._read_html(visit, response, header)
        elif response.body:
            page.content_hash = _hash(response.body)
            if media in _FEEDS or (media or "").endswith("/xml"):
                self._read_feed(response, header, known)
        yield visit

    def _row(self, known: KnownUrl, response: Response) -> Page:
        latency = response.meta.get("download_latency")
        return Page(
            url=known.url,
            final_url=response.url,
            status=response.status,
            depth=known.depth,
            parent_url=known.parent_url,
            discovered_via=Via(known.via),
            bytes=len(response.body),
            latency_ms=round(1000 * latency) if latency is not None else None,
            fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )

    def _read_html(self, visit: Visit, response: Response, header: str) -> None:
        page = visit.page
        document = Document.from_bytes(response.body, response.url, header)
        visit.document = document
        page.title = document.title or None
        page.description = document.description
        page.language = document.language or _header(response, "Content-Language")
        page.canonical_url = document.canonical_url
        page.content_hash = _hash(document.text.encode("utf-8", "replace"))
        page.rendering = Rendering.STATIC
        page.warnings.extend(document.structured.warnings)
        if nofollow(document.meta, _headers(response, "X-Robots-Tag"), self._agent):
            page.warnings.append("the page asks robots not to follow its links")
            return
        if (refresh := getattr(document, "meta_refresh", None)) and refresh[
            0
        ] <= _REFRESH_SECONDS:
            self.frontier.seed(refresh[1], Via.REDIRECT, parent=visit.number)
            page.warnings.append(f"the page goes on to {refresh[1]}"[:300])
        visit.links = document.links
        if len(visit.links) > MAX_LINKS:
            page.warnings.append(
                f"only the first {MAX_LINKS} of {len(visit.links)} links were read"
            )

    def _read_feed(self, response: Response, header: str, known: KnownUrl) -> None:
        feed = read_sitemap(response.body, response.url, header)
        urls = [entry.url for entry in feed.entries[:MAX_LINKS]]
        self.frontier.seed_all(urls, Via.FEED, parent=known.id)

    @property
    def _agent(self) -> str:
        settings = self.crawler.settings
        return str(settings["ROBOTSTXT_USER_AGENT"] or settings["USER_AGENT"])

    def failed(self, failure: Failure) -> Iterator[Visit]:
        """Settle a lease that no answer came for."""
        request: Request = failure.request  # type: ignore[attr-defined] # set by Scrapy
        number = request.meta[LEASE]
        if not self.frontier.is_leased(number):
            return
        error = _cause(failure)
        if isinstance(error, Aborted):
            self.frontier.release(number)
            return
        if isinstance(error, IgnoreRequest) and (
            skipped := getattr(error, "skip_reason", None)
        ):
            self.frontier.skip(number, SkipReason(skipped), str(error) or None)
            return
        page = self._failed_row(self.frontier.leased(number), describe_failure(error))
        yield Visit(number=number, page=page)

    def _failed_row(self, known: KnownUrl, error: str) -> Page:
        return Page(
            url=known.url,
            error=error,
            depth=known.depth,
            parent_url=known.parent_url,
            discovered_via=Via(known.via),
            fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
        )

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
            page = self._row(known, response)
        else:
            page = self._failed_row(known, "internal: its failure could not be read")
        page.warnings.append(
            f"the page could not be read: {type(_cause(failure)).__name__}"
        )
        self.frontier.complete(number, page)

    def lost(self, item: object, failure: Failure) -> None:
        """Keep the row of a page on which a pipeline failed."""
        self._keep(item, f"the page was not analysed: {type(_cause(failure)).__name__}")

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


def _content_type(response: Response) -> tuple[str | None, str]:
    """Return the media type, guessed where a server states none, and the header."""
    header = _header(response, "Content-Type") or ""
    media = header.partition(";")[0].strip().lower()
    if media and media != "application/octet-stream":
        return media, header
    head = response.body[:512].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "text/html", header
    return media or None, header


def _cause(failure: Failure) -> BaseException:
    assert failure.value is not None  # noqa: S101 (Twisted's type leaves it open)
    return failure.value


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1").strip() or None if value else None


def _headers(response: Response, name: str) -> list[str]:
    return [value.decode("latin-1") for value in response.headers.getlist(name)]


def _hash(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=8).hexdigest()
