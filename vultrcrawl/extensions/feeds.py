"""Feed exporter that ends a crawl before it begins if a feed can't be written."""

from __future__ import annotations

from pathlib import PureWindowsPath
from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import NotConfigured
from scrapy.extensions.feedexport import FeedExporter

from vultrcrawl.errors import StorageError, UsageError


class CheckedFeedExporter(FeedExporter):
    """Scrapy's FeedExporter, which would log an error and crawl without the feed.

    Raises StorageError for a storage that there is not, or that lacks a library;
    UsageError for a format that there is not.
    """

    def _storage_supported(self, uri: str, feed_options: dict[str, Any]) -> bool:
        scheme = urlsplit(uri).scheme
        if scheme not in self.storages and not PureWindowsPath(uri).drive:
            known = ", ".join(sorted(filter(None, self.storages)))
            raise StorageError(
                f"the feed {_shown(uri)} can't be written: there is no storage for "
                f"{scheme}:; there are {known}"
            )
        try:
            self._get_storage(uri, feed_options)
        except NotConfigured as error:
            raise StorageError(
                f"the feed {_shown(uri)} can't be written: {error}"
            ) from error
        return True

    def _exporter_supported(self, format_: str) -> bool:
        if format_ not in self.exporters:
            known = ", ".join(sorted(self.exporters))
            raise UsageError(f"there is no feed format {format_}; there are {known}")
        return True


def _shown(uri: str) -> str:
    """Return *uri* without a name and a key that it may hold."""
    head, at, rest = uri.rpartition("@")
    return f"{head.partition('//')[0]}//{rest}" if at and "//" in head else uri
