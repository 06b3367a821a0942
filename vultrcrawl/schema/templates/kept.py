"""Pages that were kept on disk, by URL: whoever has the file may read them."""

from __future__ import annotations

import sqlite3
import zlib
from typing import TYPE_CHECKING

from vultrcrawl.page.document import Document

if TYPE_CHECKING:
    from pathlib import Path

_GET = (
    "SELECT html, layouts.packed FROM pages LEFT JOIN layouts USING (url) WHERE url = ?"
)


def read_page(
    db: sqlite3.Connection, url: str, main: bytes | None = None
) -> Document | None:
    """Return the page at *url*, parsed anew; None if it isn't there or can't be read.

    *main* is what is known of its main text. *db* has tables `pages` and `layouts`; see
    `vultrcrawl.schema.templates.page_store`.
    """
    row = db.execute(_GET, (url,)).fetchone()
    if row is None:
        return None
    try:
        html = zlib.decompress(row[0]).decode("utf-8")
    except (zlib.error, UnicodeDecodeError):  # a bit has turned on the disk
        return None
    return Document(html, url, within_bounds=True, layout=row[1], main=main)


class StoredPages:
    """Reads the pages of *file* while another thread or process adds to them."""

    def __init__(self, file: Path) -> None:
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA query_only = ON")

    def read(self, url: str) -> Document | None:
        """Return the page at *url*; None if it isn't there or can't be read."""
        return read_page(self._db, url)

    def close(self) -> None:
        """Close the file."""
        self._db.close()
