"""Hands pages to the workshop, and has it make schemas and records at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.page.visit import Visit

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from vultrcrawl.spiders.explore import ExploreSpider


class SchemaPipeline:
    """Gives each Visit the key of its template."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of *crawler*."""
        return cls(crawler)

    async def process_item(self, item: object) -> object:
        """Return *item*; a Visit with HTML is kept for its template's schema."""
        if isinstance(item, Visit) and item.document is not None:
            spider: ExploreSpider = self._crawler.spider  # type: ignore[assignment]
            url = item.page.final_url or item.page.url
            item.template = spider.workshop.take(url, item.document)
        return item
