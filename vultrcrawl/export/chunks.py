"""Markdown in pieces for an index: a section each, long ones in several."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from vultrcrawl.export.names import url_digest

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Tokens of one piece at most, as they are estimated, if it can be cut.
CHUNK_TOKENS = 500
_HEADING = re.compile(r"(#{1,6}) (.+)")
_FENCE = re.compile(r"[> ]*(?:(?:[-+*]|\d+\.) +)*(`{3,})")
#: Scripts that are written without spaces: a sign is about a token.
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
)
_ESCAPED = re.compile(r"\\([^\w\s])")
#: A link or picture in a heading, and signs of code and emphasis.
_LINK = re.compile(r"!?\[((?:\\.|[^\]\\])*)\]\([^()\s]*\)")
_MARKS = re.compile(r"(?<!\\)[`*]+")


def tokens(text: str) -> int:
    """Return about how many tokens a language model makes of *text*.

    A quarter of its characters, and one for each sign of Chinese, Japanese, Thai ...:
    what is common to the tokenizers of today, within a third.
    """
    dense = 0 if text.isascii() else len(_DENSE.findall(text))
    return dense + (len(text) - dense + 3) // 4


def chunks(url: str, title: str, markdown: str) -> Iterator[dict[str, Any]]:
    """Yield the pieces of the page at *url*, in their order.

    The id of a piece depends on the address, the headings above it and its place among
    those with the same: not on what stands elsewhere on the page.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for trail, blocks in _sections(markdown):
        for text in _cut(blocks):
            number = seen[trail]
            seen[trail] += 1
            yield {
                "id": url_digest("\0".join((url, *trail, str(number))), 16),
                "url": url,
                "title": title,
                "headings": list(trail),
                "text": text,
                "tokens": tokens(text),
            }


def _sections(markdown: str) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Yield the headings above each section, and its blocks, the heading first."""
    trail: list[tuple[int, str]] = []
    section: list[str] = []
    for block in _blocks(markdown):
        heading = _HEADING.fullmatch(block) if block[0] == "#" else None
        if heading is not None:
            if section:
                yield tuple(text for _, text in trail), section
            level = len(heading[1])
            trail = [one for one in trail if one[0] < level]
            trail.append((level, _as_text(heading[2])))
            section = []
        section.append(block)
    if section:
        yield tuple(text for _, text in trail), section


def _as_text(heading: str) -> str:
    """Return what a heading says, without links and signs."""
    bare = _MARKS.sub("", _LINK.sub(r"\1", heading))
    return _ESCAPED.sub(r"\1", bare).strip()


def _blocks(markdown: str) -> Iterator[str]:
    """Yield what empty lines part, code as a whole."""
    lines: list[str] = []
    fence = ""
    for line in markdown.splitlines():
        if fence:
            fence = "" if line.strip("> ") == fence else fence
        elif "```" in line and (match := _FENCE.match(line)):
            fence = match[1]
        if line.strip("> ") or fence:
            lines.append(line)
        elif lines:
            yield "\n".join(lines)
            lines = []
    if lines:
        yield "\n".join(lines)


def _parted(block: str) -> Iterator[str]:
    """Yield *block*, a long list, table or piece of code, in several.

    Each part of a table has its head, each of code its fences.
    """
    lines = block.splitlines()
    head: list[str] = []
    tail: list[str] = []
    if _FENCE.match(lines[0]) and len(lines) > 2:
        head, tail, lines = lines[:1], lines[-1:], lines[1:-1]
    elif lines[0].startswith("|"):
        head, lines = lines[:2], lines[2:]
    part: list[str] = []
    around = size = sum(map(tokens, (*head, *tail)))
    for line in lines:
        more = tokens(line) + 1
        if part and size + more > CHUNK_TOKENS:
            yield "\n".join((*head, *part, *tail))
            part, size = [], around
        part.append(line)
        size += more
    yield "\n".join((*head, *part, *tail))


def _cut(blocks: list[str]) -> Iterator[str]:
    """Yield *blocks* put together, as many as fit."""
    piece: list[str] = []
    size = 0
    for block in blocks:
        whole = tokens(block)
        parts = _parted(block) if whole > CHUNK_TOKENS else (block,)
        for number, part in enumerate(parts):
            # And one for the empty line between.
            more = (whole if part is block else tokens(part)) + 1
            if piece and (number or size + more > CHUNK_TOKENS):
                yield "\n\n".join(piece)
                piece, size = [], 0
            piece.append(part)
            size += more
    if piece:
        yield "\n\n".join(piece)
