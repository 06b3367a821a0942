"""Owns the browser of a crawl: made before it, closed after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy import signals
from scrapy.exceptions import CloseSpider, NotConfigured

from vultrcrawl.browser.config import BrowserConfig
from vultrcrawl.browser.page_renderer import PageRenderer
from vultrcrawl.lifecycle.ending import REFUSED
from vultrcrawl.lifecycle.outcome import WHY_UNUSABLE
from vultrcrawl.spiders.site import SiteSpider

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

#: Note in the crawl's state: what was decided so far.
_NOTE = "rendering"


class Browser:
    """Gives the spider what renders its pages.

    The argument `render` says which pages. Without a browser `auto` goes on, and says
    so once; `always` ends the crawl before it begins. Settings: `BrowserConfig`.
    """

    def __init__(self, crawler: Crawler, spider: SiteSpider) -> None:
        self._crawler = crawler
        self._spider = spider
        self.pages = PageRenderer(
            crawler,
            spider.render,
            BrowserConfig.from_settings(crawler.settings),
            spider.needs_browser,
        )
        if (learned := spider.store.about().get(_NOTE)) is not None:
            self.pages.choice.load(learned)
        spider.page_renderer = self.pages

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it for the spider's argument `render`; other spiders have none.

        Raises UsageError.
        """
        spider = crawler.spider
        if not isinstance(spider, SiteSpider):
            raise NotConfigured
        browser = cls(crawler, spider)
        crawler.signals.connect(browser.spider_opened, signals.spider_opened)
        crawler.signals.connect(browser.spider_closed, signals.spider_closed)
        return browser

    async def spider_opened(self) -> None:
        """Start the browser now, if no page can do without."""
        if self._spider.render == "always":
            why = await self.pages.start()
            if why is not None:
                self._crawler.stats.set_value(WHY_UNUSABLE, f"render=always: {why}")
                raise CloseSpider(REFUSED)

    async def spider_closed(self) -> None:
        """Keep what was learned for a crawl that goes on, and close the browser."""
        if self.pages.started:
            learned = self.pages.choice.dump()
            self._spider.frontier.note({_NOTE: learned})
        await self.pages.close()
