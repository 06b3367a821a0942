"""The file of a crawl's state: found or made, checked, held by one process alone."""

from __future__ import annotations

import contextlib
import sqlite3
from importlib.resources import files
from typing import IO, TYPE_CHECKING

from vultrcrawl.errors import DiskFull, StateDamaged, StateError, StorageError
from vultrcrawl.locking import locked

if TYPE_CHECKING:
    from pathlib import Path

#: Version of `tables.sql`; a file of another one is refused, not converted.
VERSION = 2
#: File and lock of a durable crawl, in its JOBDIR.
FILE, LOCK = "crawl.db", "crawl.lock"
#: Note in the tables while a process writes them.
_OPEN = "open"
#: Codes of SQLite for a disk that is full, slow, read-only or gone, and for a file that
#: another process holds (https://www.sqlite.org/rescode.html).
_OF_DISK = frozenset((3, 5, 6, 8, 10, 13, 14, 15, 22))

_TABLES = files("vultrcrawl.frontier.state").joinpath("tables.sql").read_text("utf-8")


def open_in_memory() -> sqlite3.Connection:
    """Return the empty tables of a crawl that ends with its process."""
    db = _connect(":memory:")
    _create(db)
    return db


def open_in(folder: Path) -> tuple[sqlite3.Connection, IO[str], bool]:
    """Return the tables in *folder*, its lock, and whether a crawl stands there.

    Raises StateLocked if another process holds the folder, StateError if what stands
    there can't be used, StorageError if it can't be written. What can't be used is left
    as it is.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = locked(
            folder / LOCK, "wait for it, or name another folder with -s JOBDIR=..."
        )
    except OSError as error:
        raise StorageError.of(f"the state folder {folder} (JOBDIR)", error) from error
    try:
        db, resumed = _open(folder / FILE)
    except BaseException:
        lock.close()
        raise
    return db, lock, resumed


def _open(file: Path) -> tuple[sqlite3.Connection, bool]:
    """Return the tables in *file*, and whether they were there."""
    db: sqlite3.Connection | None = None
    had_log = file.with_name(f"{file.name}-wal").exists()
    try:
        db = _connect(str(file))
        # A crawl that was killed while it made its tables has not begun.
        found = db.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
        if found:
            _check(db, file, had_log=had_log)
        else:
            _create(db)
        db.execute("INSERT OR REPLACE INTO about VALUES (?, 'yes')", (_OPEN,))
        # Into the file itself: without its log it tells that something is missing.
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except BaseException as error:
        if db is not None:
            db.close()
        if isinstance(error, sqlite3.DatabaseError):
            if is_of_disk(error):
                raise storage_error(error) from error
            raise StateDamaged.of(file, error) from error
        raise
    return db, found


def _check(db: sqlite3.Connection, file: Path, *, had_log: bool) -> None:
    """Raise StateError unless *db* can be gone on with.

    *had_log* tells whether its write-ahead log was there before it was opened.
    """
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        raise StateError(
            f"the state in {file} has version {version}, this program reads {VERSION}; "
            "remove the folder to start anew, or use the version that wrote it"
        )
    # Reads every index: a damaged file is told from a sound one here, not in the middle
    # of a crawl.
    (verdict,) = db.execute("PRAGMA integrity_check(1)").fetchone()
    if verdict != "ok":
        raise StateDamaged.of(file, verdict)
    model = sqlite3.connect(":memory:", isolation_level=None)
    try:
        _create(model)
        missing = _tables(model) - _tables(db)
    finally:
        model.close()
    if missing:
        raise StateDamaged.of(file, f"{min(missing)[0]} is missing")
    is_open = db.execute("SELECT 1 FROM about WHERE name = ?", (_OPEN,)).fetchone()
    if is_open is not None and not had_log:
        raise StateDamaged.of(
            file,
            f"{file.name}-wal is missing, which holds the last pages of a process that "
            "was killed",
        )


def _tables(db: sqlite3.Connection) -> set[tuple[str, str]]:
    """Return names and definitions of tables and indexes."""
    return set(db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def storage_error(error: sqlite3.DatabaseError) -> DiskFull:
    """Return what to tell when SQLite can't write."""
    return DiskFull(f"the crawl's state can't be written: {error}")


def is_of_disk(error: sqlite3.DatabaseError) -> bool:
    """Whether *error* is of the disk or of another process, and not of the tables."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _OF_DISK


def close_in_order(db: sqlite3.Connection, lock: IO[str] | None) -> None:
    """Close the tables, so that they are all in one file, and let go of the lock."""
    with contextlib.suppress(sqlite3.Error):  # a full disk: as if the process had died
        db.execute("DELETE FROM about WHERE name = ?", (_OPEN,))
    db.close()
    if lock is not None:
        lock.close()


def _create(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    for statement in _TABLES.split(";"):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")


def _connect(name: str) -> sqlite3.Connection:
    # Threads take turns: pages are read in one, files are written in another.
    db = sqlite3.connect(
        name, isolation_level=None, check_same_thread=False, cached_statements=64
    )
    try:
        db.execute("PRAGMA journal_mode = WAL")
        # Safe against the death of the process; a power cut may cost the last pages.
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        db.close()
        raise
    return db
