"""The file of a crawl's state: found or made, checked, held by one process alone."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from typing import IO, TYPE_CHECKING

from vultrcrawl.errors import DiskFull, StateError, StateLocked, StorageError

if TYPE_CHECKING:
    from pathlib import Path

#: Version of the tables below; a file of another one is refused, not converted.
VERSION = 1
#: File and lock of a durable crawl, in its JOBDIR.
FILE, LOCK = "crawl.db", "crawl.lock"

_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE shapes (id INTEGER PRIMARY KEY, shape TEXT NOT NULL UNIQUE);
CREATE TABLE urls (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    state INTEGER NOT NULL,
    shape INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    depth INTEGER NOT NULL,
    parent INTEGER,
    via TEXT NOT NULL,
    reason TEXT,
    rule TEXT
);
CREATE INDEX waiting ON urls (shape, rank, depth, id) WHERE state = 0;
CREATE INDEX nearest ON urls (depth, rank, id) WHERE state = 0;
CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    url INTEGER NOT NULL UNIQUE,
    answered INTEGER NOT NULL,
    hash TEXT,
    observed TEXT,
    row TEXT NOT NULL
);
CREATE INDEX contents ON pages (hash) WHERE hash IS NOT NULL;
CREATE TABLE links (
    source INTEGER NOT NULL,
    target INTEGER NOT NULL,
    anchor TEXT NOT NULL,
    region TEXT NOT NULL,
    rel TEXT NOT NULL
);
"""


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
        lock = _locked(folder / LOCK)
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
    try:
        db = _connect(str(file))
        # A crawl that was killed while it made its tables has not begun.
        found = db.execute("SELECT 1 FROM sqlite_master").fetchone() is not None
        if found:
            _check(db, file)
        else:
            _create(db)
    except BaseException as error:
        if db is not None:
            db.close()
        if isinstance(error, sqlite3.OperationalError):
            raise storage_error(error) from error
        if isinstance(error, sqlite3.DatabaseError):
            raise _damaged(file, error) from error
        raise
    return db, found


def _check(db: sqlite3.Connection, file: Path) -> None:
    """Raise StateError unless *db* can be gone on with."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        raise StateError(
            f"the state in {file} has version {version}, this program reads {VERSION}; "
            "remove the folder to start anew, or use the version that wrote it"
        )
    # Reads every index: a damaged file is told from a sound one here, not in the middle
    # of a crawl.
    (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise _damaged(file, verdict)


def _damaged(file: Path, how: object) -> StateError:
    words = " ".join(str(how).split())
    return StateError(
        f"the state in {file} is damaged ({words}); remove the folder to start anew"
    )


def storage_error(error: sqlite3.OperationalError) -> DiskFull:
    """Return what to tell when SQLite can't write."""
    return DiskFull(f"the crawl's state can't be written: {error}")


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


def _locked(file: Path) -> IO[str]:
    handle = file.open("a+", encoding="utf-8")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        holder = handle.read().strip() or "unknown"
        handle.close()
        raise StateLocked(
            f"{file.parent} is in use by the crawl with process number {holder}; "
            "wait for it, or name another folder with -s JOBDIR=..."
        ) from None
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
