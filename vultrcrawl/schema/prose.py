"""The text of an article: where most of a page's paragraphs stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.items import Region
from vultrcrawl.schema.values import MAX_LIST
from vultrcrawl.schema.view import text_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.schema.view import Node, View

#: Shortest paragraph that counts, and least prose of a page, in characters.
_PARAGRAPH, _LEAST = 60, 400
#: Share of the prose that the element holds, at least.
_MOST = 0.7


def prose_of(view: View, skip: AbstractSet[Node] = frozenset()) -> HtmlElement | None:
    """Return the innermost element that holds most of the page's paragraphs.

    Nodes in *skip*, side bars and headers don't count. None if the page has little
    prose.
    """
    sums: dict[Node, int] = {}
    total = 0
    for node in view.nodes:
        if node.tag != "p" or node.has_block or node in skip:
            continue
        if node.region in (Region.ASIDE, Region.HEADER):
            continue
        size = len(text_of(node.element))
        if size < _PARAGRAPH:
            continue
        total += size
        above = node.parent
        while above is not None:
            sums[above] = sums.get(above, 0) + size
            above = above.parent
    if total < _LEAST:
        return None
    # Nodes are in document order: of those around the same prose the last is innermost.
    return [node for node in view.nodes if sums.get(node, 0) >= _MOST * total][
        -1
    ].element


def paragraphs(view: View, skip: AbstractSet[Node] = frozenset()) -> list[str]:
    """Return the paragraphs of the page's prose; none if it has little."""
    body = prose_of(view, skip)
    if body is None:
        return []
    texts = (text_of(one) for one in list(body.iter("p"))[:MAX_LIST])
    return [text for text in texts if text]
