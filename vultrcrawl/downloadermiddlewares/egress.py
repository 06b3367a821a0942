"""Holds the crawl's egress rule, and refuses requests that are not http(s)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import UnsupportedURLSchemeError

from vultrcrawl.net.addresses import AllowedNetwork
from vultrcrawl.net.egress import EgressRule, host_and_port

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler


class EgressMiddleware:
    """Own the one rule of what may be connected to; the download handler applies it.

    Settings: VULTRCRAWL_EGRESS_ALLOW (networks or addresses, each with a port or not),
    VULTRCRAWL_EGRESS_PRIVATE_START (default True). The spider's attribute `start_url`
    names the host that its user asked for, or its `start_urls`; for commands such as
    `scrapy fetch`, whose spider has none, VULTRCRAWL_EGRESS_NAMED does, which they set
    themselves.

    It stands first of all middlewares, so that nothing behind it sees another scheme.
    """

    def __init__(self, rule: EgressRule, named: str = "") -> None:
        self.rule = rule
        self._named = named

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it of the settings; raise UsageError at a network that is none."""
        allow = map(
            AllowedNetwork.parse, crawler.settings.getlist("VULTRCRAWL_EGRESS_ALLOW")
        )
        private = crawler.settings.getbool("VULTRCRAWL_EGRESS_PRIVATE_START", True)
        named = crawler.settings.get("VULTRCRAWL_EGRESS_NAMED") or ""
        middleware = cls(EgressRule(allow, private_start=private), named)
        crawler.signals.connect(middleware.spider_opened, signals.spider_opened)
        return middleware

    def spider_opened(self, spider: Spider) -> None:
        """Hear which host the user named, before the first request."""
        named = getattr(spider, "start_url", None) or self._named
        self.rule.set_start(*([named] if named else spider.start_urls))

    def process_request(self, request: Request) -> None:
        """Raise UnsupportedURLSchemeError at what is no URL of http or https."""
        if not request.url.startswith(("http://", "https://")):
            raise UnsupportedURLSchemeError("url: neither http nor https")
        if not host_and_port(request.url)[0]:
            raise UnsupportedURLSchemeError("url: no valid host or port")
        # A redirect inherits the queue of the host it came from, and with it the delay
        # of another site.
        request.meta.pop("download_slot", None)
