"""The elements that a container selector finds: one for each card or part."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING
from urllib.parse import urldefrag

from lxml import html

from vultrcrawl.items import Region
from vultrcrawl.page.css import select
from vultrcrawl.page.html.content import MAX_NODES
from vultrcrawl.page.html.text import own_text, text_of
from vultrcrawl.schema.values import folded
from vultrcrawl.urls.joining import absolute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document

#: Siblings that one element goes on over, at most: a text, not a page.
_SIBLINGS = 60
#: Links of one element that are looked at, at most.
_LINKS = 20
#: Pages of other templates that tell a menu, at least; the share of elements that stand
#: on them, too, from which on it is one; and elements of a page that are looked at.
_FRAMED, _MENU, _OF_PAGE = 3, 0.7, 12


def elements_of(
    root: HtmlElement, container: str, *, spread: bool = False
) -> list[HtmlElement]:
    """Return the elements that *container* finds in *root*, in document order.

    With *spread*, each goes on over the siblings that follow, up to the next one found:
    then a new element holds copies of it and of these. Linear in the page's size.
    """
    found = select(root, container)
    if not spread:
        return found
    heads = set(found)
    return [_joined(head, heads) for head in found]


def items_in(
    document: Document, container: str, *, spread: bool = False
) -> list[HtmlElement]:
    """Return the elements that *container* finds and that may be items of a list.

    They are visible, and don't lead to a place in the same page. Of several selectors,
    with commas between, the first that finds any counts.
    """
    here = urldefrag(document.base_url)[0]
    for css in container.split(", "):
        found = shown(document, elements_of(document.root, css, spread=spread))
        if kept := [one for one in found if not _leads_within(one, here)]:
            return kept
    return []


def _leads_within(element: HtmlElement, here: str) -> bool:
    """Whether *element* has links, and all lead to places in the page at *here*."""
    links = [href for one in element.iter("a") if (href := one.get("href"))][:_LINKS]
    return bool(links) and all(_is_within(href, here) for href in links)


def _is_within(href: str, here: str) -> bool:
    page, fragment = urldefrag(absolute(href, here))
    return bool(fragment) and fragment[0] not in "/!" and page in ("", here)


def share_of(document: Document, elements: Sequence[HtmlElement]) -> float:
    """Return the share of the page's text that stands in *elements*, 0 to 1."""
    inside = sum(len(text_of(one)) for one in elements)
    whole = sum(len(own_text(node.element)) for node in document.content.everything)
    return min(1.0, inside / max(1, whole))


def shown(document: Document, elements: Sequence[HtmlElement]) -> list[HtmlElement]:
    """Return those of *elements* that a visitor sees.

    What stands behind the last node that a page is read to is taken as seen.
    """
    nodes = document.content.everything
    if not elements or len(nodes) >= MAX_NODES:
        return list(elements)
    known = {node.element for node in nodes}
    return [one for one in elements if one in known or one.getparent() is None]


def is_frame(
    container: str,
    documents: Sequence[Document],
    others: Sequence[Sequence[str]],
    *,
    spread: bool,
) -> bool:
    """Whether most cards are beside the main content, and on other pages: a menu.

    A page of results without any result has nothing else. *container* and *spread* find
    the cards, see `elements_of`; *others* are texts of pages of each other template,
    folded, with a space around.
    """
    pages = [text for texts in others for text in texts]
    if len(pages) < _FRAMED:
        return False
    framed: list[bool] = []
    for document in documents:
        cards = items_in(document, container, spread=spread)
        for card in cards[:_OF_PAGE]:
            node = document.content.by_element.get(card)  # None for what is in a menu
            if node is not None and node.region is Region.MAIN:
                framed.append(False)
                continue
            text = f" {folded(text_of(card))} "
            framed.append(2 * sum(text in one for one in pages) > len(pages))
    return sum(framed) > _MENU * len(framed)


def _joined(head: HtmlElement, heads: set[HtmlElement]) -> HtmlElement:
    joined = html.Element("div")
    joined.append(deepcopy(head))
    at = head.getnext()
    while at is not None and at not in heads and len(joined) < _SIBLINGS:
        joined.append(deepcopy(at))
        at = at.getnext()
    return joined
