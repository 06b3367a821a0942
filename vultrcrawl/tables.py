"""Reads JSON: tables of words and names beside the code, and rows to learn from."""

from __future__ import annotations

import gzip
import json
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def json_table(package: str, name: str) -> Any:
    """Return what the file *name* of *package* has."""
    return json.loads(files(package).joinpath(name).read_text("utf-8"))


def alternatives(words_by_language: dict[str, list[str]]) -> str:
    """Return an expression of all words, which are expressions themselves."""
    return "|".join(chain.from_iterable(words_by_language.values()))


def gzipped_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects in the gzipped file *path*, one a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
