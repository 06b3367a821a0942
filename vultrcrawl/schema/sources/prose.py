"""The text of an article: where a page's paragraphs stand, and how it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vultrcrawl.items import Region
from vultrcrawl.page.html.text import is_inline, text_of
from vultrcrawl.schema.properties.registry import by_class
from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.html.content import Node
    from vultrcrawl.page.maintext.extract import MainBlock

#: Place of the main text without the rows of tables of facts.
UNLABELLED: Final = "unlabelled"
#: Place of the lists of facts in it.
LABELLED: Final = "labelled"
#: Place of its first paragraph.
LEAD: Final = "lead"
#: Shortest paragraph that counts, and least prose of a page, in characters.
PARAGRAPH, LEAST = 60, 400
#: Properties whose short lines are no part of a text.
_BESIDE: Final = frozenset((
    "author", "datePublished", "dateModified", "keywords", "category",
    "price", "regularPrice", "availability", "sku",
))  # fmt: skip
#: Share of the prose that the element holds, at least.
_MOST = 0.7


def prose_of(
    document: Document, skip: AbstractSet[Node] = frozenset()
) -> HtmlElement | None:
    """Return the innermost element that holds most of the page's paragraphs.

    Nodes in *skip*, side bars, headers and links, such as cards of other pages, don't
    count. None if the page has little prose.
    """
    sums: dict[Node, int] = {}
    total = 0
    for node in document.content.nodes:
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
    return [
        node for node in document.content.nodes if sums.get(node, 0) >= _MOST * total
    ][-1].element


def is_linked(paragraph: HtmlElement) -> bool:
    """Whether *paragraph* stands in a link, as those of cards of other pages do."""
    return next(paragraph.iterancestors("a"), None) is not None


def is_torn(element: HtmlElement) -> bool:
    """Whether sentences that stand directly in *element* go on in inline elements.

    What is read of it without these has holes. A label at the start of a line and a
    link at its end leave none.
    """
    before = element.text or ""
    words = ""
    for child in element:
        after = child.tail or ""
        if isinstance(child.tag, str):
            if not is_inline(child, child.tag):  # a line ends here
                before, words = after, ""
                continue
            words += text_of(child)
        if after.strip():
            if before.strip() and words:
                return True
            before, words = after, ""
    return False


def own_blocks(blocks: Iterable[MainBlock], skip: AbstractSet[Node]) -> list[MainBlock]:
    """Return *blocks* of a main text without its title, and without nodes in *skip*.

    Nor what stands above the title or in links. The nodes are cards of other pages and
    comments.
    """
    left_out = {node.element for node in skip}
    found: list[MainBlock] = []
    for block in blocks:
        if block.element.tag == "h1" and all(len(b.text) < PARAGRAPH for b in found):
            found.clear()
        elif not (
            block.element in left_out or is_linked(block.element) or _is_other(block)
        ):
            found.append(block)
    return found


def _is_other(block: MainBlock) -> bool:
    """Whether a short *block* is something else by its class, such as a byline."""
    if len(block.text) >= PARAGRAPH:
        return False
    return bool(beside_classes(block.element))


def beside_classes(element: HtmlElement) -> list[str]:
    """Return the classes that say of *element* that it is beside a text: a price."""
    classes = (element.get("class") or "").split()
    return [name for name in classes if by_class(name) in _BESIDE]


def without_facts(
    blocks: Iterable[MainBlock], groups: Iterable[Mapping[str, str]]
) -> list[MainBlock]:
    """Return *blocks* without the lines that are rows of *groups* of labelled facts.

    A line is one if all its cells are labels or values of theirs.
    """
    facts = {
        folded(text) for group in groups for pair in group.items() for text in pair
    }
    return [
        block
        for block in blocks
        if not all(folded(cell) in facts for cell in block.text.split(" | "))
    ]


def paragraphs_of(blocks: Sequence[MainBlock]) -> list[str]:
    """Return those of *blocks* that are paragraphs, and no remarks or headings."""
    return [
        one.text
        for one in blocks
        if one.kind == "paragraph" and len(one.text) >= PARAGRAPH
    ]
