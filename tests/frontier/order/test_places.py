"""Where a link stands."""

from __future__ import annotations

from vultrcrawl.frontier.order.places import place_of_link
from vultrcrawl.page.document import Document


def places(html: str) -> list[str]:
    return [place_of_link(link, {}) for link in Document(html, "http://a.test/").links]


def test_links_of_one_list_have_one_place_whatever_is_numbered() -> None:
    items = "".join(
        f'<li class="post-{n} entry" id="p{n}"><h2><a href="/{n}">{n}</a></h2>'
        for n in range(3)
    )
    assert set(places(f"<main><ul>{items}</ul></main>")) == {"main a<h2<li.entry"}


def test_a_menu_is_another_place_than_a_text() -> None:
    menu, text = places('<nav><p><a href="/1">a</a></nav><main><p><a href="/2">b</a>')
    assert menu != text


def test_a_link_without_anything_around_it_has_a_place() -> None:
    assert places("<a href=/x>x</a>") == ["main a<body<html"]
