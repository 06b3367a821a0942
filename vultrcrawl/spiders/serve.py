"""`scrapy crawl serve -a site=...`: an explored site as a read-only API."""

from __future__ import annotations

import logging
import os
import socket
from typing import TYPE_CHECKING, Any

from scrapy import signals

from vultrcrawl.crawl.stop_reason import StopReason
from vultrcrawl.errors import UsageError
from vultrcrawl.lifecycle.outcome import STOP_REASON
from vultrcrawl.net.addresses import is_loopback_name
from vultrcrawl.net.response_cache import ResponseCache
from vultrcrawl.serve.budget import RequestBudget
from vultrcrawl.serve.catalogue import catalogue
from vultrcrawl.serve.service import Service
from vultrcrawl.site.loading import load_overrides, load_site
from vultrcrawl.spiders.arguments import ServeArguments
from vultrcrawl.spiders.site import DocumentSpider
from vultrcrawl.spiders.site_pages import SitePages

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Self

    from scrapy.crawler import Crawler

    from vultrcrawl.serve.doors import HttpDoor, StdioDoor

#: Environment variable: what callers have to know. No argument, which others may read.
_TOKEN = "VULTRCRAWL_SERVE_TOKEN"  # noqa: S105 (the name of one)
#: Characters of a token at least.
_SHORTEST = 16
#: Bytes of the site's responses that are kept.
_ROOM = 64_000_000


class ServeSpider(DocumentSpider):
    """Asks a site for what callers of its tools want, until it is stopped.

    Arguments: `ServeArguments`. Nothing is asked for before somebody calls. Stats:
    `vultrcrawl/serve/requests`, `/kept`, `vultrcrawl/stop_reason`.
    """

    name = "serve"
    #: A site that is out of reach for a while is no reason to end.
    stays = True

    arguments: ServeArguments
    pages: SitePages
    door: HttpDoor | StdioDoor
    where: str
    """Where callers find it."""
    offer: str
    """What it serves, for the log."""

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Check the arguments, read the document. Raises UsageError, in one line."""
        arguments = ServeArguments.read(kwargs)
        token = _token(arguments)
        try:
            from vultrcrawl.serve import doors  # noqa: PLC0415 (may be missing)
        except ImportError as error:
            name = (error.name or "more").partition(".")[0]
            raise UsageError(
                f"serve needs {name}: pip install 'vultrcrawl[serve]'"
            ) from error
        site = load_site(arguments.site)
        overrides = load_overrides(arguments.page_objects, site)
        tools = catalogue(site, overrides)
        if not tools.tools:
            raise UsageError(f"{arguments.site} has no template with fields to serve")
        spider = super().from_crawler(crawler, *args)
        spider.arguments, spider.site = arguments, site
        spider.overrides = overrides
        spider.render = arguments.render
        # Nothing comes from the frontier: what callers ask for are errands to it.
        spider.prepare(crawler, tools.scope, output=None, max_pages=0, sitemaps=False)
        spider.pages = SitePages(
            spider,
            tools.scope,
            RequestBudget(arguments.requests_per_hour),
            ResponseCache(_ROOM, seconds=arguments.keep_secs),
        )
        service = Service(tools, spider.pages)
        if arguments.transport == "stdio":
            spider.door = doors.StdioDoor(service)
            spider.where = "standard input and output"
        else:
            listener = _listener(arguments)
            loopback = is_loopback_name(arguments.host)
            spider.door = doors.HttpDoor(
                service, listener, token=token, loopback=loopback
            )
            host = f"[{arguments.host}]" if ":" in arguments.host else arguments.host
            spider.where = f"http://{host}:{listener.getsockname()[1]}/"
        for line in tools.left_out:
            spider.logger.info("no tool for %s", line)
        spider.offer = f"{len(tools.tools)} tools of {tools.host}"
        crawler.signals.connect(spider._shut, signal=signals.spider_closed)  # noqa: SLF001 (its own)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Serve until the end; what callers ask for goes to the engine meanwhile."""
        logging.getLogger("mcp").setLevel(logging.WARNING)
        self.logger.info("serving %s: %s", self.offer, self.where)
        await self.door.open()
        nothing: tuple[Any, ...] = ()
        for one in nothing:
            yield one  # what makes it a generator

    async def _shut(self) -> None:
        self.pages.end()
        await self.door.close()

    def closed(self, reason: str) -> None:  # noqa: ARG002 (Scrapy's signature)
        """Say that it ended as it should: a server is stopped, it is never done."""
        self.tell_overrides()
        self.crawler.stats.set_value(STOP_REASON, StopReason.EXHAUSTED)


def _token(arguments: ServeArguments) -> str | None:
    """Return what callers have to know. Raises UsageError if they must, and don't."""
    token = os.environ.get(_TOKEN) or None
    if token is not None and (len(token) < _SHORTEST or not token.isascii()):
        raise UsageError(f"{_TOKEN}: {_SHORTEST} characters of ASCII or more")
    if (
        token is None
        and arguments.transport == "http"
        and not is_loopback_name(arguments.host)
    ):
        raise UsageError(
            f"host={arguments.host}: others reach that, so set {_TOKEN} in the "
            "environment to what they have to know"
        )
    return token


def _listener(arguments: ServeArguments) -> socket.socket:
    """Return a socket on the address that was asked for. Raises UsageError."""
    try:
        found = socket.getaddrinfo(
            arguments.host, arguments.port, type=socket.SOCK_STREAM
        )
        family, _, _, _, address = found[0]
        return socket.create_server(
            (str(address[0]), int(address[1])), family=family, backlog=100
        )
    except OSError as error:
        raise UsageError(
            f"{arguments.host}:{arguments.port} can't be listened on: "
            f"{error.strerror or error}"
        ) from error
