"""Cards: what a page repeats, each with a link, such as the items of a listing."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from vultrcrawl.page.tree import finder
from vultrcrawl.schema.sources.paths import step_of
from vultrcrawl.schema.sources.view import INLINE, text_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.schema.sources.view import Node, View

#: Longest text of a card, in characters.
_LONGEST = 800
_LINKS = finder(".//a[@href]")
_TITLES = frozenset(["h2", "h3", "h4", "h5", "h6"])
_HOLDERS = frozenset((
    "div", "ul", "ol", "section", "main", "article", "tbody", "table", "dl", "td",
    "span", "p",
))  # fmt: skip


def cards(view: View) -> set[Node]:
    """Return the repeated parts of a page that each link to a page of their own."""
    holders = _holders(view)
    linking = Counter(
        node.parent
        for node in view.nodes
        if node.element in holders and node.tag not in INLINE
    )
    # Most have no two children with a link, and what these are called is of no matter.
    several = {
        parent
        for parent, count in linking.items()
        if count > 1 and parent is not None and parent.tag in _HOLDERS
    }
    if not several:
        return set()
    words = frozenset(view.marks())
    siblings: dict[tuple[Node, str], list[Node]] = defaultdict(list)
    for node in view.nodes:
        parent = node.parent
        if parent is not None and parent in several and node.tag not in INLINE:
            siblings[parent, step_of(node.element, words)[0]].append(node)
    found: set[Node] = set()
    for nodes in siblings.values():
        if len(nodes) < 2:
            continue
        linked = [one for one in nodes if one.element in holders and _is_card(one)]
        least = 3 if nodes[0].tag == "tr" else 2
        if len(linked) >= max(least, 0.6 * len(nodes)):
            found.update(nodes)
    return found


def _holders(view: View) -> set[HtmlElement]:
    """Return the elements that a link stands in."""
    found: set[HtmlElement] = set()
    for link in _LINKS(view.document.root):
        for above in link.iterancestors():
            if above in found:
                break
            found.add(above)
    return found


def _is_card(node: Node) -> bool:
    """Whether *node*, in which a link stands, has one as title or around a picture."""
    element = node.element
    titles = [inner for inner in element.iter() if inner.tag in _TITLES]
    if len(titles) > 2 or len(text_of(element)) > _LONGEST:
        return False  # a part of the page, not a thing among others
    if element.tag == "tr":
        return len(element) > 1 and element.find(".//table") is None
    if any(
        title.find(".//a[@href]") is not None or _linked(title, element)
        for title in titles
    ):
        return True
    return any(_linked(image, element) for image in element.iter("img"))


def _linked(inner: HtmlElement, card: HtmlElement) -> bool:
    return card.tag == "a" or any(
        above.tag == "a" for above in inner.iterancestors() if _below(above, card)
    )


def _below(element: HtmlElement, card: HtmlElement) -> bool:
    return any(above is card for above in element.iterancestors())


def carded(view: View) -> set[Node]:
    """Return the nodes of a page that stand in cards, and the cards."""
    within = cards(view)
    if within:
        for node in view.nodes:  # parents come before children
            if node.parent in within:
                within.add(node)
    return within
