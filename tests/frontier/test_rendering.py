"""Which pages are rendered: told by their signs, and learned from what it gained."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.frontier.rendering import (
    MOST_FAILURES,
    MOST_OUT,
    PROBES,
    RECHECK,
    SETTLED,
    SETTLED_LAYOUT,
    WEAK_PER_PROBE,
    RenderChoice,
)
from vultrcrawl.page.document import Document
from vultrcrawl.page.script_signs import Strength, script_signs

SITE = "https://a.example"
BUNDLE = '<script src="/static/main.js"></script>'
NAV = '<nav class="top"><a href="/">Home</a></nav>'
PROSE = "".join(
    f"<p>Paragraph {word} tells of granite, timber, wool, iron, and {word} trade.</p>"
    for word in ("first", "second", "third", "fourth", "fifth", "sixth", "last")
)
SHELL = f'<div id="root"></div>{BUNDLE}'
FULL = f"{NAV}<main>{PROSE * 3}</main>{BUNDLE}"
RENDERED = f'<div id="root">{NAV}<main>{PROSE}</main></div>{BUNDLE}'


def weak(name: str) -> str:
    """A short page with a script of its own, of a layout that has a *name*."""
    return f'{NAV}<div class="{name}"><h1>Team</h1><p>Meet us here.</p></div>{BUNDLE}'


@dataclass
class Crawl:
    """Asks about pages one after the other, and tells at once what rendering gave."""

    choice: RenderChoice = field(default_factory=RenderChoice)
    rendered: int = 0

    def visit(self, path: str, static: str, rendered: str | None = None) -> bool:
        """Tell whether the page was rendered; with nothing *rendered* that failed."""
        url, document = SITE + path, Document(static, SITE + path)
        if not self.choice.wants(url, document, script_signs(document)):
            return False
        self.rendered += 1
        if rendered is None:
            self.choice.failed(url, document)
        else:
            self.choice.learn(url, document, Document(rendered, url))
        return True

    def verdict(self, path: str, static: str) -> bool:
        document = Document(static, SITE + path)
        return self.choice.verdict(SITE + path, document, script_signs(document))


@pytest.fixture
def crawl() -> Crawl:
    return Crawl()


def test_the_pages_are_what_they_are_meant_to_be() -> None:
    strengths = [
        script_signs(Document(page, SITE)).strength for page in (SHELL, FULL, weak("a"))
    ]
    assert strengths == [Strength.STRONG, Strength.NONE, Strength.WEAK]


def test_pages_with_their_text_are_never_rendered(crawl: Crawl) -> None:
    assert not any(crawl.visit(f"/{n}", FULL, RENDERED) for n in range(200))
    assert not crawl.verdict("/1", FULL)
    assert json.loads(crawl.choice.dump())["records"] == {}


def test_every_shell_is_rendered_that_gains(crawl: Crawl) -> None:
    paths = ["/", *(f"/item/{n}" for n in range(60)), "/about", "/team", "/a/b/c"]
    assert all(crawl.visit(path, SHELL, RENDERED) for path in paths)


def test_learning_tells_which_document_to_read() -> None:
    choice = RenderChoice()
    static, rendered = Document(SHELL, SITE), Document(RENDERED, SITE)
    assert choice.learn(SITE, static, rendered)
    assert not choice.learn(SITE, static, Document(SHELL, SITE))
    always = RenderChoice("always")
    assert always.learn(SITE, static, Document(SHELL, SITE))


def test_shells_that_gain_nothing_are_settled_by_two(crawl: Crawl) -> None:
    asked = [crawl.visit(f"/item/{n}", SHELL, SHELL) for n in range(20)]
    assert asked == [True] * SETTLED + [False] * (20 - SETTLED)
    assert not crawl.verdict("/item/99", SHELL)
    # Under other URLs the same layout gets a chance of its own, some times.
    others = [crawl.visit(f"/{chr(97 + n)}", SHELL, SHELL) for n in range(20)]
    assert others == [n < SETTLED_LAYOUT - SETTLED for n in range(20)]


def test_a_layout_that_gained_is_rendered_under_urls_never_seen(crawl: Crawl) -> None:
    for n in range(SETTLED):
        assert crawl.visit(f"/members/{n}", weak("people"), RENDERED)
    for n in range(PROBES):
        crawl.visit(f"/x{chr(97 + n)}", weak(f"other-{chr(97 + n)}"), weak("o"))
    assert crawl.verdict("/never/seen", weak("people"))
    for n in range(30):  # whatever is left of the probes
        assert crawl.visit(f"/{chr(97 + n % 26)}/{n}/x", weak("people"), RENDERED)


def test_a_static_site_of_many_templates_costs_three_pages(crawl: Crawl) -> None:
    for n in range(100):
        page = weak(f"layout-{chr(97 + n % 20)}")
        crawl.visit(f"/{chr(97 + n % 20)}/{n}", page, page)
    assert crawl.rendered == PROBES


def test_a_static_site_of_one_template_costs_three_pages(crawl: Crawl) -> None:
    asked = [crawl.visit(f"/p/{n}", weak("a"), weak("a")) for n in range(100)]
    assert [n for n, was in enumerate(asked) if was] == [0, 1, RECHECK + 1]


def test_checks_are_tries_too(crawl: Crawl) -> None:
    for n in range(WEAK_PER_PROBE):
        page = weak("a" if n % 4 else "b")
        crawl.visit(f"/{'p' if n % 4 else 'q'}/{n}", page, page)
    assert crawl.rendered == PROBES


def test_what_gained_once_is_tried_again_whatever_is_left(crawl: Crawl) -> None:
    assert crawl.visit("/team/1", weak("team"), RENDERED)
    for n in range(26):
        page = weak(f"quiet-{chr(97 + n)}")
        crawl.visit(f"/{chr(97 + n)}", page, page)
    assert crawl.rendered == 2 * PROBES
    assert crawl.visit("/team/2", weak("team"), RENDERED)


def test_urls_of_a_shape_settle_what_layouts_leave_open(crawl: Crawl) -> None:
    asked = [
        crawl.visit(f"/p/{n}", weak(name), weak(name)) for n, name in enumerate("abc")
    ]
    assert asked == [True, True, False]
    assert crawl.visit("/q/1", weak("d"), weak("d"))
    assert crawl.visit("/p/9", SHELL, RENDERED)  # but not for a shell


def test_more_may_be_tried_where_trying_paid(crawl: Crawl) -> None:
    for n in range(PROBES):
        page = weak(f"quiet-{chr(97 + n)}")
        crawl.visit(f"/{chr(97 + n)}", page, page if n else RENDERED)
    others = [weak(f"late-{chr(97 + n)}") for n in range(8)]
    asked = [
        crawl.visit(f"/late/{n}/{n}x{n}", page, page) for n, page in enumerate(others)
    ]
    assert sum(asked) == PROBES


def test_a_long_static_crawl_may_try_once_in_a_hundred(crawl: Crawl) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    pages = 10 * WEAK_PER_PROBE
    for n in range(pages):
        name = letters[n % 26] + letters[n // 26 % 26] + letters[n // 676]
        page = weak(f"layout-{name}")
        crawl.visit(f"/{name}", page, page)
    assert crawl.rendered == PROBES + (pages - 1) // WEAK_PER_PROBE


def test_what_was_settled_is_checked_again_and_reopened(crawl: Crawl) -> None:
    for n in range(SETTLED):
        crawl.visit(f"/item/{n}", SHELL, SHELL)
    later = [crawl.visit(f"/item/1{n}", SHELL, RENDERED) for n in range(RECHECK + 10)]
    assert later == [False] * (RECHECK - 1) + [True] * 11
    # And the other way round: one page without a gain makes it open, two settle it.
    assert crawl.visit("/item/7", SHELL, SHELL)
    assert crawl.visit("/item/8", SHELL, SHELL)
    assert not crawl.visit("/item/9", SHELL, SHELL)


def test_a_failure_teaches_nothing(crawl: Crawl) -> None:
    assert crawl.visit("/item/1", SHELL)
    assert crawl.verdict("/item/1", SHELL)
    assert crawl.visit("/item/2", SHELL, RENDERED)
    for n in range(5):  # never three in a row
        assert crawl.visit(f"/item/{n}", SHELL)
        assert crawl.visit(f"/item/{n}", SHELL)
        assert crawl.visit(f"/item/{n}", SHELL, RENDERED)


def test_failures_in_a_row_stop_it_but_for_a_check(crawl: Crawl) -> None:
    asked = [crawl.visit(f"/item/{n}", SHELL) for n in range(3 * RECHECK)]
    first = MOST_FAILURES + RECHECK - 1
    assert [n for n, was in enumerate(asked) if was] == [
        0,
        1,
        2,
        first,
        first + RECHECK,
    ]
    assert crawl.verdict("/item/1", SHELL)  # it still looks like one
    other = f'{NAV}<main class="other"></main>{BUNDLE}'
    assert crawl.visit("/item/1", other, RENDERED)  # of another layout


def test_one_success_after_failures_goes_on(crawl: Crawl) -> None:
    for n in range(MOST_FAILURES + RECHECK - 1):
        crawl.visit(f"/item/{n}", SHELL)
    assert all(crawl.visit(f"/item/{n}", SHELL, RENDERED) for n in range(10))


def test_pages_in_flight_are_bounded_while_nothing_is_known() -> None:
    choice = RenderChoice()
    shell, page = Document(SHELL, SITE), Document(weak("a"), SITE)
    asked = [choice.wants(f"{SITE}/{n}", shell, script_signs(shell)) for n in range(99)]
    assert sum(asked) == MOST_OUT
    assert choice.learn(f"{SITE}/0", shell, Document(RENDERED, SITE))
    assert choice.wants(f"{SITE}/100", shell, script_signs(shell))  # its place
    assert not choice.wants(f"{SITE}/101", shell, script_signs(shell))
    choice.learn(f"{SITE}/1", shell, Document(RENDERED, SITE))
    assert all(
        choice.wants(f"{SITE}/2{n}", shell, script_signs(shell)) for n in range(99)
    )
    asked = [choice.wants(f"{SITE}/p/{n}", page, script_signs(page)) for n in range(9)]
    assert sum(asked) == SETTLED


def test_modes() -> None:
    full, shell = Document(FULL, SITE), Document(SHELL, SITE)
    never, always = RenderChoice("never"), RenderChoice("always")
    assert not never.wants(SITE, shell, script_signs(shell))
    assert never.verdict(SITE, shell, script_signs(shell))
    assert not never.verdict(SITE, full, script_signs(full))
    for n in range(MOST_OUT + MOST_FAILURES):
        assert always.wants(f"{SITE}/{n}", full, script_signs(full))
        always.failed(f"{SITE}/{n}", full)
    assert always.wants(SITE, full, script_signs(full))
    assert always.learn(SITE, full, full)
    assert always.wants(f"{SITE}/s", shell, script_signs(shell))
    assert always.learn(f"{SITE}/s", shell, Document(RENDERED, SITE))
    assert always.evidence(f"{SITE}/s").startswith("1 of 1 pages")


def test_evidence(crawl: Crawl) -> None:
    assert crawl.choice.evidence(SITE + "/item/1") == ""
    crawl.visit("/item/1", FULL, FULL)
    assert crawl.choice.evidence(SITE + "/item/1") == ""
    crawl.verdict("/item/1", SHELL)
    assert crawl.choice.evidence(SITE + "/item/2") == (
        "no text but what scripts put there; the element #root is empty"
    )
    crawl.visit("/item/1", SHELL, SHELL)
    crawl.visit("/item/2", SHELL, RENDERED)
    assert crawl.choice.evidence(SITE + "/item/3") == (
        "1 of 2 pages gained content in a browser: 16 of 16 words, 1 of 1 links appear"
        " by script"
    )
    crawl.verdict("/item/1", SHELL)
    assert crawl.choice.evidence(SITE + "/item/3").endswith(" appear by script")


def test_needs_tells_of_pages_alike_that_were_tried(crawl: Crawl) -> None:
    assert crawl.choice.needs("https://a.example/p/1") is None
    for number in range(3):
        static = Document("<body><div id=app></div><script src=a.js></script>", "")
        url = f"https://a.example/p/{number}"
        gained = number < 2
        text = "Oars and boats are kept in here" if gained else ""
        rendered = Document(f"<body><div id=app>{text}</div>", url)
        crawl.choice.learn(url, static, rendered)
    assert crawl.choice.needs("https://a.example/p/77") is True
    assert crawl.choice.needs("https://a.example/other") is None


def test_decisions_outlive_the_run(crawl: Crawl) -> None:
    for n in range(SETTLED):
        crawl.visit(f"/item/{n}", SHELL, SHELL)
        crawl.visit(f"/people/{n}", weak("a"), RENDERED)
    again = Crawl()
    again.choice.load(crawl.choice.dump())
    assert again.choice.dump() == crawl.choice.dump()
    assert not again.visit("/item/9", SHELL, RENDERED)
    assert again.verdict("/people/9", weak("a"))
    assert again.choice.evidence(SITE + "/people/1").startswith("2 of 2 pages")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=8)
        | st.dictionaries(
            st.sampled_from(["probes", "found", "weak", "records"]), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_data_of_another_form_are_left_out(data: object) -> None:
    choice = RenderChoice()
    choice.load(json.dumps(data))
    again = RenderChoice()
    again.load(choice.dump())
    assert again.dump() == choice.dump()
    if not isinstance(data, dict) or len(data) < 4:
        assert choice.dump() == RenderChoice().dump()


def test_memory_and_dump_are_bounded(crawl: Crawl) -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    for n in range(1_600):
        name = "".join(letters[n // 26**k % 26] for k in range(3))
        page = f'<div class="{name}"></div>{SHELL}'
        crawl.visit(f"/{name}/{'x' * 3_000}", page, RENDERED)
        document = Document(page, SITE)
        crawl.choice.wants(f"{SITE}/lost/{name}", document, script_signs(document))
    assert len(crawl.choice._records) <= 1_500
    assert len(crawl.choice._out) <= 1_500
    assert len(crawl.choice.dump()) < 300_000


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from("nyf")), max_size=60))
def test_whatever_happens_a_browser_page_is_asked_for_only_with_signs(
    events: list[tuple[int, str]],
) -> None:
    crawl = Crawl()
    for number, outcome in events:
        static = [SHELL, FULL, weak("a"), weak("b")][number]
        rendered = {"n": static, "y": RENDERED, "f": None}[outcome]
        crawl.visit(f"/{number}/{number}", static, rendered)
    records = crawl.choice._records.values()
    assert all(record.out == 0 for record in records)
    assert not crawl.choice._out
    assert not crawl.visit("/1/1", FULL, RENDERED)
