"""Item pipeline: main text of pages beside the crawl, files of texts at the end."""

from __future__ import annotations

import asyncio
import logging
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import NotConfigured

from vultrcrawl.errors import StorageError
from vultrcrawl.export.site_name import site_name
from vultrcrawl.export.text_files import READ, TOLD, write_texts
from vultrcrawl.export.text_maker import TextMaker, TextProcess
from vultrcrawl.export.texts import TextStore
from vultrcrawl.items import Page
from vultrcrawl.lifecycle.outcome import tell_output_error
from vultrcrawl.report.files import read_jsonl
from vultrcrawl.spiders.explore import exploring
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path
    from typing import Self

    from scrapy.crawler import Crawler

    from vultrcrawl.export.texts import PageText
    from vultrcrawl.page.markdown.render import MarkdownText
    from vultrcrawl.spiders.explore import ExploreSpider

logger = logging.getLogger(__name__)

#: Below this confidence the site may show another type in the end: of 283 such pages of
#: nine recorded sites that did not seem to be there to be read, four were.
_SURE = 0.7
#: Pages that wait for their text when those wait for the end that may need none, and
#: when a process of its own is started: at the shipped delay texts are made faster than
#: pages come.
_BEHIND = 16
#: Titles that are looked at for the site's name.
_TITLES = 1_000
#: Seconds that texts may take of a crawl that was asked to stop.
_HASTE = 2.0


def spider_with_texts(crawler: Crawler) -> ExploreSpider:
    """Return the spider of *crawler*, which explores and wants texts.

    Raises NotConfigured if it doesn't.
    """
    spider = exploring(crawler)
    if spider.arguments.text == "none":
        raise NotConfigured
    return spider


class TextPipeline:
    """Has texts made of pages that are there to be read; of all with `text=markdown`.

    A text is made of what is kept on disk, in a thread while the next page is waited
    for. Where pages come faster than that, texts are made in a process of its own, and
    only of pages that seem to be there to be read: those that the site may show to be
    so later can wait.
    What is missing in the end is made then: the text of a page whose type was told at
    last, or that was kept when the crawl was killed.

    Stats: `vultrcrawl/text/pages`, the pages whose text was written.
    """

    def __init__(self, crawler: Crawler, spider: ExploreSpider) -> None:
        self._crawler = crawler
        self._every = spider.arguments.text == "markdown"
        # Addresses of pages, and whether they seem to be there to be read.
        self._queue: dict[str, bool] = {}
        self._behind = False
        self._task: asyncio.Task[None] | None = None
        self._process: TextProcess | None = None
        self._full = False
        self._store = TextStore(spider.state_folder)
        self._maker = TextMaker(spider.schemas.pages_file, self._store)
        spider.schemas.knows_main(self._store.main)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the pipeline of *crawler*, if its spider explores and wants texts."""
        pipeline = cls(crawler, spider_with_texts(crawler))
        crawler.signals.connect(pipeline.item_scraped, signals.item_scraped)
        crawler.signals.connect(pipeline.engine_stopped, signals.engine_stopped)
        return pipeline

    def item_scraped(self, item: object) -> None:
        """Have the text of a page made whose row is done."""
        if not isinstance(item, Page) or item.page_type is None:
            return
        url = item.final_url or item.url
        read = self._every or item.page_type in READ
        sure = (item.confidence or 0.0) >= _SURE
        if not read and (sure or self._behind):
            return
        if item.duplicate_of is None:
            self._queue[url] = read
            if self._task is None or self._task.done():
                self._task = asyncio.create_task(self._work())

    def keep(self, url: str, text: MarkdownText) -> None:
        """Keep *text* as that of the page at *url*, if there is room on the disk."""
        try:
            self._store.put(url, text)
        except StorageError as error:
            if not self._full:
                tell_output_error(self._crawler, error)
            self._full = True

    async def _work(self) -> None:
        """Make the texts that wait, or send them to the process that does."""
        try:
            while self._queue:
                if not self._behind and len(self._queue) > _BEHIND:
                    self._behind = True
                    self._queue = {
                        url: True for url, read in self._queue.items() if read
                    }
                    continue
                if self._process is None and len(self._queue) > _BEHIND:
                    self._process = await asyncio.to_thread(self._start)
                if self._process is not None:
                    urls = list(self._queue)
                    self._queue.clear()
                    await asyncio.to_thread(self._process.send, urls)
                else:
                    url = next(iter(self._queue))
                    del self._queue[url]
                    await asyncio.to_thread(self._maker.make, url)
        except StorageError:  # told when it is tried again, in the end
            self._queue.clear()

    def _start(self) -> TextProcess | None:
        try:
            return TextProcess(self._maker.pages, self._store.file)
        except OSError as error:
            logger.debug("no process for texts: %s", error)
            return None

    async def close_spider(self) -> None:
        """Send off what waits: templates and schemas are made meanwhile."""
        if self._hurried:
            self._queue.clear()
            sending = self._task is not None and not self._task.done()
            if sending and self._process is not None:  # it has too many before it
                self._process.abandon()
        if self._task is not None:
            await self._task
        if self._process is not None:
            self._process.end_input()

    @property
    def _hurried(self) -> bool:
        return not self._crawler.engine.running

    def write(
        self,
        place: Callable[[str], Path],
        rows: Callable[..., Iterable[dict[str, Any]]],
        singles: Iterable[str],
        site: str,
    ) -> None:
        """Write the texts. *singles* name the templates with one record a page.

        *rows* gives all rows, or the columns that it is asked for; *site* is the host.
        """
        records = {
            str(record["url"]): {name: record.get(name) for name in TOLD}
            for name in singles
            for record in read_jsonl(place(f"records/{name}.jsonl"))
        }
        until = monotonic() + _HASTE if self._hurried else None
        if self._process is not None:
            self._process.finish(_HASTE if self._hurried else None)
        missing = 0

        def text_of(url: str) -> PageText | None:
            nonlocal missing
            text = self._store.get(url)
            if text is not None:
                return text
            if until is not None and monotonic() > until:
                missing += 1
                return None
            return self._store.get(url) if self._maker.make(url) else None

        number = write_texts(
            place,
            text_of,
            rows(),
            records,
            site=self._site_name(rows) or site,
            every=self._every,
        )
        if number:
            logger.info("text: %d pages as Markdown", number)
        if missing:
            logger.warning("asked to stop: %d pages have no text", missing)
        self._crawler.stats.set_value("vultrcrawl/text/pages", number)

    def _site_name(self, rows: Callable[..., Iterable[dict[str, Any]]]) -> str:
        """Return what the site calls itself; "" if that is not known."""
        titles: list[str] = []
        home: str | None = None
        for row in rows("final_url", "title", "page_type", "error"):
            if row["error"]:
                continue
            if row["page_type"] == PageType.HOMEPAGE and home is None:
                home = row["final_url"]
            if row["title"] and len(titles) < _TITLES:
                titles.append(str(row["title"]))
        return site_name(self._maker.page(home) if home else None, titles)

    def engine_stopped(self) -> None:
        """Let go of the texts."""
        if self._process is not None:
            self._process.finish(0)
        self._maker.close()
        self._store.close()
