"""The text of an article: where a page's paragraphs stand, and how it starts."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from vultrcrawl.items import Region
from vultrcrawl.page.maintext.blocks import read_blocks
from vultrcrawl.page.maintext.extract import line_of, text_of_blocks
from vultrcrawl.schema.values import MAX_LIST, MAX_TEXT, folded, uncut
from vultrcrawl.schema.view import text_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.maintext.extract import MainBlock
    from vultrcrawl.schema.view import Node, View

#: Shortest paragraph that counts, and least prose of a page, in characters.
PARAGRAPH, LEAST = 60, 400
#: Share of the prose that the element holds, at least.
_MOST = 0.7
#: Share of a line in links from which on it leads elsewhere.
_LINKED = 0.6
#: How a text ends that was not cut.
_ENDED: Final = re.compile(r"[.!?:\u3002\uff01\uff1f][\"'\u201d\u2019\u00bb)\]]*$")


def prose_of(view: View, skip: AbstractSet[Node] = frozenset()) -> HtmlElement | None:
    """Return the innermost element that holds most of the page's paragraphs.

    Nodes in *skip*, side bars, headers and links, such as cards of other pages, don't
    count. None if the page has little prose.
    """
    sums: dict[Node, int] = {}
    total = 0
    for node in view.nodes:
        if node.tag != "p" or node.has_block or node in skip:
            continue
        if node.region in (Region.ASIDE, Region.HEADER):
            continue
        size = len(text_of(node.element))
        if size < PARAGRAPH or is_linked(node.element):
            continue
        total += size
        for one in node.above():
            sums[one] = sums.get(one, 0) + size
    if total < LEAST:
        return None
    # Nodes are in document order: of those around the same prose the last is innermost.
    return [node for node in view.nodes if sums.get(node, 0) >= _MOST * total][
        -1
    ].element


def is_linked(paragraph: HtmlElement) -> bool:
    """Whether *paragraph* stands in a link, as those of cards of other pages do."""
    return next(paragraph.iterancestors("a"), None) is not None


def paragraphs(
    body: HtmlElement | None, skip: AbstractSet[Node] = frozenset()
) -> list[str]:
    """Return the paragraphs in *body*, but those of links and of nodes in *skip*."""
    if body is None:
        return []
    left_out = {node.element for node in skip if node.tag == "p"}
    texts = (
        text_of(one)
        for one in body.iter("p")
        if one not in left_out and not is_linked(one)
    )
    return list(islice(filter(None, texts), MAX_LIST))


def whole_text(
    document: Document, body: HtmlElement | None, skip: AbstractSet[Node] = frozenset()
) -> str:
    """Return all text in *body*: paragraphs, headings, lists, tables and code.

    An empty line parts paragraphs. Left out are the page's title with what stands above
    it, nodes in *skip*, and lines that are mostly links. On 106 articles whose text
    people had marked, its words had an F1 of 0.961, and paragraphs alone 0.875.
    """
    if body is None:
        return ""
    found = read_blocks(document, body)
    left_out = {node.element for node in skip}
    lines: list[MainBlock] = []
    for number, block in enumerate(found.blocks):
        element = found.frames[block.frame].element
        if element.tag == "h1" and not any(len(one.text) >= PARAGRAPH for one in lines):
            lines.clear()
        elif block.linked < _LINKED * len(block.text) and element not in left_out:
            lines.append(line_of(found, number))
    return text_of_blocks(lines)[:MAX_TEXT].rstrip()


def lead_of(texts: list[str]) -> list[str]:
    """Return the first of *texts* that is a paragraph and no remark, if any is."""
    return [text for text in texts if len(text) >= PARAGRAPH][:1]


def is_cut(text: str, whole: str) -> bool:
    """Whether *text* is the start of *whole*, and stops within a sentence.

    So programs make descriptions of pages, with or without an ellipsis at the end.
    """
    start = uncut(text)
    # A whole sentence is a summary, also where its stop was left out.
    sentence = text if _ENDED.search(text) else whole[: len(text) + 1]
    if len(start) < PARAGRAPH or (start == text and _ENDED.search(sentence)):
        return False
    words = folded(start).rpartition(" ")[0]  # the last word may be cut, too
    return len(whole) > len(start) and folded(whole).startswith(words)
