"""Explorations as Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from vultrcrawl.errors import StorageError, UsageError
from vultrcrawl.export.parquet import write_parquet

TEMPLATE = {
    "name": "thread",
    "item": {
        "fields": [
            {"name": "title", "type": "string"},
            {"name": "score", "type": "number"},
            {"name": "views", "type": "integer"},
            {"name": "tags", "type": "string", "multiple": True},
            {
                "name": "posts", "type": "array",
                "items": [{"name": "by", "type": "string"}],
            },
        ]
    },
}  # fmt: skip
RECORDS: list[dict[str, Any]] = [
    {"url": "u1", "title": "One", "score": 1, "views": 10**30, "tags": ["a", "b"],
     "posts": [{"by": "Ann"}, {"by": "Bo", "more": 1}]},
    {"url": "u2", "title": "\ud800", "score": "many", "views": 7, "tags": "c"},
]  # fmt: skip
PAGE = {"url": "u1", "status": 200, "confidence": 0.5, "warnings": ["w"], "bytes": "x"}


def rows(name: str) -> Iterable[dict[str, Any]]:
    found = {"pages.jsonl": [PAGE], "records/thread.jsonl": RECORDS}
    return found.get(name, [])


def test_columns_have_the_types_of_the_schema(tmp_path: Path) -> None:
    counts = write_parquet(tmp_path / "out", [TEMPLATE], rows)
    assert counts == {
        "pages.parquet": 1, "links.parquet": 0, "skipped.parquet": 0,
        "records/thread.parquet": 2,
    }  # fmt: skip
    table = pq.read_table(tmp_path / "out/records/thread.parquet")
    assert table.column_names == ["url", "title", "score", "views", "tags", "posts"]
    assert str(table.schema.field("score").type) == "double"
    one, two = table.to_pylist()
    assert one["posts"] == [{"by": "Ann"}, {"by": "Bo"}]
    assert (one["score"], one["views"], one["tags"]) == (1.0, None, ["a", "b"])
    assert (two["title"], two["score"], two["tags"]) == ("?", None, ["c"])
    assert (two["views"], two["posts"]) == (7, None)
    (page,) = pq.read_table(tmp_path / "out/pages.parquet").to_pylist()
    assert (page["status"], page["bytes"], page["warnings"]) == (200, None, ["w"])
    assert not list((tmp_path / "out").rglob(".*.part"))
    json.dumps(page)


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    write_parquet(tmp_path, [TEMPLATE], rows)
    write_parquet(tmp_path, [TEMPLATE], rows)  # ours is replaced
    pq.write_table(pq.read_table(tmp_path / "pages.parquet").replace_schema_metadata(
        None
    ), tmp_path / "links.parquet")  # fmt: skip
    before = (tmp_path / "links.parquet").read_bytes()
    with pytest.raises(UsageError, match="none of ours"):
        write_parquet(tmp_path, [TEMPLATE], rows)
    assert (tmp_path / "links.parquet").read_bytes() == before


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file of somebody's")
    with pytest.raises(StorageError, match="can't be written"):
        write_parquet(tmp_path / "out", [TEMPLATE], rows)
