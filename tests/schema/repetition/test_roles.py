from __future__ import annotations

import numpy as np
import pytest

from vultrcrawl.page.document import Document
from vultrcrawl.schema.repetition.card_columns.alike import (
    alike_to,
    with_links_of_names,
)
from vultrcrawl.schema.repetition.card_columns.places import (
    Card,
    Column,
    Value,
    columns,
)
from vultrcrawl.schema.repetition.card_columns.roles import ROLES, roles_of
from vultrcrawl.schema.repetition.outline import Outline
from vultrcrawl.schema.repetition.runs import Container
from vultrcrawl.schema.sources.paths import Place

SITE = "https://forum.example"

NAMES = ("Red lamp", "Blue sofa", "Green chair")


def column(css: str, *texts: tuple[str, ...], attribute: str = "text") -> Column:
    """Return a column with the values *texts* of one card each."""
    values = {
        number: [
            Value(one, number, n, titled=False, href="", struck=False)
            for n, one in enumerate(several)
        ]
        for number, several in enumerate(texts)
    }
    return Column(Place(css, attribute), values)


@pytest.mark.parametrize(
    ("own", "order"),
    [
        (NAMES, ["h3 > a", "a", "h3"]),
        (NAMES[:2], ["a", "h3 > a", "h3"]),  # not on all cards
    ],
)
def test_what_finds_nothing_besides_comes_first(
    own: tuple[str, ...], order: list[str]
) -> None:
    links = column("a", *((name, "Learn more", "Add to wishlist") for name in NAMES))
    name = column("h3 > a", *((one,) for one in own))
    around = column("h3", *((one,) for one in own))
    scores = np.zeros((3, len(ROLES)))
    scores[:, ROLES.index("name")] = 0.9, 0.6, 0.5
    found = alike_to([links, name, around], scores, 0, "name")
    assert [one.place.css for one in found] == order


