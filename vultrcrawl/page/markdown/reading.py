"""Reads the blocks of a page with their inline marks in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vultrcrawl.page.html.text import INLINE
from vultrcrawl.page.maintext.blocks import BlockReader, Blocks
from vultrcrawl.page.markdown.inline import Mark, image_of, style_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document

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


class MarkdownReader(BlockReader):
    """Reads blocks, and keeps for each the pieces of its line."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.lines: list[list[Mark]] = []
        """For each block its pieces."""
        self.pictures: list[Picture] = []
        self._base = document.base_url
        self._marks: list[Mark] = []
        self._styles: list[tuple[HtmlElement, Mark]] = []

    def open(self, node: HtmlElement) -> bool:
        """Note that *node* begins, and which style begins with it."""
        is_read = super().open(node)
        if is_read and node.tag in INLINE and len(self._marks) < _MAX_MARKS:
            if node.tag == "img":
                if (image := image_of(node, self._base)) is not None:
                    self._marks.append(image)
            elif (style := style_of(node, self._base)) is not None:
                self._marks.append(style)
                self._styles.append((node, style))
        return is_read

    def close(self, node: HtmlElement) -> None:
        """Note that *node* ends, and its style with it."""
        if self._styles and self._styles[-1][0] is node:
            self._styles.pop()
            self._marks.append(_CLOSE)
        super().close(node)

    def add(self, text: str) -> None:
        """Add *text* to the line."""
        known = len(self.pieces)
        super().add(text)
        if self.in_code:  # as it is: no space is missing there
            if len(self.pieces) > known:
                self._marks.append(Mark("text", text))
        else:
            self._marks += [Mark("text", one) for one in self.pieces[known:]]

    def end_line(self) -> None:
        """Keep the pieces of the line with its block, if it has one."""
        known = len(self.blocks)
        super().end_line()
        if len(self.blocks) > known:
            self.lines.append(self._marks)
        else:
            for mark in self._marks:
                if mark.kind == "image" and len(self.pictures) < _MAX_IMAGES:
                    self.pictures.append(Picture(known, self.frame, mark))
        self._marks = [style for _, style in self._styles]


def read_marked(document: Document) -> tuple[Blocks, list[list[Mark]], list[Picture]]:
    """Return the blocks of *document*, the pieces of their lines, and its pictures."""
    reader = MarkdownReader(document)
    body = document.root.find(".//body")
    if body is not None:
        reader.run(body)
    return Blocks(reader.blocks, reader.frames), reader.lines, reader.pictures
