"""Shared by `scrapy fetch`, `shell` and `view`: the host that the user named."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from scrapy.settings import Settings

#: Spiders that fetch a site, and no single page: a page is fetched as they would.
_OURS = ("explore", "extract", "scaffold")


def prepare(
    settings: Settings | None, args: list[str], opts: argparse.Namespace
) -> None:
    """Let a command that asks for one page do that, with our downloader.

    The host of the URL is open, also on a private address: its user named it.
    """
    assert settings is not None  # noqa: S101 (set by Scrapy)
    if args:
        settings.set("VULTRCRAWL_EGRESS_NAMED", args[0], priority="command")
    if getattr(opts, "spider", None) in _OURS:
        opts.spider = None
