"""Shared by `scrapy fetch`, `shell` and `view`: the host that the user named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import Settings

#: Spiders that fetch a site, and no single page: a page is fetched as they would.
_OURS = ("explore", "extract", "scaffold")


def prepare(settings: Settings, args: list[str], opts: argparse.Namespace) -> None:
    """Let a command that asks for one page do that, with our downloader.

    The host of the URL is open, also on a private address: its user named it.
    """
    if args:
        settings.set("VULTRCRAWL_EGRESS_NAMED", args[0], priority="command")
    spider = getattr(opts, "spider", None)
    if spider in _OURS:
        opts.spider = None
    elif spider:
        check_spiders(settings, [spider])


class OnePage:
    """Mixin for a command about one page: no site is crawled, no output touched."""

    settings: Settings | None

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Open the host of the URL, and do without our spiders."""
        super().process_options(args, opts)  # type: ignore[misc] # the command's
        urls = [self.address(url) for url in args[:1]]
        for url in urls:
            check_address(type(self).__module__.rpartition(".")[2], url)
        assert self.settings is not None  # noqa: S101 (set by Scrapy)
        prepare(self.settings, urls, opts)

    @staticmethod
    def address(given: str) -> str:
        """Return the URL that a user means."""
        return given


def check_address(command: str, url: str) -> None:
    """Raise UsageError, in one line, for what has a scheme that is not read."""
    scheme, mark, _ = url.partition("://")
    if mark and scheme.lower() not in ("http", "https"):
        what = f"{command}: only pages of http and https are read; {url!r} is none"
        raise UsageError(what, print_help=False)


def check_spiders(settings: Settings, names: list[str]) -> None:
    """Raise UsageError, in one line, for a name that no spider has."""
    known = get_spider_loader(settings).list()
    for name in names:
        if name not in known:
            there = ", ".join(known)
            raise UsageError(
                f"there is no spider {name}; there are: {there}", print_help=False
            )
