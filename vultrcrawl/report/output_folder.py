"""Output folder: a run's files are written beside, and put in place as a whole.

What stands there stays until a run that has pages has written all of its files. Then
the files of the run before move to `previous/`. A list of the files that are this
program's is kept beside them; nothing else is ever removed, and what has a name that a
file of ours needs is renamed, not replaced.

A process may die at any moment: a run whose list of files is written is whole, and is
put in place by the next one; any other is forgotten.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Self

from vultrcrawl.errors import StorageError
from vultrcrawl.locking import locked
from vultrcrawl.report.files import write_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: Files of ours beside the results: their list, what is being written, and the lock.
_LIST, _NEW, _LOCK = ".vultrcrawl.json", ".vultrcrawl.new", ".vultrcrawl.lock"
#: Where the results of the run before are.
PREVIOUS = "previous"
#: A list may have been changed by anybody: names of ours, and no way out of the folder.
_OURS = re.compile(
    r"(?:pages|skipped|links)\.jsonl|pages\.csv|(?:site|extract)\.json|report\.html|site\.db"
    r"|records/[a-z0-9_-]{1,60}\.(?:jsonl|csv)"
    r"|chunks\.jsonl|llms(?:-full)?\.txt"
    r"|text/(?:[\w~-][\w.~-]{0,120}/){0,13}[\w~-][\w.~-]{0,140}\.md"
)


@dataclass(frozen=True, slots=True)
class _Manifest:
    """Which files a run left, and whose they are."""

    run: str
    pages: int
    files: tuple[str, ...]

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """Return the list of *folder*; None if there is none that makes sense."""
        try:
            if not (folder / _LIST).is_file():  # a pipe would never end
                return None
            data = json.loads((folder / _LIST).read_text(encoding="utf-8"))
            names = tuple(name for name in data["files"] if _OURS.fullmatch(name))
            return cls(str(data["run"]), int(data["pages"]), names)
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None

    def write(self, folder: Path) -> None:
        """Write the list into *folder*."""
        data = {"run": self.run, "pages": self.pages, "files": list(self.files)}
        write_json(folder / _LIST, data)


class OutputFolder:
    """The results of one run on their way into *folder*.

    *run* names the run; a crawl that goes on has the name it had, and replaces what it
    wrote itself. Raises StateLocked if another run holds the folder, StorageError if it
    can't be written.
    """

    def __init__(self, folder: Path, run: str) -> None:
        self.folder = folder
        self.run = run
        self.staging = folder / _NEW
        """Where the files of this run are written until it has ended."""
        # Folders that were made, or found, since files began to be moved.
        self._made: set[Path] = set()
        self.set_aside: list[tuple[str, str]] = []
        """Names, old and new, of files that were in the way and are not ours."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=folder).close()
            self._lock: IO[str] = locked(
                folder / _LOCK, "wait for it, or name another folder with output=..."
            )
            self._recover()
        except OSError as error:
            raise self._storage_error(error) from error

    def place(self, name: str) -> Path:
        """Return where the file *name*, such as ``records/product.csv``, is written.

        Raises StorageError if there is no room for its folder.
        """
        path = self.staging / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._storage_error(error) from error
        return path

    def put(self, pages: int) -> bool:
        """Put what was written in place; whether that was done.

        It is not if this run has no *pages*, and the one before it has.
        """
        old = _Manifest.read(self.folder)
        try:
            if not pages and old is not None and old.pages and old.run != self.run:
                shutil.rmtree(self.staging, ignore_errors=True)
                return False
            self.staging.mkdir(exist_ok=True)
            files = tuple(sorted(_names(self.staging)))
            _Manifest(self.run, pages, files).write(self.staging)
            self._move_in()
        except OSError as error:
            raise self._storage_error(error) from error
        return True

    def close(self) -> None:
        """Forget what was not put in place, and let go of the folder."""
        shutil.rmtree(self.staging, ignore_errors=True)
        self._lock.close()

    def _recover(self) -> None:
        """Finish, or forget, what an earlier process left."""
        if self.staging.is_symlink():
            self.staging.unlink()
        elif _Manifest.read(self.staging) is not None:
            self._move_in()
        elif self.staging.exists():
            shutil.rmtree(self.staging)

    def _move_in(self) -> None:
        """Move the files of the staging folder to their places; may be done again."""
        self._made.clear()
        new, old = _Manifest.read(self.staging), _Manifest.read(self.folder)
        assert new is not None  # noqa: S101 (written before)
        if old is not None and old.pages and old.run != new.run:
            self._keep(old)
        elif old is not None:
            self._remove(old.files, self.folder)
            (self.folder / _LIST).unlink()
        for name in new.files:
            self._move(self.staging / name, self.folder / name)
        listed = self.folder / _LIST
        if _is_there(listed) and not listed.is_file():
            self._set_aside(listed)
        (self.staging / _LIST).replace(listed)
        shutil.rmtree(self.staging)

    def _keep(self, old: _Manifest) -> None:
        """Move the files of the *old* run to `previous/`, in the place of older ones.

        The list goes last: as long as it is there, that is not done.
        """
        kept = self.folder / PREVIOUS
        self._make_folder(kept)
        older = _Manifest.read(kept)
        if older is not None and older.run != old.run:
            self._remove(older.files, kept)
            (kept / _LIST).unlink(missing_ok=True)
        for name in old.files:
            self._move(self.folder / name, kept / name)
        (self.folder / _LIST).replace(kept / _LIST)

    def _remove(self, names: Iterable[str], folder: Path) -> None:
        """Remove files of ours from *folder*."""
        for name in names:
            if not self._is_elsewhere(folder / name):
                (folder / name).unlink(missing_ok=True)

    def _is_elsewhere(self, path: Path) -> bool:
        """Whether a folder in this one that *path* is in is a link: none of ours is."""
        inside = (one for one in path.parents if one.is_relative_to(self.folder))
        return any(one != self.folder and one.is_symlink() for one in inside)

    def _move(self, source: Path, target: Path) -> None:
        """Move a file; another one that stands in its place is renamed."""
        if not source.is_file() or self._is_elsewhere(source):
            return  # moved by an earlier process, or taken away by somebody
        self._make_folder(target.parent)
        if _is_there(target):
            self._set_aside(target)
        source.replace(target)

    def _make_folder(self, folder: Path) -> None:
        """Make a folder in this one; a file or link in its place is renamed."""
        if folder in self._made:
            return
        for one in (*reversed(folder.parents), folder):
            inside = one != self.folder and one.is_relative_to(self.folder)
            if inside and (one.is_symlink() or (one.exists() and not one.is_dir())):
                self._set_aside(one)
        folder.mkdir(parents=True, exist_ok=True)
        self._made.add(folder)

    def _set_aside(self, path: Path) -> None:
        """Rename what is not ours and in the way."""
        other = next(one for one in _spares(path) if not _is_there(one))
        path.rename(other)
        self.set_aside.append((str(path), other.name))

    def _storage_error(self, error: OSError) -> StorageError:
        return StorageError.of(f"the output folder {self.folder} (output=)", error)


def _names(folder: Path) -> Iterator[str]:
    """Yield the names of the results in *folder*."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and _OURS.fullmatch(name):
            yield name


def _is_there(path: Path) -> bool:
    """Whether anything stands at *path*, also a link that leads nowhere."""
    return path.exists() or path.is_symlink()


def _spares(path: Path) -> Iterator[Path]:
    """Yield names for what stands at *path*, to make room."""
    number = 0
    while True:
        number += 1
        yield path.with_name(f"{path.name}.kept{number}")


def new_run() -> str:
    """Return a name for a run: when it began, and a number of its own."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
