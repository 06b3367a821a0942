"""`scrapy check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.commands.check import Command as CheckCommand

from vultrcrawl.commands.named import check_spiders

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import Settings


class Command(CheckCommand):
    """Scrapy's command, which says in one line that a spider is not there."""

    settings: Settings  # set by Scrapy

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the spiders of *args*."""
        check_spiders(self.settings, args)
        super().run(args, opts)
