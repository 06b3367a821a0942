"""Reads the results of a crawl from its tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from vultrcrawl.frontier.order.queue import LAST, Kind
from vultrcrawl.frontier.order.turns import Turn
from vultrcrawl.items import LinkRow, SkippedUrl, SkipReason

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator


#: In the order of the fields of LinkRow.
_LINKS = (
    "SELECT s.url, t.url, l.anchor, l.region, l.rel FROM links l"
    " JOIN urls s ON s.id = l.source JOIN urls t ON t.id = l.target"
    " ORDER BY l.rowid"
)
#: Of each kind, the turn of the URL that comes first.
_FIRST = (
    "SELECT kind, rank, depth, id FROM (SELECT kind, rank, depth, id, row_number()"
    " OVER (PARTITION BY kind ORDER BY rank, depth, id) AS place FROM urls"
    " WHERE state = 0) WHERE place = 1"
)


class Results:
    """Rows, links and reasons of one crawl, from its open tables."""

    _db: sqlite3.Connection

    def rules(self) -> list[tuple[str, int, str]]:
        """Return the rules by which URLs were taken for traps or for copies.

        Rule, number of URLs and one of them, the most frequent rule first. Copies that
        redirects led to are left out.
        """
        return list(
            self._db.execute(
                "SELECT CASE instr(rule, ', of ') WHEN 0 THEN rule"
                " ELSE substr(rule, 1, instr(rule, ', of ') - 1) END AS name,"
                " count(*) AS number, min(url) FROM urls WHERE state = 3"
                " AND reason IN ('trap', 'duplicate') AND rule NOT LIKE 'of %'"
                " GROUP BY name ORDER BY number DESC, name"
            )
        )

    def to_fetch(self) -> Iterator[str]:
        """Yield the URLs that wait, and those that were fetched."""
        for (url,) in self._db.execute("SELECT url FROM urls WHERE state IN (0, 1)"):
            yield url

    def led_back(self) -> Iterator[str]:
        """Yield the URLs that redirected to the page where their link stood."""
        for (url,) in self._db.execute(
            "SELECT u.url FROM urls u JOIN urls p ON p.id = u.parent"
            " WHERE u.state = 3 AND u.reason = 'duplicate' AND u.rule = 'of ' || p.url"
        ):
            yield url

    def kinds(self) -> Iterator[Kind]:
        """Yield the kinds of what waits or was fetched."""
        rows = self._db.execute(
            "SELECT k.id, k.place, min(u.url), sum(u.state = 0),"
            " sum(u.state IN (1, 2)), total(p.worth)"
            " FROM urls u JOIN kinds k ON k.id = u.kind"
            " LEFT JOIN pages p ON p.url = u.id"
            " WHERE u.state < 3 GROUP BY k.id ORDER BY k.id"
        )
        turns = {kind: Turn(*turn) for kind, *turn in self._db.execute(_FIRST)}
        for number, place, example, waiting, fetched, worth in rows:
            turn = turns.get(number, LAST)
            yield Kind(number, place, example, waiting, fetched, turn, worth)

    def led(self) -> Iterator[tuple[int, int, int]]:
        """Yield two kinds, and how many URLs of the second the first's pages led to."""
        return self._db.execute(
            "SELECT p.kind, u.kind, count(*) FROM urls u JOIN urls p ON p.id = u.parent"
            " WHERE p.state IN (1, 2) AND p.kind > 0 AND u.kind > 0"
            " GROUP BY p.kind, u.kind ORDER BY p.kind, u.kind"
        )

    def pages(self, *columns: str) -> Iterator[tuple[int, dict[str, object]]]:
        """Yield number and row of every page, in the order of fetching.

        With *columns*, only those of the row.
        """
        for number, text in self._db.execute("SELECT url, row FROM pages ORDER BY id"):
            row = json.loads(text)
            yield number, {name: row[name] for name in columns} if columns else row

    def rows(self, *columns: str) -> Iterator[dict[str, object]]:
        """Yield the row of every page, in the order of fetching.

        With *columns* only those of it: 50,000 whole rows take 170 MB of memory.
        """
        for _, row in self.pages(*columns):
            yield row

    def page(self, number: int) -> dict[str, object]:
        """Return the row of URL *number*, which has one."""
        (text,) = self._db.execute(
            "SELECT row FROM pages WHERE url = ?", (number,)
        ).fetchone()
        row: dict[str, object] = json.loads(text)
        return row

    def first_with(self, content_hash: str) -> str | None:
        """Return the URL of the first page kept with *content_hash*."""
        row = self._db.execute(
            "SELECT u.url FROM pages p JOIN urls u ON u.id = p.url"
            " WHERE p.hash = ? ORDER BY p.id LIMIT 1",
            (content_hash,),
        ).fetchone()
        return None if row is None else str(row[0])

    def answered(self) -> int:
        """Return the number of pages that a server answered."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM pages WHERE answered"
        ).fetchone()
        return int(count)

    def observations(self) -> Iterator[tuple[dict[str, object], str | None]]:
        """Yield row, and what was observed, of each page that did not fail."""
        for row, observed in self._db.execute(
            "SELECT p.row, p.observed FROM pages p JOIN urls u ON u.id = p.url"
            " WHERE u.state = 1 ORDER BY p.id"
        ):
            yield json.loads(row), observed

    def link_rows(self) -> Iterator[dict[str, object]]:
        """Yield every link as a row, in the order of finding.

        Without making a `LinkRow` of each: a third faster.
        """
        names = tuple(LinkRow.__dataclass_fields__)
        for row in self._db.execute(_LINKS):
            yield dict(zip(names, row, strict=True))

    def linked(self) -> Iterator[tuple[str, str]]:
        """Yield source and target of every link, in the order of finding."""
        return self._db.execute(
            "SELECT s.url, t.url FROM links l JOIN urls s ON s.id = l.source"
            " JOIN urls t ON t.id = l.target ORDER BY l.rowid"
        )

    def anchors(self, most: int = 5) -> dict[str, tuple[str, ...]]:
        """Return the texts of the links that lead to each page, the usual ones first.

        By the URL that was linked, *most* of each; pages without such a text are left
        out.
        """
        found: dict[str, list[str]] = {}
        for url, anchor in self._db.execute(
            "SELECT u.url, l.anchor FROM links l JOIN urls u ON u.id = l.target"
            " WHERE u.state = 1 AND l.anchor != '' GROUP BY l.target, l.anchor"
            " ORDER BY l.target, COUNT(*) DESC, l.anchor"
        ):
            texts = found.setdefault(url, [])
            if len(texts) < most:
                texts.append(anchor)
        return {url: tuple(texts) for url, texts in found.items()}

    def unfetched(self) -> Iterator[SkippedUrl]:
        """Yield every URL without a page; the reason of what waits is the budget."""
        for url, reason, rule, parent in self._db.execute(
            "SELECT u.url, u.reason, u.rule, p.url FROM urls u"
            " LEFT JOIN urls p ON p.id = u.parent WHERE u.state IN (0, 3) ORDER BY u.id"
        ):
            yield SkippedUrl(
                url=url,
                reason=SkipReason(reason) if reason else SkipReason.BUDGET,
                rule=rule,
                parent_url=parent,
            )
