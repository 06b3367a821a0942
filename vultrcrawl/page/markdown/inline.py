"""Inline Markdown: emphasis, code, links, images."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from vultrcrawl.page.html.text import collapse
from vultrcrawl.page.markdown.escape import escaped, escaped_code, escaped_url, visible
from vultrcrawl.urls.joining import absolute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

Style: TypeAlias = Literal["strong", "em", "del", "code", "link"]
#: Elements that say how their text is meant.
_STYLES: dict[str, Style] = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "del": "del",
    "s": "del", "strike": "del", "code": "code", "kbd": "code", "samp": "code",
    "tt": "code", "a": "link",
}  # fmt: skip
_AROUND = {"strong": "**", "em": "*", "del": "~~"}
#: Attributes that hold a picture's address until a script has shown it.
_SOURCES = ("src", "data-src", "data-lazy-src", "data-original")
#: Texts of links that lead to the heading they stand in.
_ANCHORS = frozenset("¶#§🔗")
#: What has no width, and stands for the text of a link that a style sheet draws.
_NOTHING = "\u200b\u200c\u200d\u2060\ufeff"


class Mark(NamedTuple):
    """What stands in a line beside text: an image, or where a style begins or ends."""

    kind: Literal["image", "open", "close"]
    value: str = ""
    """The alternative text, or the style."""
    url: str = ""
    """Absolute address of an image or a link."""


#: A piece of a line: a text, or what stands between texts.
Piece: TypeAlias = "str | Mark"


def style_of(element: HtmlElement, base_url: str) -> Mark | None:
    """Return the style that begins with *element*; None if it has none."""
    style = _STYLES.get(element.tag)
    if style is None:
        return None
    if style != "link":
        return Mark("open", style)
    href = (element.get("href") or "").strip()
    return Mark("open", style, absolute(href, base_url) if href else "")


def image_of(element: HtmlElement, base_url: str) -> Mark | None:
    """Return the image that *element* shows; None if it has no text or address."""
    alternative = collapse(element.get("alt"))
    if not alternative:
        return None
    for name in _SOURCES:
        source = (element.get(name) or "").strip()
        if source and not source.startswith("data:"):
            return Mark("image", alternative, absolute(source, base_url))
    return None


@dataclass(slots=True)
class _Open:
    """A style that has begun, and what stands in it so far."""

    style: str = ""
    url: str = ""
    pieces: list[str] = field(default_factory=list)


def markdown_of(line: Sequence[Piece]) -> str:
    """Return the pieces of a *line* as Markdown, spaces collapsed."""
    if len(line) == 1 and isinstance(text := line[0], str):  # most lines
        return collapse(escaped(visible(text)))
    open_: list[_Open] = [_Open()]
    in_code = 0
    for mark in line:
        if isinstance(mark, str):
            text = visible(mark)
            open_[-1].pieces.append(text if in_code else escaped(text))
        elif mark.kind == "image":
            if not in_code and (target := escaped_url(mark.url)):
                text = escaped(visible(mark.value))
                open_[-1].pieces.append(f"![{text}]({target})")
        elif mark.kind == "open":
            # In code nothing else has a style, and a style in itself is one.
            if in_code or any(one.style == mark.value for one in open_):
                open_.append(_Open())
            else:
                in_code += mark.value == "code"
                open_.append(_Open(mark.value, mark.url))
        elif len(open_) > 1:
            ended = open_.pop()
            in_code -= ended.style == "code"
            open_[-1].pieces.append(_styled(ended))
    while len(open_) > 1:
        ended = open_.pop()
        open_[-1].pieces.append(_styled(ended))
    return collapse("".join(open_[0].pieces))


def _styled(one: _Open) -> str:
    """Return what stands in a style, with the signs of it close to its text."""
    whole = "".join(one.pieces)
    text = collapse(whole)
    if not one.style or not text:
        return whole
    before = " " if whole[0].isspace() else ""
    after = " " if whole[-1].isspace() else ""
    if one.style == "code":
        return f"{before}{escaped_code(text)}{after}"
    if one.style == "link":
        bare = text.replace("\\", "").strip(_NOTHING)
        if not bare or bare in _ANCHORS:
            return ""
        target = escaped_url(one.url) if one.url else None
        return f"{before}[{text}]({target}){after}" if target else whole
    signs = _AROUND[one.style]
    return f"{before}{signs}{text}{signs}{after}"
