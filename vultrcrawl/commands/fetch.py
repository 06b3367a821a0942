"""`scrapy fetch`, with our downloader."""

from __future__ import annotations

from scrapy.commands.fetch import Command as FetchCommand

from vultrcrawl.commands.named import OnePage


class Command(OnePage, FetchCommand):
    """Scrapy's command."""
