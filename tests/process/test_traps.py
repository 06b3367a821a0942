"""Sites that would eat a budget (F22, F23, F24): their real pages are fetched."""

from __future__ import annotations

import itertools
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from tests.support.crawls import explore
from tests.support.site import Answer, Site, links, page

REAL = 120
MENU = ("/", "/articles/0", "/calendar?month=1", "/shop", "/a/b/")
COLOURS = (
    "red",
    "green",
    "blue",
    "black",
    "white",
    "pink",
    "grey",
    "teal",
    "tan",
    "mint",
)
SIZES = ("xs", "s", "m", "l", "xl", "xxl", "3xl", "4xl", "5xl", "6xl")


class TrapSite:
    """Many pages, and four ways to have no end of them."""

    def __init__(self) -> None:
        self._sessions = itertools.count(1)

    def answer(self, path: str) -> str | Answer | None:
        parts = urlsplit(path)
        query = dict(parse_qsl(parts.query))
        menu = f"<nav>{links(*MENU)}</nav>"
        name = parts.path
        if name == "/":
            return page("Home", menu + links("/articles/0", "/articles/10"))
        if name.startswith("/articles/"):
            return self._article(name.removeprefix("/articles/"), menu)
        if name == "/calendar":
            month = int(query.get("month", "1"))
            near = links(f"/calendar?month={month - 1}", f"/calendar?month={month + 1}")
            return page(
                "Calendar", menu + near + f"<p>Month {month}: nothing is on.</p>"
            )
        if name == "/shop":
            return self._facets(query, menu)
        if name.startswith("/a/b/"):
            return page(
                "Folder", menu + '<a href="a/b/">deeper</a><a href="c/">side</a>'
            )
        return None

    def _article(self, number: str, menu: str) -> str | None:
        if not number.isdigit() or int(number) >= REAL:
            return None
        n = int(number)
        session = f"{next(self._sessions):032x}"
        near = [f"/articles/{k}" for k in range(n * 3 + 1, n * 3 + 4) if k < REAL]
        with_session = [f"/articles/{n}?PHPSESSID={session}"]
        text = f"<p>{f'This is what article {n} says of subject {n * 7}. ' * 8}</p>"
        return page(f"Article {n}", menu + links(*near, *with_session) + text)

    @staticmethod
    def _facets(query: dict[str, str], menu: str) -> str:
        found = [f"/shop?colour={c}&size={s}" for c in COLOURS for s in SIZES]
        one = [f"/shop?colour={c}" for c in COLOURS] + [
            f"/shop?size={s}" for s in SIZES
        ]
        chosen = " and ".join(query.values()) or "all"
        return page("Shop", menu + links(*found, *one) + f"<p>Shirts: {chosen}</p>")


def test_all_real_pages_are_fetched_beside_four_traps(tmp_path: Path) -> None:
    with Site(fallback=TrapSite().answer) as site:
        crawl = explore(site.url, tmp_path, max_pages=180)
    paths = {url.removeprefix(site.url) for url in crawl.pages}
    real = {f"articles/{n}" for n in range(REAL)}
    assert real <= paths, f"{len(real - paths)} of {REAL} real pages were not fetched"
    assert not {path for path in paths if "PHPSESSID" in path}, "session ids were kept"
    assert sum("/b/a/b/a/" in path for path in paths) == 0
    assert sum("calendar" in path for path in paths) <= 50
    rules = {row["rule"] for row in crawl.rows("skipped.jsonl") if row["rule"]}
    assert any(rule.startswith("session-id, of ") for rule in rules)
    assert "path-repeats" in rules
    line = next(x for x in crawl.stderr.splitlines() if "traps and copies: " in x)
    assert "session-id" in line
    assert "path-repeats" in line
    assert site.url in line, "no example"


def test_dead_links_of_new_shapes_do_not_eat_the_budget(tmp_path: Path) -> None:
    def answer(path: str) -> str | None:
        if path == "/":
            return page("Index", links(*(f"/live/{n}" for n in range(120))))
        name = path.removeprefix("/live/")
        if name == path or not name.isdigit():
            return None
        dead = [f"/{chr(97 + k)}{name}x/y{k}/z{name}.do" for k in range(10)]
        return page(f"Live {name}", links(*dead) + f"<p>Page {name} is alive.</p>")

    with Site(fallback=answer) as site:
        crawl = explore(site.url, tmp_path, max_pages=400)
    live = [url for url in crawl.pages if "/live/" in url]
    assert len(live) == 120


def test_a_crawl_stops_when_nothing_new_appears(tmp_path: Path) -> None:
    def answer(path: str) -> str | None:
        kind, _, name = path.strip("/").partition("/")
        if path == "/":
            return page("Home", links("/list/0", "/about"))
        if path == "/about":
            return page("About us", "<p>Since 1999.</p>" * 30)
        if not name.isdigit():
            return None
        n = int(name)
        if kind == "list":
            items = (f"/item/{n * 20 + k}" for k in range(20))
            return page(f"List {n}", f"<ul>{links(*items, f'/list/{n + 1}')}</ul>")
        more = f"<table><tr><td>Price<td>{n}.99</table><p>{f'Thing {n}. ' * 40}</p>"
        return page(f"Item {n}", more) if kind == "item" else None

    with Site(fallback=answer) as site:
        crawl = explore(site.url, tmp_path, max_pages=900, stop="saturated")
    assert crawl.exit_code == 0
    assert "new templates no longer appeared" in crawl.stderr
    assert 50 <= len(crawl.pages) <= 200
    kinds = {url.removeprefix(site.url).partition("/")[0] for url in crawl.pages}
    assert kinds == {"", "about", "list", "item"}
    line = next(x for x in crawl.stderr.splitlines() if "templates: " in x)
    assert "none new in the last " in line or len(crawl.pages) < 100, line
