"""Fetches one robots.txt: redirects, statuses, failures."""

from __future__ import annotations

from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    IgnoreRequest,
    UnsupportedURLSchemeError,
)
from scrapy.http.request import NO_CALLBACK

from vultrcrawl.downloadermiddlewares.redirect import resolve
from vultrcrawl.items import ROBOTS_UNREACHABLE
from vultrcrawl.lifecycle.failures import (
    FETCH_FAILURES,
    AddressRefused,
    HostPaused,
    HostUnreachable,
    RobotsUnreachable,
    TLSRejected,
    describe_failure,
)
from vultrcrawl.lifecycle.request_meta import READ_AT_MOST
from vultrcrawl.net.retry_after import parse_retry_after
from vultrcrawl.net.robots import MAX_ROBOTS_BYTES, RobotsRules

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

_REDIRECTS = 5  # RFC 9309, section 2.3.1.2
# Tries of a host that can't be connected to at all: it is seldom back in a minute.
_TRIES_TO_CONNECT = 3


class UnreadableError(Exception):
    """No rules could be read this time: *cause*, and whether to try again at all."""

    def __init__(
        self, cause: Exception, *, wait: float = 0.0, tries: float = float("inf")
    ) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.wait = wait
        self.tries = tries


class RobotsReader:
    """Asks for robots.txt, once each time it is told to.

    2xx is read; 4xx but 429, and more than five redirects, allow everything (RFC 9309,
    2.3.1); anything else is no response. Stats: vultrcrawl/robots/requests.
    """

    def __init__(self, crawler: Crawler, agent: str) -> None:
        self._crawler = crawler
        self._agent = agent

    async def read(self, base: str) -> RobotsRules:
        """Return the rules of the origin *base*; raise UnreadableError without any."""
        url = f"{base}/robots.txt"
        for _ in range(_REDIRECTS + 1):
            response = await self._download(url)
            status = response.status
            location = response.headers.get("Location")
            if 200 <= status < 300:
                return RobotsRules(response.body, self._agent)
            if 300 <= status < 400 and location:
                url = _followed(location, url)
            elif 400 <= status < 500 and status != 429:
                return RobotsRules(b"", self._agent)  # section 2.3.1.3: unavailable
            else:
                header = (response.headers.get("Retry-After") or b"").decode("latin-1")
                raise UnreadableError(
                    _unreachable(f"http {status}"),
                    wait=parse_retry_after(header, datetime.now(UTC)) or 0.0,
                )
        return RobotsRules(b"", self._agent)

    async def _download(self, url: str) -> Response:
        """Return the response to one request; raise UnreadableError without one."""
        self._crawler.stats.inc_value("vultrcrawl/robots/requests")
        request = Request(
            url,
            callback=NO_CALLBACK,
            priority=1000,
            headers={"Accept-Encoding": "identity"},
            meta={
                "dont_obey_robotstxt": True,
                "dont_redirect": True,
                "dont_retry": True,
                "handle_httpstatus_all": True,
                READ_AT_MOST: MAX_ROBOTS_BYTES,
            },
        )
        try:
            return await cast("Any", self._crawler.engine).download_async(request)  # type: ignore[no-any-return] # no stubs
        except FETCH_FAILURES as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> UnreadableError:
        cause = describe_failure(error)
        match error:
            case HostPaused():
                wait = error.until - monotonic()
                return UnreadableError(_unreachable(cause), wait=wait)
            case AddressRefused():
                return UnreadableError(AddressRefused(), tries=1)
            case TLSRejected() | UnsupportedURLSchemeError():
                return UnreadableError(HostUnreachable(cause), tries=1)
            case CannotResolveHostError() | DownloadConnectionRefusedError():
                return UnreadableError(HostUnreachable(cause), tries=_TRIES_TO_CONNECT)
            case IgnoreRequest():
                return UnreadableError(_unreachable(cause), tries=1)
            case _:
                return UnreadableError(_unreachable(cause))


def _followed(location: bytes, url: str) -> str:
    """Return where robots.txt at *url* redirects to; raise UnreadableError if nowhere.

    The fragment is no part of it.
    """
    target = resolve(location, url)
    if target is None:
        message = "url: robots.txt redirects to no URL of http or https"
        raise UnreadableError(HostUnreachable(message), tries=1)
    return target.partition("#")[0]


def _unreachable(cause: str) -> RobotsUnreachable:
    return RobotsUnreachable(f"{ROBOTS_UNREACHABLE} ({cause})")
