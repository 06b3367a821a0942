"""Who links to whom on a site, its menus left out."""

from __future__ import annotations

import numpy as np

from tests.inference.sites import digest
from vultrcrawl.inference.graph import GRAPH_MEASURES, LinkGraph, read_graph
from vultrcrawl.inference.words import TYPES
from vultrcrawl.taxonomy import PageType

_MENU = "<ul><li><a href='/'>Home</a><li><a href='/contact'>Contact us</a></ul>"


def _page(main: str) -> str:
    return f"<body>{_MENU}<div>{main}</div>"


def _site() -> dict[str, str]:
    cards = "".join(
        f"<div class=card><h3><a href='/i/{n}'>Lamp {n}</a></h3></div>"
        for n in range(5)
    )
    return {
        "/": _page("<a href='/list'>All lamps</a>"),
        "/list": _page(cards),
        "/contact": _page("<p>Harbor Road 1"),
        **{f"/i/{n}": _page("<p>bright <a href='/list'>back</a>") for n in range(5)},
    }


def _graph() -> tuple[list[str], LinkGraph]:
    paths = list(_site())
    pages = [digest(path, html) for path, html in _site().items()]
    templates = np.array([0, 1, 2, *[3] * 5])
    heads = [frozenset(path.strip("/").split("/")) for path in paths]
    sizes = np.full(len(pages), 3, np.float32)
    return paths, read_graph(pages, templates, sizes, heads)


def _of(path: str, name: str) -> float:
    paths, graph = _graph()
    return float(graph.measures[paths.index(path), GRAPH_MEASURES.index(name)])


def test_what_all_pages_link_to_is_in_a_menu() -> None:
    paths, graph = _graph()
    menu = {paths.index("/"), paths.index("/contact")}
    assert all(menu.isdisjoint(row) for row in graph.out)
    assert _of("/contact", "in.share") == 1
    assert _of("/contact", "in.own") == 0


def test_cards_lead_from_the_list_to_its_items() -> None:
    paths, graph = _graph()
    items = [paths.index(f"/i/{n}") for n in range(5)]
    assert sorted(graph.cards[paths.index("/list")]) == items
    assert all(graph.listed_by[at] == [paths.index("/list")] for at in items)
    assert _of("/list", "cards.pure") == 1
    assert _of("/list", "cards.alike") == 0
    assert _of("/i/0", "in.cards") == 1
    assert graph.listed_by[paths.index("/list")] == [], "one link is no card"


def test_anchors_say_what_a_page_is() -> None:
    paths, graph = _graph()
    contact = graph.anchors[paths.index("/contact")]
    assert contact[TYPES.index(PageType.CONTACT)] > 0
    assert not graph.anchors[paths.index("/list"), TYPES.index(PageType.CONTACT)]


def test_a_folder_without_its_slash_is_the_same_page() -> None:
    pages = [digest("/", "<a href='/a'>a</a>"), digest("/a/", "<p>x")]
    none = np.zeros(2, np.float32)
    graph = read_graph(pages, np.array([0, 1]), none, [frozenset()] * 2)
    assert graph.out == [[1], []]
