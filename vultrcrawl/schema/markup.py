"""What classes and ids call the things they mark."""

from __future__ import annotations

import re

from vultrcrawl.schema import names

_STEP_NAMES = re.compile(r'[.#]([A-Za-z_-][\w-]*)|\[\w[\w-]*="([^"]+)"\]')
_LOOKS = re.compile(
    r"(?:u|js|is|has|col|text|font|bg|border|rounded|shadow|leading|tracking|items"
    r"|justify|self|content|order|gap|space|overflow|object|whitespace|line|list"
    r"|[mp][xytblr]?|[wh]|min|max|z|top|left|right|bottom|inset|flex|grid|inline"
    r"|not|sm|md|lg|xl|uk|wp|elementor|et|fl|vc|css|sc)[-_].*"
    r"|row|flex|grid|block|inline|hidden|absolute|relative|fixed|sticky|static|italic"
    r"|bold|uppercase|truncate|underline|container|wrapper|wrap|inner|outer|group"
    r"|clearfix|cf|center|left|right|active|current|first|last|even|odd|main|body"
    r"|section|box|col|cell|item|items|link|links|text|title|img|image|small|large"
    r"|figure|btn|button|icon|span|div",
    re.IGNORECASE,
)
_BY_TAG = {
    "a": "link", "p": "text", "li": "items", "td": "cells", "span": "text",
    "div": "text", "img": "image", "time": "date", "figcaption": "caption",
}  # fmt: skip


def markup_name(steps: list[str], tag: str, attribute: str) -> tuple[str, float]:
    """Return a name for what *steps* of a selector find, and what it is worth, 0 to 1.

    *tag* is that of the last step, *attribute* what is read of the element.
    """
    if attribute == "datetime":
        return "datePublished", 0.75
    if tag == "img":
        return "image", 0.5
    known = _hint(steps)
    if known is not None:
        return known
    if tag in ("h1", "h2"):
        return "name", 0.6
    if name := markup(steps):
        return name, 0.4
    return _BY_TAG.get(tag, tag), 0.3


def _hint(steps: list[str]) -> tuple[str, float] | None:
    """Return the standard name that one of the last two marked steps means."""
    marked = [marks for step in reversed(steps) if (marks := marks_of(step))]
    for depth, marks in enumerate(marked[:2]):
        for words in marks:
            if (name := names.hinted(words)) is not None:
                return name, 0.75 - 0.08 * depth
            tokens = re.split(r"[-_]+", words)
            for token in (tokens[-1], tokens[0]) if len(tokens) > 1 else ():
                if (name := names.hinted(token)) is not None:
                    return name, 0.65 - 0.08 * depth
    return None


def marks_of(step: str) -> list[str]:
    """Return the classes, the id and the attribute values that *step* names."""
    return [match[1] or match[2] for match in _STEP_NAMES.finditer(step)]


def markup(steps: list[str]) -> str:
    """Return the name that the nearest class or id gives; "" without any.

    Classes that say how something looks (``flex``, ``text-xs``) don't name it.
    """
    for step in reversed(steps):
        for words in marks_of(step):
            if _LOOKS.fullmatch(words):
                continue
            if name := names.snake(words.replace("-", " ")):
                return name
    return ""
