"""Hands pages to the workshop, and has it make schemas and records at the end."""

from __future__ import annotations

import asyncio
import logging
from time import monotonic
from typing import TYPE_CHECKING

from vultrcrawl.errors import StorageError
from vultrcrawl.feedstorage import tell_output_error
from vultrcrawl.page.visit import Visit
from vultrcrawl.report.files import read_jsonl, write_csv, write_jsonl
from vultrcrawl.schema.workshop import Product

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from vultrcrawl.schema.workshop import Template
    from vultrcrawl.spiders.explore import ExploreSpider

logger = logging.getLogger(__name__)

#: Seconds for schemas of a crawl that was asked to stop.
_HASTE = 3.0


class SchemaPipeline:
    """Gives each Visit the key of its template; writes records when the crawl ends.

    Stats: `vultrcrawl/schema/templates`, `/fields`, `/records`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of *crawler*."""
        return cls(crawler)

    @property
    def _spider(self) -> ExploreSpider:
        return self._crawler.spider  # type: ignore[return-value] # ours

    async def process_item(self, item: object) -> object:
        """Return *item*; a Visit with HTML is kept for its template's schema."""
        if isinstance(item, Visit) and item.document is not None:
            url = item.page.final_url or item.page.url
            item.template = self._spider.workshop.take(url, item.document)
        return item

    async def close_spider(self) -> None:
        """Settle the templates; make schema and records of each, the largest first.

        All of it in threads: the reactor hears a second Ctrl-C meanwhile.
        """
        workshop, stats = self._spider.workshop, self._crawler.stats
        began = monotonic()
        try:
            templates = await asyncio.to_thread(self._settle)
            for template in templates:
                hurried = not self._crawler.engine.running
                if hurried and monotonic() - began > _HASTE:
                    logger.warning("asked to stop: %s has no schema", template.name)
                    continue
                product = await asyncio.to_thread(self._make, template)
                workshop.products.append(product)
                stats.inc_value("vultrcrawl/schema/templates")
                stats.inc_value("vultrcrawl/schema/fields", len(product.schema.fields))
                stats.inc_value("vultrcrawl/schema/records", product.records)
        except StorageError as error:
            tell_output_error(self._crawler, error)
        finally:
            workshop.close()

    def _settle(self) -> list[Template]:
        store = self._spider.store
        numbers, rows = {}, []
        for number, row in store.pages():
            numbers[row["url"]] = number
            rows.append(row)
        templates, changed = self._spider.workshop.settle(rows)
        with store.transaction():
            for row in changed:
                store.update_page(numbers[row["url"]], row)
        return templates

    def _make(self, template: Template) -> Product:
        workshop = self._spider.workshop
        schema = workshop.schema(template, workshop.sample(template))
        folder = self._spider.arguments.folder / "records"
        folder.mkdir(exist_ok=True)
        records = write_jsonl(
            folder / f"{template.name}.jsonl", workshop.records(template, schema)
        )
        write_csv(
            folder / f"{template.name}.csv",
            ["url", *(field.name for field in schema.fields)],
            read_jsonl(folder / f"{template.name}.jsonl"),
        )
        return Product(template, schema, records)
