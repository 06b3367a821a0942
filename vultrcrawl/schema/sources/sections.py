"""Values below headings: the blocks of text that follow ``<h3>Pages</h3>``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.items import Region
from vultrcrawl.page.html.content import IN_LINE
from vultrcrawl.page.html.text import HEADINGS, own_text, text_of
from vultrcrawl.schema.properties.registry import PROPERTIES, by_labels
from vultrcrawl.schema.sources.labels.labelled_values import in_series
from vultrcrawl.schema.sources.labels.lines import part_of
from vultrcrawl.schema.sources.labels.pairs import Pairs, heading_label
from vultrcrawl.schema.sources.links import MOST_LINKED, leads_away, linked
from vultrcrawl.schema.sources.nodes import is_inside, is_whole
from vultrcrawl.schema.values import MAX_LIST

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.html.content import Node

#: Length of what may stand in one element with a heading and is not yet all of its
#: section, in characters.
_REMARK = 60
#: Cells of a row that is a label and its value.
_PAIR = 2
#: What a visitor fills in, the types of inputs that are none of it, and the characters
#: of a form for each, at most: some pages are one form as a whole.
_CONTROLS = ("input", "select", "textarea")
_CHOSEN = frozenset((
    "hidden", "checkbox", "radio", "button", "submit", "image", "reset",
))  # fmt: skip
_ASKED = 150
_BESIDE = (Region.ASIDE, Region.NAV, Region.FOOTER)


class _Section:
    """What stands below a heading, as far as it goes."""

    def __init__(self, heading: Node, level: int) -> None:
        self.heading = heading
        self.level = level
        self.texts: list[str] = []
        self._scope: Node | None = None
        self._size = self._linked = 0
        self._has_prose = False

    @property
    def leads_on(self) -> bool:
        """Whether most of the text is that of links to other pages."""
        return self._linked > MOST_LINKED * self._size

    def add(self, node: Node, text: str, *, is_fact: bool = False) -> bool:
        """Add the text of *node*; False if the section has ended before it.

        A section ends with the element that holds the heading and what first follows
        it, so that the last of a page does not go on to the end of the page. Facts
        with their labels that come after a text are no part of it, nor are remarks
        beside the content. What is headed beside the content ends where that goes on.
        """
        if node.region is not self.heading.region:
            if self.heading.region in _BESIDE:
                return False
            if node.region in _BESIDE:
                return True
        if self._scope is None or not is_inside(node, self._scope.element):
            if self._scope is not None and self._size > _REMARK:
                return False
            self._scope = _around(self.heading, node)
        if is_fact and self._has_prose:
            return True
        self._has_prose = self._has_prose or not is_fact
        if len(self.texts) < MAX_LIST:
            self.texts.append(text)
            self._size += len(text)
            self._linked += min(len(text), linked(node.element))
        return True


def sections(document: Document, skip: AbstractSet[Node] = frozenset()) -> Pairs:
    """Return the blocks of text below each heading, by the heading's text.

    What mostly links to other pages is left out, unless its heading is the label of a
    property of several values: tags do so, too. Forms and nodes in *skip* are left out.
    What the first line labels is apart from the rest, where that is a property (see
    `part_of`).
    """
    kept: Pairs = {}
    for label, one in _found(document, skip).items():
        part = part_of(label, one.texts[0]) if one.texts else None
        if part is not None:
            kept[part[0]] = [part[1]]
        texts = one.texts[1:] if part is not None else one.texts
        if texts and (_names_list(label) or not one.leads_on):
            kept[label] = texts
    return in_series(kept)


def _found(document: Document, skip: AbstractSet[Node]) -> dict[str, _Section]:
    """Return what stands below each heading, by the heading's text."""
    found: dict[str, _Section] = {}
    open_: list[_Section] = []
    done: HtmlElement | None = None
    for node in document.content.nodes:
        if node in skip or (done is not None and is_inside(node, done)):
            continue
        done = None
        if level := HEADINGS.get(node.tag) or _bold_line(node):
            text = heading_label(node.element)
            open_ = [one for one in open_ if one.level < level]
            if text and text not in found and not _is_logo(node):
                found[text] = _Section(node, level)
                open_.append(found[text])
            done = node.element
        elif _is_of_grid(node) or _asks(node):
            done = node.element
        elif open_ and node.tag not in IN_LINE:
            whole = is_whole(node)
            text = text_of(node.element) if whole else own_text(node.element)
            done = node.element if whole else None
            if text:
                is_fact = _is_fact(node)
                open_ = [one for one in open_ if one.add(node, text, is_fact=is_fact)]
    return found


def _is_logo(heading: Node) -> bool:
    """Whether *heading* links to the site in its header: it heads no part of a page."""
    element = heading.element
    return heading.region is Region.HEADER and (
        leads_away(element) or element.find(".//a//img") is not None
    )


def _names_list(label: str) -> bool:
    return any(PROPERTIES[name].is_list for name in by_labels(label))


def _around(first: Node, second: Node) -> Node | None:
    """Return the innermost node around both."""
    return next((one for one in first.above() if is_inside(second, one.element)), None)


def _is_fact(node: Node) -> bool:
    """Whether *node* is a cell of a row of one label and its value."""
    row = node.element.getparent()
    return (
        node.tag in ("th", "td")
        and row is not None
        and [cell.tag for cell in row.iterchildren("th", "td")] == ["th", "td"]
    )


def _asks(node: Node) -> bool:
    """Whether *node* is a form that a visitor fills in, which tells of nothing."""
    if node.tag != "form":
        return False
    fields = [
        one
        for one in node.element.iter(*_CONTROLS)
        if (one.get("type") or "").lower() not in _CHOSEN
    ]
    most = _ASKED * len(fields)
    return bool(fields) and len(text_of(node.element, enough=most + 1)) <= most


def _is_of_grid(node: Node) -> bool:
    """Whether *node* is a cell of a row of several, which says nothing by itself."""
    row = node.element.getparent() if node.tag in ("th", "td") else None
    return (
        row is not None
        and not node.has_block
        and sum(1 for _ in row.iterchildren("th", "td")) > _PAIR
    )


def _bold_line(node: Node) -> int:
    """Return 7 for a block that is bold as a whole: a heading of older pages."""
    if node.tag not in ("p", "div", "td", "center") or node.has_block:
        return 0
    children = list(node.element)
    if len(children) == 1 and children[0].tag in ("b", "strong"):
        return 0 if own_text(node.element) else 7
    return 0
