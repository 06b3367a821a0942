"""Item pipeline: main text of pages as they come, files of texts at the end."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import NotConfigured

from vultrcrawl.errors import StorageError
from vultrcrawl.export.text_files import READ, write_texts
from vultrcrawl.export.texts import TextStore
from vultrcrawl.items import Page
from vultrcrawl.lifecycle.outcome import tell_output_error
from vultrcrawl.page.markdown.render import markdown_text
from vultrcrawl.page.visit import Visit
from vultrcrawl.report.files import read_jsonl
from vultrcrawl.spiders.arguments import TextMode
from vultrcrawl.spiders.explore import ExploreSpider

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self

    from scrapy.crawler import Crawler

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.markdown.render import MarkdownText

logger = logging.getLogger(__name__)

#: Characters of a page from which its text is read in a thread.
_LARGE = 300_000
#: Below this confidence the site may show another type in the end.
_SURE = 0.7
#: Pages whose type is not told yet; more than are ever under way.
_WAITING = 64


class TextPipeline:
    """Keeps the text of pages that are there to be read; of all with `text=markdown`.

    A page is read while the next ones are waited for: at the shipped delay that takes
    no time of the crawl. It comes before the page's type is known, so it waits for the
    item to be done.

    Stats: `vultrcrawl/text/pages`, the pages whose text was read.
    """

    def __init__(self, crawler: Crawler, spider: ExploreSpider) -> None:
        self._crawler = crawler
        self._every = spider.arguments.text is TextMode.MARKDOWN
        self._waiting: OrderedDict[int, tuple[Page, Document]] = OrderedDict()
        self._full = False
        folder = crawler.settings.get("JOBDIR")
        self._store = TextStore(Path(folder) if folder else None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of *crawler*, if its spider explores and wants texts."""
        spider = crawler.spider
        if not isinstance(spider, ExploreSpider):
            raise NotConfigured
        if spider.arguments.text is TextMode.NONE:
            raise NotConfigured
        pipeline = cls(crawler, spider)
        crawler.signals.connect(pipeline.item_scraped, signals.item_scraped)
        crawler.signals.connect(pipeline.engine_stopped, signals.engine_stopped)
        return pipeline

    def process_item(self, item: object) -> object:
        """Return *item*; the document of a Visit is kept until its type is known."""
        if isinstance(item, Visit) and item.document is not None:
            self._waiting[id(item.page)] = (item.page, item.document)
            while len(self._waiting) > _WAITING:  # of items that somebody dropped
                self._waiting.popitem(last=False)
        return item

    async def item_scraped(self, item: object) -> None:
        """Read the text of a page whose row is done."""
        if not isinstance(item, Page):
            return
        page, document = self._waiting.pop(id(item), (None, None))
        if page is not item or document is None or item.duplicate_of is not None:
            return
        sure = (item.confidence or 0.0) >= _SURE
        if not self._every and sure and item.page_type not in READ:
            return
        if len(document.html) < _LARGE:
            text = markdown_text(document)
        else:
            text = await asyncio.to_thread(markdown_text, document)
        self.keep(item.final_url or item.url, text)
        self._crawler.stats.inc_value("vultrcrawl/text/pages")

    def keep(self, url: str, text: MarkdownText) -> None:
        """Keep *text* as that of the page at *url*, if there is room on the disk."""
        try:
            self._store.put(url, text)
        except StorageError as error:
            if not self._full:
                tell_output_error(self._crawler, error)
            self._full = True

    def write(
        self,
        place: Callable[[str], Path],
        rows: Iterable[dict[str, Any]],
        singles: Iterable[str],
        site: str,
    ) -> None:
        """Write the texts. *singles* name the templates with one record a page."""
        records = {
            str(record["url"]): record
            for name in singles
            for record in _records(place(f"records/{name}.jsonl"))
        }
        number = write_texts(
            place, self._store, rows, records, site=site, every=self._every
        )
        if number:
            logger.info("text: %d pages as Markdown", number)

    def engine_stopped(self) -> None:
        """Let go of the texts."""
        self._store.close()


def _records(path: Path) -> Iterable[dict[str, object]]:
    return read_jsonl(path) if path.exists() else ()
