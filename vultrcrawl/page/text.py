"""Text of elements and of attributes, as a person would read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: Elements whose text is none of the page's: code, choices, what old browsers are told.
UNREAD = frozenset((
    "script", "style", "template", "svg", "math", "select", "datalist", "canvas",
    "textarea", "title", "audio", "video", "noembed", "noframes", "iframe",
))  # fmt: skip
#: Elements that don't break a line of text (HTML, section 15.3: the rest are blocks).
INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del",
    "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    "nobr", "ruby", "rt", "rb", "input", "button",
))  # fmt: skip
#: What lxml gives as the tag of nodes that are no elements.
NO_ELEMENTS: tuple[Any, ...] = (
    etree.Comment,
    etree.ProcessingInstruction,
    etree.Entity,
)
_SILENT = UNREAD.union(NO_ELEMENTS)


def collapse(text: str | None) -> str:
    """Return *text* with each run of white space made one space, none at the ends."""
    return " ".join(text.split()) if text else ""


class TextReader:
    """Gives the text in an element: spaces collapsed, words of two blocks apart.

    *each* bounds the characters that are read of one element, and *total* what is read
    altogether: elements nest, so that the texts of all of them can be a thousand times
    as long as the page. A node counts as one character there, and as a tenth in *each*.
    """

    def __init__(self, each: int = 20_000, total: int = 2_000_000) -> None:
        self.each = each
        self.left = total

    def __call__(self, element: HtmlElement) -> str:
        """Return the text in *element*, or the beginning of it."""
        if not len(element):
            return collapse(element.text)[: self.each]
        pieces: list[str] = []
        nodes = characters = 0
        walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
        for event, node in walk:
            silent = node.tag in _SILENT
            if not silent and node.tag not in INLINE:
                pieces.append(" ")
            text = None
            if event != "start":
                text = node.tail if node is not element else None
            elif silent:
                walk.skip_subtree()
            else:
                text = node.text
            nodes += 1
            if text:
                pieces.append(text)
                characters += 0 if text.isspace() else len(text)
            if characters + nodes // 10 > self.each or characters + nodes > self.left:
                break
        self.left -= nodes + characters
        return collapse("".join(pieces))[: self.each]


def join(base_url: str, href: str) -> str:
    """Return *href* made absolute; *href* itself where that can't be done."""
    href = href.strip()
    try:
        return urljoin(base_url, href)
    except ValueError:  # such as an unclosed bracket in the host
        return href
