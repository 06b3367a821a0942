"""Checks that the state of a crawl is whole and consistent.

SQLite tells of pages that are no tree. It does not tell of rows that are gone, of
tables that are, or of a text in which a bit has turned.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Final

from vultrcrawl.frontier.traps import Observation
from vultrcrawl.items import PAGE_COLUMNS, SkipReason, Via

#: What must find nothing, after what it would mean.
_NOWHERE: Final = {
    "a URL stands nowhere": (
        "SELECT 1 FROM urls WHERE typeof(state) <> 'integer' OR state NOT IN (0,1,2,3)"
        " OR typeof(url) <> 'text' OR typeof(depth) <> 'integer'"
        " OR typeof(rank) <> 'integer' OR (state = 3 AND reason IS NULL)"
    ),
    "a page has no row": (
        "SELECT 1 FROM urls u LEFT JOIN pages p ON p.url = u.id"
        " WHERE u.state IN (1, 2) AND p.url IS NULL"
    ),
    "a row has no page": (
        "SELECT 1 FROM pages p LEFT JOIN urls u ON u.id = p.url"
        " WHERE u.id IS NULL OR u.state NOT IN (1, 2)"
    ),
    "a URL has no kind": (
        "SELECT 1 FROM urls u LEFT JOIN kinds k ON k.id = u.kind"
        " WHERE k.id IS NULL AND u.state < 3"
    ),
    "a kind has no place": (
        "SELECT 1 FROM kinds k LEFT JOIN places p ON p.id = k.place WHERE p.id IS NULL"
    ),
    "a URL has no parent": (
        "SELECT 1 FROM urls u LEFT JOIN urls p ON p.id = u.parent"
        " WHERE p.id IS NULL AND u.parent IS NOT NULL"
    ),
    "a link has no page": (
        "SELECT 1 FROM links l LEFT JOIN urls s ON s.id = l.source"
        " LEFT JOIN urls t ON t.id = l.target WHERE s.id IS NULL OR t.id IS NULL"
    ),
    "the links of a page are missing": (
        "SELECT 1 FROM pages WHERE json_extract(row, '$.links_internal') > 0"
        " AND url NOT IN (SELECT source FROM links)"
    ),
    "the start is missing": (
        "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM about WHERE name = 'start_url')"
        " OR NOT EXISTS (SELECT 1 FROM urls WHERE via = 'start')"
    ),
}
#: A process that died before it knew its start.
_NOT_BEGUN: Final = (
    "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM urls UNION ALL SELECT 1 FROM pages"
    " UNION ALL SELECT 1 FROM links) AND NOT EXISTS"
    " (SELECT 1 FROM about WHERE name = 'start_url')"
)
_COLUMNS = frozenset(PAGE_COLUMNS)
_REASONS = frozenset(SkipReason) | {None}
_VIAS = frozenset(Via)


def state_fault(db: sqlite3.Connection) -> str | None:
    """Return what is wrong with the tables of a crawl that began; None if nothing is.

    Reads all of them: a second for 50,000 pages.
    """
    try:
        if db.execute(_NOT_BEGUN).fetchone() is not None:
            return None
        for fault, query in _NOWHERE.items():
            if db.execute(f"{query} LIMIT 1").fetchone() is not None:
                return fault
        return _url_fault(db) or _row_fault(db)
    except sqlite3.DatabaseError as error:  # also: a text that is no UTF-8
        return str(error)


def _url_fault(db: sqlite3.Connection) -> str | None:
    for url, reason, _, via in db.execute("SELECT url, reason, rule, via FROM urls"):
        if reason not in _REASONS or via not in _VIAS:
            return f"what is known of {ascii(url)[:100]} makes no sense"
    return None


def _row_fault(db: sqlite3.Connection) -> str | None:
    for url, text, observed in db.execute(
        "SELECT u.url, p.row, p.observed FROM pages p JOIN urls u ON u.id = p.url"
    ):
        try:
            row = json.loads(text)
            if observed is not None:
                Observation.decode(observed)
        except (ValueError, TypeError):
            row = None
        if not isinstance(row, dict) or row.keys() != _COLUMNS or row["url"] != url:
            return f"the row of {ascii(url)[:100]} makes no sense"
    return None
