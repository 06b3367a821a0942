"""Progress display: two lines while a crawl runs, a summary when it has ended."""

from __future__ import annotations

import logging
import sys
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from vultrcrawl.crawl.summary import Summary, summarize
from vultrcrawl.extensions.crawl_facts import crawl_facts
from vultrcrawl.lifecycle.ending import REFUSED
from vultrcrawl.lifecycle.outcome import STOP_REASON
from vultrcrawl.spiders.explore import exploring

if TYPE_CHECKING:
    from typing import Self

    from rich.console import Group
    from rich.live import Live
    from scrapy.crawler import Crawler

    from vultrcrawl.spiders.explore import ExploreSpider

logger = logging.getLogger(__name__)

#: Seconds between two looks, on a terminal and in a log.
_ON_TERMINAL, _IN_LOG = 0.5, 30.0
#: The rate shown is that of so many looks.
_LOOKS = 20
#: Page types named in the display, the most frequent first.
_TYPES = 4


class Progress:
    """Two lines on a terminal, log lines elsewhere (a file, Scrapyd), and the summary.

    Stats: `vultrcrawl/stop_reason`, a `StopReason`.
    """

    def __init__(self, crawler: Crawler, spider: ExploreSpider) -> None:
        self._crawler = crawler
        self._spider = spider
        self._live: Live | None = None
        self._handlers: list[logging.StreamHandler[Any]] = []
        self._looks: deque[tuple[float, int]] = deque(maxlen=_LOOKS)
        self._loop = create_looping_call(self._tell)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the display of *crawler*; other spiders than `explore` have none."""
        progress = cls(crawler, exploring(crawler))
        crawler.signals.connect(progress.spider_opened, signal=signals.spider_opened)
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
        # Late, so that it comes after the handlers that write what it sums up.
        self._crawler.signals.connect(self.spider_closed, signals.spider_closed)
        frontier = self._spider.frontier
        self._looks.append((monotonic(), frontier.answered))
        if self._spider.store.resumed:
            logger.info(
                "Going on: %d pages are there, %d URLs wait",
                frontier.answered,
                frontier.pending,
            )
        if self._on_terminal:
            from rich.console import Console  # noqa: PLC0415 (slow, as all of it)
            from rich.live import Live  # noqa: PLC0415 (slow)

            console = Console(stderr=True, highlight=False)
            self._live = Live(console=console, auto_refresh=False, transient=True)
            self._live.start()
            self._log_above_display()
        self._loop.start(_ON_TERMINAL if self._live else _IN_LOG, now=False)

    def _log_above_display(self) -> None:
        """Send log lines through the display, which would be torn by them."""
        for handler in logging.getLogger().handlers:
            stream = getattr(handler, "stream", None)
            if isinstance(handler, logging.StreamHandler) and stream is sys.__stderr__:
                handler.setStream(sys.stderr)  # the display's stand-in for it
                self._handlers.append(handler)

    def _figures(self) -> tuple[float, list[str]]:
        """Return pages a second, and what else there is to tell."""
        frontier = self._spider.frontier
        now = monotonic()
        self._looks.append((now, frontier.answered))
        then, before = self._looks[0]
        rate = (frontier.answered - before) / max(now - then, 0.001)
        figures = [f"{frontier.pending} waiting"]
        if frontier.failed:
            figures.append(f"{frontier.failed} failed")
        figures += self._types()
        return rate, figures

    def _types(self) -> list[str]:
        prefix = "vultrcrawl/pages/"
        counts = {
            name.removeprefix(prefix): count
            for name, count in self._crawler.stats.get_stats().items()
            if name.startswith(prefix)
        }
        most = sorted(counts, key=lambda name: (-counts[name], name))
        told = [f"{name.replace('_', ' ')} {counts[name]}" for name in most[:_TYPES]]
        rest = len(most) - _TYPES
        return told + ([f"{rest} more types"] if rest > 0 else [])

    def _display(self) -> Group:
        from rich.console import Group  # noqa: PLC0415 (slow)
        from rich.progress_bar import ProgressBar  # noqa: PLC0415 (slow)
        from rich.table import Table  # noqa: PLC0415 (slow)
        from rich.text import Text  # noqa: PLC0415 (slow)

        frontier, budget = self._spider.frontier, self._spider.arguments.max_pages
        rate, figures = self._figures()
        bar = Table.grid(padding=(0, 1))
        # Fewer pages than the budget may be left.
        total = min(budget, max(frontier.answered + frontier.pending, 1))
        bar.add_row(
            Text("pages", "bold"),
            ProgressBar(total=total, completed=min(frontier.answered, total), width=30),
            Text(f"{frontier.answered} of {budget}"),
            Text(f"{rate:.1f} a second", "cyan"),
        )
        counsel = self._spider.counsel
        if counsel is not None and counsel.waits:
            ended, asked = counsel.answers
            bar.add_row(
                Text("answers", "bold"),
                ProgressBar(total=max(asked, 1), completed=ended, width=30),
                Text(f"{ended} of {asked}"),
                Text("by the language model", "cyan"),
            )
        return Group(bar, Text(" · ".join(figures), "dim", overflow="ellipsis"))

    def _tell(self) -> None:
        if self._live is not None:
            self._live.update(self._display(), refresh=True)
            return
        rate, figures = self._figures()
        answered, budget = self._spider.frontier.answered, self._spider.arguments
        logger.info(
            "%d of %d pages, %.1f a second, %s",
            answered,
            budget.max_pages,
            rate,
            ", ".join(figures),
        )

    def spider_closed(self, reason: str) -> None:
        """Stop telling, and sum up."""
        if self._loop.running:
            self._loop.stop()
        if self._live is not None:
            self._live.stop()
            for handler in self._handlers:
                handler.setStream(sys.stderr)
        if reason == REFUSED:
            return
        summary: Summary = summarize(crawl_facts(self._crawler, self._spider, reason))
        self._crawler.stats.set_value(STOP_REASON, summary.stop_reason)
        for line in summary.lines():
            if self._live is not None:
                self._live.console.print(line, markup=False, emoji=False)
            else:
                logger.info("%s", line)
