"""`scrapy bench`, with our downloader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.bench import Command as BenchCommand

from vultrcrawl.commands.named import prepare

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import Settings

#: Where Scrapy's command has its server.
_SERVER = "http://localhost:8998"


class Command(BenchCommand):
    """Scrapy's command."""

    settings: Settings  # set by Scrapy

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Open the host of its own server."""
        super().process_options(args, opts)
        prepare(self.settings, [_SERVER], opts)
