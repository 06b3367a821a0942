"""Groups of links in the main region that have the same place, and their cards."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from vultrcrawl.classify import words
from vultrcrawl.items import Region

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.page.links import Link

#: More links than this of one page tell nothing new about its shape.
_MOST_LINKS = 200
#: Cards looked at in a group.
_SAMPLE = 5
#: Text of a card that is looked at, in characters.
_MOST_TEXT = 3000


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """Links in the main region that stand alike, and what their cards hold."""

    count: int
    """Different addresses in the group."""
    anchor_length: float
    """Mean length of an anchor text, in characters."""
    card_length: float
    """Mean length of a card's text, in characters."""
    image: float
    """Share of the cards looked at that hold an image; so the next ones."""
    price: float
    date: float
    buy: float
    heading: float
    hrefs: tuple[str, ...]
    """Addresses of the sample, as written."""


def _ancestors(element: HtmlElement) -> list[HtmlElement]:
    chain = [element]
    while len(chain) < 12 and (parent := chain[-1].getparent()) is not None:
        chain.append(parent)
    return chain


def _card(element: HtmlElement, neighbour: HtmlElement) -> HtmlElement:
    """Return the largest ancestor of *element* that does not hold *neighbour*."""
    others = set(_ancestors(neighbour))
    card = element
    for ancestor in _ancestors(element):
        if ancestor in others:
            break
        card = ancestor
    return card


def _read(links: Sequence[Link], count: int) -> LinkGroup:
    step = max(1, len(links) // _SAMPLE)
    sample = links[::step][:_SAMPLE]
    image = price = date = buy = heading = length = 0
    for at, link in enumerate(sample):
        nearest = links[min(at * step + 1, len(links) - 1)]
        if nearest is link:
            nearest = links[at * step - 1]
        card = _card(link.element, nearest.element)
        text = etree.tostring(card, method="text", encoding="unicode", with_tail=False)
        text = " ".join(text[:_MOST_TEXT].split())
        length += len(text)
        price += bool(words.PRICE.search(text))
        date += bool(words.dates(text))
        buy += words.mentions("buy", text.lower())
        tags = {
            inner.tag for inner in card.iter("img", "picture", "h2", "h3", "h4", "h5")
        }
        image += "img" in tags or "picture" in tags
        heading += bool(tags - {"img", "picture"})
    size = len(sample)
    return LinkGroup(
        count=count,
        anchor_length=sum(len(link.text) for link in links) / len(links),
        card_length=length / size,
        image=image / size,
        price=price / size,
        date=date / size,
        buy=buy / size,
        heading=heading / size,
        hrefs=tuple(link.href for link in sample),
    )


def find_groups(
    links: Sequence[Link], places: Sequence[str], most: int = 3
) -> list[LinkGroup]:
    """Return the *most* weighty groups of at least three links in the main region.

    *places* are those of the *links*: they stand alike if these are equal. Weight is
    the number of different addresses times the mean length of anchor texts (at most 60
    characters): titles of entries weigh more than tags or page numbers.
    """
    main = (
        (link, place)
        for link, place in zip(links, places, strict=True)
        if link.region is Region.MAIN and link.rel != "frame"
    )
    alike: dict[str, list[Link]] = {}
    for link, place in islice(main, _MOST_LINKS):
        alike.setdefault(place, []).append(link)
    weighed = []
    for members in alike.values():
        if len(members) < 3:
            continue
        hrefs = Counter(link.href for link in members)
        if len(hrefs) < 3:
            continue
        anchors = sum(len(link.text) for link in members) / len(members)
        weighed.append((len(hrefs) * (5 + min(anchors, 60)), len(hrefs), members))
    weighed.sort(key=lambda entry: -entry[0])
    return [_read(members, count) for _, count, members in weighed[:most]]
