from __future__ import annotations

from collections.abc import Callable

from tests.schema.repetition import sites
from tests.support.effort import assert_grows
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.repetition.headed import headed
from vultrcrawl.schema.repetition.survey import survey
from vultrcrawl.taxonomy import PageType


def post(number: int, *, day: str = "") -> str:
    text = "".join(f"<p>{sites.words(number * 9 + k, 40)}.</p>" for k in range(3))
    return (
        f'<div class="post tag-{number}">{day}<h2><a href="/{number}/">'
        f"{sites.name(number)}</a></h2><div class=entry>{text}</div></div>"
    )


def archive(number: int, body: str, *, before: str = "") -> Document:
    """Return the page of a tag, which shows posts as a whole."""
    title = f"<h1>Posts tagged {sites.words(number, 1)}</h1>"
    return sites.page(
        f"{title}{before}<div id=list>{body}</div>",
        f"https://blog.example/tag/{sites.words(number, 2).replace(' ', '-')}/",
    )


def test_archives_of_one_post_each_list_it() -> None:
    pages = [archive(n, post(n)) for n in range(5)]
    schema = induce(pages[:4], page_type=PageType.CONTENT_LISTING)
    [record] = Extractor(schema).apply(pages[4])
    assert record["name"] == sites.name(4)
    assert record["itemUrl"] == "https://blog.example/4/"


def test_one_post_may_be_in_several_archives() -> None:
    pages = [archive(n, post(n % 2)) for n in range(6)]
    found = survey(pages)
    assert headed(found.pages, found.marks) is not None


def test_a_day_before_the_heading_is_of_the_item() -> None:
    day = "<div class=day>2026-03-01</div>"
    found = survey([archive(n, post(n, day=day)) for n in range(4)])
    chosen = headed(found.pages, found.marks)
    assert chosen is not None
    assert chosen.css.endswith("#list > div.post")


def test_a_heading_that_leads_to_the_same_page_everywhere_heads_no_item() -> None:
    text = f"<p>{sites.words(3, 60)}.</p>"
    about = f'<div class=box><h2><a href="/us">About us</a></h2>{text}</div>'
    found = survey([archive(n, about) for n in range(4)])
    assert headed(found.pages, found.marks) is None


def test_a_page_that_tells_more_of_an_author_than_of_a_post_lists_nothing() -> None:
    def author(number: int) -> Document:
        life = f"<p>{sites.words(number * 5, 400)}.</p>"
        return archive(number, post(number), before=life)

    found = survey([author(n) for n in range(4)])
    assert headed(found.pages, found.marks) is None


def test_one_link_around_all_headings_takes_time_in_proportion() -> None:
    def prepared(size: int) -> Callable[[], object]:
        heads = "".join(f"<h2>{sites.words(n, 3)}</h2>" for n in range(size))
        found = survey([archive(0, f'<a href="/all/"><div>{heads}</div></a>')])
        return lambda: headed(found.pages, found.marks)

    assert_grows(prepared, 500)


def test_an_item_with_a_picture_may_have_more_beside_it() -> None:
    def shelf(number: int, picture: str) -> Document:
        name = f'<a href="/p/{number}/">{picture}<h2>{sites.name(number)}</h2></a>'
        card = f"<div class=product>{name}<span>$12.50</span></div>"
        return archive(number, card, before=f"<p>{sites.words(number, 5)}</p>")

    for picture, found in (('<img src="/i.jpg">', True), ("", False)):
        pages = survey([shelf(n, picture) for n in range(4)])
        assert (headed(pages.pages, pages.marks) is not None) is found


def test_of_items_on_as_many_pages_most_count() -> None:
    def cell(number: int, kind: str = "") -> str:
        link = f'<h4><a href="/talk/{number}/">{sites.name(number)}</a></h4>'
        return f"<td{kind}>{link}<p>{sites.words(number, 9)}</p></td>"

    rows = "".join(f"<tr>{cell(n)}{cell(n + 50)}</tr>" for n in range(9))
    keynotes = "".join(
        f"<tr class=z>{cell(n)}{cell(n + 50)}</tr>" for n in range(20, 22)
    )
    found = survey([archive(0, f"<table>{rows}{keynotes}</table>")])
    chosen = headed(found.pages, found.marks)
    assert chosen is not None
    assert chosen.css.endswith("tr > td")
