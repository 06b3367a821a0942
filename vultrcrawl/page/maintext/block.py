"""What a block of text is, and the words in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.items import Region

WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Return the words of *text* in lower case."""
    return WORD.findall(text.lower())


@dataclass(slots=True, eq=False)
class Frame:
    """An element that is a block."""

    element: HtmlElement
    tag: str
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
