"""The visible text of a page as a sequence of blocks.

A block is a line of text: it ends where a block element begins or ends, and at a line
break. One pass, linear in the number of nodes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from vultrcrawl.page.html.layout import scope_of
from vultrcrawl.page.html.text import INLINE, NO_ELEMENTS, UNREAD, are_two, collapse

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.items import Region
    from vultrcrawl.page.document import Document

#: Blocks of one page that are read, and characters of one block.
MAX_BLOCKS, MAX_CHARACTERS = 6_000, 50_000
_LEFT_OUT = UNREAD.union(NO_ELEMENTS)
WORD = re.compile(r"\w+")
_RAISED = frozenset(("sub", "sup"))
_UNSEEN = frozenset(("script", "style", "template", "rt", "rp", "rtc", "svg", "title"))
_STRONG = frozenset(("b", "strong", "em", "i"))


@dataclass(slots=True, eq=False)
class Frame:
    """An element that is a block."""

    element: HtmlElement
    parent: int
    """Number of the frame around it; its own for the outermost."""
    depth: int
    """Number of frames around it."""
    region: Region
    first: int
    """Number of the first block in it, if it has one."""
    last: int = 0
    """Number of the first block after it."""


@dataclass(slots=True, eq=False)
class Block:
    """A line of text."""

    text: str
    """Spaces collapsed, but for those of code in `<pre>`; never empty."""
    frame: int
    """Number of the innermost block element around it."""
    linked: int
    """Characters of text in links."""
    strong: int
    """Characters of text that is emphasised."""
    links: int
    """Links that begin in it."""
    broken: bool
    """Whether a line break, and no block, ended the line before it."""
    words: list[str]
    """Its words in lower case."""


@dataclass(slots=True)
class Blocks:
    """All blocks of a page in document order."""

    blocks: list[Block] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    """Block elements in document order, outer before inner."""


class BlockReader:
    """The state of one pass."""

    def __init__(self, document: Document) -> None:
        self.scopes = document.walk.scopes
        self.region = document.walk.outermost.region
        self.blocks: list[Block] = []
        self.frames: list[Frame] = []
        self.frame = 0
        # Elements that opened a scope, with the region around them.
        self.around: list[tuple[HtmlElement, Region]] = []
        # Of the line so far.
        self.pieces: list[str] = []
        self.linked = self.strong = self.links = 0
        self.broken = False
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
            if text:
                self.add(text)
            if len(self.blocks) >= MAX_BLOCKS:
                break
        self.end_line()
        for frame in self.frames:
            frame.last = frame.last or len(self.blocks)

    def open(self, node: HtmlElement) -> bool:
        """Note that *node* begins; tell whether what stands in it is read."""
        tag = node.tag
        inline = tag in INLINE
        scope = self.scopes.get(node)
        if tag in _LEFT_OUT or (scope is not None and scope.hidden):
            if not inline and tag not in _UNSEEN:
                self.end_line()
            return False
        if scope is not None:
            self.around.append((node, self.region))
            self.region = scope.region
        if inline:
            self.level += 1
            if tag == "a":
                self.in_link += 1
                self.links += 1
            elif tag in _STRONG:
                self.in_strong += 1
            elif tag in _RAISED:
                self.raised = True
            return True
        self.end_line()
        if tag == "br":
            self.broken = True
            return True
        depth = self.frames[self.frame].depth + 1 if self.frames else 0
        self.frames.append(
            Frame(node, self.frame, depth, self.region, len(self.blocks))
        )
        self.frame = len(self.frames) - 1
        self.in_code += tag == "pre"
        return True

    def close(self, node: HtmlElement) -> None:
        """Note that *node* ends."""
        tag = node.tag
        if self.around and self.around[-1][0] is node:
            self.region = self.around.pop()[1]
        if tag in INLINE:
            self.level -= 1
            self.lowest = min(self.lowest, self.level)
            if tag == "a":
                self.in_link -= 1
            elif tag in _STRONG:
                self.in_strong -= 1
            elif tag in _RAISED:
                self.raised = True
        elif tag != "br":
            self.end_line()
            frame = self.frames[self.frame]
            frame.last = len(self.blocks)
            self.frame = frame.parent
            self.in_code -= tag == "pre"

    def add(self, text: str) -> None:
        """Add *text* to the line."""
        pieces = self.pieces
        if not pieces:
            if text.isspace():
                return
        elif not (pieces[-1][-1].isspace() or text[0].isspace()):
            apart = self.lowest < 0 and self.level > self.lowest
            if apart and self.raised:  # cents, or a power
                apart = pieces[-1][-1].isdigit() and text[0].isdigit()
            elif apart:
                apart = are_two(pieces[-1], text)
            if apart:
                pieces.append(" ")
        pieces.append(text)
        self.level = self.lowest = 0
        self.raised = False
        if self.in_link:
            self.linked += len(text)
        if self.in_strong:
            self.strong += len(text)

    def end_line(self) -> None:
        """Make a block of the text since the last one."""
        if self.pieces:
            text = "".join(self.pieces)[:MAX_CHARACTERS]
            text = text.strip("\n").rstrip() if self.in_code else collapse(text)
            if text:
                self.blocks.append(
                    Block(
                        text,
                        self.frame,
                        min(self.linked, len(text)),
                        min(self.strong, len(text)),
                        self.links,
                        self.broken,
                        WORD.findall(text.lower()),
                    )
                )
            self.pieces.clear()
        self.linked = self.strong = self.links = self.level = self.lowest = 0
        self.broken = self.raised = False


def read_blocks(document: Document, root: HtmlElement | None = None) -> Blocks:
    """Return the visible text of *document* in blocks; with *root*, what is in that."""
    if root is None:
        root = document.root.find(".//body")
    reader = BlockReader(document)
    if root is not None:
        around = root.getparent()
        if around is not None:
            reader.region = scope_of(document.walk, around).region
        reader.run(root)
    return Blocks(reader.blocks, reader.frames)
