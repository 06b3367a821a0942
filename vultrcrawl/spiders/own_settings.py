"""The settings that our spiders can't do without, and those that they do without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scrapy.exceptions import UsageError as ScrapyUsageError

from vultrcrawl.downloadermiddlewares.robots import RobotsMiddleware
from vultrcrawl.errors import UsageError

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

#: The frontier does what these do, and once a page instead of once a link.
_DONE_BY_FRONTIER: Final = {
    "DOWNLOADER_MIDDLEWARES": (
        "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
    ),
    "SPIDER_MIDDLEWARES": (
        "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware",
        "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware",
        "scrapy.spidermiddlewares.depth.DepthMiddleware",
        "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware",
    ),
}


class AddonMissingError(UsageError, ScrapyUsageError):
    """A spider of ours runs in a project without our settings; Scrapy tells it."""

    print_help = False


def fit_settings(settings: BaseSettings, spider: str) -> None:
    """Have the frontier of *spider* do its part, and nothing else.

    Raises AddonMissingError where ours are not in: without robots.txt, delays and the
    egress rule none of our spiders runs.
    """
    if not _has_ours(settings):
        raise AddonMissingError(
            f"{spider} needs its settings: put "
            'ADDONS = {"vultrcrawl.Addon": 300} into those of the project'
        )
    scheduler = "vultrcrawl.scheduler.FrontierScheduler"
    settings.set("SCHEDULER", scheduler, priority="spider")
    for name, parts in _DONE_BY_FRONTIER.items():
        without = {**settings.getdict(name), **dict.fromkeys(parts)}
        settings.set(name, without, priority="spider")


def _has_ours(settings: BaseSettings) -> bool:
    """Whether *settings* are ours, or will be by the add-on."""
    ours = f"{RobotsMiddleware.__module__}.{RobotsMiddleware.__qualname__}"
    return ours in settings.getdict("DOWNLOADER_MIDDLEWARES") or any(
        one in ("vultrcrawl.Addon", "vultrcrawl.addon.Addon")
        or getattr(one, "__module__", "") == "vultrcrawl.addon"
        for one in settings.getdict("ADDONS")
    )
