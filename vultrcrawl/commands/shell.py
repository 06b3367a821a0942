"""`scrapy shell`, with our downloader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.shell import Command as ShellCommand

from vultrcrawl.commands.named import prepare

if TYPE_CHECKING:
    import argparse


class Command(ShellCommand):
    """Scrapy's command; no site is crawled, and no output folder touched."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Open the host of the URL, and do without our spiders."""
        super().process_options(args, opts)
        prepare(self.settings, args, opts)
