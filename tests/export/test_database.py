"""site.db, asked in SQL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.commands import environment, run_module
from vultrcrawl.errors import UsageError
from vultrcrawl.export.database import write_database
from vultrcrawl.export.identifiers import Names, quoted

SITE = "http://a.example"
HOSTILE = (
    '"); DROP TABLE pages; --', "```", '"""', "]]>", "id", "ID", "rowid", "url", "Url",
    "page_id", "sqlite_master", "日本", "a b", "a_b", "a-b", "1", "", "\u202e",
    "select",
)  # fmt: skip


def row(path: str, **more: Any) -> dict[str, Any]:
    url = SITE + path
    return {"url": url, "final_url": url, "title": path, "warnings": [], **more}


def field(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "filled": 1.0, **more}


def template(name: str, *fields: dict[str, Any], many: bool = False) -> dict[str, Any]:
    cardinality = "many" if many else "one"
    item = {"cardinality": cardinality, "fields": list(fields)}
    return {"name": name, "page_type": "product", "item": item, "pages": {"seen": 2}}


def database(
    folder: Path, templates: list[dict[str, Any]], **files: list[dict[str, Any]]
) -> sqlite3.Connection:
    """Return site.db of *templates* and *files*, `records_x` for `records/x.jsonl`."""

    def rows(name: str) -> Iterable[dict[str, Any]]:
        known = name.removesuffix(".jsonl").replace("/", "_").replace("-", "_")
        return files.get(known, ())

    write_database(folder / "site.db", templates, rows)
    return sqlite3.connect(folder / "site.db")


