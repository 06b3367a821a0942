"""What lists are worth when some records are wanted, and when they are enough."""

from __future__ import annotations

from vultrcrawl.frontier.order.wanted import WantedPages
from vultrcrawl.items import Page

SITE = "http://a.test"


def item(number: int) -> str:
    return f"{SITE}/item/{number}"


def pages(expected: int = 0) -> WantedPages:
    return WantedPages(lambda url: "/item/" in url, expected)


def show(wanted: WantedPages, path: str, numbers: range, fresh: range) -> float:
    page = Page(url=SITE + path)
    return wanted.of(page, [*map(item, numbers)], [*map(item, fresh)])


def test_a_list_is_worth_what_it_leads_to() -> None:
    wanted = pages()
    full = show(wanted, "/list/1", range(20), range(20))
    half = show(wanted, "/list/2", range(10, 30), range(20, 30))
    none = show(wanted, "/list/3", range(20), range(0))
    assert show(wanted, "/item/1", range(2, 8), range(0)) == 1.0 > full > half > none
    assert none == 0.0
    failed = Page(url=item(9), error="http 404")
    assert wanted.of(failed, [], []) == 0.0


def test_lists_that_show_what_is_known_are_enough_at_last() -> None:
    wanted = pages()
    show(wanted, "/list/1", range(100), range(100))
    for n in range(20):
        assert wanted.wants(f"{SITE}/list/9", first=False), n
        show(wanted, f"/list/{n}", range(20), range(0))
    assert not wanted.wants(f"{SITE}/list/9", first=False)
    assert wanted.wants(f"{SITE}/other", first=True)
    assert wanted.wants(item(99), first=False)
    show(wanted, "/other", range(99, 101), range(100, 101))
    assert wanted.wants(f"{SITE}/list/9", first=False)


def test_once_all_are_found_that_should_be_there_a_few_lists_are_enough() -> None:
    wanted = pages(expected=100)
    wanted.found(map(item, range(98)))
    show(wanted, "/list/1", range(98, 100), range(98, 100))
    for n in range(2):
        assert wanted.wants(f"{SITE}/list/9", first=False)
        show(wanted, f"/list/{n}", range(20), range(0))
    assert not wanted.wants(f"{SITE}/list/9", first=False)


def test_what_items_recommend_tells_nothing_of_lists() -> None:
    wanted = pages()
    show(wanted, "/list/1", range(10), range(10))
    for n in range(10):
        show(wanted, f"/item/{n}", range(10), range(0))
    assert wanted.wants(f"{SITE}/list/2", first=False)
