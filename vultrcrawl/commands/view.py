"""`scrapy view`, with our downloader."""

from __future__ import annotations

from scrapy.commands.view import Command as ViewCommand

from vultrcrawl.commands.named import OnePage


class Command(OnePage, ViewCommand):
    """Scrapy's command."""
