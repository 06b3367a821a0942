"""Traps beside real pages, in a small crawl in memory; and what each rule lets pass."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.frontier.traps import STREAK, Observation, Refusal, Traps
from vultrcrawl.items import SkipReason
from vultrcrawl.urls.normal_form import normalize
from vultrcrawl.urls.shapes import shape

SITE = "https://a.example"
DULL_COST = 3  # pages that a dull one counts for, besides itself
# Text and links of a page; None if there is no such page.
Answer = tuple[str, list[str]] | None
Server = Callable[[str, str], Answer]


class Crawl:
    """A frontier in memory: the cheapest shape first, one page at a time."""

    def __init__(self, serve: Server, max_pages: int) -> None:
        self.serve, self.max_pages = serve, max_pages
        self.traps = Traps()
        self.fetched: list[str] = []
        self.rules: Counter[str] = Counter()
        self.observations: list[tuple[str, Observation]] = []
        self._parents: dict[str, str | None] = {}
        self._waiting: dict[str, list[str]] = defaultdict(list)
        self._counts: Counter[str] = Counter()

    def run(self) -> Crawl:
        self._add(f"{SITE}/", None)
        while len(self.fetched) < self.max_pages and (url := self._next()):
            path, _, query = url[len(SITE) :].partition("?")
            answer = self.serve(path, query)
            if answer is None:
                continue
            self.fetched.append(url)
            text, hrefs = answer
            links = [link for href in hrefs if (link := normalize(href, url))]
            fresh = [link for link in dict.fromkeys(links) if self._add(link, url)]
            observed = self.traps.observe(url, text, links, fresh)
            self.observations.append((url, observed))
            self._counts[shape(url)] += DULL_COST * self.traps.learn(url, observed)
        return self

    def _add(self, url: str, parent: str | None) -> bool:
        if url in self._parents:
            return False
        self._parents[url] = parent
        taken = self._judge(url, parent)
        if taken != url and taken in self._parents:
            return True
        if taken is not None:
            self._parents[taken] = parent
            self._waiting[shape(taken)].append(taken)
        return True

    def _judge(self, url: str, parent: str | None) -> str | None:
        refusal = self.traps.judge(url, parent)
        if refusal is None:
            return url
        self.rules[_rule(refusal) or ""] += 1
        return refusal.stand_in

    def _next(self) -> str | None:
        while kinds := [kind for kind, urls in self._waiting.items() if urls]:
            kind = min(kinds, key=self._counts.__getitem__)
            url = self._waiting[kind].pop(0)
            if self._judge(url, self._parents[url]) == url:
                self._counts[kind] += 1
                return url
            # What is to be fetched in its place is taken up like a new link.
            refusal = self.traps.judge(url, self._parents[url])
            if refusal is not None and refusal.stand_in is not None:
                self._add(refusal.stand_in, self._parents[url])
        return None

    def count(self, part: str) -> int:
        return sum(part in url for url in self.fetched)


def _rule(refusal: Refusal | None) -> str | None:
    """Return the rule alone: that of a copy names what it is one of."""
    return (refusal.rule or "").partition(", of ")[0] if refusal is not None else None


_WORDS = """
harbour lantern meadow copper violin granite orchard falcon pepper timber
glacier saddle ribbon walnut compass marble thunder basket feather candle
"""
WORDS = _WORDS.split()


def prose(seed: object, words: int = 80) -> str:
    chosen = random.Random(str(seed))
    return " ".join(
        chosen.choice(WORDS) + str(chosen.randrange(40)) for _ in range(words)
    )


REAL = 200


def real_page(path: str) -> Answer:
    number = path.removeprefix("/page/")
    if not number.isdigit() or int(number) >= REAL:
        return None
    onward = [f"/page/{n}" for n in range(int(number) + 1, int(number) + 6)]
    return prose(path), [*onward, "/"]


def calendar(path: str, query: str) -> Answer:
    if path != "/calendar":
        return None
    month = int(query.partition("=")[2] or 0)
    return (
        f"Calendar, month {month}: no events. Previous Next",
        [f"?month={month - 1}", f"?month={month + 1}", "/"],
    )


def sessions(path: str, query: str) -> Answer:
    if not path.startswith("/shop"):
        return None
    fresh = random.Random(path + query)
    items = [f"/shop/{n}?visit={fresh.getrandbits(40):x}" for n in range(20)]
    return f"Shop {path} {prose(path)}", items


def facets(path: str, _query: str) -> Answer:
    if path != "/list":
        return None
    links = [f"?color={c}&size={s}" for c in range(10) for s in range(10)]
    return prose(path), links + [f"?color={c}" for c in range(10)]


def facets_that_filter(path: str, query: str) -> Answer:
    if path != "/list":
        return None
    colors = [f"color-{n}" for n in range(10)]
    sizes = [f"size-{n}" for n in range(10)]
    chosen = dict(pair.split("=") for pair in query.split("&") if pair)
    shown = [
        f"{color} {size} {prose(color + size, 6)}"
        for color in colors
        for size in sizes
        if chosen.get("color", color) == color and chosen.get("size", size) == size
    ]
    return (
        " ".join(shown),
        [f"?color={color}&size={size}" for color in colors for size in sizes],
    )


def repeating(path: str, _query: str) -> Answer:
    if not path.startswith("/loop"):
        return None
    return f"Loop {prose('loop')}", ["a/b/", "/"]


def growing(path: str, _query: str) -> Answer:
    if not path.startswith("/grow"):
        return None
    return prose(path), [f"{word}/" for word in WORDS[:6]]


def site(*traps: Server) -> Server:
    entrances = ["/calendar", "/shop", "/list", "/loop/", "/grow/"]

    def serve(path: str, query: str) -> Answer:
        if path == "/":
            return "Welcome", ["/page/0", "/page/100", *entrances]
        answers = (trap(path, query) for trap in traps)
        found = next((answer for answer in answers if answer), None)
        return found or real_page(path)

    return serve


@pytest.mark.parametrize(
    ("filters", "rule"),
    [(facets, "parameter:color"), (facets_that_filter, "facets")],
)
def test_all_real_pages_are_fetched_beside_every_trap(
    filters: Server, rule: str
) -> None:
    traps = (calendar, sessions, filters, repeating, growing)
    crawl = Crawl(site(*traps), max_pages=300).run()
    assert crawl.count("/page/") == REAL
    assert len(crawl.fetched) <= 300
    assert len(set(crawl.fetched)) == len(crawl.fetched)
    assert crawl.count("/calendar") <= 50
    rules = {"calendar", "path-repeats", "path-grows", "parameter:visit", rule}
    assert rules <= set(crawl.rules)


@pytest.mark.parametrize(
    ("trap", "part", "most", "rule"),
    [
        (calendar, "/calendar", 2 * STREAK + 5, "calendar"),
        (sessions, "/shop/", 30, "parameter:visit"),
        (facets, "/list", 40, "parameter:color"),
        (facets_that_filter, "/list", 45, "facets"),
        (repeating, "/loop", 3, "path-repeats"),
        (growing, "/grow", 8, "path-grows"),
    ],
)
def test_a_trap_alone_comes_to_an_end(
    trap: Server, part: str, most: int, rule: str
) -> None:
    crawl = Crawl(site(trap), max_pages=1_000).run()
    assert crawl.count("/page/") == REAL
    assert 0 < crawl.count(part) <= most
    assert crawl.rules[rule] > 0


def real_site(pages: dict[str, tuple[str, list[str]]]) -> Server:
    def serve(path: str, query: str) -> Answer:
        return pages.get(f"{path}?{query}" if query else path)

    return serve


def shop_pages() -> dict[str, tuple[str, list[str]]]:
    """Make a shop: lists that repeat each other, and forms that differ in a name."""
    products = [f"/product/{WORDS[n % 20]}-{n}/" for n in range(60)]
    pages: dict[str, tuple[str, list[str]]] = {"/": ("Shop", ["/all/", "/new/"])}
    for path in ("/all/", "/new/", *(f"/category/{word}/" for word in WORDS[:5])):
        lists = [f"{path}?page={page}" for page in range(1, 7)]
        for number, url in enumerate([path, *lists]):
            shown = products[10 * max(number - 1, 0) :][:10]
            categories = [f"/category/{word}/" for word in WORDS[:5]]
            text = " ".join(prose(product, 12) for product in shown)
            pages[url] = text, [*shown, *lists, *categories]
    for product in products:
        review = f"{product}reviews/add/"
        pages[product] = prose(product), [review, "/all/"]
        pages[review] = f"Review of {product}. {prose('review form')}", [product]
    return pages


def forum_pages() -> dict[str, tuple[str, list[str]]]:
    """Make a forum: one script, two parameters, topics that lead nowhere new."""
    topics = [f"/topic.php?f={n % 3}&t={n}" for n in range(80)]
    pages = {topic: (prose(topic), ["/"]) for topic in topics}
    pages["/"] = "Forum", topics
    return pages


def blog_pages() -> dict[str, tuple[str, list[str]]]:
    """Make a blog: a post a month over nine years, archives of months and years."""
    pages: dict[str, tuple[str, list[str]]] = {}
    years = range(2015, 2024)
    pages["/"] = "Blog", [f"/{year}/" for year in years]
    for year in years:
        pages[f"/{year}/"] = str(year), [f"/{year}/{m:02}/" for m in range(1, 13)]
        for month in range(1, 13):
            post = f"/{year}/{month:02}/{month:02}/post-about-{WORDS[month]}/"
            pages[f"/{year}/{month:02}/"] = "One post", [post, f"/{year}/"]
            pages[post] = prose(post), ["/"]
    return pages


def comic_pages() -> dict[str, tuple[str, list[str]]]:
    """Make a comic: each number leads to the next, with a title and no more text."""
    return {"/": ("Comic", ["/1/"])} | {
        f"/{n}/": (f"{prose(n, 2)} Comic {n}. Next", [f"/{n + 1}/", f"/{n - 1}/"])
        for n in range(1, 121)
    }


def event_pages() -> dict[str, tuple[str, list[str]]]:
    """Make a calendar with an event a month, over four years."""
    months = [(year, month) for year in range(2022, 2026) for month in range(1, 13)]
    urls = [f"/events?year={year}&month={month}" for year, month in months]
    pages: dict[str, tuple[str, list[str]]] = {"/": ("Events", [urls[0]])}
    for number, url in enumerate(urls):
        event = f"/event/{number}"
        pages[url] = f"Month {prose(event, 4)}", [event, *urls[number + 1 :][:1]]
        pages[event] = prose(event), ["/"]
    return pages


def tree_pages() -> dict[str, tuple[str, list[str]]]:
    """Make a manual in two languages, whose folders have pages of the same names."""
    names = ["index.html", "install.html", "use.html", "faq.html"]
    below = {"/": ["api/", "fr/"], "/fr/": ["api/"], "/api/": ["v1/"], "/api/v1/": []}
    below |= {"/fr/api/": ["v1/"], "/fr/api/v1/": ["api/"], "/fr/api/v1/api/": []}
    pages: dict[str, tuple[str, list[str]]] = {}
    for folder, folders in below.items():
        links = [*names, *(f"{other}index.html" for other in folders)]
        for name in names:
            pages[folder + name] = prose(folder + name), links
    pages["/"] = "Manual", ["index.html"]
    return pages


@pytest.mark.parametrize(
    "make", [shop_pages, forum_pages, blog_pages, comic_pages, event_pages, tree_pages]
)
def test_no_page_of_a_real_site_is_refused(
    make: Callable[[], dict[str, tuple[str, list[str]]]],
) -> None:
    pages = make()
    crawl = Crawl(real_site(pages), max_pages=10_000).run()
    assert sorted(crawl.fetched) == sorted(SITE + path for path in pages)
    assert not crawl.rules


def test_a_resumed_crawl_knows_what_it_knew() -> None:
    serve = site(calendar, sessions, facets_that_filter, growing)
    crawl = Crawl(serve, max_pages=500).run()
    resumed = Traps()
    for url, observation in crawl.observations:
        again = Observation.decode(observation.encode())
        assert again == observation
        resumed.learn(url, again)
    asked = {
        f"{SITE}/calendar?month=99": f"{SITE}/calendar?month=98",
        f"{SITE}/shop/3?visit=new": f"{SITE}/shop/4",
        f"{SITE}/list?color=color-9&size=size-9": f"{SITE}/list",
        f"{SITE}/grow/harbour/lantern/": f"{SITE}/grow/harbour/",
        f"{SITE}/page/5": f"{SITE}/page/4",
    }
    judged = [crawl.traps.judge(url, parent) for url, parent in asked.items()]
    assert list(map(_rule, judged)) == [
        *("calendar", "parameter:visit", "facets", "path-grows", None)
    ]
    assert judged == [resumed.judge(url, parent) for url, parent in asked.items()]


@pytest.mark.parametrize("text", ["", "1 2 3", "x 1 - 0 0", "1 2 - 0 0 0"])
def test_a_damaged_observation_is_told(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (whatever int() or unpacking says)
        Observation.decode(text)


def test_a_session_id_is_taken_off_and_a_deep_path_refused() -> None:
    traps = Traps()
    session = f"{SITE}/a;jsessionid=0A1B?x=1"
    clean = f"{SITE}/a?x=1"
    assert traps.judge(session) == (
        SkipReason.DUPLICATE, f"session-id, of {clean}", clean,
    )  # fmt: skip
    assert traps.judge(SITE + "/a" * 3) == (SkipReason.TRAP, "path-repeats", None)
    assert traps.judge(clean) is None


def test_a_route_is_judged_as_a_path() -> None:
    traps = Traps()
    page = f"{SITE}/app?next=/a/b/a/b/a/b"
    assert traps.judge(f"{page}#/a/b") is None
    assert _rule(traps.judge(f"{page}#/a/b/a/b/a/b")) == "path-repeats"
    assert traps.judge(f"{SITE}/#/" + "a/1/" * 11) is not None
    tracked = traps.judge(f"{SITE}/?gclid=1#/a")
    assert tracked is not None
    assert (_rule(tracked), tracked.stand_in) == ("tracking", f"{SITE}/#/a")


def test_a_year_that_no_list_of_events_gets_to_is_refused() -> None:
    traps = Traps()
    month, next_month = f"{SITE}/events/2099-12/", f"{SITE}/events/2100-01/"
    assert _rule(traps.judge(next_month, month)) == "calendar"
    assert traps.judge(next_month, f"{SITE}/future/") is None
    assert traps.judge(f"{SITE}/events/2024-01/", f"{SITE}/events/2023-12/") is None
    assert traps.judge(f"{SITE}/item/9999", f"{SITE}/item/9998") is None


def dull(traps: Traps, url: str, text: str, links: Collection[str] = ()) -> bool:
    return traps.learn(url, traps.observe(url, text, links, links))


def test_a_page_that_shows_what_another_showed_is_dull() -> None:
    traps = Traps()
    for number in range(10):
        assert dull(traps, f"{SITE}/dull/{number}", prose("same")) is (number > 0)
        assert not dull(traps, f"{SITE}/lively/{number}", prose(number))


def test_facets_that_lead_nowhere_new_are_dull() -> None:
    traps = Traps()
    for number in range(4):
        url = f"{SITE}/list?color={number}&size=1"
        assert dull(traps, url, prose(number))
        fresh = [f"{SITE}/product/{number}"]
        assert not dull(traps, f"{SITE}/find?q={number}&in=all", prose(url), fresh)


_URL = st.text("ab/?&=;1290-.()é%", max_size=40).map(
    lambda text: normalize(f"{SITE}/{text}") or SITE
)


@given(st.lists(st.tuples(_URL, st.text("ab 1", max_size=20)), max_size=20))
def test_any_urls_and_texts_are_judged(pages: Iterable[tuple[str, str]]) -> None:
    traps = Traps()
    parent = None
    for url, text in pages:
        refusal = traps.judge(url, parent)
        if refusal is not None and refusal.stand_in is not None:
            assert normalize(refusal.stand_in) == refusal.stand_in != url
        traps.learn(url, traps.observe(url, text, [url, f"{url}x"], [url]))
        parent = url


def test_mirrored_order_of_paths_ends() -> None:
    """Every order of relative folders is another page: ended by its relative links."""
    orders = {"/".join(order) for order in permutations(WORDS[:4], 3)}
    crawl = Crawl(site(growing), max_pages=1_000).run()
    assert not any(order in url for order in orders for url in crawl.fetched)
