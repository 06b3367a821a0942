"""Pages that wait for their template's schema: compressed, on disk, by URL.

Ten thousand pages of 100 kB are a gigabyte; on the shelf they take a tenth of it, and
of memory nothing.
"""

from __future__ import annotations

import sqlite3
import tempfile
import zlib
from array import array
from pathlib import Path
from typing import TYPE_CHECKING

from vultrcrawl.errors import StorageError
from vultrcrawl.page.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vultrcrawl.page.signature import Signature

#: File of a durable crawl, in its JOBDIR.
FILE = "pages.db"
#: Fast: level 1 takes a third of the time of level 6, and a fifth more room.
_LEVEL = 1
_TABLE = (
    "CREATE TABLE IF NOT EXISTS pages"
    " (url TEXT PRIMARY KEY, html BLOB NOT NULL, signature BLOB NOT NULL)"
)
_PUT = "INSERT OR REPLACE INTO pages VALUES (?, ?, ?)"


class Shelf:
    """HTML by URL, in *folder*, or in a temporary folder that `close` removes.

    May be read in another thread than it is written in. Raises StorageError if the disk
    is full.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._temporary = None
        if folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="vultrcrawl-")
            folder = Path(self._temporary.name)
        try:
            self._db = sqlite3.connect(
                folder / FILE, isolation_level=None, check_same_thread=False
            )
            self._db.execute("PRAGMA journal_mode = WAL")
            # What a power cut loses is fetched again only if the crawl goes on.
            self._db.execute("PRAGMA synchronous = OFF")
            self._db.execute(_TABLE)
        except sqlite3.OperationalError as error:
            raise StorageError(f"pages can't be kept in {folder}: {error}") from error

    def put(self, url: str, html: str, signature: Signature) -> None:
        """Keep *html*, with its *signature*, as the page at *url*."""
        packed = zlib.compress(html.encode("utf-8", "replace"), _LEVEL)
        try:
            self._db.execute(_PUT, (url, packed, array("I", signature).tobytes()))
        except sqlite3.OperationalError as error:
            raise StorageError(f"a page can't be kept: {error}") from error

    def signatures(self) -> Iterator[tuple[str, Signature]]:
        """Yield URL and signature of every page, in the order of coming."""
        for url, packed in self._db.execute(
            "SELECT url, signature FROM pages ORDER BY rowid"
        ):
            yield url, tuple(array("I", packed))

    def documents(self, urls: Iterable[str]) -> Iterator[Document]:
        """Yield the pages at *urls*, parsed anew; what isn't there is left out."""
        for url in urls:
            row = self._db.execute(
                "SELECT html FROM pages WHERE url = ?", (url,)
            ).fetchone()
            if row is not None:
                yield Document(zlib.decompress(row[0]).decode("utf-8"), url)

    def close(self) -> None:
        """Close the file; a temporary one is removed."""
        self._db.close()
        if self._temporary is not None:
            self._temporary.cleanup()
