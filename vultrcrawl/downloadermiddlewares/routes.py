"""Answers requests for client-side routes with the response of their document.

The part of a URL behind `#` isn't sent (RFC 9110, section 4.2.5): all routes of an
application have one response, which is asked for once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.lifecycle.request_meta import LEASE
from vultrcrawl.net.response_cache import ResponseCache

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

#: Bytes of documents that are kept, the last ones used, and of the largest: a notebook
#: in one file has three million.
_ROOM, _LARGEST = 10_000_000, 5_000_000


class RoutesMiddleware:
    """Give a route the response that the document without it had.

    It stands behind robots.txt, which a route has to pass like its document. Stats:
    `vultrcrawl/browser/routes`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._documents: ResponseCache[Response] = ResponseCache(
            _ROOM, largest=_LARGEST
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of *crawler*."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Return the response of the document that *request* asks for a route of."""
        document, mark, _ = request.url.partition("#")
        if not mark or LEASE not in request.meta:
            return None
        kept = self._documents.get(document)
        if kept is None:
            return None
        self._crawler.stats.inc_value("vultrcrawl/browser/routes")
        return kept.replace(url=request.url, request=request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the response if it is a document that may have routes."""
        media = (response.headers.get("Content-Type") or b"").lower()
        if (
            LEASE in request.meta
            and response.status == 200
            and media.startswith(b"text/html")
        ):
            self._documents.put(response.url.partition("#")[0], response)
        return response
