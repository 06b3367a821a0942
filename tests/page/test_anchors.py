from __future__ import annotations

import time

import pytest

from vultrcrawl.page.document import Document

URL = "https://example.com/docs/"


def hrefs(html: str, url: str = URL) -> list[str]:
    return [link.href for link in Document(html, url).links]


def anchors(*targets: str) -> str:
    return "".join(f'<a href="{target}">x</a>' for target in targets)


HEADING = "<h2 id=install>Install</h2><h2 id=use>Use</h2>"


@pytest.mark.parametrize(
    ("url", "own"),
    [(f"{URL}#/guide", "#/guide"), (f"{URL}#/guide?id=use", "#/guide"), (URL, "#/")],
)
def test_headings_named_in_a_route_are_no_pages(url: str, own: str) -> None:
    html = HEADING + anchors(f"{own}?id=install", "#/api?id=x", "#/api?id=y&v=2", "#/x")
    assert hrefs(html, url) == [own, "#/api", "#/api?v=2", "#/x"]


def test_a_start_may_show_any_route() -> None:
    both = anchors("#/home?id=install", "#/home?id=use", "#/api?id=x")
    assert hrefs(HEADING + both) == ["#/home", "#/home", "#/api"]
    assert hrefs(HEADING + both, f"{URL}#/x")[0] == "#/home?id=install"
    one = anchors("#/item?id=use", "#/other?id=install", "#/other?id=4")
    assert hrefs(HEADING + one) == [
        "#/item?id=use",
        "#/other?id=install",
        "#/other?id=4",
    ]


def test_pages_named_in_a_route_stay() -> None:
    html = HEADING + anchors("#/item?id=4", "#/item?id=5")
    assert hrefs(html, f"{URL}#/item?id=3") == ["#/item?id=4", "#/item?id=5"]
    # One that is no heading, and the parameter means something else.
    html = HEADING + anchors("#/item?id=install", "#/item?id=5")
    assert hrefs(html, f"{URL}#/item")[0] == "#/item?id=install"
    assert hrefs(HEADING + anchors("/item?id=install"), URL) == ["/item?id=install"]


def test_names_of_no_element_are_routes_where_they_are_all_there_is() -> None:
    names = ["#GettingStarted", "#Some%20Page", "#Über", "#top", "#"]
    html = anchors(*names, "https://other.example/", "//cdn.example/", "mailto:a@b.c")
    assert hrefs(html) == [*names[:3], "https://other.example/", "//cdn.example/"]


def test_one_name_is_enough_on_a_page_that_is_such_a_route() -> None:
    assert hrefs(anchors("#Next"), f"{URL}#This") == ["#Next"]
    assert hrefs(anchors("#Next"), f"{URL}#/this") == []


@pytest.mark.parametrize(
    "html",
    [
        anchors("#a", "#b"),
        anchors("#a", "#b", "#c", "/1", "/2", f"{URL}3"),
        "<p id=a><p id=b><a name=c></a><p id='d e'>"
        + anchors("#a", "#b", "#c", "#d%20e"),
        "<p id=a><p id=b><p id=c>"
        + anchors("#a", "#b", "#c", "#lost", "#lost2", "#l3"),
    ],
)
def test_names_on_ordinary_pages_are_places(html: str) -> None:
    assert not [href for href in hrefs(html) if href.startswith("#")]


@pytest.mark.parametrize("unit", ["<a href='#a{}'>x</a>", "<a href='#/?id={}'>x</a>"])
def test_twice_the_links_take_twice_the_time(unit: str) -> None:
    def seconds(count: int) -> float:
        html = "".join(unit.format(n) for n in range(count))
        began = time.thread_time()
        _ = Document(html, URL).links
        return time.thread_time() - began

    once, twice = (min(seconds(n) for _ in range(3)) for n in (4_000, 8_000))
    assert twice < 3.2 * once + 0.1
