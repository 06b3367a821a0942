"""Fetches a list of URLs with the project's settings, and prints what became of each.

    python -m tests.faults.fetch_list '{"start_url": "", "urls": [], "settings": {}}'

The frontier would keep most hostile addresses out by scope alone; here the parts behind
it are on their own.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.core.scheduler import Scheduler
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.utils.asyncio import call_later
from scrapy.utils.project import get_project_settings
from twisted.python.failure import Failure

from vultrcrawl.lifecycle.failures import describe_failure


class BlockingScheduler(Scheduler):
    """Scrapy's own, which can leave hosts alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._until: dict[str, float] = {}
        self._held: list[Request] = []

    def block_host(self, host: str, until: float) -> None:
        self._until[host] = until
        call_later(max(0.0, until - monotonic()), self._wake)

    def _wake(self) -> None:
        assert self.crawler is not None
        if (slot := self.crawler.engine._slot) is not None:
            slot.nextcall.schedule()

    def has_pending_requests(self) -> bool:
        return bool(self._held) or super().has_pending_requests()

    def next_request(self) -> Request | None:
        for request in self._held:
            if not self._blocked(request):
                self._held.remove(request)
                return request
        while (found := super().next_request()) and self._blocked(found):
            self._held.append(found)
        return found

    def _blocked(self, request: Request) -> bool:
        host = urlsplit(request.url).hostname or ""
        return self._until.get(host, 0.0) > monotonic()


class ListSpider(Spider):
    name = "list"
    start_url: str
    urls: list[str]

    async def start(self) -> AsyncIterator[Any]:
        for url in self.urls:
            yield Request(
                url,
                dont_filter=True,
                callback=self.parse,
                errback=self.failed,
                cb_kwargs={"asked": url},
            )

    def parse(self, response: Response, asked: str) -> None:
        self._tell(
            url=asked,
            status=response.status,
            final_url=response.url,
            bytes=len(response.body),
            flags=response.flags,
            error=None,
        )

    def failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined] # set by Scrapy
        error = failure.value
        assert error is not None
        self._tell(
            url=request.cb_kwargs["asked"],
            status=None,
            kind=type(error).__name__,
            error=describe_failure(error),
        )

    def _tell(self, **what: object) -> None:
        sys.stdout.write(json.dumps(what) + "\n")


def main() -> None:
    given = json.loads(sys.argv[1])
    settings = get_project_settings()
    settings.update(
        {
            "SCHEDULER": BlockingScheduler,
            "ITEM_PIPELINES": {},
            "EXTENSIONS": {},
            "LOG_LEVEL": "WARNING",
            **given["settings"],
        }
    )
    warnings.simplefilter("always", ResourceWarning)
    process = AsyncCrawlerProcess(settings)
    process.crawl(ListSpider, start_url=given["start_url"], urls=given["urls"])
    process.start()


if __name__ == "__main__":
    main()
