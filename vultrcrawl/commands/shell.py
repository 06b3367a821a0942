"""`scrapy shell`, with our downloader."""

from __future__ import annotations

from scrapy.commands.shell import Command as ShellCommand
from scrapy.utils.url import guess_scheme

from vultrcrawl.commands.named import OnePage


class Command(OnePage, ShellCommand):
    """Scrapy's command."""

    @staticmethod
    def address(given: str) -> str:
        """Return *given*, as Scrapy reads it: it may be a host, or a file."""
        return str(guess_scheme(given))
