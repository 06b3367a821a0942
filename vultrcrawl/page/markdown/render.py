"""The main text of a page as Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.page.maintext.blocks import MAX_CHARACTERS
from vultrcrawl.page.maintext.extract import line_of, pack_main
from vultrcrawl.page.maintext.model import choose
from vultrcrawl.page.markdown.escape import as_line, fenced, is_plain, visible
from vultrcrawl.page.markdown.inline import markdown_of
from vultrcrawl.page.markdown.places import BlockPlace, language_of, places
from vultrcrawl.page.markdown.reading import read_marked
from vultrcrawl.page.markdown.tables import data_tables, table_lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.maintext.block import Block, Blocks
    from vultrcrawl.page.markdown.inline import Piece
    from vultrcrawl.page.markdown.places import BlockContainer
    from vultrcrawl.page.markdown.reading import Picture

#: Elements around a picture in which a line of the main text has to stand.
_NEAR = 4


@dataclass(frozen=True, slots=True)
class MarkdownText:
    """The main text of a page."""

    markdown: str
    """A line feed at its end, unless it is empty."""
    text: str
    """The same without any sign: a line a block."""
    main: bytes = b""
    """Its lines, as `vultrcrawl.page.maintext.extract` keeps them."""


def markdown_text(document: Document) -> MarkdownText:
    """Return the main text of *document*: the lines that `main_text` has."""
    blocks, lines, pictures = read_marked(document)
    if not blocks.blocks:
        return MarkdownText("", "")
    chosen = choose(document, blocks)
    writer = _Writer(blocks, lines, document.base_url)
    writer.write(chosen, _near(pictures, blocks, chosen))
    main = [line_of(blocks, number) for number in chosen]
    text = "\n".join(visible(block.text) for block in main)
    return MarkdownText(writer.markdown, text, pack_main(document, main))


def _near(pictures: list[Picture], blocks: Blocks, chosen: list[int]) -> list[Picture]:
    """Return the pictures that stand among the *chosen* blocks."""
    if not chosen:
        return []
    starts = np.array(chosen)
    near = []
    for picture in pictures:
        if not chosen[0] <= picture.block <= chosen[-1] + 1:
            continue
        at = picture.frame
        for _ in range(_NEAR):
            frame = blocks.frames[at]
            first = int(np.searchsorted(starts, frame.first))
            if first < len(chosen) and chosen[first] < frame.last:
                near.append(picture)
                break
            at = frame.parent
    return near


class _Writer:
    """Puts lines together, with the lists and quotes that they stand in."""

    def __init__(self, blocks: Blocks, lines: list[list[Piece]], base_url: str) -> None:
        self._base_url = base_url
        self._blocks = blocks.blocks
        self._frames = blocks.frames
        self._lines = lines
        self._places, self._leaves = places(blocks.frames)
        self._out: list[str] = []
        self._around: tuple[BlockContainer, ...] = ()
        self._was_item = False

    @property
    def markdown(self) -> str:
        return "\n".join(self._out) + "\n" if self._out else ""

    def write(self, chosen: list[int], pictures: list[Picture]) -> None:
        """Write the blocks with the numbers *chosen*, and *pictures* among them."""
        frames = [self._blocks[number].frame for number in chosen]
        place_of = [self._places[frame] for frame in frames]
        leaf_of = [self._leaves[frame] for frame in frames]
        data = data_tables(place_of)
        waiting = pictures[::-1]
        at = 0
        while at < len(chosen):
            while waiting and waiting[-1].block <= chosen[at]:
                self._picture(waiting.pop())
            place, end = place_of[at], at + 1
            if place.table in data and place.cell is not None:
                while end < len(chosen) and place_of[end].table == place.table:
                    end += 1
                self._table(chosen[at:end], place_of[at:end])
            else:
                while (
                    end < len(chosen)
                    and leaf_of[at] == leaf_of[end]
                    and self._goes_on(place, place_of[end], self._blocks[chosen[end]])
                ):
                    end += 1
                self._text(chosen[at:end], place)
            at = end
        for picture in reversed(waiting):
            self._picture(picture)

    @staticmethod
    def _goes_on(place: BlockPlace, after: BlockPlace, block: Block) -> bool:
        """Whether *block* belongs to the lines before it, in the same frame."""
        if place.code is not None:
            return place.code == after.code
        return bool(place.heading or place.term or block.broken)

    def _text(self, numbers: list[int], place: BlockPlace) -> None:
        if place.code is not None:
            raw = "\n".join(self._raw(number) for number in numbers)
            element = self._frames[place.code].element
            self._put(fenced(raw, language_of(element)), place)
            return
        lines = [line for number in numbers if (line := self._line(number))]
        if not lines:
            return
        if place.heading:
            self._put([f"{'#' * place.heading} {' '.join(lines)}"], place)
        elif place.term:
            joined = " ".join(lines)
            bare = not joined.startswith(("*", "`", "[", "!"))
            self._put([f"**{joined}**" if bare else as_line(joined)], place)
        else:
            broken = [f"{as_line(line)}\\" for line in lines[:-1]]
            self._put([*broken, as_line(lines[-1])], place, item=True)

    def _line(self, number: int) -> str:
        """Return a line that is no code."""
        pieces = self._lines[number]
        if len(pieces) == 1 and isinstance(pieces[0], str):  # most lines
            text = self._blocks[number].text
            if len(text) < MAX_CHARACTERS and is_plain(text):
                return text  # its spaces are collapsed
        return markdown_of(pieces, self._base_url)

    def _raw(self, number: int) -> str:
        """Return a line, or several, of code as it is."""
        text = "".join(one for one in self._lines[number] if isinstance(one, str))
        return visible(text).strip("\n").rstrip()

    def _table(self, numbers: list[int], found: list[BlockPlace]) -> None:
        rows: dict[HtmlElement, dict[HtmlElement, str]] = {}
        for number, place in zip(numbers, found, strict=True):
            line = markdown_of(self._lines[number], self._base_url)
            if place.row is None or place.cell is None:  # its caption
                self._put([as_line(line)], place)
                continue
            cells = rows.setdefault(self._frames[place.row].element, {})
            cell = self._frames[place.cell].element
            cells[cell] = f"{cells[cell]} {line}" if cell in cells else line
        self._put(table_lines(list(rows.items())), found[0])

    def _picture(self, picture: Picture) -> None:
        if line := markdown_of([picture.mark], self._base_url):
            self._put([line], self._places[picture.frame])

    def _put(self, lines: list[str], place: BlockPlace, *, item: bool = False) -> None:
        """Add *lines*, which stand at *place*, after what is there."""
        around = place.containers
        if not around and not self._around:  # most lines
            if self._out:
                self._out.append("")
            self._out += [line.rstrip() for line in lines]
            self._was_item = False
            return
        common = 0
        for one, other in zip(self._around, around, strict=False):
            if one.frame != other.frame:
                break
            common += 1
        opens = common < len(around)
        # Items follow each other closely; all else stands apart.
        if self._out and not (item and opens and self._was_item):
            inside = "".join(one.indent for one in around[:common])
            self._out.append(inside.rstrip())
        first = "".join(
            one.indent if number < common else one.marker
            for number, one in enumerate(around)
        )
        rest = "".join(one.indent for one in around)
        self._out += [
            f"{rest if number else first}{line}".rstrip()
            for number, line in enumerate(lines)
        ]
        self._around, self._was_item = around, item and bool(around)
