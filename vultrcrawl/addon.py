"""The Scrapy add-on that brings our spiders into a project of one's own.

`ADDONS = {"vultrcrawl.Addon": 300}` is all that its settings need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scrapy.settings import get_settings_priority

from vultrcrawl import settings as ours
from vultrcrawl.spiders.site import SiteSpider

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

#: Settings of this project as a project, which are no concern of another one.
_OWN: Final = frozenset(
    ("BOT_NAME", "SPIDER_MODULES", "NEWSPIDER_MODULE", "COMMANDS_MODULE", "LOG_LEVEL")
)


class Addon:
    """Adds the settings of `vultrcrawl.settings` where one of our spiders runs.

    Other spiders of the project keep theirs. A setting of the project, or of the
    command line, counts more; of components and tables what it names does.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the add-on of *crawler*."""
        return cls(crawler)

    @classmethod
    def update_pre_crawler_settings(cls, settings: BaseSettings) -> None:
        """Let our spiders be found by their names."""
        modules = settings.getlist("SPIDER_MODULES")
        name = "vultrcrawl.spiders"
        if name not in modules:
            priority = settings.getpriority("SPIDER_MODULES") or 0
            settings.set("SPIDER_MODULES", [*modules, name], priority=priority)

    def update_settings(self, settings: BaseSettings) -> None:
        """Add what our spiders need, unless another spider runs."""
        if not issubclass(self._crawler.spidercls, SiteSpider):
            return
        for name, value in vars(ours).items():
            if name.isupper() and name not in _OWN:
                _add(settings, name, value)


def _add(settings: BaseSettings, name: str, value: Any) -> None:
    if isinstance(value, dict):
        # Over Scrapy's defaults, under the project's own settings.
        priority = max(settings.getpriority(name) or 0, get_settings_priority("addon"))
        settings.set(name, {**value, **settings.getdict(name)}, priority=priority)
    else:
        settings.set(name, value, priority="addon")
