"""What on a page is not about its thing: cards of other things, and comments."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import chain, takewhile
from typing import TYPE_CHECKING, Final

from vultrcrawl.page.html.content import IN_LINE
from vultrcrawl.page.html.text import HEADINGS, text_of
from vultrcrawl.page.tree import finder
from vultrcrawl.schema.properties.registry import PROPERTIES, by_class
from vultrcrawl.schema.sources.links import leads_on
from vultrcrawl.schema.sources.nodes import marks_in
from vultrcrawl.schema.sources.paths import step_of
from vultrcrawl.schema.sources.prose import LEAST, PARAGRAPH
from vultrcrawl.values.images import is_picture

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.html.content import Node

#: Longest text of a card, in characters.
_LONGEST = 800
_LINKS = finder(".//a[@href]")
_TITLES = HEADINGS.keys() - {"h1"}
_HOLDERS = frozenset((
    "div", "ul", "ol", "section", "main", "article", "tbody", "table", "dl", "td",
    "span", "p",
))  # fmt: skip
#: Classes and ids, as a whole, of lists of comments and of forms for one: WordPress's
#: (``comment_form()``, ``wp_list_comments()``), Disqus's, and what others call theirs.
_COMMENTS: Final = re.compile(
    r"(?:comments?|commentaires?|kommentare?|comentarios|reacties)"
    r"[-_]*(?:area|section|list|wrap(?:per)?|container|template|form|body|respond|thread"
    r"|block|box|content|\d+)?"
    r"|(?!no-|has-|with-)(?:[a-z]+[-_]){1,3}comments(?:(?:__|--)[\w-]+)?"
    r"|respond|reply-title|disqus[-_]thread",
    re.IGNORECASE,
)
_FRAME = frozenset(("body", "main"))


def cards(document: Document) -> set[Node]:
    """Return the repeated parts of a page that each link to a page of their own."""
    holders = _holders(document)
    linking = Counter(
        node.parent
        for node in document.content.nodes
        if node.element in holders and node.tag not in IN_LINE
    )
    # Most have no two children with a link, and what these are called is of no matter.
    several = {
        parent
        for parent, count in linking.items()
        if count > 1
        and parent is not None
        and parent.tag in _HOLDERS
        and not _names_list(parent.element)
    }
    if not several:
        return set()
    words = frozenset(marks_in(document.content.nodes))
    siblings: dict[tuple[Node, str], list[Node]] = defaultdict(list)
    for node in document.content.nodes:
        parent = node.parent
        if parent is not None and parent in several and node.tag not in IN_LINE:
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


def _names_list(element: HtmlElement) -> bool:
    """Whether a class or an id names a property of several values: ingredients."""
    marks = [*(element.get("class") or "").split(), element.get("id") or ""]
    named = [by_class(mark) for mark in marks if mark]
    return any(name is not None and PROPERTIES[name].is_list for name in named)


def _holders(document: Document) -> set[HtmlElement]:
    """Return the elements that a link stands in, but those to the page's pictures."""
    found: set[HtmlElement] = set()
    for link in filter(leads_on, _LINKS(document.root)):
        if is_picture(link.get("href") or ""):
            continue
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
        any(map(leads_on, title.iter("a"))) or _linked(title, element)
        for title in titles
    ):
        return True
    return any(_linked(image, element) for image in element.iter("img"))


def _linked(inner: HtmlElement, card: HtmlElement) -> bool:
    around = chain((inner,), inner.iterancestors())
    inside = takewhile(lambda one: one is not card, around)
    return card.tag == "a" or any(one.tag == "a" for one in inside)


def carded(document: Document) -> set[Node]:
    """Return the nodes of a page that stand in cards, and the cards."""
    within = cards(document)
    if within:
        for node in document.content.nodes:  # parents come before children
            if node.parent in within:
                within.add(node)
    return within


def comments(document: Document) -> set[Node]:
    """Return the nodes of a page's comments and of the form for a new one.

    None of a page that has little text besides: a thread is what its comments say.
    """
    found: set[Node] = set()
    for node in document.content.nodes:  # parents come before children
        # Most have no attributes.
        if node.parent in found or (node.element.keys() and _is_comments(node)):
            found.add(node)
    if not found:
        return found
    lengths = (
        len(text_of(node.element))
        for node in document.content.nodes
        if node.tag in ("p", "li") and not node.has_block and node not in found
    )
    size = sum(length for length in lengths if length >= PARAGRAPH)
    return found if size >= LEAST else set()


def _is_comments(node: Node) -> bool:
    element = node.element
    if node.tag in _FRAME or not (element.get("class") or element.get("id")):
        return False
    marks = [*(element.get("class") or "").split(), element.get("id") or ""]
    if not any(map(_COMMENTS.fullmatch, marks)):
        return False
    return element.find(".//h1") is None
