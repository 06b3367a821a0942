"""Inline Markdown: emphasis, code, links, images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from vultrcrawl.page.html.text import collapse
from vultrcrawl.page.maintext.extract import PERMALINKS
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


def markdown_of(line: Sequence[Piece], base_url: str) -> str:
    """Return the pieces of a *line* as Markdown, spaces collapsed.

    Links are relative to *base_url*.
    """
    if len(line) == 1 and isinstance(text := line[0], str):  # most lines
        return collapse(escaped(visible(text)))
    pieces: list[str] = []
    # The styles that have begun, their addresses, and what stood before each.
    styles: list[tuple[str, str, list[str]]] = []
    in_code = False
    for mark in line:
        if isinstance(mark, str):
            text = mark if mark.isprintable() else visible(mark)
            pieces.append(text if in_code else escaped(text))
            continue
        kind, value, url = mark
        if kind == "open":
            # In code nothing else has a style, and a style in itself is one.
            if in_code or (styles and any(value == one[0] for one in styles)):
                value = ""
            styles.append((value, url, pieces))
            pieces = []
            in_code = in_code or value == "code"
        elif kind == "image":
            if not in_code and (target := _target(url, base_url)):
                pieces.append(f"![{escaped(visible(value))}]({target})")
        elif styles:
            style, url, before = styles.pop()
            before.append(_styled("".join(pieces), style, url, base_url))
            pieces = before
            in_code = in_code and style != "code"
    while styles:
        style, url, before = styles.pop()
        before.append(_styled("".join(pieces), style, url, base_url))
        pieces = before
    return collapse("".join(pieces))


def _target(address: str, base_url: str) -> str | None:
    """Return what an *address* is as the target of a link; None if that is none."""
    return escaped_url(absolute(address, base_url))


def _styled(whole: str, style: str, url: str, base_url: str) -> str:
    """Return *whole*, what stands in a style, with its signs close to the text."""
    text = collapse(whole)
    if not style or not text:
        return whole
    before = " " if whole[0].isspace() else ""
    after = " " if whole[-1].isspace() else ""
    if style == "code":
        return f"{before}{escaped_code(text)}{after}"
    if style == "link":
        bare = text.replace("\\", "").strip(_NOTHING)
        if not bare or bare in PERMALINKS:
            return ""
        target = _target(url, base_url) if url else None
        return f"{before}[{text}]({target}){after}" if target else whole
    signs = _AROUND[style]
    return f"{before}{signs}{text}{signs}{after}"
