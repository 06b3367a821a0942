"""`scrapy shell`, with our downloader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.shell import Command as ShellCommand
from scrapy.utils.url import guess_scheme

from vultrcrawl.commands.named import check_address, prepare

if TYPE_CHECKING:
    import argparse


class Command(ShellCommand):
    """Scrapy's command; no site is crawled, and no output folder touched."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Open the host of the URL, and do without our spiders."""
        super().process_options(args, opts)
        urls = [guess_scheme(url) for url in args[:1]]
        for url in urls:
            check_address("shell", url)
        prepare(self.settings, urls, opts)
