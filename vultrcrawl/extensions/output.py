"""Writes the output folder when a crawl ends, however it ends."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from scrapy import signals

from vultrcrawl.crawl.summary import summarize
from vultrcrawl.errors import StorageError
from vultrcrawl.extensions.crawl_facts import crawl_facts
from vultrcrawl.items import PAGE_COLUMNS, as_row
from vultrcrawl.lifecycle.ending import REFUSED
from vultrcrawl.lifecycle.outcome import tell_output_error
from vultrcrawl.pipelines.text import TextPipeline
from vultrcrawl.report.files import (
    read_jsonl,
    write_csv,
    write_json,
    write_jsonl,
    write_text,
)
from vultrcrawl.spiders.explore import exploring

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from vultrcrawl.spiders.explore import ExploreSpider

logger = logging.getLogger(__name__)


class OutputWriter:
    """Writes the lists of pages, skipped URLs and links, site.json and report.html.

    A run without pages leaves the results of one that had some as they are.
    Stats: `vultrcrawl/output/error`, the reason why the files could not be written, and
    `vultrcrawl/output/disk_full`.
    """

    def __init__(self, crawler: Crawler, spider: ExploreSpider) -> None:
        self._crawler = crawler
        self._spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the writer of *crawler*; other spiders than `explore` have none."""
        writer = cls(crawler, exploring(crawler))
        crawler.signals.connect(writer.spider_closed, signal=signals.spider_closed)
        return writer

    async def spider_closed(self, reason: str) -> None:
        """Write all files, in a thread: a second Ctrl-C must not wait for them."""
        output = self._spider.output
        try:
            if reason != REFUSED:  # files of an earlier crawl stay
                await asyncio.to_thread(self.write, reason)
        except StorageError as error:
            tell_output_error(self._crawler, error)
        finally:
            output.close()
        for name in output.set_aside:
            logger.warning("%s was in the way, and is now %s", *name)

    def write(self, reason: str) -> None:
        """Write all files, each whole or not at all."""
        from vultrcrawl.crawl.site_document import site_document  # noqa: PLC0415 (slow)
        from vultrcrawl.report.page import report_html  # noqa: PLC0415 (slow)

        results, output = self._spider.frontier.results, self._spider.output
        summary = summarize(crawl_facts(self._crawler, self._spider, reason))
        document = site_document(summary)
        write_jsonl(output.place("pages.jsonl"), results.rows())
        write_csv(
            output.place("pages.csv"),
            PAGE_COLUMNS,
            results.rows(),
            bom=self._crawler.settings.getbool("VULTRCRAWL_CSV_BOM"),
        )
        write_jsonl(output.place("skipped.jsonl"), map(as_row, results.unfetched()))
        write_jsonl(output.place("links.jsonl"), results.link_rows())
        write_json(output.place("site.json"), document)
        write_text(output.place("report.html"), report_html(document))
        texts = self._crawler.get_item_pipeline(TextPipeline)
        if texts is not None:
            singles = (
                one["name"]
                for one in document["templates"]
                if one["item"]["cardinality"] == "one"
            )
            texts.write(output.place, results.rows, singles, document["site"])
        if self._crawler.settings.getbool("VULTRCRAWL_SITE_DB"):
            from vultrcrawl.export.database import write_database  # noqa: PLC0415 (slow)

            write_database(
                output.place("site.db"),
                document["templates"],
                lambda name: read_jsonl(output.place(name)),
            )
        if not output.put(sum(summary.types.values())):
            logger.warning(
                "No page: %s keeps the results of a run before", output.folder
            )
