"""Answers requests for client-side routes with the response of their document.

The part of a URL behind `#` isn't sent (RFC 9110, section 4.2.5): all routes of an
application have one response, which is asked for once.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from vultrcrawl.lifecycle.request_meta import LEASE

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
        self._kept: OrderedDict[str, Response] = OrderedDict()
        self._size = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of *crawler*."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Return the response of the document that *request* asks for a route of."""
        document, mark, _ = request.url.partition("#")
        if not mark or LEASE not in request.meta:
            return None
        kept = self._kept.get(document)
        if kept is None:
            return None
        self._kept.move_to_end(document)
        self._crawler.stats.inc_value("vultrcrawl/browser/routes")
        return kept.replace(url=request.url, request=request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the response if it is a document that may have routes."""
        media = (response.headers.get("Content-Type") or b"").lower()
        if (
            LEASE in request.meta
            and response.status == 200
            and media.startswith(b"text/html")
            and len(response.body) <= _LARGEST
        ):
            document = response.url.partition("#")[0]
            if (old := self._kept.pop(document, None)) is not None:
                self._size -= len(old.body)
            self._kept[document] = response
            self._size += len(response.body)
            while self._size > _ROOM:
                _, oldest = self._kept.popitem(last=False)
                self._size -= len(oldest.body)
        return response
