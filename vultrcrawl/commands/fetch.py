"""`scrapy fetch`, with our downloader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.fetch import Command as FetchCommand

from vultrcrawl.commands.named import check_address, prepare

if TYPE_CHECKING:
    import argparse


class Command(FetchCommand):
    """Scrapy's command; no site is crawled, and no output folder touched."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Open the host of the URL, and do without our spiders."""
        super().process_options(args, opts)
        for url in args[:1]:
            check_address("fetch", url)
        prepare(self.settings, args, opts)
