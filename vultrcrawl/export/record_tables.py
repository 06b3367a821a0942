"""Tables of records: one a template, one for each field that is a list of things."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vultrcrawl.export.identifiers import Names, quoted
from vultrcrawl.report.cells import without_controls

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping

_TYPES = {
    "string": "TEXT",
    "number": "REAL",
    "integer": "INTEGER",
    "boolean": "INTEGER",
}
#: Largest number that a column holds exactly.
_LARGEST = 2**63 - 1


def cell(value: object) -> object:
    """Return *value* as SQLite keeps it: numbers, texts, and JSON of all else.

    Without control characters, as the command line of SQLite hands them to a terminal.
    """
    if isinstance(value, str) and _is_shown(value):
        return value
    if value is None or isinstance(value, float):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value if -_LARGEST <= value <= _LARGEST else str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return without_controls(text.encode("utf-8", "replace").decode())


def _is_shown(text: str) -> bool:
    """Whether *text* surely has no control character but for ends of lines."""
    # Both together take a tenth of the time of a regular expression.
    return text.isprintable() or text.replace("\n", "").isprintable()


@dataclass(slots=True)
class _Table:
    """A table of records, or of the things in a field of them."""

    name: str
    columns: dict[str, str]
    """Names of fields, and of their columns."""
    parts: dict[str, _Table] = field(default_factory=dict)
    """Tables of the things in a field, by its name."""
    rows: int = 0

    def insert(self, db: sqlite3.Connection, head: tuple[object, ...], row: Any) -> int:
        """Add *row* after the values in *head*; return its number."""
        self.rows += 1
        values = (self.rows, *head, *(cell(row.get(name)) for name in self.columns))
        marks = ", ".join("?" * len(values))
        db.execute(f"INSERT INTO {quoted(self.name)} VALUES ({marks})", values)  # noqa: S608 (a quoted name)
        for name, part in self.parts.items():
            things = row.get(name)
            for place, thing in enumerate(things if isinstance(things, list) else ()):
                if isinstance(thing, dict):
                    part.insert(db, (self.rows, place), thing)
        return self.rows


class RecordTables:
    """The tables of all templates of a site; names that *db* has are taken."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        taken = db.execute("SELECT name FROM sqlite_master").fetchall()
        self._names = Names(*(name for (name,) in taken))

    def make(self, template: Mapping[str, Any]) -> _Table:
        """Make the tables of *template*, an entry of site.json, and describe them."""
        item = template["item"]
        table = self._table(
            self._names.give(template["name"]),
            item["fields"],
            ("page_id INTEGER REFERENCES pages (id)", "url TEXT NOT NULL"),
            str(template["name"]),
        )
        self._db.execute(
            "INSERT INTO templates VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
            (
                template["name"],
                template.get("page_type"),
                template.get("item_type"),
                item["cardinality"],
                table.name,
                cell((template.get("pages") or {}).get("seen")),
                cell((template.get("pages") or {}).get("estimated_total")),
            ),
        )
        return table

    def _table(
        self,
        name: str,
        fields: Iterable[Mapping[str, Any]],
        head: tuple[str, str],
        template: str,
        part_of: str | None = None,
    ) -> _Table:
        names = Names("id", *(one.split()[0] for one in head), "rowid")
        columns: dict[str, str] = {}
        parts: list[Mapping[str, Any]] = []
        described = ["id INTEGER PRIMARY KEY", *head]
        about: list[tuple[object, ...]] = []
        for one in fields:
            if one["name"] == "url" and part_of is None:
                continue
            kind = "TEXT" if one.get("multiple") else _TYPES.get(one["type"], "TEXT")
            column: str | None = None
            if one["type"] == "array":
                parts.append(one)
            else:
                column = columns[one["name"]] = names.give(one["name"])
                described.append(f"{quoted(column)} {kind}")
            about.append(
                (template, one["name"], part_of, one["type"], cell(one.get("filled")),
                 cell(one.get("coverage")), name, column)
            )  # fmt: skip
        self._db.execute(f"CREATE TABLE {quoted(name)} ({', '.join(described)})")
        marks = "?, ?, ?, ?, ?, ?, ?, ?"
        self._db.executemany(f"INSERT INTO fields VALUES ({marks})", about)  # noqa: S608 (marks)
        table = _Table(name, columns)
        for one in parts:
            inside = self._names.give(f"{name}_{one['name']}")
            above = f"record_id INTEGER NOT NULL REFERENCES {quoted(name)} (id)"
            table.parts[one["name"]] = self._table(
                inside, one.get("items", ()), (above, "place INTEGER"), template,
                one["name"],
            )  # fmt: skip
            index = self._names.give(f"{inside}_by_record")
            self._db.execute(
                f"CREATE INDEX {quoted(index)} ON {quoted(inside)} (record_id)"
            )
        return table
