"""The main text of a page, as text and as a list of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from vultrcrawl.page.document import Document
from vultrcrawl.page.maintext.blocks import read_blocks
from vultrcrawl.page.maintext.model import choose

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.page.maintext.block import Blocks

BlockKind: TypeAlias = Literal[
    "paragraph", "heading", "list", "table", "code", "quote", "caption"
]
_KINDS: dict[str, BlockKind] = {
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading",
    "h5": "heading", "h6": "heading", "li": "list", "dt": "list", "dd": "list",
    "td": "table", "th": "table", "pre": "code", "blockquote": "quote",
    "figcaption": "caption",
}  # fmt: skip
#: Elements around a block that are looked at for its kind.
_LEVELS = 4


@dataclass(frozen=True, slots=True)
class MainBlock:
    """A line of the main text."""

    text: str
    """Spaces collapsed, but for those of code."""
    element: HtmlElement
    """The innermost block element around it."""
    kind: BlockKind
    holder: HtmlElement
    """The element that *kind* comes from; *element* for a paragraph."""
    broken: bool
    """Whether only a line break parts it from the line before."""


def main_blocks(document: Document) -> list[MainBlock]:
    """Return the lines of the main text of *document* in their order."""
    found = read_blocks(document)
    return [line_of(found, number) for number in choose(document, found)]


def line_of(found: Blocks, number: int) -> MainBlock:
    """Return block *number* of those that were *found*, with its kind."""
    block = found.blocks[number]
    at = block.frame
    element = found.frames[at].element
    for _ in range(_LEVELS):
        holder = found.frames[at].element
        if (kind := _KINDS.get(holder.tag)) is not None:
            return MainBlock(block.text, element, kind, holder, block.broken)
        at = found.frames[at].parent
    return MainBlock(block.text, element, "paragraph", element, block.broken)


def text_of_blocks(blocks: list[MainBlock]) -> str:
    """Return *blocks* as text.

    An empty line parts paragraphs; items of a list and rows of a table are on lines of
    their own, and a bar is between the cells of a row.
    """
    pieces: list[str] = []
    before: MainBlock | None = None
    for block in blocks:
        if before is not None:
            pieces.append(_between(before, block))
        pieces.append(block.text)
        before = block
    return "".join(pieces)


def _between(before: MainBlock, after: MainBlock) -> str:
    if after.holder is before.holder:
        return "\n" if after.broken or after.kind != "paragraph" else "\n\n"
    if before.kind == after.kind == "table":
        same_row = before.holder.getparent() is after.holder.getparent()
        return " | " if same_row else "\n"
    return "\n" if before.kind == after.kind == "list" else "\n\n"


def main_text(html: str, url: str) -> str:
    """Return the main text of the page with source *html*: what visitors come to read.

    An empty line parts paragraphs; it is empty where there is no such text. Nothing
    hidden is in it. *url* is the page's own address, absolute; it may be empty. Uses
    no network, and no input makes it raise.
    """
    return text_of_blocks(main_blocks(Document(html, url)))
