"""`scrapy runspider`, also for the files of our spiders."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from scrapy.commands.runspider import Command as RunSpiderCommand

from vultrcrawl.errors import VultrCrawlError
from vultrcrawl.lifecycle.outcome import refuse

if TYPE_CHECKING:
    import argparse

    from scrapy.crawler import CrawlerProcessBase


class Command(RunSpiderCommand):
    """Scrapy's command, which tells in one line why one of our spiders refuses."""

    crawler_process: CrawlerProcessBase  # set by Scrapy

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Run the spider in the file of *args*."""
        process = self.crawler_process
        begin, tasks = process.crawl, []

        def crawl(*given: Any, **named: Any) -> Any:
            tasks.append(begin(*given, **named))
            return tasks[-1]

        process.crawl = crawl  # type: ignore[method-assign] # Scrapy drops the task
        super().run(args, opts)
        for task in tasks:
            if not isinstance(task, asyncio.Task) or task.cancelled():
                continue
            error = task.exception()
            if isinstance(error, VultrCrawlError):
                self.exitcode = refuse(error)
            elif error is not None:
                raise error
