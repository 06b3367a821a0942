"""`scrapy parse`: what the spider explore makes of one page."""

from __future__ import annotations

import asyncio
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from itemadapter import ItemAdapter
from scrapy import signals
from scrapy.commands.parse import Command as ParseCommand
from scrapy.exceptions import UsageError
from scrapy.utils import display
from w3lib.url import is_url

from vultrcrawl.commands.named import check_address, prepare
from vultrcrawl.errors import VultrCrawlError
from vultrcrawl.lifecycle.outcome import refuse

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import CrawlerProcessBase

#: Parts that tell of a crawl and its results, of which there are none.
_SILENT = (
    "vultrcrawl.extensions.output.OutputWriter",
    "vultrcrawl.extensions.progress.Progress",
)


class Command(ParseCommand):
    """Scrapy's command; with --spider=explore it fetches and shows that page alone."""

    crawler_process: CrawlerProcessBase  # set by Scrapy

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Parse the URL of *args*."""
        if opts.spider in ("extract", "scaffold"):
            raise UsageError(
                "parse shows what explore makes of a page", print_help=False
            )
        if opts.spider != "explore":
            prepare(self.crawler_process.settings, args, opts)
            super().run(args, opts)
        elif len(args) != 1 or not is_url(args[0]):
            for url in args[:1]:
                check_address("parse", url)
            raise UsageError
        else:
            with TemporaryDirectory(prefix="vultrcrawl-") as folder:
                self._explore(args[0], folder, opts)

    def _explore(self, url: str, folder: str, opts: argparse.Namespace) -> None:
        # Neither the state nor the results of a crawl are touched.
        settings = self.crawler_process.settings
        settings.set("JOBDIR", None, priority="cmdline")
        without = {**settings.getdict("EXTENSIONS"), **dict.fromkeys(_SILENT)}
        settings.set("EXTENSIONS", without, priority="cmdline")
        crawler = self.crawler_process.create_crawler("explore")
        found: list[Any] = []

        def take(item: Any) -> None:
            found.append(item)

        crawler.signals.connect(take, signals.item_scraped)
        alone = {"max_pages": "1", "sitemap": "false"}
        task = self.crawler_process.crawl(
            crawler, **{**alone, **opts.spargs, "start_url": url, "output": folder}
        )
        self.crawler_process.start()
        assert isinstance(task, asyncio.Task)  # noqa: S101 (the asyncio reactor is set)
        error = task.exception() if task.done() and not task.cancelled() else None
        if isinstance(error, VultrCrawlError):
            self.exitcode = refuse(error)
            return
        if not opts.noitems:
            print("# Scraped Items ", "-" * 60)  # noqa: T201 (the answer)
            rows = [ItemAdapter(item).asdict() for item in found]
            display.pprint(rows, colorize=not opts.nocolour)
