"""Reads the text of PDFs that a site links to, if what reads them is installed."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from vultrcrawl.export.pdf import PdfUnreadable, can_read, read_pdf
from vultrcrawl.page.visit import Visit
from vultrcrawl.pipelines.text import TextPipeline, spider_with_texts

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class PdfPipeline:
    """Gives PDFs their title and text; it comes before the row is settled.

    Stats: `vultrcrawl/text/pdfs`, those whose text was read.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._can_read = can_read()
        self._told = False
        # Each takes a process.
        self._alone = asyncio.Semaphore(1)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of *crawler*, if its spider explores and wants texts."""
        spider_with_texts(crawler)
        return cls(crawler)

    async def process_item(self, item: object) -> object:
        """Return *item*, the text of a PDF kept, its title in the row."""
        if not isinstance(item, Visit) or not item.pdf:
            return item
        if self._can_read:
            return await self._read(item)
        if not self._told:
            self._told = True
            logger.info("PDFs have a text with: pip install 'vultrcrawl[pdf]'")
        return item

    async def _read(self, visit: Visit) -> Visit:
        page = visit.page
        try:
            async with self._alone:
                found = await asyncio.to_thread(read_pdf, visit.pdf)
        except PdfUnreadable as error:
            return visit.noted(f"the text of the PDF could not be read: {error}")
        texts = self._crawler.get_item_pipeline(TextPipeline)
        if texts is not None:
            texts.keep(page.final_url or page.url, found.as_markdown())
            self._crawler.stats.inc_value("vultrcrawl/text/pdfs")
        return replace(visit, page=replace(page, title=found.title or None))
