"""SQLite store of compressed page HTML, by URL, for the end of a crawl.

Beside a page stand the requests of its scripts, if it was rendered, redacted. Ten
thousand pages of 100 kB are a gigabyte; here they take a tenth of it on disk, and no
memory.
"""

from __future__ import annotations

import sqlite3
import zlib
from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vultrcrawl.errors import StateDamaged, StorageError
from vultrcrawl.inference.digest import pack_digest, unpack_digest
from vultrcrawl.schema.apis.recorded_calls import pack_calls, unpack_calls
from vultrcrawl.schema.templates.kept import read_page
from vultrcrawl.side_files import SideFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from vultrcrawl.inference.digest import Digest
    from vultrcrawl.page.document import Document
    from vultrcrawl.page.exchange import Exchange, Growth
    from vultrcrawl.page.signature import Signature
    from vultrcrawl.schema.apis.recorded_calls import Call

    #: Gives digest and scores of the page at a URL; see `PageStore.digest`.
    DigestOf: TypeAlias = Callable[[str], tuple[Digest, tuple[float, ...]] | None]

#: File of a durable crawl, in its JOBDIR.
PAGES_FILE = "pages.db"
#: Fast: level 1 takes a third of the time of level 6, and a fifth more room.
_LEVEL = 1
_TABLE = (
    "CREATE TABLE IF NOT EXISTS pages"
    " (url TEXT PRIMARY KEY, html BLOB NOT NULL, signature BLOB NOT NULL)"
)
_PUT = "INSERT OR REPLACE INTO pages VALUES (?, ?, ?)"
# A table of its own: a JOBDIR may be older.
_TABLE_OF_CALLS = (
    "CREATE TABLE IF NOT EXISTS calls (url TEXT PRIMARY KEY, packed BLOB NOT NULL)"
)
_PUT_CALLS = "INSERT OR REPLACE INTO calls VALUES (?, ?)"
# So with what tells of types, and the scores that a classifier gave.
_TABLE_OF_DIGESTS = (
    "CREATE TABLE IF NOT EXISTS digests"
    " (url TEXT PRIMARY KEY, packed BLOB NOT NULL, scores BLOB)"
)
_PUT_DIGEST = "INSERT OR REPLACE INTO digests VALUES (?, ?, NULL)"
# And the layout, which spares whoever reads the page again a walk over it.
_TABLE_OF_LAYOUTS = (
    "CREATE TABLE IF NOT EXISTS layouts (url TEXT PRIMARY KEY, packed BLOB NOT NULL)"
)
_PUT_LAYOUT = "INSERT OR REPLACE INTO layouts VALUES (?, ?)"
_SCORE = "UPDATE digests SET scores = ? WHERE url = ?"
#: JSON that is read of a template's calls, in characters: about a second of work.
_CHARACTERS = 4_000_000


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a page's scripts."""

    url: str
    calls: list[Call]
    growth: Growth | None


class PageStore:
    """HTML by URL, in *folder*, or in a temporary folder that `close` removes.

    May be read in another thread than it is written in. Raises StorageError if the disk
    is full, StateDamaged if an earlier run's file can't be read.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.main_of: Callable[[str], bytes | None] = _unknown
        """Tells which blocks of the page at a URL are its main text, where known."""
        self._file = SideFile(
            folder,
            PAGES_FILE,
            "pages",
            _TABLE,
            _TABLE_OF_CALLS,
            _TABLE_OF_DIGESTS,
            _TABLE_OF_LAYOUTS,
        )
        self._db = self._file.db
        self.file = self._file.path
        """Where the pages are."""
        try:
            (verdict,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.OperationalError as error:
            raise StorageError(f"pages can't be read: {error}") from error
        except sqlite3.DatabaseError as error:
            raise StateDamaged.of(self._file.path, error) from error
        if verdict != "ok":
            raise StateDamaged.of(self._file.path, verdict)

    def put(
        self,
        url: str,
        html: str,
        signature: Signature,
        digest: Digest | None = None,
        layout: bytes = b"",
        *,
        exchanges: Iterable[Exchange] = (),
        growth: Growth | None = None,
    ) -> None:
        """Keep *html* as the page at *url*, with *signature*, *digest* and *layout*.

        Of *exchanges* at most 20 and 1 MB of JSON are kept, without secrets.
        """
        packed = zlib.compress(html.encode("utf-8", "replace"), _LEVEL)
        calls = pack_calls(exchanges, growth)
        kept = b"" if digest is None else pack_digest(digest)
        try:
            self._db.execute("BEGIN")
            if calls is None:
                self._db.execute("DELETE FROM calls WHERE url = ?", (url,))
            else:
                self._db.execute(_PUT_CALLS, (url, calls))
            self._db.execute(_PUT_DIGEST, (url, kept))
            self._db.execute(_PUT_LAYOUT, (url, layout))
            self._db.execute(_PUT, (url, packed, array("I", signature).tobytes()))
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise StorageError(f"a page can't be kept: {error}") from error

    def score(self, url: str, scores: Sequence[float]) -> None:
        """Keep the *scores* that a classifier gave the page at *url*, if it's there."""
        try:
            self._db.execute(_SCORE, (array("f", scores).tobytes(), url))
        except sqlite3.OperationalError as error:
            raise StorageError(f"a page's scores can't be kept: {error}") from error

    def digest(self, url: str) -> tuple[Digest, tuple[float, ...]] | None:
        """Return digest and scores of the page at *url*; None without them."""
        row = self._db.execute(
            "SELECT packed, scores FROM digests WHERE url = ?", (url,)
        ).fetchone()
        if row is None or not row[0]:
            return None
        try:
            return unpack_digest(row[0]), tuple(array("f", row[1] or b""))
        except ValueError:  # damaged: the page is typed by itself
            return None

    def signatures(self) -> Iterator[tuple[str, Signature]]:
        """Yield URL and signature of every page, in the order of coming."""
        for url, packed in self._db.execute(
            "SELECT url, signature FROM pages ORDER BY rowid"
        ):
            yield url, tuple(array("I", packed))

    def documents(self, urls: Iterable[str]) -> Iterator[Document]:
        """Yield the pages at *urls*, parsed anew; what can't be read is left out."""
        for url in urls:
            main = self.main_of(url)
            if (document := read_page(self._db, url, main)) is not None:
                yield document

    def calls(self, urls: Iterable[str], pages: int) -> Iterator[Kept]:
        """Yield what is kept of the scripts of the first *pages* that asked anything.

        Fewer if their JSON exceeds 4 MB, 8 at least. What is damaged is left out.
        """
        size = found = 0
        for url in urls:
            row = self._db.execute(
                "SELECT packed FROM calls WHERE url = ?", (url,)
            ).fetchone()
            if row is None:
                continue
            try:
                calls, growth, length = unpack_calls(row[0])
            except ValueError:
                continue
            size += length
            if found >= pages or (found >= 8 and size > _CHARACTERS):
                return
            found += 1
            yield Kept(url, calls, growth)

    def close(self) -> None:
        """Close the file; a temporary one is removed."""
        self._file.close()


def _unknown(url: str) -> None:
    """Tell nothing of the page at *url*."""
