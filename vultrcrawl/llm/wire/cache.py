"""Cache of answers on disk."""

from __future__ import annotations

import logging
import sqlite3
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vultrcrawl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

#: Longest wait for another process's lock; then a read is a miss, a write is lost.
_LOCK_WAIT_S = 0.05
_KEEP_S = 90 * 86_400
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    key TEXT PRIMARY KEY,
    answer TEXT NOT NULL,
    at REAL NOT NULL
) WITHOUT ROWID
"""


class AnswerCache:
    """Text by key in one SQLite file, or in memory without *path*.

    Several processes may share the file. No call waits longer than 50 ms for another
    process: a cache that can't be reached is a miss, never an error of the crawl.
    Raises UsageError if the file can't be opened as what it should be.
    """

    def __init__(
        self, path: str | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        self._clock = clock
        self._warned = False
        self._db: sqlite3.Connection | None = None
        try:
            if path is not None:
                Path(path).expanduser().parent.mkdir(parents=True, exist_ok=True)
                path = str(Path(path).expanduser())
            self._db = sqlite3.connect(
                path or ":memory:", timeout=2.0, isolation_level=None
            )
            _write_ahead(self._db)
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute(_SCHEMA)
            self._db.execute("DELETE FROM answers WHERE at < ?", (clock() - _KEEP_S,))
            self._db.execute(f"PRAGMA busy_timeout = {int(_LOCK_WAIT_S * 1000)}")
        except (OSError, sqlite3.Error) as error:
            self.close()
            raise UsageError(
                f"VULTRCRAWL_LLM_CACHE={path}: can't be used as a cache ({error}); "
                "name another file, or remove it"
            ) from None

    def get(self, *key: str) -> str | None:
        """Return what was put under *key*, at most 90 days ago."""
        rows = self._run(
            "SELECT answer FROM answers WHERE key = ? AND at >= ?",
            _joined(key),
            self._clock() - _KEEP_S,
        )
        return str(rows[0][0]) if rows else None

    def put(self, answer: str, *key: str) -> None:
        """Keep *answer* under *key*, in place of an older one."""
        self._run(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?)",
            _joined(key),
            answer,
            self._clock(),
        )

    def drop(self, *key: str) -> None:
        """Forget what is under *key*."""
        self._run("DELETE FROM answers WHERE key = ?", _joined(key))

    def close(self) -> None:
        """Close the file; later reads are misses."""
        db, self._db = self._db, None
        if db is not None:
            db.close()

    def _run(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows that *statement* gives; none if the file can't be reached."""
        try:
            if self._db is not None:
                return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            if not self._warned:
                self._warned = True
                logger.warning("The cache of LLM answers can't be used: %s", error)
        return []


def _write_ahead(db: sqlite3.Connection) -> None:
    """Make a write one append; a crash may cost answers then, never the file.

    The mode is the file's, not the connection's: where another process is just setting
    it (SQLite does not wait for that, whatever the timeout), it need not be set again.
    """
    try:
        db.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise


def _joined(key: tuple[str, ...]) -> str:
    return "\n".join(key)
