"""Texts of pages as they come, kept on disk until the crawl has ended."""

from __future__ import annotations

import sqlite3
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vultrcrawl.errors import StorageError
from vultrcrawl.page.hashing import content_hash
from vultrcrawl.side_files import SideFile

if TYPE_CHECKING:
    from pathlib import Path

    from vultrcrawl.page.markdown.render import MarkdownText

#: File of a durable crawl, in its JOBDIR.
TEXTS_FILE = "texts.db"
_TABLE = (
    "CREATE TABLE IF NOT EXISTS texts"
    " (url TEXT PRIMARY KEY, hash TEXT NOT NULL, packed BLOB NOT NULL)"
)
# A table of its own: a JOBDIR may be older.
_TABLE_OF_LINES = (
    "CREATE TABLE IF NOT EXISTS lines (url TEXT PRIMARY KEY, packed BLOB NOT NULL)"
)


@dataclass(frozen=True, slots=True)
class PageText:
    """The main text of one page."""

    url: str
    """Where it was found in the end."""
    hash: str
    """16 hexadecimal digits over its words: a changed footer changes nothing."""
    markdown: str


class TextStore:
    """Texts by URL, in *folder*, or in a temporary folder that `close` removes.

    May be read in another thread than it is written in, and several processes may write
    to one file. Raises StorageError if the disk
    is full, StateDamaged if an earlier run's file can't be read.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = SideFile(folder, TEXTS_FILE, "texts", _TABLE, _TABLE_OF_LINES)
        self._db = self._file.db
        self.file = self._file.path
        """Where the texts are."""

    def put(self, url: str, text: MarkdownText) -> None:
        """Keep *text* as that of the page at *url*."""
        packed = zlib.compress(text.markdown.encode("utf-8", "replace"), 1)
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute(
                "INSERT OR REPLACE INTO texts VALUES (?, ?, ?)",
                (url, content_hash(text.text), packed),
            )
            self._db.execute(
                "INSERT OR REPLACE INTO lines VALUES (?, ?)", (url, text.main)
            )
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise StorageError(f"a text can't be kept: {error}") from error

    def get(self, url: str) -> PageText | None:
        """Return the text of the page at *url*; None if there is none."""
        row = self._db.execute(
            "SELECT hash, packed FROM texts WHERE url = ?", (url,)
        ).fetchone()
        if row is None:
            return None
        try:
            return PageText(url, row[0], zlib.decompress(row[1]).decode())
        except (zlib.error, UnicodeDecodeError):  # a bit has turned on the disk
            return None

    def main(self, url: str) -> bytes | None:
        """Return the lines of the text of the page at *url*; None if not known."""
        row = self._db.execute(
            "SELECT packed FROM lines WHERE url = ?", (url,)
        ).fetchone()
        return None if row is None else bytes(row[0])

    def close(self) -> None:
        """Close the file; a temporary one is removed."""
        self._file.close()
