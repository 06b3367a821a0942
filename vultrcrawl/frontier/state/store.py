"""SQLite store of a crawl's URLs: state, row and links of each.

In memory, or in a file that survives `kill -9`: one code path. What belongs together (a
page's row, its new links and the change of state) is one transaction. Leases are not
written: a process that dies leaves its leased URLs pending.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import weakref
from typing import IO, TYPE_CHECKING

from vultrcrawl.errors import StateDamaged, StateError
from vultrcrawl.frontier.order.turns import Turn
from vultrcrawl.frontier.state.checks import state_fault
from vultrcrawl.frontier.state.files import (
    FILE,
    close_in_order,
    is_of_disk,
    open_in,
    open_in_memory,
    storage_error,
)
from vultrcrawl.frontier.state.known import FoundUrl, KnownUrl, State
from vultrcrawl.frontier.state.results import Results

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from vultrcrawl.frontier.state.known import NewUrl
    from vultrcrawl.items import SkipReason

#: Parameters of one query, of which SQLite allows 32,766 at most.
_AT_ONCE = 500
_ADD = (
    "INSERT INTO urls"
    " (id, url, state, kind, rank, depth, parent, via, reason, rule)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_FIRST_TWO = (
    "SELECT u.rank, u.id, u.url, u.depth, p.url, u.via FROM urls u"
    " LEFT JOIN urls p ON p.id = u.parent"
    " WHERE u.state = 0 AND u.kind = ? AND u.id NOT IN ({})"
    " ORDER BY u.rank, u.depth, u.id LIMIT 2"
)


class Store(Results):
    """The tables of one crawl.

    *folder* is the crawl's JOBDIR, or None for a crawl in memory. Raises
    `StateLocked` if another process holds the folder, `StateError` if what stands there
    can't be used, `StorageError` if it can't be written; the latter also later on.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock: IO[str] | None = None
        #: Whether a crawl stood there already.
        self.resumed = False
        if folder is None:
            self._db = open_in_memory()
        else:
            self._db, self._lock, self.resumed = open_in(folder)
        # Also when the process ends, or nobody holds the store any more.
        self._closer = weakref.finalize(self, close_in_order, self._db, self._lock)
        (highest,) = self._db.execute("SELECT max(id) FROM urls").fetchone()
        self._next: int = (highest or 0) + 1

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all or nothing of what is done inside; may be nested."""
        nested = self._db.in_transaction
        if nested:
            yield
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.DatabaseError) and (
                is_of_disk(error) or isinstance(error, sqlite3.OperationalError)
            ):
                raise storage_error(error) from error
            raise

    def close(self) -> None:
        """Close the file and let go of its lock; a second time nothing happens."""
        self._closer()

    def check(self) -> None:
        """Raise StateDamaged unless what a crawl left here fits together."""
        if self.resumed and (fault := state_fault(self._db)) is not None:
            raise StateDamaged.of(f"{self._folder}/{FILE}", fault)

    def about(self) -> dict[str, str]:
        """Return what was noted of this crawl: its start, scope and so on."""
        return dict(self._db.execute("SELECT name, value FROM about"))

    def note(self, facts: Mapping[str, str]) -> None:
        """Note *facts* about this crawl, in the place of older ones."""
        sql = "INSERT OR REPLACE INTO about VALUES (?, ?)"
        with self.transaction():
            self._db.executemany(sql, facts.items())

    def claim(self, facts: Mapping[str, str]) -> None:
        """Note what this crawl is about. Raises StateError if it is another crawl's."""
        noted = self.about()
        for name, value in facts.items():
            if (was := noted.get(name, value)) != value:
                raise StateError(
                    f"the state in {self._folder} is of a crawl with {name}={was}, not "
                    f"{name}={value}: go on with the same arguments, or name another "
                    "folder with -s JOBDIR=..."
                )
        self.note(facts)

    def place_id(self, place: str) -> int:
        """Return the number of *place*, a new one if need be."""
        self._db.execute("INSERT OR IGNORE INTO places (place) VALUES (?)", (place,))
        found = self._db.execute("SELECT id FROM places WHERE place = ?", (place,))
        return int(found.fetchone()[0])

    def kind_id(self, shape: str, place: int) -> int:
        """Return the number of a kind, a new one if need be."""
        self._db.execute(
            "INSERT OR IGNORE INTO kinds (shape, place) VALUES (?, ?)", (shape, place)
        )
        found = self._db.execute(
            "SELECT id FROM kinds WHERE shape = ? AND place = ?", (shape, place)
        )
        return int(found.fetchone()[0])

    # URLs.

    @property
    def next_number(self) -> int:
        """The number of the URL that is added next."""
        return self._next

    def add_all(self, new: Sequence[NewUrl]) -> None:
        """Make URLs known that are not; they are numbered from `next_number` on."""
        # Plain numbers and texts: SQLite looks for an adapter of each enum's member.
        rows = (
            (
                number,
                one.url,
                int(one.state),
                one.kind,
                one.rank,
                one.depth,
                one.parent,
                one.via.value,
                one.reason.value if one.reason is not None else None,
                one.rule,
            )
            for number, one in enumerate(new, self._next)
        )
        self._db.executemany(_ADD, rows)
        self._next += len(new)

    def find(self, url: str) -> FoundUrl | None:
        """Return where *url* stands if it is known."""
        return self.find_all([url]).get(url)

    def find_all(self, urls: Sequence[str]) -> dict[str, FoundUrl]:
        """Return where those of *urls* stand that are known."""
        found: dict[str, FoundUrl] = {}
        for start in range(0, len(urls), _AT_ONCE):
            part = urls[start : start + _AT_ONCE]
            holes = ",".join("?" * len(part))
            for url, number, state, reason, rule, kind in self._db.execute(
                "SELECT url, id, state, reason, rule, kind FROM urls"  # noqa: S608 (holes)
                f" WHERE url IN ({holes})",
                part,
            ):
                found[url] = FoundUrl(number, State(state), reason, rule, kind)
        return found

    def improve(self, number: int, rank: int, depth: int) -> None:
        """Note that a pending URL was found in a better place, or nearer."""
        self._db.execute(
            "UPDATE urls SET rank = min(rank, ?2), depth = min(depth, ?3)"
            " WHERE id = ?1 AND state = 0 AND (rank > ?2 OR depth > ?3)",
            (number, rank, depth),
        )

    def first_two(
        self, kind: int, besides: Iterable[int] = ()
    ) -> list[tuple[Turn, KnownUrl]]:
        """Return the first two pending URLs of *kind*, *besides* those numbers."""
        taken = list(besides)
        holes = ",".join("?" * len(taken))
        rows = self._db.execute(_FIRST_TWO.format(holes), (kind, *taken))
        return [
            (Turn(rank, depth, number), KnownUrl(number, url, depth, parent, via))
            for rank, number, url, depth, parent, via in rows
        ]

    def settle(
        self,
        number: int,
        state: State,
        reason: SkipReason | None = None,
        rule: str | None = None,
    ) -> None:
        """Set where a URL stands."""
        self._db.execute(
            "UPDATE urls SET state = ?, reason = ?, rule = ? WHERE id = ?",
            (state, reason, rule, number),
        )

    def readmit(self, number: int, new: NewUrl) -> None:
        """Make a skipped URL pending, as it was found now."""
        self._db.execute(
            "UPDATE urls SET state = 0, reason = NULL, rule = NULL, kind = ?,"
            " rank = ?, depth = ?, parent = ?, via = ? WHERE id = ?",
            (new.kind, new.rank, new.depth, new.parent, new.via, number),
        )

    def readmit_all(self, reason: SkipReason) -> None:
        """Make all URLs that were skipped for *reason* pending."""
        with self.transaction():
            self._db.execute(
                "UPDATE urls SET state = 0, reason = NULL, rule = NULL"
                " WHERE state = 3 AND reason = ?",
                (reason,),
            )

    def readmit_unanswered(self) -> None:
        """Make all URLs that failed without a response pending."""
        with self.transaction():
            self._db.execute(
                "UPDATE urls SET state = 0 WHERE id IN"
                " (SELECT url FROM pages WHERE NOT answered)"
            )
            self._db.execute("DELETE FROM pages WHERE NOT answered")

    def counts(self) -> dict[State, int]:
        """Return the number of URLs by state."""
        rows = self._db.execute("SELECT state, count(*) FROM urls GROUP BY state")
        return {State(state): count for state, count in rows}

    # Pages and links.

    def add_page(
        self,
        number: int,
        row: Mapping[str, object],
        content_hash: str | None,
        *,
        answered: bool,
        observed: str | None = None,
        worth: float = 0.0,
    ) -> None:
        """Keep the row of URL *number*, what was *observed*, and what it was worth."""
        text = json.dumps(row, ensure_ascii=False)
        self._db.execute(
            "INSERT OR REPLACE INTO pages (url, answered, hash, observed, worth, row)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (number, answered, content_hash, observed, worth, text),
        )

    def update_page(self, number: int, row: Mapping[str, object]) -> None:
        """Put *row* in the place of the row of URL *number*."""
        text = json.dumps(row, ensure_ascii=False)
        with self.transaction():
            self._db.execute("UPDATE pages SET row = ? WHERE url = ?", (text, number))

    def add_links(self, rows: Iterable[tuple[int, int, str, str, str]]) -> None:
        """Keep links: source, target (numbers), anchor, region, rel."""
        self._db.executemany("INSERT INTO links VALUES (?, ?, ?, ?, ?)", rows)