def test_the_first_questions_have_a_view(tmp_path: Path) -> None:
    pages = [
        row("/", page_type="homepage", confidence=0.9, template="home", depth=0),
        row("/a", page_type="product", confidence=0.6, template="product"),
        row("/b", page_type="product", confidence=0.9, duplicate_of=f"{SITE}/a"),
        row("/gone", status=404, error="http 404", final_url=None),
        row("/moved", final_url=f"{SITE}/a"),
    ]
    links = [
        {
            "source": f"{SITE}/",
            "target": f"{SITE}/gone",
            "anchor": "x",
            "region": "nav",
        },
        {"source": f"{SITE}/", "target": f"{SITE}/a", "anchor": "y", "region": "main"},
        {"source": f"{SITE}/a", "target": "http://other.example/", "anchor": "z"},
    ]
    skipped = [{"url": f"{SITE}/s", "reason": "robots", "parent_url": f"{SITE}/a"}]
    records = [{"url": f"{SITE}/a", "name": "Lamp", "price": 7.5, "tags": ["x", "y"]}]
    fields = (field("name"), field("price", "number"), field("tags", multiple=True))
    with closing(
        database(
            tmp_path, [template("product", *fields)],
            pages=pages, links=links, skipped=skipped, records_product=records,
        )
    ) as db:  # fmt: skip

        def ask(view: str) -> list[Any]:
            return db.execute(f"SELECT * FROM {view}").fetchall()  # noqa: S608 (ours)

        assert ask("broken_links") == [
            (f"{SITE}/", "x", "nav", f"{SITE}/gone", 404, "http 404")
        ]
        assert ask("duplicates") == [(f"{SITE}/b", f"{SITE}/a", "/b")]
        assert ask("pages_by_type") == [("product", 2, 0.75), ("homepage", 1, 0.9)]
        assert ask("template_coverage") == [("product", "product", 2, None, 1, 3, 1.0)]
        assert ask("failures") == [("http 404", 1, f"{SITE}/gone")]
        assert ask("redirects") == [(f"{SITE}/moved", f"{SITE}/a", None)]
        assert [url for url, *_ in ask("orphans")] == [
            f"{SITE}/", f"{SITE}/b", f"{SITE}/moved",
        ]  # fmt: skip
        assert ask("skipped_by_reason") == [("robots", None, 1, f"{SITE}/s")]
        assert [url for url, *_ in ask("unsure")] == [f"{SITE}/a"]
        assert db.execute("SELECT name, price, tags FROM product").fetchall() == [
            ("Lamp", 7.5, '["x", "y"]')
        ]
        found = db.execute(
            "SELECT url FROM search WHERE search MATCH 'lamp'"
        ).fetchall()
        assert found == [(f"{SITE}/a",)]
        for (view,) in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'view'"
        ).fetchall():
            ask(view)
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_things_in_a_record_have_a_table_of_their_own(tmp_path: Path) -> None:
    posts = field("posts", "array", items=[field("author"), field("likes", "integer")])
    record = {
        "url": f"{SITE}/a",
        "posts": [{"author": "Ann", "likes": 2}, {"author": "Bo"}, "no object"],
    }
    with closing(
        database(tmp_path, [template("thread", posts)], pages=[row("/a")],
                 records_thread=[record, {"url": "http://unknown.example/"}])
    ) as db:  # fmt: skip
        assert db.execute(
            "SELECT p.url, c.place, c.author, c.likes FROM thread_posts c"
            " JOIN thread t ON t.id = c.record_id JOIN pages p ON p.id = t.page_id"
        ).fetchall() == [(f"{SITE}/a", 0, "Ann", 2), (f"{SITE}/a", 1, "Bo", None)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []


def test_no_name_or_text_of_a_site_is_run(tmp_path: Path) -> None:
    parts = field("parts", "array", items=[field(name) for name in HOSTILE])
    fields = [*(field(name) for name in HOSTILE), parts]
    record: dict[str, Any] = {name: f"'); {name}\0\ud800" for name in HOSTILE}
    record |= {"url": f"{SITE}/a", "parts": [dict.fromkeys(HOSTILE, 2**70)]}
    names = ("pages", "search_data", "a-b", "a_b", "unsure", "a_b_2", "sqlite_x", "1")
    with closing(
        database(
            tmp_path, [template(name, *fields) for name in names],
            pages=[row("/a", title=HOSTILE[0]), row("/a", title="again")],
            records_a_b=[record],
        )
    ) as db:  # fmt: skip
        assert db.execute("SELECT title FROM pages").fetchall() == [(HOSTILE[0],)]
        tables = db.execute("SELECT name, table_name FROM templates").fetchall()
        assert len({table.casefold() for _, table in tables}) == len(names)
        for name, table in tables:
            columns = db.execute(
                "SELECT name, column_name FROM fields WHERE template = ?"
                " AND table_name = ? AND column_name IS NOT NULL",
                (name, table),
            ).fetchall()
            assert len(columns) == len(HOSTILE) - 1  # url is there anyway
            rows = db.execute(f"SELECT * FROM {quoted(table)}").fetchall()  # noqa: S608 (quoted)
            assert len(rows) == (name in ("a-b", "a_b"))
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_names_differ_in_more_than_case() -> None:
    names = Names("taken")
    given = [names.give(one) for one in ("Taken", "a b", "A-B", "a_b_2", "", "2x")]
    assert given == ["Taken_2", "a_b", "A_B_2", "a_b_2_2", "unnamed", "_2x"]
    assert len({one.casefold() for one in given}) == len(given)


def test_an_empty_site_has_a_database(tmp_path: Path) -> None:
    with closing(database(tmp_path, [])) as db:
        assert db.execute("SELECT count(*) FROM pages").fetchone() == (0,)


def test_rows_and_numbers_that_are_none_of_ours_are_told(tmp_path: Path) -> None:
    files: list[dict[str, list[dict[str, Any]]]] = [
        {"pages": [{"url": None}]},
        {"pages": [row("/a")], "links": [{"source": f"{SITE}/a", "target": None}]},
        {"skipped": [{"url": "x"}]},
    ]
    for rows in files:
        with pytest.raises(UsageError, match="a row lacks"):
            database(tmp_path, [], **rows)
    large = {"seen": 10**30, "estimated_total": 10**30}
    known = {**template("product"), "pages": large}
    with closing(database(tmp_path, [known])) as db:
        assert db.execute("SELECT pages FROM templates").fetchone() == (1e30,)


def test_a_file_of_others_is_left_alone(tmp_path: Path) -> None:
    for content in (b"mine", b""):
        (tmp_path / "site.db").write_bytes(content)
        with pytest.raises(UsageError, match="left alone"):
            database(tmp_path, [])
        assert (tmp_path / "site.db").read_bytes() == content
    (tmp_path / "site.db").unlink()
    database(tmp_path, []).close()
    database(tmp_path, [], pages=[row("/a")]).close()  # its own is replaced
    assert not [path for path in tmp_path.iterdir() if path.name != "site.db"]


def test_a_folder_is_exported_by_the_console_script(tmp_path: Path) -> None:
    document = {"schema_version": "1.0", "start_url": SITE, "templates": []}
    (tmp_path / "site.json").write_text(json.dumps(document))

    def export(*words: str) -> tuple[int, str]:
        done = run_module(
            "vultrcrawl", "export", str(tmp_path), *words,
            env=environment(), timeout=150,
        )  # fmt: skip
        return done.exit_code, done.stderr

    assert export("--db") == (2, f"vultrcrawl: {tmp_path}/pages.jsonl does not exist\n")
    (tmp_path / "pages.jsonl").write_text("{torn")
    code, told = export("--db")
    assert (code, len(told.splitlines())) == (2, 1)
    (tmp_path / "pages.jsonl").write_text(json.dumps(row("/a")) + "\n")
    assert export("--db") == (0, "")
    code, told = export()
    assert (code, len(told.splitlines())) == (2, 1)
    assert "say --db for a database, --parquet" in told
    with closing(sqlite3.connect(tmp_path / "site.db")) as db:
        assert db.execute("SELECT url FROM pages").fetchall() == [(f"{SITE}/a",)]
