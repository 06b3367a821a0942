"""Feed exporter that ends a crawl before it begins if a feed can't be written."""

from __future__ import annotations

import logging
import re
from io import BytesIO
from pathlib import PureWindowsPath
from typing import IO, TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scrapy.exceptions import NotConfigured
from scrapy.extensions.feedexport import FeedExporter, apply_uri_params
from scrapy.extensions.postprocessing import PostProcessingManager
from scrapy.utils.misc import build_from_crawler

from vultrcrawl.errors import StorageError, UsageError
from vultrcrawl.items import Page

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

#: What libraries raise for an option that is wrong: a class that there is not, a value
#: of another type, a coding without a name, a part of the name that nothing fills.
_WRONG = (ImportError, AttributeError, NameError, LookupError, TypeError, ValueError)


_OF_A_BATCH = re.compile(r"%\(batch_(?:time\)s|id\))")
_ACCOUNT = re.compile(r"//[^/@\s]+@")


class CheckedFeedExporter(FeedExporter):
    """Scrapy's FeedExporter, which would log an error and crawl without the feed.

    Raises StorageError for a storage that there is not, that lacks a library or that
    can't be written to; UsageError for a format that there is not, and for options that
    can't be: each feed is begun once in memory.
    """

    def __init__(self, crawler: Crawler) -> None:
        try:
            super().__init__(crawler)
        except _WRONG as error:
            raise UsageError(f"FEEDS: {_line(error)}") from error
        logging.getLogger(FeedExporter.__module__).addFilter(_in_one_line)

    def _settings_are_valid(self) -> bool:
        for uri, options in self.feeds.items():
            if options["batch_item_count"] and not _OF_A_BATCH.search(uri):
                raise UsageError(
                    f"the feed {_shown(uri)} is in batches: its name needs "
                    "%(batch_id)d or %(batch_time)s"
                )
        return True

    def _storage_supported(self, uri: str, feed_options: dict[str, Any]) -> bool:
        scheme = urlsplit(uri).scheme
        if scheme not in self.storages and not PureWindowsPath(uri).drive:
            known = ", ".join(sorted(filter(None, self.storages)))
            raise StorageError(
                f"the feed {_shown(uri)} can't be written: there is no storage for "
                f"{scheme}:; there are {known}"
            )
        try:
            spider = cast("Spider", self.crawler.spider)
            filling = self._get_uri_params(spider, feed_options["uri_params"])
            self._get_storage(apply_uri_params(uri, filling), feed_options)
        except NotConfigured as error:
            raise StorageError(
                f"the feed {_shown(uri)} can't be written: {error}"
            ) from error
        except _WRONG as error:
            raise UsageError(f"the feed {_shown(uri)}: {_line(error)}") from error
        return True

    def _exporter_supported(self, format_: str) -> bool:
        if format_ not in self.exporters:
            known = ", ".join(sorted(self.exporters))
            raise UsageError(f"there is no feed format {format_}; there are {known}")
        for uri, options in self.feeds.items():
            if options["format"] == format_:
                self._rehearse(uri, options)
        return True

    def _rehearse(self, uri: str, options: dict[str, Any]) -> None:
        """Begin a feed in memory, with a row, to see whether its options can be."""
        file: Any = BytesIO()
        try:
            if "postprocessing" in options:
                plugins = options["postprocessing"]
                file = PostProcessingManager(plugins, cast("IO[bytes]", file), options)
            exporter = build_from_crawler(
                self.exporters[options["format"]],
                self.crawler,
                file,
                fields_to_export=options["fields"],
                encoding=options["encoding"],
                indent=options["indent"],
                **options["item_export_kwargs"],
            )
            exporter.start_exporting()
            exporter.export_item(Page(url="http://a.example/", title="日本"))
            exporter.finish_exporting()
        except _WRONG as error:
            raise UsageError(f"the feed {_shown(uri)}: {_line(error)}") from error


def _in_one_line(record: logging.LogRecord) -> bool:
    """Tell of a feed that can't be stored in one line, and of none its password."""
    said = _ACCOUNT.sub("//", record.getMessage())
    if record.levelno == logging.ERROR and record.exc_info:
        said += f": {_line(record.exc_info[1])}"
        record.exc_info = None
    record.msg, record.args = said, ()
    return True


def _line(error: BaseException | None) -> str:
    """Return what *error* says, in one line."""
    said = " ".join(str(error).split())
    return said if isinstance(error, ImportError) else f"{type(error).__name__}: {said}"


def _shown(uri: str) -> str:
    """Return *uri* without a name and a key that it may hold."""
    return _ACCOUNT.sub("//", uri)
