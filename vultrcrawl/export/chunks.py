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


def tokens(text: str) -> int:
    """Return about how many tokens a language model makes of *text*.

    A quarter of its characters, and one for each sign of Chinese, Japanese, Thai ...:
    what is common to the tokenizers of today, within a third.
    """
    dense = len(_DENSE.findall(text))
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
        if (heading := _HEADING.fullmatch(block)) is not None:
            if section:
                yield tuple(text for _, text in trail), section
            level = len(heading[1])
            trail = [one for one in trail if one[0] < level]
            trail.append((level, _ESCAPED.sub(r"\1", heading[2])))
            section = []
        section.append(block)
    if section:
        yield tuple(text for _, text in trail), section


def _blocks(markdown: str) -> Iterator[str]:
    """Yield what empty lines part, code as a whole."""
    lines: list[str] = []
    fence = ""
    for line in markdown.splitlines():
        if fence:
            fence = "" if line.strip("> ") == fence else fence
        elif match := _FENCE.match(line):
            fence = match[1]
        if line.strip("> ") or fence:
            lines.append(line)
        elif lines:
            yield "\n".join(lines)
            lines = []
    if lines:
        yield "\n".join(lines)


def _cut(blocks: list[str]) -> Iterator[str]:
    """Yield *blocks* put together, as many as fit."""
    piece: list[str] = []
    size = 0
    for block in blocks:
        more = tokens(block) + 1  # for the empty line between
        if piece and size + more > CHUNK_TOKENS:
            yield "\n\n".join(piece)
            piece, size = [], 0
        piece.append(block)
        size += more
    if piece:
        yield "\n\n".join(piece)