def test_a_sign_that_most_items_of_a_page_share_is_no_picture_of_one() -> None:
    count, on_page = 24, 8
    pages = [Outline(Document("<p>Topics</p>", f"{SITE}/l/{n}")) for n in range(3)]
    card = Container("ul > li", spread=False)
    cards = [Card(pages[n // on_page], 0, 1, card) for n in range(count)]
    links = tuple((f"{SITE}/t/{n}",) for n in range(count))
    read = tuple((f"{SITE}/{'un' * (n % 2)}read.gif",) for n in range(count))
    faces = tuple((f"{SITE}/{n % on_page}.jpg",) for n in range(count))
    found = [
        column("a", *((f"Topic {n}",) for n in range(count))),
        column("a", *links, attribute="href"),
        column("img.sign", *read, attribute="src"),
        column("img.face", *faces, attribute="src"),
    ]
    scores = np.zeros((4, len(ROLES)))
    for at, (role, score) in enumerate(
        (("name", 0.9), ("itemUrl", 0.9), ("image", 0.9), ("image", 0.4))
    ):
        scores[at, ROLES.index(role)] = score
    # On each page another picture, though few of all: of what is on several of them.
    assert roles_of(found, scores, cards)["image"] == 3
    assert "image" not in roles_of(found[:3], scores[:3], cards)


@pytest.mark.parametrize(
    ("files", "own"), [(["lamps.h"] * 3, True), (["a.h", "b.h", "c.h"], False)]
)
def test_a_name_stands_beside_a_link_that_many_cards_have(
    files: list[str], *, own: bool
) -> None:
    rows = "".join(
        f"<li>{name} : <a href='/{number}'>{file}</a></li>"
        for number, (name, file) in enumerate(zip(NAMES, files, strict=True))
    )
    outline = Outline(Document(f"<ul>{rows}</ul>", "https://lib.example/index"))
    container = Container("ul > li", spread=False)
    cards = [
        Card(outline, number, outline.ends[number], container)
        for number, node in enumerate(outline.nodes)
        if node.tag == "li"
    ]
    found = columns(cards, frozenset())
    scores = np.zeros((len(found), len(ROLES)))
    likely = {("li", "text"): 0.9, ("li", "own"): 0.8}
    scores[:, ROLES.index("name")] = [likely.get(one.place, 0.0) for one in found]
    chosen = found[roles_of(found, scores, cards)["name"]]
    assert chosen.place == ("li", "own" if own else "text")


def test_the_link_that_a_name_stands_in_is_the_items_own() -> None:
    def row(number: int, *, member: bool) -> str:
        icon = f"<a class=mail href='/write/{number}'><img src=/mail.png></a>"
        kind = "user" if member else "subject"
        link = f"<td><a class={kind} href='/{kind}/{number}'>N {number}</a></td>"
        return f"<tr><td>{icon if member else ''}</td>{link}</tr>"

    def page(*rows: str) -> str:
        return f"<table>{''.join(rows)}</table>"

    threads = page(*(row(n, member=False) for n in range(8)))
    members = page(*(row(n, member=True) for n in range(8, 10)))
    cards = []
    for html in (threads, members):
        outline = Outline(Document(html, "https://forum.example/list"))
        cards += [
            Card(outline, n, outline.ends[n], Container("table > tr", spread=False))
            for n, node in enumerate(outline.nodes)
            if node.tag == "tr"
        ]
    words = frozenset((".mail", ".user", ".subject"))
    by_place = {column.place: column for column in columns(cards, words)}
    links, name = by_place[Place("tr a", "href")], by_place[Place("tr a", "text")]
    assert links.first()[8].endswith("/write/8")
    found = with_links_of_names(list(by_place.values()), [links], name)
    assert found[1:] == [links]
    assert found[0].first() == {
        8: "https://forum.example/user/8",
        9: "https://forum.example/user/9",
    }
    # Where the first link is right on all cards, nothing comes before it.
    some = Column(name.place, {n: v for n, v in name.values.items() if n < 8})
    assert with_links_of_names(list(by_place.values()), [links], some) == [links]


def test_all_text_of_a_card_is_no_price_where_few_can_be_read() -> None:
    outline = Outline(Document("<p>Lamps</p>", f"{SITE}/lamps"))
    card = Container("ul > li", spread=False)
    cards = [Card(outline, 0, 1, card)] * 3
    found = [
        column("h3", *((name,) for name in NAMES)),
        column("li", ("Lamps",), ("Sofas",), ("$12.00 rated 5",)),
        column("b", ("$9.00",), ("$20.00",), ("$12.00",)),
    ]
    scores = np.zeros((3, len(ROLES)))
    scores[0, ROLES.index("name")] = 0.9
    scores[1:, ROLES.index("price")] = 0.9, 0.6
    assert roles_of(found, scores, cards)["price"] == 2


def cards_of(html: str) -> list[Card]:
    outline = Outline(Document(f"<ul>{html}</ul>", "https://shop.example/all"))
    container = Container("ul > li", spread=False)
    return [
        Card(outline, number, outline.ends[number], container)
        for number, node in enumerate(outline.nodes)
        if node.tag == "li"
    ]


def test_a_link_that_fills_a_cart_is_not_the_items_own() -> None:
    cards = cards_of(
        "".join(
            f"<li><a class=add href='/all?add-to-cart={n}'>Add</a>"
            f"<a class=more href='/p/{n}'>{name}</a></li>"
            for n, name in enumerate(NAMES)
        )
    )
    found = columns(cards, frozenset((".add", ".more")))
    scores = np.zeros((len(found), len(ROLES)))
    for at, one in enumerate(found):
        scores[at, ROLES.index("itemUrl")] = 0.9 if ".add" in one.place.css else 0.1
        scores[at, ROLES.index("name")] = 0.5 if one.place.attribute == "text" else 0.0
    own = found[roles_of(found, scores, cards)["itemUrl"]]
    assert own.first()[0] == "https://shop.example/p/0"


def test_what_a_class_calls_a_name_is_one_rather_than_the_text_of_a_picture() -> None:
    cards = cards_of(
        "".join(
            f"<li><a href='/p/{n}'><img src='/{n}.jpg' alt='{name} seen from the left'>"
            f"<div class=product-card__name>{name}</div></a></li>"
            for n, name in enumerate(NAMES)
        )
    )
    found = columns(cards, frozenset((".product-card__name",)))
    scores = np.zeros((len(found), len(ROLES)))
    for at, one in enumerate(found):
        likely = {"alt": 0.3, "text": 0.2, "href": 0.0}.get(one.place.attribute, 0.0)
        scores[at, ROLES.index("name")] = likely
    chosen = found[roles_of(found, scores, cards)["name"]]
    assert tuple(chosen.first().values()) == NAMES


@pytest.mark.parametrize("shop", ["seller__name", "author__name", "user-card__name"])
def test_a_class_that_names_somebody_else_names_no_item(shop: str) -> None:
    cards = cards_of(
        "".join(
            f"<li><h3><a href='/p/{n}'>{name}</a></h3><b class={shop}>Shop {n}</b></li>"
            for n, name in enumerate(NAMES)
        )
    )
    found = columns(cards, frozenset((f".{shop}",)))
    scores = np.zeros((len(found), len(ROLES)))
    for at, one in enumerate(found):
        likely = 0.4 if "b." in one.place.css else 0.5 if "h3" in one.place.css else 0
        scores[at, ROLES.index("name")] = likely
    chosen = found[roles_of(found, scores, cards)["name"]]
    assert tuple(chosen.first().values()) == NAMES


def test_a_class_tells_the_date_the_author_and_the_text_of_a_card() -> None:
    said = "What somebody wrote about it in one sentence."
    cards = cards_of(
        "".join(
            f"<li><a href='/p/{n}'>{name}</a><time datetime=2024-03-0{n + 1}>3</time>"
            f"<b class=author>Ada {n}</b><i class=date>soon</i>"
            f"<p class=description>{name}: {said}</p></li>"
            for n, name in enumerate(NAMES)
        )
    )
    found = columns(cards, frozenset((".author", ".date", ".description")))
    scores = np.zeros((len(found), len(ROLES)))
    for at, one in enumerate(found):
        scores[at, ROLES.index("name")] = (
            one.place.attribute == "text" and "a" in (one.place.css.rpartition(" ")[2])
        )
    chosen = {
        role: found[at].first()[0]
        for role, at in roles_of(found, scores, cards).items()
        if role != "itemUrl"
    }
    assert chosen["datePublished"] == "2024-03-01"
    assert chosen["author"] == "Ada 0"
    assert chosen["description"] == f"{NAMES[0]}: {said}"
