"""The visible text of a page as a sequence of blocks.

A block is a line of text: it ends where a block element begins or ends, and at a line
break. One pass, linear in the number of nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lxml import etree

from vultrcrawl.page.html.text import (
    INLINE,
    RAISED,
    SILENT,
    UNSEEN,
    are_two,
    collapse,
)
from vultrcrawl.page.maintext.block import Block, Blocks, Frame, words_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.items import Region
    from vultrcrawl.page.document import Document
    from vultrcrawl.page.html.layout import Layout

#: Blocks of one page that are read, and characters of one block.
MAX_BLOCKS, MAX_CHARACTERS = 6_000, 50_000
_UNSEEN = UNSEEN | {"title"}
_STRONG = frozenset(("b", "strong", "em", "i"))


class LineKeeper(Protocol):
    """Is told what stands in the lines."""

    def begins(self, node: HtmlElement, tag: str) -> None:
        """Note that *node* begins in the line."""

    def ends(self, node: HtmlElement) -> None:
        """Note that *node* ends in the line."""

    def add(self, pieces: list[str]) -> None:
        """Note that *pieces* of text come next."""

    def line(self, number: int, frame: int, *, kept: bool) -> None:
        """Note that the line ends that is, if it is *kept*, block *number*."""


class BlockReader:
    """The state of one pass; *keeper* is told what a block leaves out."""

    def __init__(self, layout: Layout, keeper: LineKeeper | None) -> None:
        self.scopes = layout.scopes
        self.region = layout.outermost.region
        self.keeper = keeper
        self.blocks: list[Block] = []
        self.frames: list[Frame] = []
        self.frame = 0
        # Elements that opened a scope, with the region around them.
        self.around: list[tuple[HtmlElement, Region]] = []
        # Of the line so far.
        self.pieces: list[str] = []
        self.linked = self.strong = self.links = 0
        self.broken = False
        # Whether anything was noted of it.
        self.began = False
        # How many elements around what comes next are links, or emphasise.
        self.in_link = self.in_strong = self.in_code = 0
        # Since the last text: how far up the end of inline elements led and how far up
        # or down it is from there now, and whether one of them was raised.
        self.level = self.lowest = 0
        self.raised = False

    def run(self, body: HtmlElement) -> None:
        """Go through *body* in document order."""
        walk = etree.iterwalk(body, events=("start", "end", "comment", "pi"))
        skipped: HtmlElement | None = None
        pieces = self.pieces
        for event, node in walk:
            if event == "start":
                if not self.open(node):
                    walk.skip_subtree()
                    skipped = node
                    continue
                text = node.text
            else:
                if node is skipped:
                    skipped = None
                elif event == "end":
                    self.close(node)
                if node is body:
                    break
                text = node.tail
            if text and (pieces or not text.isspace()):
                self.add(text)
            if len(self.blocks) >= MAX_BLOCKS:
                break
        self.end_line()
        for frame in self.frames:
            frame.last = frame.last or len(self.blocks)

    def open(self, node: HtmlElement) -> bool:
        """Note that *node* begins; tell whether what stands in it is yet to be read."""
        tag = node.tag
        inline = tag in INLINE
        scope = self.scopes.get(node)
        if tag in SILENT or (scope is not None and scope.hidden):
            if not inline and tag not in _UNSEEN:
                self.end_line()
            return False
        if scope is not None:
            self.around.append((node, self.region))
            self.region = scope.region
        if inline:
            self.began = True
            self.level += 1
            if self.keeper is not None:
                self.keeper.begins(node, tag)
            if tag == "a":
                self.in_link += 1
                self.links += 1
            elif tag in _STRONG:
                self.in_strong += 1
            elif tag in RAISED:
                self.raised = True
            return True
        self.open_block(node, tag)
        return True

    def open_block(self, node: HtmlElement, tag: str) -> None:
        """Note that *node* begins, which ends a line."""
        self.end_line()
        if tag == "br":
            self.broken = True
            return
        depth = self.frames[self.frame].depth + 1 if self.frames else 0
        first = len(self.blocks)
        self.frames.append(Frame(node, tag, self.frame, depth, self.region, first))
        self.frame = len(self.frames) - 1
        self.in_code += tag == "pre"

    def close(self, node: HtmlElement) -> None:
        """Note that *node* ends."""
        tag = node.tag
        if self.around and self.around[-1][0] is node:
            self.region = self.around.pop()[1]
        if tag in INLINE:
            self.began = True
            if self.keeper is not None:
                self.keeper.ends(node)
            self.level -= 1
            self.lowest = min(self.lowest, self.level)
            if tag == "a":
                self.in_link -= 1
            elif tag in _STRONG:
                self.in_strong -= 1
            elif tag in RAISED:
                self.raised = True
        elif tag != "br":
            self.end_line()
            frame = self.frames[self.frame]
            frame.last = len(self.blocks)
            self.frame = frame.parent
            self.in_code -= tag == "pre"

    def add(self, text: str) -> None:
        """Add *text* to the line, which is no mere space at its beginning."""
        pieces = self.pieces
        self.began = True
        known = len(pieces)
        if pieces and not (pieces[-1][-1].isspace() or text[0].isspace()):
            apart = self.lowest < 0 and self.level > self.lowest
            if apart and self.raised:  # cents, or a power
                apart = pieces[-1][-1].isdigit() and text[0].isdigit()
            elif apart:
                apart = are_two(pieces[-1], text)
            if apart:
                pieces.append(" ")
        pieces.append(text)
        if self.keeper is not None:  # in code no space is missing
            self.keeper.add([text] if self.in_code else pieces[known:])
        self.level = self.lowest = 0
        self.raised = False
        if self.in_link:
            self.linked += len(text)
        if self.in_strong:
            self.strong += len(text)

    def end_line(self) -> None:
        """Make a block of the text since the last one."""
        if not self.began:
            self.broken = False
            return
        known = len(self.blocks)
        if self.pieces:
            text = "".join(self.pieces)[:MAX_CHARACTERS]
            text = text.strip("\n").rstrip() if self.in_code else collapse(text)
            if text:
                size = len(text)
                self.blocks.append(
                    Block(
                        text,
                        self.frame,
                        min(self.linked, size),
                        min(self.strong, size),
                        self.links,
                        self.broken,
                        words_of(text),
                    )
                )
            self.pieces.clear()
        if self.keeper is not None:
            self.keeper.line(known, self.frame, kept=len(self.blocks) > known)
        self.linked = self.strong = self.links = self.level = self.lowest = 0
        self.began = self.broken = self.raised = False


def read_blocks(document: Document, keeper: LineKeeper | None = None) -> Blocks:
    """Return the visible text of *document* in blocks; *keeper* is told the rest."""
    reader = BlockReader(document.layout, keeper)
    body = document.root.find(".//body")
    if body is not None:
        reader.run(body)
    return Blocks(reader.blocks, reader.frames)
