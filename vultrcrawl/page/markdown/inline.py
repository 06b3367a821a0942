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
    """Address of an image or a link, as the page writes it."""


#: A piece of a line: a text, or what stands between texts.
Piece: TypeAlias = "str | Mark"


#: Tags of elements that are kept in a line.
MARKED = frozenset((*_STYLES, "img"))
_OPENED = {tag: Mark("open", style) for tag, style in _STYLES.items()}


def style_of(element: HtmlElement, tag: str) -> Mark:
    """Return the style that begins with *element*, whose *tag* has one."""
    if tag == "a" and (href := (element.get("href") or "").strip()):
        return Mark("open", "link", href)
    return _OPENED[tag]


def image_of(element: HtmlElement) -> Mark | None:
    """Return the image that *element* shows; None if it has no text or address."""
    alternative = collapse(element.get("alt"))
    if not alternative:
        return None
    for name in _SOURCES:
        source = (element.get(name) or "").strip()
        if source and not source.startswith("data:"):
            return Mark("image", alternative, source)
    return None


@dataclass(slots=True)
class _Open:
    """A style that has begun, and what stands in it so far."""

    style: str = ""
    url: str = ""
    pieces: list[str] = field(default_factory=list)


def markdown_of(line: Sequence[Piece], base_url: str) -> str:
    """Return the pieces of a *line* as Markdown, spaces collapsed.

    Links are relative to *base_url*.
    """
    if len(line) == 1 and isinstance(text := line[0], str):  # most lines
        return collapse(escaped(visible(text)))
    open_: list[_Open] = [_Open()]
    pieces = open_[0].pieces
    in_code = 0
    for mark in line:
        if isinstance(mark, str):
            text = mark if mark.isprintable() else visible(mark)
            pieces.append(text if in_code else escaped(text))
            continue
        if mark.kind == "image":
            if not in_code and (target := _target(mark.url, base_url)):
                text = escaped(visible(mark.value))
                pieces.append(f"![{text}]({target})")
            continue
        if mark.kind == "open":
            # In code nothing else has a style, and a style in itself is one.
            if in_code or (
                len(open_) > 1 and any(one.style == mark.value for one in open_)
            ):
                open_.append(_Open())
            else:
                in_code += mark.value == "code"
                open_.append(_Open(mark.value, mark.url))
        elif len(open_) > 1:
            ended = open_.pop()
            in_code -= ended.style == "code"
            open_[-1].pieces.append(_styled(ended, base_url))
        pieces = open_[-1].pieces
    while len(open_) > 1:
        ended = open_.pop()
        open_[-1].pieces.append(_styled(ended, base_url))
    return collapse("".join(open_[0].pieces))


def _target(address: str, base_url: str) -> str | None:
    """Return what an *address* is as the target of a link; None if that is none."""
    return escaped_url(absolute(address, base_url))


def _styled(one: _Open, base_url: str) -> str:
    """Return what stands in a style, with the signs of it close to its text."""
    pieces = one.pieces
    whole = pieces[0] if len(pieces) == 1 else "".join(pieces)
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
        target = _target(one.url, base_url) if one.url else None
        return f"{before}[{text}]({target}){after}" if target else whole
    signs = _AROUND[one.style]
    return f"{before}{signs}{text}{signs}{after}"
