"""The main text of a page, as text and as a list of its parts.

It may be kept for who reads the page again: to read its blocks and to weigh them takes
several times as long as to parse it.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias, get_args

from vultrcrawl.page.document import Document
from vultrcrawl.page.html.text import HEADINGS
from vultrcrawl.page.maintext.blocks import read_blocks
from vultrcrawl.page.maintext.model import choose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.page.maintext.block import Blocks

BlockKind: TypeAlias = Literal[
    "paragraph", "heading", "list", "table", "code", "quote", "caption"
]
_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(HEADINGS, "heading"), **dict.fromkeys(("li", "dt", "dd"), "list"),
    "td": "table", "th": "table", "pre": "code", "blockquote": "quote",
    "figcaption": "caption",
}  # fmt: skip
_KIND_NAMES: tuple[BlockKind, ...] = get_args(BlockKind)
#: How close lines are packed; see `vultrcrawl.schema.templates.page_store`.
_LEVEL = 1
#: Signs of a heading's link to itself.
PERMALINKS = frozenset("\u00b6#\u00a7\U0001f517")
#: Elements around a block that are looked at for its kind.
_LEVELS = 4


class MainBlock(NamedTuple):
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
    if (known := unpack_main(document)) is not None:
        return known
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
            text = block.text
            if kind == "heading" and (
                text[:1] in PERMALINKS or text[-1:] in PERMALINKS
            ):
                text = _without_permalink(text, holder)
            return MainBlock(text, element, kind, holder, block.broken)
        at = found.frames[at].parent
    return MainBlock(block.text, element, "paragraph", element, block.broken)


def _without_permalink(text: str, heading: HtmlElement) -> str:
    """Return the *text* of a *heading* without the sign that links to itself."""
    for link in heading.iter("a"):
        sign = (link.text_content() or "").strip()
        if sign in PERMALINKS and (link.get("href") or "").startswith("#"):
            return text.removesuffix(sign).removeprefix(sign).strip() or text
    return text


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


def pack_main(document: Document, blocks: Sequence[MainBlock]) -> bytes:
    """Return *blocks*, the main text of *document*, as `unpack_main` reads them."""
    needed = {element for block in blocks for element in (block.element, block.holder)}
    elements = _elements(document)
    numbers = {one: number for number, one in enumerate(elements) if one in needed}
    kept = [
        _sign(document),
        len(elements),
        [block.text for block in blocks],
        [numbers[block.element] for block in blocks],
        [numbers[block.holder] for block in blocks],
        [_KIND_NAMES.index(block.kind) for block in blocks],
        [int(block.broken) for block in blocks],
    ]
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _LEVEL)


def unpack_main(document: Document) -> list[MainBlock] | None:
    """Return what an earlier reading of *document* kept; None if that isn't known."""
    if not document.kept_main:
        return None
    try:
        text = zlib.decompress(document.kept_main).decode("utf-8", "surrogatepass")
        sign, count, *columns = json.loads(text)
        elements = _elements(document)
        if sign != _sign(document) or count != len(elements):
            return None  # of another version of the page
        return [
            MainBlock(
                text, elements[one], _KIND_NAMES[kind], elements[around], bool(broken)
            )
            for text, one, around, kind, broken in zip(*columns, strict=True)
        ]
    except (zlib.error, ValueError, TypeError, IndexError):  # damaged, or older
        return None


def _elements(document: Document) -> Sequence[HtmlElement]:
    return document.layout.elements or list(document.root.iter())


def _sign(document: Document) -> int:
    return zlib.crc32(document.html.encode("utf-8", "replace"))
