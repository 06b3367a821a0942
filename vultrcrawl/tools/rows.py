"""Rows of the files of an exploration, which may hold anything at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.errors import UsageError
from vultrcrawl.report.files import read_jsonl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any


def rows_in(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of lines of JSON. Raises UsageError, in one line."""
    if not path.is_file():
        raise UsageError(f"{path} does not exist")
    try:
        for number, row in enumerate(read_jsonl(path), 1):
            if not isinstance(row, dict):
                raise UsageError(f"{path}: line {number} is no object")
            yield row
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is no file of lines of JSON: {error}") from error
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
