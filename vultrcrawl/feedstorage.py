"""Feed storages that replace a file as a whole, or leave it."""

from __future__ import annotations

import errno
import io
import logging
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from scrapy.extensions.feedexport import FileFeedStorage, StdoutFeedStorage

from vultrcrawl.errors import StorageError, UsageError
from vultrcrawl.lifecycle.outcome import tell_output_error

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from typing_extensions import Buffer

logger = logging.getLogger(__name__)

#: Formats whose files hold one document, to which nothing can be added.
_ONE_DOCUMENT = frozenset(("json", "xml"))


class _File(io.FileIO):
    """A file that keeps its first failure for the end.

    Scrapy writes rows in a signal handler, where an error would be logged for each of
    them and then forgotten.
    """

    failure: OSError | None = None

    def write(self, data: Buffer, /) -> int:
        if self.failure is None:
            try:
                left = memoryview(data).cast("B")
                while left:
                    left = left[super().write(left) or 0 :]
            except OSError as error:
                self.failure = error
        return len(memoryview(data).cast("B"))


class _Pipe(_File):
    """Standard output, whose reader may have read enough (``| head``)."""

    def write(self, data: Buffer, /) -> int:
        before = self.failure
        written = super().write(data)
        if before is None and isinstance(self.failure, BrokenPipeError):
            logger.info("Nobody reads standard output any more; the crawl goes on")
        return written


class _OfCrawler:
    """A storage that is made for a feed of a crawler."""

    def __init__(
        self, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> None:
        super().__init__(uri, feed_options=feed_options)  # type: ignore[call-arg] # Scrapy's
        self._crawler = crawler

    @classmethod
    def from_crawler(
        cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> Self:
        """Make the storage of one feed of *crawler*."""
        return cls(crawler, uri, feed_options=feed_options)


class PipeFeedStorage(_OfCrawler, StdoutFeedStorage):
    """Writes to standard output, for as long as somebody reads it."""

    _file: _Pipe | None = None

    def open(self, spider: Spider) -> IO[bytes]:  # noqa: ARG002 (Scrapy's signature)
        """Return standard output, without a buffer that is written when all is over."""
        self._file = _Pipe(sys.stdout.fileno(), "wb", closefd=False)
        return self._file

    def store(self, file: IO[bytes]) -> None:  # noqa: ARG002 (Scrapy's signature)
        """Tell of a failure, unless the reader just had enough."""
        failure = self._file.failure if self._file is not None else None
        if failure is not None and not isinstance(failure, BrokenPipeError):
            error = StorageError.of("standard output", failure)
            tell_output_error(self._crawler, error)


def _is_written(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size > 0
    except OSError:
        return False


def _kind_of(path: Path) -> int | None:
    """Return what stands at *path*; None for nothing. Raises OSError for odd names."""
    try:
        return stat.S_IFMT(path.stat().st_mode)
    except FileNotFoundError:
        return None


class WholeFileFeedStorage(_OfCrawler, FileFeedStorage):
    """Writes beside the file and renames at the end, if the feed is to be overwritten.

    Raises StorageError if the feed has no place to be, UsageError if it would be added
    to a file that can't be added to; that is before the crawl begins.
    One that can't be written later ends in one line of the log, and exit code 22 (3 for
    a full disk).
    """

    _file: _File | None = None
    _part: Path | None = None

    def __init__(
        self, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None
    ) -> None:
        super().__init__(crawler, uri, feed_options=feed_options)
        self._path = Path(os.path.realpath(self.path))
        form = (feed_options or {}).get("format")
        if (
            self.write_mode == "ab"
            and form in _ONE_DOCUMENT
            and _is_written(self._path)
        ):
            raise UsageError(
                f"-o {uri} adds a second document to a file of {form}, which is then "
                f"unreadable: replace it by -O {uri}, or add to a file of jsonl or csv"
            )
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=self._path.parent).close()
            kind = _kind_of(self._path)
            if kind == stat.S_IFDIR:
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        except OSError as error:
            raise self._told(error) from error
        # A device or a pipe can't be replaced by a file.
        self._beside = self.write_mode == "wb" and kind in (None, stat.S_IFREG)

    def open(self, spider: Spider) -> IO[bytes]:  # noqa: ARG002 (Scrapy's signature)
        """Open what the rows are written to."""
        if self._beside:
            handle, name = tempfile.mkstemp(
                dir=self._path.parent, prefix=f".{self._path.name}.", suffix=".part"
            )
            self._part = Path(name)
            self._file = _File(handle, "wb")
        else:
            self._file = _File(self._path, self.write_mode)
        return self._file

    def store(self, file: IO[bytes]) -> None:
        """Put the written file in its place; an older one stays if that fails."""
        assert self._file is not None  # noqa: S101 (it was opened)
        failure = self._file.failure
        try:
            if failure is None and self._part is not None:
                os.fsync(self._file.fileno())
            file.close()
            if failure is None and self._part is not None:
                self._part.chmod(0o644)
                self._part.replace(self._path)
        except OSError as error:
            failure = error
        if failure is not None:
            if self._part is not None:
                self._part.unlink(missing_ok=True)
            tell_output_error(self._crawler, self._told(failure))

    def _told(self, error: OSError) -> StorageError:
        return StorageError.of(f"the feed {self.path}", error)
