"""An exploration as Parquet: pages, links, skipped, and a file a template.

Columns have the types of the schema, lists and objects stay lists and objects. Needs
pyarrow, an extra.
"""

from __future__ import annotations

import os
from itertools import islice
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from vultrcrawl.errors import StorageError, UsageError
from vultrcrawl.export.database import type_of
from vultrcrawl.items import PAGE_COLUMNS
from vultrcrawl.report.cells import without_controls
from vultrcrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    Rows = Iterable[Mapping[str, Any]]

_TYPES = {
    "string": pa.string(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
}
_SQL = {"TEXT": pa.string(), "INTEGER": pa.int64(), "REAL": pa.float64()}
#: Rows that are written at a time.
_AT_ONCE = 5_000
_LINKS = ("source", "target", "anchor", "region", "rel")
_SKIPPED = ("url", "reason", "rule", "parent_url")
_LARGEST = 2**63 - 1
#: Key in the metadata of a file that says that it is one of ours.
_MARK = b"vultrcrawl"


def write_parquet(
    folder: Path, templates: Rows, rows: Callable[[str], Rows]
) -> dict[str, int]:
    """Write files into *folder*; return the number of rows by file.

    *templates* are those of a site.json, *rows* gives those of a file of the output
    folder by its name, none if there is no such file. Raises StorageError; UsageError
    if another file, none of ours, stands where one is to be written.
    """
    tables = {
        "pages": (_pages(), "pages.jsonl"),
        "links": (_texts(_LINKS), "links.jsonl"),
        "skipped": (_texts(_SKIPPED), "skipped.jsonl"),
    }
    for template in templates:
        name = f"records/{template['name']}"
        tables[name] = (_record(template["item"]["fields"]), f"{name}.jsonl")
    counts = {}
    try:
        (folder / "records").mkdir(parents=True, exist_ok=True)
        for name, (schema, source) in tables.items():
            file = folder / f"{name}.parquet"
            if file.exists() and not _is_ours(file):
                raise UsageError(
                    f"{file} is there, and is none of ours: it is left alone"
                )
            counts[f"{name}.parquet"] = _write(file, schema, rows(source))
    except (OSError, pa.ArrowException) as error:
        raise StorageError(f"{folder} can't be written: {error}") from error
    return counts


def _is_ours(file: Path) -> bool:
    try:
        return _MARK in (pq.read_schema(file).metadata or {})
    except (OSError, pa.ArrowException):
        return False


def _write(file: Path, schema: pa.Schema, rows: Rows) -> int:
    """Write *rows*, each value as its column has it, or as nothing."""
    count = 0
    part = file.with_name(f".{file.name}.part")
    try:
        marked = schema.with_metadata({_MARK: __version__.encode()})
        with pq.ParquetWriter(part, marked, compression="zstd") as writer:
            for batch in _batches(rows):
                fitted = [
                    {one.name: _fit(row.get(one.name), one.type) for one in schema}
                    for row in batch
                ]
                writer.write_table(pa.Table.from_pylist(fitted, schema=marked))
                count += len(batch)
        os.replace(part, file)  # noqa: PTH105 (whole or not at all)
    finally:
        part.unlink(missing_ok=True)
    return count


def _batches(rows: Rows) -> Iterator[list[Mapping[str, Any]]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, _AT_ONCE)):
        yield batch


def _fit(value: Any, kind: pa.DataType) -> Any:
    """Return *value* as a column of *kind* holds it; None if it can't."""
    if value is None:
        return None
    if pa.types.is_list(kind):
        things = value if isinstance(value, list) else [value]
        return [_fit(one, kind.value_type) for one in things]
    if pa.types.is_struct(kind):
        parts = value if isinstance(value, dict) else {}
        return {one.name: _fit(parts.get(one.name), one.type) for one in kind}
    if pa.types.is_string(kind):
        return without_controls(str(value).encode("utf-8", "replace").decode())
    if pa.types.is_boolean(kind) or isinstance(value, bool):
        fits = pa.types.is_boolean(kind) and isinstance(value, bool)
    else:
        numbers = int | float if pa.types.is_floating(kind) else int
        fits = isinstance(value, numbers) and abs(value) <= _LARGEST
    return value if fits else None


def _pages() -> pa.Schema:
    return pa.schema(
        (name, pa.list_(pa.string()) if name == "warnings" else _SQL[type_of(name)])
        for name in PAGE_COLUMNS
    )


def _texts(names: Iterable[str]) -> pa.Schema:
    return pa.schema((name, pa.string()) for name in names)


def _record(fields: Rows) -> pa.Schema:
    columns = {"url": pa.string()}
    for one in fields:
        columns.setdefault(one["name"], _type(one))
    return pa.schema(columns.items())


def _type(field: Mapping[str, Any]) -> pa.DataType:
    if field["type"] == "array":
        parts = [(one["name"], _type(one)) for one in field.get("items", ())]
        kind = pa.struct(parts) if parts else pa.string()
        return pa.list_(kind)
    kind = _TYPES.get(field["type"], pa.string())
    return pa.list_(kind) if field.get("multiple") else kind
