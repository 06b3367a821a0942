"""site.db: an exploration as one SQLite file, to be asked in SQL.

Tables: `pages`, `links`, `skipped`, `templates`, `fields`, one a template with its
records, and `search`, a full-text index (FTS5) of all that pages say. `views.sql` has
what one asks first. Every text of a site is a value, never a part of a statement.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vultrcrawl.errors import DiskFull, StorageError, UsageError
from vultrcrawl.export.identifiers import quoted
from vultrcrawl.export.record_tables import RecordTables, cell
from vultrcrawl.items import PAGE_COLUMNS, Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    Rows = Iterable[Mapping[str, Any]]
    Texts = Mapping[str, list[str]]

#: Says in the file that it is one of ours: "vcrw".
APPLICATION = 0x76637277
_TYPES = {"int": "INTEGER", "float": "REAL"}
_PAGE_TYPES = {one.name: str(one.type).partition(" ")[0] for one in fields(Page)}


def write_database(
    path: Path, templates: Rows, rows: Callable[[str], Rows]
) -> dict[str, int]:
    """Write *path* anew; return the number of rows by table.

    *templates* are those of a site.json, *rows* gives those of a file of the output
    folder by its name, none if there is no such file. Raises StorageError; UsageError
    if another file, none of ours, stands at *path*, or rows are none of ours.
    """
    if path.exists() and not is_ours(path):
        raise UsageError(
            f"{path} is there, and is no site.db of ours: it is left alone"
        )
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".site-db-") as folder:
            made = Path(folder) / "site.db"
            with closing(sqlite3.connect(made, isolation_level=None)) as db:
                counts = _fill(db, templates, rows)
            made.replace(path)
    except sqlite3.OperationalError as error:
        kind = DiskFull if "full" in str(error) else StorageError
        raise kind(f"{path} can't be written: {error}") from error
    except sqlite3.IntegrityError as error:
        raise UsageError(f"a row lacks what every row of ours has: {error}") from error
    except OSError as error:
        raise StorageError.of(str(path), error) from error
    return counts


def is_ours(path: Path) -> bool:
    """Whether the file at *path* is a site.db."""
    try:
        with path.open("rb") as file:
            head = file.read(72)
    except OSError:
        return False
    return head[:15] == b"SQLite format 3" and head[68:72] == APPLICATION.to_bytes(4)


def _fill(
    db: sqlite3.Connection, templates: Rows, rows: Callable[[str], Rows]
) -> dict[str, int]:
    # It is put in place when it is whole, so nothing has to survive a crash.
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA synchronous = OFF")
    db.execute(f"PRAGMA application_id = {APPLICATION}")
    db.execute("BEGIN")
    columns = ", ".join(
        f"{quoted(name)} {type_of(name)}{' NOT NULL UNIQUE' if name == 'url' else ''}"
        for name in PAGE_COLUMNS
    )
    db.execute(f"CREATE TABLE pages (id INTEGER PRIMARY KEY, {columns})")
    for statement in _statements("tables.sql"):
        db.execute(statement)
    numbers = _pages(db, rows("pages.jsonl"))
    _links(db, rows("links.jsonl"), numbers)
    db.executemany(
        "INSERT INTO skipped (url, reason, rule, parent_id) VALUES (?, ?, ?, ?)",
        (
            (cell(one.get("url")), cell(one.get("reason")), cell(one.get("rule")),
             numbers.get(str(one.get("parent_url"))))
            for one in rows("skipped.jsonl")
        ),
    )  # fmt: skip
    for statement in _statements("views.sql"):
        db.execute(statement)
    texts: dict[str, list[str]] = {}
    for piece in rows("chunks.jsonl"):
        texts.setdefault(str(piece.get("url")), []).append(str(piece.get("text")))
    said = _records(db, templates, rows, numbers, texts)
    _search(db, texts, said)
    db.execute("COMMIT")
    names = ("pages", "links", "skipped", "templates")
    return {
        name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608 (ours)
        for name in names
    }


def type_of(name: str) -> str:
    """Return the type of a column of `pages`, as SQLite calls it."""
    return _TYPES.get(_PAGE_TYPES[name], "TEXT")


def _statements(name: str) -> Iterator[str]:
    text = files("vultrcrawl.export").joinpath(name).read_text("utf-8")
    return filter(str.strip, text.split(";"))


def _pages(db: sqlite3.Connection, rows: Rows) -> dict[str, int]:
    """Add the pages; return their numbers, also by where redirects ended."""
    numbers: dict[str, int] = {}
    ended: dict[str, int] = {}
    marks = ", ".join("?" * (len(PAGE_COLUMNS) + 1))
    for row in rows:
        url = str(row.get("url"))
        if url in numbers:
            continue
        number = numbers[url] = len(numbers) + 1
        ended.setdefault(str(row.get("final_url")), number)
        values = (number, *(cell(row.get(name)) for name in PAGE_COLUMNS))
        db.execute(f"INSERT INTO pages VALUES ({marks})", values)  # noqa: S608 (marks)
    return ended | numbers


def _links(db: sqlite3.Connection, rows: Rows, numbers: dict[str, int]) -> None:
    db.executemany(
        "INSERT INTO links (source_id, target_id, target_url, anchor, region, rel)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            (source, numbers.get(str(one.get("target"))), cell(one.get("target")),
             cell(one.get("anchor")), cell(one.get("region")), cell(one.get("rel")))
            for one in rows
            if (source := numbers.get(str(one.get("source")))) is not None
        ),
    )  # fmt: skip


def _records(
    db: sqlite3.Connection,
    templates: Rows,
    rows: Callable[[str], Rows],
    numbers: dict[str, int],
    texts: Texts,
) -> dict[str, list[str]]:
    """Add the records; return what those say that are about a page as a whole.

    Of a page that is among *texts* that is not asked for.
    """
    tables = RecordTables(db)
    said: dict[str, list[str]] = {}
    for template in templates:
        table = tables.make(template)
        single = template["item"]["cardinality"] == "one"
        for record in rows(f"records/{template['name']}.jsonl"):
            url = str(record.get("url"))
            table.insert(db, (numbers.get(url), cell(url)), record)
            if single and url not in texts:
                said.setdefault(url, []).extend(_texts(record))
        db.execute(
            "UPDATE templates SET records = ? WHERE name = ?",
            (table.rows, template["name"]),
        )
    return said


def _texts(value: object) -> Iterable[str]:
    """Yield the texts in a record that are no addresses."""
    if isinstance(value, str):
        if not value.startswith(("http://", "https://")):
            yield value
    elif isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        for one in inside:
            yield from _texts(one)


def _search(db: sqlite3.Connection, texts: Texts, said: Texts) -> None:
    """Index the text of pages: the main text where there is one, else the record."""
    for url, template, title, description in db.execute(
        "SELECT coalesce(final_url, url), template, title, description FROM pages"
        " WHERE error IS NULL AND duplicate_of IS NULL GROUP BY 1 ORDER BY min(id)"
    ).fetchall():
        text = texts.get(url) or [description or "", *said.get(url, ())]
        db.execute(
            "INSERT INTO search VALUES (?, ?, ?, ?)",
            (url, template, title, cell("\n".join(text))),
        )
