"""Item pipeline: stores pages for induction; makes schemas and records at the end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from vultrcrawl.crawl.results import CrawlResults
from vultrcrawl.errors import StorageError
from vultrcrawl.lifecycle.outcome import tell_output_error
from vultrcrawl.page.visit import Visit
from vultrcrawl.spiders.apart import apart_if_large
from vultrcrawl.spiders.explore import exploring

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from vultrcrawl.spiders.explore import ExploreSpider


class SchemaPipeline:
    """Gives each Visit the key of its template; writes records when the crawl ends.

    Stats: `vultrcrawl/schema/templates`, `/fields`, `/records`.
    """

    def __init__(self, crawler: Crawler, spider: ExploreSpider) -> None:
        self._crawler = crawler
        self._spider = spider
        self._full = False
        self._taking = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of *crawler*; other spiders than `explore` need none."""
        return cls(crawler, exploring(crawler))

    async def process_item(self, item: object) -> object:
        """Return *item*; a Visit with HTML is kept for its template's schema."""
        if isinstance(item, Visit) and item.document is not None:
            url = item.page.final_url or item.page.url
            take = partial(
                self._spider.schemas.take,
                url,
                item.document,
                item.exchanges,
                item.growth,
            )
            try:
                async with self._taking:
                    template = await apart_if_large(len(item.document.html), take)
                return replace(item, template=template)
            except StorageError as error:  # the page is kept, without a template
                if not self._full:
                    tell_output_error(self._crawler, error)
                self._full = True
        return item

    async def close_spider(self) -> None:
        """Make the results, of which the files are written when pipelines are closed.

        The language model is still there now.
        """
        spider, crawler = self._spider, self._crawler
        results = CrawlResults(
            builder=spider.schemas,
            store=spider.store,
            output=spider.output,
            counsel=spider.counsel,
            wanted=spider.arguments.wanted,
            csv_bom=crawler.settings.getbool("VULTRCRAWL_CSV_BOM"),
            stopped=lambda: not crawler.engine.running,
        )
        try:
            await results.make()
        except StorageError as error:
            tell_output_error(crawler, error)
        for product in spider.schemas.products:
            crawler.stats.inc_value("vultrcrawl/schema/templates")
            fields = len(product.schema.fields)
            crawler.stats.inc_value("vultrcrawl/schema/fields", fields)
            crawler.stats.inc_value("vultrcrawl/schema/records", product.records)
