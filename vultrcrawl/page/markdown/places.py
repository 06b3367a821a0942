"""The context of a block: lists, quotes, table cell, heading or code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.page.maintext.block import Frame

#: Lists and quotes inside each other that are told apart.
_MAX_NESTED = 8
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CELLS = ("td", "th")
_CONTAINERS = ("li", "blockquote")
#: What a place calls the frame of a tag.
_NUMBERED = {"pre": "code", "tr": "row", "td": "cell", "th": "cell"}
#: Elements that make a place another one.
_TELLING = frozenset((*_CONTAINERS, *_HEADINGS, *_CELLS, "pre", "dt", "table", "tr"))
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language|lang|highlight|highlight-source|brush:?)[-:\s]+([\w+#.-]{1,24})",
    re.IGNORECASE,
)
#: Words in the place of a language that name none.
_NO_LANGUAGES = frozenset(
    ("default", "none", "text", "plain", "plaintext", "notranslate")
)


@dataclass(frozen=True, slots=True)
class BlockContainer:
    """A list item or a quote around a block."""

    frame: int
    marker: str
    """What its first line begins with."""
    indent: str
    """What its other lines begin with."""


class BlockPlace(NamedTuple):
    """Where a block stands; numbers are those of frames."""

    containers: tuple[BlockContainer, ...] = ()
    heading: int = 0
    """Level, 1 to 6; 0 outside of headings."""
    code: int | None = None
    term: bool = False
    """Whether it is a term that is explained next."""
    table: int | None = None
    row: int | None = None
    cell: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all that stands in it is of one piece: a heading, a term, code."""
        return bool(self.heading or self.term) or self.code is not None


def places(frames: Sequence[Frame]) -> tuple[list[BlockPlace], list[int]]:
    """Return the place of each of *frames*, which stand in document order.

    And the frame whose lines belong together with its own: a heading, a term, a block
    of code that it stands in, or itself.
    """
    found: list[BlockPlace] = []
    leaves: list[int] = []
    counted: dict[HtmlElement, int] = {}
    for number, frame in enumerate(frames):
        up, tag = frame.parent, frame.tag
        around = found[up] if up < number else BlockPlace()
        if tag not in _TELLING or (tag in _CELLS and around.row is None):
            found.append(around)  # as most are
            leaves.append(leaves[up] if around.is_whole else number)
        else:
            found.append(_inside(around, number, frame, counted))
            leaves.append(number)
    return found, leaves


def _inside(
    around: BlockPlace,
    number: int,
    frame: Frame,
    counted: dict[HtmlElement, int],
) -> BlockPlace:
    """Return the place in *frame*, whose tag is `_TELLING`."""
    tag = frame.tag
    containers = around.containers
    if tag in _CONTAINERS and len(containers) >= _MAX_NESTED:
        return around
    if tag in _CONTAINERS:
        one = _container(number, frame.element, counted)
        return around._replace(containers=(*containers, one))
    changed: dict[str, Any] = {_NUMBERED.get(tag, ""): number}
    if tag in _HEADINGS:
        changed = {"heading": _HEADINGS[tag]}
    elif tag == "dt":
        changed = {"term": True}
    elif tag == "table":
        changed = {"table": number, "row": None, "cell": None}
    return around._replace(**changed)


def _container(
    number: int, element: HtmlElement, counted: dict[HtmlElement, int]
) -> BlockContainer:
    if element.tag == "blockquote":
        return BlockContainer(number, "> ", "> ")
    marker = _marker(element, counted)
    return BlockContainer(number, marker, " " * len(marker))


def _marker(item: HtmlElement, counted: dict[HtmlElement, int]) -> str:
    """Return the marker of a list item; *counted* are those before it, by list."""
    around = item.getparent()
    if around is None or around.tag != "ol":
        return "- "
    if around not in counted:
        counted[around] = _number(around.get("start"), 1)
    else:
        counted[around] += 1
    counted[around] = _number(item.get("value"), counted[around])
    return f"{counted[around]}. "


def _number(text: str | None, other: int) -> int:
    digits = (text or "").strip()
    return (
        int(digits)
        if digits.isascii() and digits.isdigit() and len(digits) < 7
        else other
    )


def language_of(element: HtmlElement) -> str:
    """Return the language that a ``<pre>`` names; empty if it names none.

    Its own class does, that of the ``<code>`` in it, or of what is around it.
    """
    inside = [one for one in element[:2] if one.tag == "code"]
    around = element.getparent()
    outer = [] if around is None else [around]
    if around is not None and (further := around.getparent()) is not None:
        outer.append(further)
    for one in (element, *inside, *outer):
        if stated := (one.get("data-lang") or one.get("data-language") or ""):
            found = re.fullmatch(r"[\w+#.-]{1,24}", stated)
        else:
            found = None
        name = found[0] if found else ""
        if not name and (match := _LANGUAGE.search(one.get("class") or "")):
            name = match[1]
        if name and name.lower() not in _NO_LANGUAGES:
            return name.lower()
    return ""
