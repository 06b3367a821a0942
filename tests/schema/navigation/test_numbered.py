"""Bars of numbered links, told by their structure."""

from __future__ import annotations

import pytest

from vultrcrawl.page.document import Document
from vultrcrawl.schema.navigation.numbered import pager_of
from vultrcrawl.schema.navigation.pagination import next_url, read_pagination

SITE = "https://a.example"


def board(page: int, pages: int, *, number: int = 1, posts: str = "") -> Document:
    """Return a page of a forum as Simple Machines writes it: 20 threads a page."""

    def address(n: int) -> str:
        return f"{SITE}/index.php/board,{number}.{20 * (n - 1)}.html"

    bar = " ".join(
        f"[<strong>{n}</strong>]" if n == page else f'<a href="{address(n)}">{n}</a>'
        for n in range(1, pages + 1)
    )
    end = f'<a href="{address(page)}#bot"><strong>Go Down</strong></a>'
    body = f"<div class=links>Pages: {bar} &nbsp; {end}</div><ul>{posts}</ul>"
    neighbour = f'<link rel="next" href="{SITE}/index.php/board,{number + 1}.0.html">'
    return Document(f"<head>{neighbour}</head>{body}", address(page))


def test_an_offset_in_a_path_tells_the_next_page() -> None:
    small = f'<li><a href="{SITE}/index.php/topic,7.0.html">1</a> '
    small += f'<a href="{SITE}/index.php/topic,7.15.html">2</a></li>'
    documents = [board(n, 4, posts=small) for n in range(1, 5)]
    model = read_pagination(documents)
    assert model is not None
    found = [
        next_url({"selector": model.selector, "text": model.text}, one)
        for one in documents
    ]
    following = [f"{SITE}/index.php/board,1.{20 * n}.html" for n in (1, 2, 3)]
    assert found == [*following, None]


def test_where_numbers_tell_the_next_page_others_are_neighbours() -> None:
    threads = [board(1, 1, number=n) for n in range(2, 7)]  # rel=next leads to others
    model = read_pagination([board(1, 3), board(2, 3), *threads])
    assert model is not None
    assert next_url({"selector": model.selector}, threads[0]) is None


def drupal(bar: str, query: str = "") -> Document:
    more = '<div class="more-link"><a href="/forum" title="Read on">next</a></div>'
    body = f'{more}<ul class="pager">{bar}</ul>'
    return Document(body, f"{SITE}/blog/{query}")


def test_a_count_from_zero_beats_a_word_elsewhere() -> None:
    def bar(page: int) -> str:
        items = "".join(
            f'<li class="pager-current">{n}</li>'
            if n == page
            else f'<li><a class="active" href="/blog?page={n - 1}">{n}</a></li>'
            for n in range(1, 4)
        )
        following = f'<a class="active" href="/blog?page={page}">onwards</a>'
        return f'{items}<li class="pager-next">{following}</li>' if page < 3 else items

    documents = [drupal(bar(1)), drupal(bar(2), "?page=1"), drupal(bar(3), "?page=2")]
    model = read_pagination(documents)
    assert model is not None
    assert (model.kind, model.param, model.start) == ("page_param", "page", 0)
    found = [next_url({"selector": model.selector}, one) for one in documents]
    assert found == [f"{SITE}/blog?page=1", f"{SITE}/blog?page=2", None]


@pytest.mark.parametrize(
    ("bar", "here", "current", "following"),
    [
        ("Pages: (3) [1] <a href=/t/5-2>2</a> <a href=/t/5-3>3</a>", "/t/5", 1, "/5-2"),
        ("<a href=/t>1</a> <a href=/t-2>2</a> <a href=/t-3>3</a>", "/t-2", 2, "-3"),
        ("<a href=/t/p1>1</a> … <b>5</b> <a href=/t/p6>6</a>", "/t/p5", 5, "/p6"),
        ("<b>1</b> <a href=/t/5?o=20>2</a>", "/t/5", 1, "/5?o=20"),
    ],
)  # fmt: skip
def test_the_current_page(bar: str, here: str, current: int, following: str) -> None:
    pager = pager_of(Document(f"<p>{bar}</p>", SITE + here))
    assert pager is not None
    assert pager.current == current
    assert pager.url(current + 1) == f"{SITE}/t{following}"


@pytest.mark.parametrize(
    "bar",
    [
        "<a href=/a/3>1</a> <a href=/a/9>2</a> <a href=/b/4>3</a> <b>4</b>",
        "<a href=/t/7.0>1</a> <a href=/t/7.15>2</a> <a href=/t/7.30>3</a>",
        "<a href=/?n=12>12</a> <b>24</b> <a href=/?n=36>36</a>",
        "<a href=/2019/>2019</a> <b>2020</b> <a href=/2021/>2021</a>",
    ],
)
def test_other_numbers_are_no_pages(bar: str) -> None:
    assert pager_of(Document(f"<p>{bar}</p>", f"{SITE}/list")) is None


def test_pages_of_another_host_are_none_of_the_list() -> None:
    bar = "<b>1</b>" + "".join(
        f'<a href="https://b.example/?page={n}">{n}</a>' for n in (2, 3)
    )
    assert read_pagination([Document(f"<p>{bar}</p>", f"{SITE}/list")]) is None


def test_a_link_that_all_pages_have_is_no_next_one() -> None:
    more = '<div class="more"><a href="/forum">next</a></div>'
    pages = [Document(more, f"{SITE}/thread/{n}") for n in (3, 5, 9)]
    assert read_pagination(pages) is None


@pytest.mark.parametrize(
    ("head", "here", "older"),
    [
        (
            '<link rel="next" href="/events/">',
            "/blog/page/3/",
            "/blog/page/4/index.html",
        ),
        ('<link rel="next" title="Events" href="/events/">', "/blog", "/blog?till=abc"),
    ],
)
def test_a_neighbour_is_not_the_next_page(head: str, here: str, older: str) -> None:
    body = f'<a href="/blog/page/2/">Newer</a> <a href="{older}">Older »</a>'
    page = Document(f"<head>{head}</head><p>{body}</p>", f"{SITE}{here}")
    model = read_pagination([page])
    assert model is not None
    found = next_url({"selector": model.selector, "text": model.text}, page)
    assert found == f"{SITE}{older}"
