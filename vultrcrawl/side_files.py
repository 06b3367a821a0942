"""SQLite files beside a crawl's state: kept in its JOBDIR, else for the run only."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from vultrcrawl.errors import StateDamaged, StorageError


class SideFile:
    """The file *name* with *tables* in *folder*, or in one that `close` removes.

    May be read in another thread than it is written in. *what* is kept, for people.
    Raises StorageError if the disk is full, StateDamaged if an earlier run's file can't
    be read.
    """

    def __init__(self, folder: Path | None, name: str, what: str, *tables: str) -> None:
        self._temporary = None
        if folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="vultrcrawl-")
            folder = Path(self._temporary.name)
        self.path = folder / name
        try:
            self.db = sqlite3.connect(
                self.path, isolation_level=None, check_same_thread=False
            )
            self.db.execute("PRAGMA journal_mode = WAL")
            # What a power cut loses is fetched again only if the crawl goes on.
            self.db.execute("PRAGMA synchronous = OFF")
            for table in tables:
                self.db.execute(table)
        except sqlite3.OperationalError as error:
            raise StorageError(f"{what} can't be kept in {folder}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise StateDamaged.of(self.path, error) from error

    def close(self) -> None:
        """Close the file; a temporary one is removed."""
        self.db.close()
        if self._temporary is not None:
            self._temporary.cleanup()
