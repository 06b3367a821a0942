"""The visible text of a page as a sequence of blocks.

A block is a line of text: it ends where a block element begins or ends, and at a line
break. One pass, linear in the number of nodes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from lxml import etree

from vultrcrawl.page.html.text import (
    INLINE,
    RAISED,
    SILENT,
    UNSEEN,
    are_two,
    collapse,
    is_inline,
)
from vultrcrawl.page.maintext.block import Block, Blocks, Frame, words_of

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.items import Region
    from vultrcrawl.page.document import Document
    from vultrcrawl.page.html.layout import Layout

#: Blocks of one page that are read, and characters of one block.
MAX_BLOCKS, MAX_CHARACTERS = 6_000, 50_000
_UNSEEN = UNSEEN | {"title"}
_STRONG = frozenset(("b", "strong", "em", "i"))
# What a tag is to a line of text; all else are blocks.
_BLOCK, _PLAIN, _NOTED, _SILENT = range(4)
_NOTING = _STRONG | RAISED | {"a"}
_KINDS = {
    **{tag: _NOTED if tag in _NOTING else _PLAIN for tag in INLINE},
    **dict.fromkeys(SILENT, _SILENT),
}


def _kind(node: HtmlElement, tag: str) -> int:
    """Return what *node*, whose name is *tag*, is to a line of text."""
    kind = _KINDS.get(tag, _BLOCK)
    return _PLAIN if kind == _BLOCK and is_inline(node, tag) else kind


class BlockReader:
    """The state of one pass; one that keeps more than blocks derives from it."""

    marked: ClassVar[AbstractSet[str]] = frozenset()
    """Tags of the inline elements that `begins` and `ends` are told of."""

    def __init__(self, layout: Layout) -> None:
        self.scopes = layout.scopes
        self.region = layout.outermost.region
        self.blocks: list[Block] = []
        self.frames: list[Frame] = []
        self.frame = 0
        # Elements that opened a scope, with the region around them.
        self.around: list[tuple[HtmlElement, Region]] = []
        # Of the line so far: its texts, and these with what else is kept of it.
        self.pieces: list[str] = []
        self.marks: list[Any] = []
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
        kind = _kind(node, tag)
        if kind == _SILENT or (node in self.scopes and not self.enter(node)):
            if kind == _BLOCK or (kind == _SILENT and tag not in _UNSEEN):
                self.end_line()
            return False
        if kind == _BLOCK:
            self.open_block(node, tag)
            return True
        self.began = True
        self.level += 1
        if tag in self.marked:
            self.begins(node, tag)
        if kind == _NOTED:
            self.note(tag, 1)
        return True

    def close(self, node: HtmlElement) -> None:
        """Note that *node* ends."""
        tag = node.tag
        kind = _kind(node, tag)
        if self.around and self.around[-1][0] is node:
            self.region = self.around.pop()[1]
        if kind == _BLOCK:
            self.close_block(tag)
            return
        self.began = True
        if tag in self.marked:
            self.ends(node)
        self.level -= 1
        self.lowest = min(self.lowest, self.level)
        if kind == _NOTED:
            self.note(tag, -1)

    def enter(self, node: HtmlElement) -> bool:
        """Note the region that begins with *node*; whether a visitor sees it."""
        scope = self.scopes[node]
        if scope.hidden:
            return False
        self.around.append((node, self.region))
        self.region = scope.region
        return True

    def note(self, tag: str, step: int) -> None:
        """Note that an inline element begins, *step* is 1, or ends, it is -1."""
        if tag == "a":
            self.in_link += step
            self.links += step > 0
        elif tag in RAISED:
            self.raised = True
        else:
            self.in_strong += step

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

    def close_block(self, tag: str) -> None:
        """Note that the innermost block ends."""
        if tag == "br":
            return
        self.end_line()
        frame = self.frames[self.frame]
        frame.last = len(self.blocks)
        self.frame = frame.parent
        self.in_code -= tag == "pre"

    def add(self, text: str) -> None:
        """Add *text* to the line, which is no mere space at its beginning."""
        pieces = self.pieces
        self.began = True
        if self.lowest < 0 and pieces and self.level > self.lowest:
            before = pieces[-1]
            if not (before[-1].isspace() or text[0].isspace()):
                if self.raised:  # cents, or a power
                    apart = before[-1].isdigit() and text[0].isdigit()
                else:
                    apart = are_two(before, text)
                if apart:
                    pieces.append(" ")
                    if not self.in_code:  # there no space is missing
                        self.marks.append(" ")
        pieces.append(text)
        self.marks.append(text)
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
        self.line_ended(kept=len(self.blocks) > known)
        self.linked = self.strong = self.links = self.level = self.lowest = 0
        self.began = self.broken = self.raised = False

    def begins(self, node: HtmlElement, tag: str) -> None:
        """Note that *node*, whose *tag* is `marked`, begins in the line."""

    def ends(self, node: HtmlElement) -> None:
        """Note that *node* ends in the line."""

    def line_ended(self, *, kept: bool) -> None:  # noqa: ARG002 (for those that derive)
        """Begin the marks of the next line; *kept* if the last block is this one."""
        self.marks.clear()


def read_blocks(document: Document, reader: BlockReader | None = None) -> Blocks:
    """Return the visible text of *document* in blocks, as *reader* finds them."""
    reader = reader or BlockReader(document.layout)
    body = document.root.find(".//body")
    if body is not None:
        reader.run(body)
    return Blocks(reader.blocks, reader.frames)
