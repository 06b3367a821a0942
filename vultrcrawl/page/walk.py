"""One pass over a page's tree: text, links with their region, headings, element counts.

The walk keeps a stack of its own, since pages nest thousands of elements deep.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vultrcrawl.items import Region
from vultrcrawl.page.regions import region_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_UNREAD = {
    "script", "style", "template", "svg", "math", "select", "datalist", "object",
    "canvas", "textarea", "title", "audio", "video",
}  # fmt: skip
#: Elements that don't break a line of text (HTML, section 15.3: the rest are blocks).
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del",
    "dfn", "em", "font", "i", "img", "ins", "kbd", "label", "mark", "q", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
    "nobr", "ruby", "rt", "rb", "input", "button",
}  # fmt: skip
_LINKS = {"a": "href", "area": "href", "frame": "src", "iframe": "src"}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])"
    r"|opacity\s*:\s*0(?![.\d])|(?:left|top|text-indent)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
#: Parts of a page that every page of a site repeats.
_BOILERPLATE = frozenset(Region) - {Region.MAIN}


@dataclass(slots=True)
class Walk:
    """What one pass over the tree collects."""

    blocks: list[tuple[str, Region]] = field(default_factory=list)
    """Visible text by block, spaces collapsed, with the region it stands in."""
    links: list[tuple[HtmlElement, str, Region]] = field(default_factory=list)
    """Elements that lead elsewhere, their attribute's value, and their region."""
    headings: list[tuple[int, HtmlElement, Region]] = field(default_factory=list)
    """Level and element of visible headings."""
    tags: Counter[str] = field(default_factory=Counter)
    """Number of elements by tag."""
    hidden: list[str] = field(default_factory=list)
    """Text that styles or attributes keep from a visitor."""

    def text(self, *, boilerplate: bool) -> str:
        """Return the visible text, a line a block."""
        return "\n".join(
            block
            for block, region in self.blocks
            if boilerplate or region not in _BOILERPLATE
        )


def walk(root: HtmlElement) -> Walk:
    """Read the tree under *root* once."""
    seen = Walk()
    tags, links, blocks = seen.tags, seen.links, seen.blocks
    line: list[str] = []
    line_region = Region.MAIN

    def end_line() -> None:
        if line:
            text = " ".join("".join(line).split())
            line.clear()
            if text:
                blocks.append((text, line_region))

    # An entry is an element to open, or text that follows an element that was closed.
    # `state` is (region, region opened by main or article, hidden).
    state = (Region.MAIN, False, False)
    stack: list[tuple[HtmlElement | None, str | None, tuple[Region, bool, bool], bool]]
    stack = [(root, None, state, False)]
    while stack:
        element, tail, state, breaks = stack.pop()
        if element is None:
            if breaks:
                end_line()
            if tail:
                (seen.hidden if state[2] else line).append(tail)
                line_region = state[0]
            continue
        tag = element.tag
        if not isinstance(tag, str):  # a comment or processing instruction
            continue
        tags[tag] += 1
        region, main, hidden = state
        attributes = element.attrib
        if attributes:
            words = attributes.get("class", "")
            if name := attributes.get("id"):
                words = f"{words} {name}"
            style = attributes.get("style")
            if tag not in ("html", "body", "a"):
                region = region_of(
                    tag, attributes.get("role", ""), words, region, main=main
                )
            if "hidden" in attributes or (style and _HIDING.search(style)):
                hidden = True
            if (attribute := _LINKS.get(tag)) and (href := attributes.get(attribute)):
                if (
                    "next" in (rel := attributes.get("rel", "").split())
                    or "prev" in rel
                ):
                    links.append((element, href, Region.PAGINATION))
                else:
                    links.append((element, href, region))
        elif tag in ("nav", "header", "footer", "aside", "main", "article"):
            region = region_of(tag, "", "", region, main=main)
        if tag in _UNREAD:
            continue
        if tag in ("main", "article"):
            main = True
        inside = (region, main, hidden)
        breaking = tag not in _INLINE
        if breaking:
            end_line()
        if (level := _HEADINGS.get(tag)) and not hidden:
            seen.headings.append((level, element, region))
        line_region = region
        if text := element.text:
            (seen.hidden if hidden else line).append(text)
        if breaking:
            stack.append((None, None, inside, True))
        for child in reversed(element):
            if child.tail:
                stack.append((None, child.tail, inside, False))
            stack.append((child, None, inside, False))
    end_line()
    return seen
