"""Writes files atomically: beside, then renamed."""

from __future__ import annotations

import csv
import json
import os
import re
import tempfile
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from vultrcrawl.errors import StorageError
from vultrcrawl.report.cells import safe_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

#: Small files that are on their way to the disk at once, and that wait for that. A disk
#: takes milliseconds to say that it has one, and little more to say it of many.
_AT_ONCE, _WAITING = 16, 64


@contextmanager
def whole_file(path: Path, encoding: str = "utf-8") -> Iterator[IO[str]]:
    """Open a temporary file that becomes *path* if the block ends well.

    An older *path* stays as it is until then. Raises StorageError if the disk is full,
    the folder can't be written, or a folder or a device stands there.
    """
    temporary: str | None = None
    try:
        if path.exists() and not path.is_file():
            raise StorageError(f"{path} can't be written: it is no file")
        handle, temporary = tempfile.mkstemp(
            dir=path.parent, prefix=f".{path.name}.", suffix=".part"
        )
        with os.fdopen(handle, "w", encoding=encoding, newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)  # noqa: PTH101 (mkstemp gives 0600)
        os.replace(temporary, path)  # noqa: PTH105 (as above)
    except OSError as error:
        raise StorageError.of(str(path), error) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# JSON escapes those below the space by itself; a terminal obeys these, too.
_CONTROLS = re.compile(r"[\x7f-\x9f]")


def to_line(row: Mapping[str, object]) -> str:
    """Return *row* as one line of JSON, text as it is."""
    return _escaped(_ENCODER.encode(row)) + "\n"


def _escaped(text: str) -> str:
    """Return JSON with control characters spelled out, which only texts can hold."""
    if text.isascii() and "\x7f" not in text:  # told in a tenth of the time
        return text
    return _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def write_jsonl(path: Path, rows: Iterable[Mapping[str, object]]) -> int:
    """Write a line of JSON for each of *rows*; returns their number."""
    count = 0
    with whole_file(path) as file:
        for row in rows:
            file.write(to_line(row))
            count += 1
    return count


def write_json(path: Path, document: Mapping[str, object]) -> None:
    """Write *document*, indented, with text as it is."""
    with whole_file(path) as file:
        for part in json.JSONEncoder(ensure_ascii=False, indent=1).iterencode(document):
            file.write(_escaped(part))
        file.write("\n")


def write_text(path: Path, text: str) -> None:
    """Write *text* as it is."""
    with whole_file(path) as file:
        file.write(text)


@contextmanager
def texts_apart() -> Iterator[Callable[[Path, str], None]]:
    """Yield what writes new text files and doesn't wait for the disk.

    The end of the block waits until all are there. They are not written beside and
    renamed: that is for a folder that nobody reads before. Raises StorageError, in the
    block or at its end.
    """
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="files") as threads:
        waiting: deque[Future[None]] = deque()

        def write(path: Path, text: str) -> None:
            while len(waiting) >= _WAITING:
                waiting.popleft().result()
            waiting.append(threads.submit(_write_new, str(path), text.encode()))

        yield write
        for one in waiting:
            one.result()


def _write_new(path: str, data: bytes) -> None:
    """Write the file at *path*. Raises StorageError, also if something stands there."""
    try:
        with open(path, "xb", buffering=0) as file:  # noqa: PTH123 (a name is enough)
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) :]
            os.fsync(file.fileno())
    except OSError as error:
        raise StorageError.of(path, error) from error


def read_jsonl(path: Path) -> Iterator[dict[str, object]]:
    """Yield the rows of a file that `write_jsonl` wrote; none if it is not there."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def write_csv(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Mapping[str, object]],
    *,
    bom: bool = False,
) -> None:
    """Write *rows* with *columns*.

    Lists become their parts joined by `; `, and lists of objects JSON. With *bom* the
    file starts with the mark by which Excel knows UTF-8.
    """
    with whole_file(path, "utf-8-sig" if bom else "utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(map(safe_cell, columns))
        for row in rows:
            writer.writerow([safe_cell(_cell(row.get(name))) for name in columns])


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, list) and any(isinstance(part, dict) for part in value):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "; ".join(str(part) for part in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return value
