from __future__ import annotations

import pytest

from vultrcrawl.items import Region
from vultrcrawl.page.document import Document

PROSE = "<p>" + "Long prose that a visitor came to read. " * 40 + "</p>"


def read(html: str) -> Document:
    return Document(html, "https://example.com/")


def regions(html: str) -> list[str]:
    return [link.region.value for link in read(html).links]


@pytest.mark.parametrize(
    ("opening", "region"),
    [
        ("<nav>", Region.NAV),
        ("<header>", Region.HEADER),
        ("<footer>", Region.FOOTER),
        ("<aside>", Region.ASIDE),
        ("<main>", Region.MAIN),
        ('<div role="navigation">', Region.NAV),
        ('<div role="contentinfo">', Region.FOOTER),
        ('<div class="Site-Header">', Region.HEADER),
        ('<ul id="mainmenu">', Region.NAV),
        ('<ol class="breadcrumbs">', Region.BREADCRUMB),
        ('<nav aria-label="x" class="breadcrumb">', Region.BREADCRUMB),
        ('<nav id="pagination">', Region.PAGINATION),
        ('<div class="left_sidebar">', Region.ASIDE),
        ('<div class="page-headline">', Region.MAIN),
        ('<a class="menu" href="/y">', Region.MAIN),
    ],
)
def test_an_element_opens_a_region(opening: str, region: Region) -> None:
    html = f'{opening}<i><b><a href="/x">x</a></b></i>'
    assert read(PROSE + html).links[-1].region is region


def test_regions_end_with_their_element() -> None:
    html = "<nav><a href=1>a</a></nav><a href=2>b</a><footer><a href=3>c</a></footer>"
    assert regions(html) == ["nav", "main", "footer"]


def test_headers_and_teasers_belong_to_what_they_stand_in() -> None:
    assert regions("<article><header><a href=1>a</a></header></article>") == ["main"]
    assert regions("<aside><article><a href=1>a</a></article></aside>") == ["aside"]
    assert regions('<div class="pager"><nav><a href=1>1</a></nav></div>') == [
        "pagination"
    ]


def test_main_text_leaves_out_what_every_page_repeats() -> None:
    page = read(
        f"<header>h</header><nav>n</nav>{PROSE}<aside>s</aside><footer>f</footer>"
    )
    assert page.main_text.startswith("Long prose")
    assert len(page.main_text.splitlines()) == 1
    assert page.text.splitlines()[0] == "h"


@pytest.mark.parametrize("name", ["header", "menu", "widget", "sidebar", "pagination"])
def test_a_word_that_would_take_the_whole_page_means_nothing(name: str) -> None:
    page = read(
        f'<div class="{name}"><nav><a href=1>menu</a></nav><h1>Title</h1>{PROSE}'
        f'<a href="2">more</a></div><div class="{name}">{PROSE}</div>'
    )
    assert "Long prose" in page.main_text
    assert "menu" not in page.main_text
    assert [link.region for link in page.links] == [Region.NAV, Region.MAIN]
    assert page.headings[0].region is Region.MAIN


def test_a_long_menu_stays_a_menu() -> None:
    menu = "".join(f'<li><a href="/{n}">Category number {n}</a>' for n in range(300))
    page = read(f"<nav><ul>{menu}</ul></nav><p>Price 3</p>")
    assert page.main_text == "Price 3"
    assert page.links[0].region is Region.NAV


def test_a_menu_that_explains_itself_stays_a_menu() -> None:
    menu = "".join(f'<li><a href="/{n}">Category number {n}</a>' for n in range(300))
    page = read(
        f"<nav><p>{'All that we have. ' * 30}<ul>{menu}</ul></nav><p>Price 3</p>"
    )
    assert page.main_text == "Price 3"


def test_a_footer_may_be_all_that_an_empty_page_has() -> None:
    page = read(f"<footer>{'Registered office and company number. ' * 20}</footer>")
    assert page.main_text == ""


def test_where_the_content_is_known_side_texts_stay_aside() -> None:
    page = read(f'<main>{PROSE}</main><div class="widget">{PROSE}</div>')
    assert page.main_text.count("came to read") == 40


def test_a_footer_below_the_title_belongs_to_the_text() -> None:
    text = "The boats leave the harbour before six. " * 30
    document = Document(
        "<html><body><section><h2>Boats</h2><footer class='x'>17 October 2013</footer>"
        f"<p>{text}</p></section><footer>All rights reserved, 2013 to 2026, by "
        "the harbour and its boats</footer></body></html>",
        "https://news.example/",
    )
    assert "17 October 2013" in document.main_text
    assert "All rights reserved" not in document.main_text


@pytest.mark.parametrize(
    ("cards", "region"), [(9, Region.MAIN), (0, Region.PAGINATION)]
)
def test_a_list_that_has_pages_is_no_pagination(cards: int, region: Region) -> None:
    text = "What somebody wrote about this thing, and some words more of it."
    card = f"<article><h2>Thing</h2><p>{text}</p></article>"
    page = read(
        f"<main>{PROSE}<div class=has-pagination>{card * cards}"
        "<a href=/2>2</a></div></main>"
    )
    assert page.links[-1].region is region


def test_a_pagination_in_a_list_stays_one() -> None:
    text = "What somebody wrote about this thing, and some words more of it. " * 9
    page = read(
        f"<main><div class=has-pagination><a href=/a>{text}</a>"
        "<div class=pagination><a href=/2>2</a></div></div></main>"
    )
    assert [link.region for link in page.links] == [Region.MAIN, Region.PAGINATION]


@pytest.mark.parametrize(
    ("links", "region"),
    [
        ("".join(f"<a href=/{n}>{n}</a> " for n in range(300)), Region.PAGINATION),
        ("<a href=/1>Some chapter</a> " * 40, Region.NAV),  # as its tag says
    ],
)
def test_a_long_pagination_has_numbers_and_no_words(links: str, region: Region) -> None:
    page = read(f"<main>{PROSE}<nav class=pagination>{links}</nav></main>")
    assert page.links[-1].region is region
