"""What a person sees of a crawl: a line while it runs, ten lines when it ends."""

from __future__ import annotations

import logging
import sys
from time import monotonic
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.text import Text
from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import create_looping_call

from vultrcrawl.extensions.summary import Summary, summarize
from vultrcrawl.spiders.explore import ExploreSpider

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

#: Seconds between two looks, on a terminal and in a log.
_ON_TERMINAL, _IN_LOG = 0.5, 30.0


class Progress:
    """A line on a terminal, log lines elsewhere (a file, Scrapyd), and the summary."""

    def __init__(self, crawler: Crawler, spider: ExploreSpider) -> None:
        self._crawler = crawler
        self._spider = spider
        self._console = Console(stderr=True, highlight=False)
        self._live: Live | None = None
        self._started = monotonic()
        self._answered_before = spider.frontier.answered
        self._loop = create_looping_call(self._tell)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the display of *crawler*; other spiders than `explore` have none."""
        spider = crawler.spider
        if not isinstance(spider, ExploreSpider):
            raise NotConfigured
        progress = cls(crawler, spider)
        crawler.signals.connect(progress.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(progress.spider_closed, signal=signals.spider_closed)
        return progress

    @property
    def _on_terminal(self) -> bool:
        settings = self._crawler.settings
        return (
            sys.stderr.isatty()
            and settings.getbool("LOG_ENABLED")
            and not settings["LOG_FILE"]
        )

    def spider_opened(self) -> None:
        """Start telling."""
        if self._on_terminal:
            self._live = Live(console=self._console, auto_refresh=False, transient=True)
            self._live.start()
        self._loop.start(_ON_TERMINAL if self._live else _IN_LOG, now=False)

    def _line(self) -> str:
        frontier, stats = self._spider.frontier, self._crawler.stats
        seconds = max(monotonic() - self._started, 0.001)
        rate = (frontier.answered - self._answered_before) / seconds
        types = len(stats.get_stats()) and sum(
            name.startswith("vultrcrawl/pages/") for name in stats.get_stats()
        )
        failed = frontier.books().failed
        return (
            f"{frontier.answered} of {self._spider.arguments.max_pages} pages, "
            f"{frontier.pending} waiting, {rate:.1f} a second, "
            f"{failed} failed, {types} types"
        )

    def _tell(self) -> None:
        if self._live is not None:
            self._live.update(Text(self._line()), refresh=True)
        else:
            logger.info("%s", self._line())

    def spider_closed(self, reason: str) -> None:
        """Stop telling, and sum up."""
        if self._loop.running:
            self._loop.stop()
        if self._live is not None:
            self._live.stop()
        summary: Summary = summarize(self._crawler, self._spider, reason)
        self._crawler.stats.set_value("vultrcrawl/stop_reason", summary.stop_reason)
        for line in summary.lines():
            if self._live is not None:
                self._console.print(Text(line))
            else:
                logger.info("%s", line)
