"""Reads the blocks of a page with their inline marks in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vultrcrawl.page.maintext.blocks import BlockReader, read_blocks
from vultrcrawl.page.markdown.inline import MARKED, Mark, image_of, style_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.html.layout import Layout
    from vultrcrawl.page.maintext.block import Blocks
    from vultrcrawl.page.markdown.inline import Piece

#: Images of a page that are read, and pieces of one line.
_MAX_IMAGES, _MAX_MARKS = 1_000, 20_000
_CLOSE = Mark("close")


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that stands by itself."""

    block: int
    """Number of the first block after it."""
    frame: int
    mark: Mark


class MarkedReader(BlockReader):
    """Keeps the pieces of each line of a page, too."""

    marked = MARKED

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout)
        self.lines: list[list[Piece]] = []
        """For each block its pieces."""
        self.pictures: list[Picture] = []
        self._styles: list[tuple[HtmlElement, Mark]] = []

    def begins(self, node: HtmlElement, tag: str) -> None:
        """Note which style begins with *node*, or the image that it is."""
        if len(self.marks) >= _MAX_MARKS:
            return
        if tag == "img":
            if (image := image_of(node)) is not None:
                self.marks.append(image)
        else:
            style = style_of(node, tag)
            self.marks.append(style)
            self._styles.append((node, style))

    def ends(self, node: HtmlElement) -> None:
        """Note that the style ends that began with *node*."""
        if self._styles and self._styles[-1][0] is node:
            self._styles.pop()
            self.marks.append(_CLOSE)

    def line_ended(self, *, kept: bool) -> None:
        """Keep the pieces of the line with its block, if it is one."""
        if kept:
            self.lines.append(self.marks)
        else:
            for piece in self.marks:
                if isinstance(piece, str) or piece.kind != "image":
                    continue
                if len(self.pictures) < _MAX_IMAGES:
                    self.pictures.append(Picture(len(self.blocks), self.frame, piece))
        self.marks = [style for _, style in self._styles]


def read_marked(
    document: Document,
) -> tuple[Blocks, list[list[Piece]], list[Picture]]:
    """Return the blocks of *document*, the pieces of their lines, and its pictures."""
    reader = MarkedReader(document.layout)
    return read_blocks(document, reader), reader.lines, reader.pictures
