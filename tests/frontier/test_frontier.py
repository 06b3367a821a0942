"""The frontier: in any order of events no URL is lost, and none is fetched twice."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

import lxml.html
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from tests.support.effort import TRIES, cpu_seconds
from vultrcrawl.errors import StateError
from vultrcrawl.frontier.frontier import Frontier
from vultrcrawl.frontier.scope import Scope, ScopeMode
from vultrcrawl.frontier.state.known import KnownUrl, State, UrlCounts
from vultrcrawl.frontier.state.store import Store
from vultrcrawl.items import Page, Region, Rendering, SkippedUrl, SkipReason, Via
from vultrcrawl.page.links import MAX_LINKS, Link
from vultrcrawl.taxonomy import PageGroup

START = "http://a.test/"
URLS = [START + path for path in ("", "a", "b", "c/1", "c/2", "c/3", "d?x=1", "e/")]
OTHER = ["http://other.test/", "ftp://a.test/x", START + "f#top", "not a url\x00"]
ELEMENT = lxml.html.Element("a")
#: A folder whose files are memory: it is processes that die here, not the power, and
#: thousands of commits would wait for a disk.
MEMORY = "/dev/shm"  # noqa: S108 (the names of files in it are random)
IN_MEMORY = MEMORY if os.access(MEMORY, os.W_OK) else None


def link(href: str, region: Region = Region.MAIN, rel: str = "") -> Link:
    return Link(
        href=href, text=href, region=region, rel=rel, base_url=START, element=ELEMENT
    )


def frontier_of(
    store: Store | None = None, max_pages: int = 100, **scope: object
) -> Frontier:
    return Frontier(
        store or Store(),
        Scope(start_url=START, **scope),  # type: ignore[arg-type] # as told
        max_pages,
    )


def row(known: KnownUrl, **fields: object) -> Page:
    values: dict[str, object] = {
        "url": known.url, "final_url": known.url, "status": 200, "depth": known.depth
    } | fields  # fmt: skip
    return Page(**values)  # type: ignore[arg-type] # as told


def fetch(frontier: Frontier, *hrefs: str) -> KnownUrl:
    known = frontier.lease()
    assert known is not None
    frontier.complete(known.id, row(known), [link(href) for href in hrefs])
    return known


def balanced(books: UrlCounts) -> bool:
    return books.known == books.done + books.failed + books.skipped + books.pending


def skipped(frontier: Frontier) -> dict[str, SkippedUrl]:
    return {entry.url: entry for entry in frontier.results.unfetched()}


@settings(
    max_examples=50,
    stateful_step_count=40,
    suppress_health_check=[HealthCheck.filter_too_much],
)
class FrontierMachine(RuleBasedStateMachine):
    """Adds, leases, settles, loses power, in any order."""

    @initialize(max_pages=st.sampled_from([3, 6, 1000]))
    def begin(self, max_pages: int) -> None:
        self.folder = Path(tempfile.mkdtemp(dir=IN_MEMORY))
        self.max_pages = max_pages
        self.completed: Counter[str] = Counter()
        self.unanswered: list[str] = []
        self.answered = 0
        self.known: set[str] = set()
        self.out: dict[int, KnownUrl] = {}
        self.open()
        self.frontier.seed(START, Via.START)
        self.known.add(START)

    def open(self) -> None:
        self.store = Store(self.folder)
        self.frontier = frontier_of(self.store, self.max_pages, max_depth=3)

    @rule(url=st.sampled_from(URLS + OTHER))
    def sitemap(self, url: str) -> None:
        self.frontier.seed(url, Via.SITEMAP)
        if url in URLS:
            self.known.add(url)

    @rule()
    def lease(self) -> None:
        known = self.frontier.lease()
        if known is not None:
            assert known.id not in self.out, "leased twice at once"
            assert not self.completed[known.url], "leased after it was completed"
            self.out[known.id] = known

    def pick(self, data: st.DataObject) -> KnownUrl:
        return self.out[data.draw(st.sampled_from(sorted(self.out)))]

    @precondition(lambda self: self.out)
    @rule(
        data=st.data(),
        links=st.lists(st.sampled_from(URLS + OTHER), max_size=4),
        rel=st.sampled_from(["", "nofollow"]),
        region=st.sampled_from([Region.MAIN, Region.FOOTER]),
        kind=st.sampled_from([(200, None), (404, "http 404"), (None, "timeout: x")]),
    )
    def complete(
        self,
        data: st.DataObject,
        links: list[str],
        rel: str,
        region: Region,
        kind: tuple[int | None, str | None],
    ) -> None:
        known = self.pick(data)
        status, error = kind
        page = row(known, status=status, error=error, content_hash=f"{len(links)}")
        found = [link(url, region, rel) for url in links]
        self.frontier.complete(known.id, page, found if error is None else [])
        del self.out[known.id]
        self.completed[known.url] += 1
        self.answered += status is not None
        if status is None:
            self.unanswered.append(known.url)
        if error is None:
            self.known |= {url for url in links if url in URLS}

    @precondition(lambda self: self.out)
    @rule(data=st.data())
    def skip(self, data: st.DataObject) -> None:
        known = self.pick(data)
        self.frontier.skip(known.id, SkipReason.SCHEME)
        del self.out[known.id]

    @precondition(lambda self: self.out)
    @rule(data=st.data())
    def release(self, data: st.DataObject) -> None:
        known = self.pick(data)
        self.frontier.release(known.id)
        del self.out[known.id]

    @precondition(lambda self: self.out)
    @rule(data=st.data(), goal=st.sampled_from(URLS + OTHER))
    def redirect(self, data: st.DataObject, goal: str) -> None:
        known, target = self.pick(data), goal
        if self.frontier.redirected(known.id, target):
            assert self.frontier.is_leased(known.id)
            if target in URLS:
                self.known.add(target)
        else:
            assert not self.frontier.is_leased(known.id)
            del self.out[known.id]

    @rule()
    def crash(self) -> None:
        """The process dies: what was leased waits again, all else is as it was.

        But for a site of which nothing was had yet: then it is tried from the start.
        """
        before = Counter(self.store.counts())
        if not self.answered:
            before[State.FAILED] -= len(self.unanswered)
            before[State.PENDING] += len(self.unanswered)
            self.completed.clear()
            self.unanswered.clear()
        scope = self.frontier.scope
        self.store.close()
        self.out.clear()
        self.open()
        assert self.frontier.scope == scope
        assert Counter(self.store.counts()) == before

    @invariant()
    def books_balance(self) -> None:
        books = self.frontier.url_counts()
        assert balanced(books), books.sentence()
        assert Counter(self.store.counts()) == Counter(
            {
                State.DONE: books.done,
                State.FAILED: books.failed,
                State.SKIPPED: books.skipped,
                State.PENDING: books.pending,
            }
        )

    @invariant()
    def nothing_is_fetched_twice(self) -> None:
        assert all(count <= 1 for count in self.completed.values())
        urls = [entry["url"] for entry in self.frontier.results.rows()]
        assert Counter(urls) == +self.completed

    @invariant()
    def the_budget_holds(self) -> None:
        assert self.frontier.answered == self.answered
        assert self.answered + len(self.out) <= self.max_pages
        assert self.frontier.leases == len(self.out)

    def teardown(self) -> None:
        if not hasattr(self, "folder"):
            return
        self.drain()
        self.store.close()
        shutil.rmtree(self.folder)

    def drain(self) -> None:
        """Fetch all that is left: then every URL has its page, or a reason."""
        self.store.close()
        self.out.clear()
        self.max_pages = 10_000
        self.open()
        while (known := self.frontier.lease()) is not None:
            self.frontier.complete(known.id, row(known))
        assert self.frontier.pending == 0
        pages = {entry["url"] for entry in self.frontier.results.rows()}
        reasons = skipped(self.frontier)
        assert not pages & reasons.keys()
        assert self.known <= pages | reasons.keys(), "a URL is lost"
        for url in reasons:
            self.follow(url, pages, reasons)

    def follow(
        self, url: str, pages: set[object], reasons: dict[str, SkippedUrl]
    ) -> None:
        """Check that a duplicate is one of something, in the end."""
        passed: set[str] = set()
        while url not in pages and reasons[url].reason is SkipReason.DUPLICATE:
            assert url not in passed, f"{url}: duplicates of each other"
            passed.add(url)
            url = (reasons[url].rule or "").removeprefix("of ")


TestFrontierMachine = FrontierMachine.TestCase


def test_new_shapes_come_before_more_of_the_same() -> None:
    frontier = frontier_of()
    frontier.seed(START, Via.START)
    items = [f"/item/{n}" for n in range(20)]
    fetch(frontier, *items, "/about", "/list?page=2")
    first = {fetch(frontier).url.removeprefix(START) for _ in range(3)}
    assert first == {"item/0", "about", "list?page=2"}


def test_a_shape_whose_pages_fail_waits_like_one_whose_pages_are_done() -> None:
    frontier = frontier_of()
    frontier.seed(START, Via.START)
    fetch(frontier, "/bad/1", "/bad/2", "/good/1", "/good/2")
    for _ in range(2):
        known = frontier.lease()
        assert known is not None
        frontier.complete(known.id, row(known, error="http 500", status=500))
    rest = [frontier.lease(), frontier.lease()]
    assert {known.url for known in rest if known} == {START + "bad/2", START + "good/2"}


def test_main_links_come_before_footers_of_the_same_shape() -> None:
    frontier = frontier_of()
    frontier.seed(START, Via.START)
    known = frontier.lease()
    assert known is not None
    found = [link("/n/1", Region.FOOTER), link("/n/2", Region.MAIN)]
    frontier.complete(known.id, row(known), found)
    assert fetch(frontier).url == START + "n/2"


def test_links_of_one_list_come_in_line_whatever_their_shapes(tmp_path: Path) -> None:
    """Also after a resume: those with a title for a name are of one shape."""
    names = [
        f"{'the-great-' * (n % 3 == 0)}{chr(97 + n // 2)}{'xy'[n % 2]}"
        for n in range(45)
    ]
    frontier = frontier_of(store := Store(tmp_path))
    frontier.seed(START, Via.START)
    fetch(frontier, *(f"wiki/{name}" for name in names))
    got = [fetch(frontier).url for _ in range(10)]
    store.close()
    resumed = frontier_of(store := Store(tmp_path))
    got += [fetch(resumed).url for _ in range(35)]
    assert got == [f"{START}wiki/{name}" for name in names]
    store.close()


def test_the_least_depth_known_when_it_is_fetched_is_the_depth() -> None:
    frontier = frontier_of()
    frontier.seed(START, Via.START)
    fetch(frontier, "/x/1", "/y/1")
    fetch(frontier, "/z/1")  # /x/1 leads to /z/1, at depth 2
    fetch(frontier, "/w/1")
    fetch(frontier, "/late/1")  # at depth 3
    assert fetch(frontier, "/late/1").depth == 2
    known = frontier.lease()
    assert known is not None
    assert (known.url, known.depth) == (START + "late/1", 3)


def test_a_url_found_too_deep_is_taken_up_when_it_is_found_nearer() -> None:
    frontier = frontier_of(max_depth=1)
    frontier.seed(START, Via.START)
    fetch(frontier, "/a", "/b")
    fetch(frontier, "/deep")
    assert skipped(frontier)[START + "deep"].reason is SkipReason.DEPTH
    frontier.seed(START + "deep", Via.SITEMAP)
    assert START + "deep" not in skipped(frontier) or (
        skipped(frontier)[START + "deep"].reason is SkipReason.BUDGET
    )
    assert {fetch(frontier).url for _ in range(2)} == {START + "b", START + "deep"}


def test_the_start_takes_the_scope_along_and_a_resumed_crawl_knows(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path)
    frontier = frontier_of(store)
    frontier.seed(START, Via.START)
    known = frontier.lease()
    assert known is not None
    assert frontier.redirected(known.id, "http://www.a.test/home")
    frontier.complete(
        known.id, row(known, final_url="http://www.a.test/home"), [link("/away")]
    )
    store.close()
    store = Store(tmp_path)
    again = frontier_of(store)
    assert again.scope.contains("http://www.a.test/x")
    assert not again.scope.contains(START + "x")
    store.close()


@pytest.mark.parametrize("rendering", [*Rendering, None])
def test_routes_are_pages_where_scripts_ran(rendering: Rendering | None) -> None:
    frontier = frontier_of()
    frontier.seed(START, Via.START)
    known = frontier.lease()
    assert known is not None
    links = [link(href) for href in ("#/b", "c#!x/7", "c#top", "#/", "/#/")]
    frontier.complete(known.id, row(known, rendering=rendering), links)
    found = set(skipped(frontier))
    routes = {START + "#/b", START + "c#!x/7", START + "c"}
    assert found == (routes if rendering is Rendering.RENDERED else {START + "c"})


def test_what_scripts_lead_to_may_be_a_route() -> None:
    frontier = frontier_of()
    assert frontier.seed(START + "#/a", Via.SCRIPT)
    assert not frontier.seed(START + "#/./a", Via.SCRIPT)
    assert frontier.seed(START + "#/b", Via.SITEMAP)  # which lists pages
    assert set(skipped(frontier)) == {START + "#/a", START}


def test_a_route_with_the_content_of_another_is_its_duplicate() -> None:
    frontier = frontier_of()
    frontier.seed(START, Via.START)
    rows = []
    for _ in range(3):
        known = frontier.lease()
        assert known is not None
        # An empty application names its root as canonical on every route.
        page = row(
            known,
            rendering=Rendering.RENDERED,
            canonical_url=START,
            content_hash="b" if known.url.endswith("b") else "a",
        )
        kept = frontier.complete(known.id, page, [link("#/a"), link("#/b")])
        rows.append((kept.url, kept.duplicate_of))
    assert sorted(rows) == [
        (START, None), (START + "#/a", START), (START + "#/b", None)
    ]  # fmt: skip
    assert balanced(frontier.url_counts())


def test_the_start_and_the_end_of_a_redirect_may_be_routes() -> None:
    frontier = frontier_of()
    frontier.seed(START + "#/home", Via.START)
    frontier.seed(START + "map#/x", Via.SITEMAP)
    known = frontier.lease()
    assert known is not None
    assert known.url == START + "#/home"
    frontier.complete(known.id, row(known, rendering=Rendering.STATIC))
    known = frontier.lease()
    assert known is not None
    assert known.url == START + "map"
    assert frontier.redirected(known.id, START + "app#/x")
    # The page itself is no copy of one that leads to a route of it.
    assert frontier.seed(START + "app", Via.SITEMAP)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"start_url": "http://b.test/"}, "start_url"),
        ({"mode": ScopeMode.DOMAIN}, "scope"),
        ({"include": ("x",)}, "include"),
        ({"exclude": ("x",)}, "exclude"),
        ({"max_depth": 3}, "max_depth"),
    ],
)
def test_a_state_of_another_start_or_scope_is_refused(
    changed: dict[str, object], named: str, tmp_path: Path
) -> None:
    store = Store(tmp_path)
    Frontier(store, Scope(start_url=START), 10)
    store.close()
    store = Store(tmp_path)
    with pytest.raises(StateError, match=f"{named}="):
        Frontier(
            store,
            Scope(**{"start_url": START} | changed),  # type: ignore[arg-type] # as told
            10,
        )
    store.close()


def test_what_a_site_deferred_waits_again_in_the_next_run(tmp_path: Path) -> None:
    store = Store(tmp_path)
    frontier = frontier_of(store)
    frontier.seed(START, Via.START)
    known = frontier.lease()
    assert known is not None
    frontier.skip(known.id, SkipReason.DEFERRED)
    assert not frontier.has_next()
    store.close()
    store = Store(tmp_path)
    assert frontier_of(store).has_next()
    store.close()


def test_an_error_in_the_middle_leaves_the_lease_as_it_was() -> None:
    frontier = frontier_of()
    frontier.seed(START, Via.START)
    known = frontier.lease()
    assert known is not None
    broken = link("/fine")
    broken.region = "nowhere"  # type: ignore[assignment] # that is the fault
    with pytest.raises(KeyError):
        frontier.complete(known.id, row(known), [link("/first"), broken])
    assert frontier.is_leased(known.id)
    assert balanced(frontier.url_counts())
    assert frontier.pending == 1
    frontier.complete(known.id, row(known), [link("/first")])
    assert fetch(frontier).url == START + "first"
    assert frontier.url_counts().done == 2


def test_a_page_of_5000_links_stalls_nothing(tmp_path: Path) -> None:
    """One transaction of 0.1 to 0.15 s on a quiet machine: 0.03 ms a URL."""
    found = [link(f"/part/{n % 50}/item-{n}") for n in range(MAX_LINKS + 500)]
    took: list[float] = []
    while not took or (took[-1] >= 0.3 and len(took) < TRIES):
        store = Store(tmp_path / str(len(took)))
        frontier = frontier_of(store)
        frontier.seed(START, Via.START)
        known = frontier.lease()
        assert known is not None
        work = partial(frontier.complete, known.id, row(known), found)
        took.append(cpu_seconds(work))
        (kept,) = frontier.results.rows("links_internal")
        assert kept["links_internal"] == MAX_LINKS
        assert frontier.pending == MAX_LINKS
        store.close()
    assert took[-1] < 0.3, took


def test_links_that_act_and_files_are_skipped_unless_asked_for() -> None:
    hrefs = ["/cart/add/7", "/map.png", "/plan?id=7", "/item/7"]
    frontier = frontier_of()
    frontier.seed(START, Via.START)
    fetch(frontier, *hrefs)
    assert fetch(frontier).url == START + "plan?id=7"
    assert fetch(frontier).url == START + "item/7"
    reasons = {url: (one.reason, one.rule) for url, one in skipped(frontier).items()}
    assert reasons == {
        START + "cart/add/7": (SkipReason.ACTION, "cart"),
        START + "map.png": (SkipReason.NOT_PAGE, None),
    }
    wanted = frontier_of(include=(r"\.png$",))
    wanted.seed(START, Via.START)
    fetch(wanted, *hrefs)
    assert fetch(wanted).url == START + "map.png"


def test_a_link_whose_text_says_that_it_acts_is_followed_from_elsewhere() -> None:
    frontier = frontier_of()
    frontier.seed(START, Via.START)
    known = frontier.lease()
    assert known is not None
    buy, more = link("/a?id=1"), link("/more")
    buy.text = "Add to cart"
    frontier.complete(known.id, row(known), [buy, more])
    assert skipped(frontier)[START + "a?id=1"].reason is SkipReason.ACTION
    fetch(frontier, "/a?id=1")
    assert fetch(frontier).url == START + "a?id=1"


def test_links_that_lead_back_are_known_to_act_after_a_resume(tmp_path: Path) -> None:
    hrefs = [f"/go/{n}" for n in range(6)]
    frontier = frontier_of(store := Store(tmp_path))
    frontier.seed(START, Via.START)
    fetch(frontier, *hrefs)
    for _ in range(3):
        known = frontier.lease()
        assert known is not None
        assert not frontier.redirected(known.id, START)
    assert frontier.lease() is None
    assert [one.rule for one in skipped(frontier).values()].count("leads back") == 3
    store.close()
    resumed = frontier_of(store := Store(tmp_path))
    assert resumed.seed(START + "go/7", Via.SITEMAP) is False
    store.close()


def test_a_resumed_crawl_knows_what_pays(tmp_path: Path) -> None:
    """Two groups in one place: one dead, one of records."""
    hrefs = [f"/{kind}/{n}" for n in range(30) for kind in ("dead", "good")]

    def step(frontier: Frontier) -> str:
        known = frontier.lease()
        assert known is not None
        page = row(known, template="t", page_group=PageGroup.DETAIL)
        if "dead" in known.url:
            page = row(known, error="http 404", status=404)
        frontier.complete(known.id, page)
        return known.url

    frontier = frontier_of(store := Store(tmp_path))
    frontier.seed(START, Via.START)
    fetch(frontier, *hrefs)
    for _ in range(8):
        step(frontier)
    store.close()
    resumed = frontier_of(store := Store(tmp_path))
    assert all("good" in step(resumed) for _ in range(10))
    store.close()
