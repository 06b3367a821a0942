"""Values found by the label beside them, or by the heading above them.

``<dt>Pages</dt><dd>192</dd>``, ``<th>Pages</th><td>192</td>``, ``<b>Pages:</b> 192``,
``Pages: 192<br>``, two boxes side by side, and the blocks below ``<h3>Pages</h3>``.
Which of these are labels shows only when several pages of a template have them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from vultrcrawl.items import Region
from vultrcrawl.schema.lines import labels_on_lines
from vultrcrawl.schema.values import MAX_LIST, folded
from vultrcrawl.schema.view import INLINE, is_whole, own_text, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.schema.view import Node, View

Pairs: TypeAlias = dict[str, list[str]]

#: Longest label in characters and words; longest value of a label.
_LABEL, _LABEL_WORDS, _VALUE = 50, 6, 1_500
#: Digits of a text from which on it is a value, such as a date, and no label.
_DATED = 4
#: Shortest label, and what stands in code and patterns but in no label.
_SHORT, _CODE = 2, re.compile(r"[\[\]{}<>=\\\"]")
#: Longest value in a cell beside one that isn't marked as a header: else it is layout.
_CELL = 400
#: Length of what may stand in one element with a heading and is not yet all of its
#: section, in characters.
_REMARK = 60
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
#: What has two children for other reasons than that one is the label of the other.
_NO_BOX = ("body", "tbody", "table", "dl", "ul", "ol")
_CELLS = ("td", "th")
#: What has no labels: what stands in it is no value of the page.
_FRAME = frozenset((Region.BREADCRUMB, Region.HEADER))
#: What leads from step to step in breadcrumbs.
_TRAIL = (">", "\u203a", "\u00bb")
_STRIP = " \t\r\n:\uff1a-\u2013\u2014|•·*"


def label_of(text: str) -> str:
    """Return *text* as a label, or "" if it is none: too long, or without a letter."""
    text = text.strip(_STRIP)
    if not text or len(text) > _LABEL or text[0].isnumeric():
        return ""
    if len(text) < _SHORT or not any(map(str.isalpha, text)) or _CODE.search(text):
        return ""
    if sum(map(str.isdigit, text)) >= _DATED:
        return ""
    if len(text.split()) > _LABEL_WORDS or "://" in text or text.startswith("http"):
        return ""
    return text


def labelled(view: View, skip: AbstractSet[Node] = frozenset()) -> Pairs:
    """Return values by label, in the spelling of the label's first use.

    Nodes in *skip* are left out.
    """
    found: Pairs = {}
    spelling: dict[str, str] = {}
    for label, values in _pairs(view, skip):
        name = label_of(label)
        key = folded(name)
        if not key or ":" in name:  # "Yield: 4" is a value with its label
            continue
        kept = [
            value
            for value in (text.strip().lstrip(":\uff1a").strip() for text in values)
            if 0 < len(value) <= _VALUE
            and folded(value) != key
            and not value.startswith(_TRAIL)
        ]
        name = spelling.setdefault(key, name)
        if kept and name not in found:  # the first one; a repeated label is no label
            found[name] = kept[:MAX_LIST]
    return found


def _pairs(view: View, skip: AbstractSet[Node]) -> Iterator[tuple[str, list[str]]]:
    for node in view.nodes:
        if node in skip or node.region in _FRAME:
            continue
        element, tag = node.element, node.tag
        if tag == "tr":
            yield from _row(view, element)
        elif tag == "dt":
            values = []
            for sibling in element.itersiblings():
                if sibling.tag != "dd":
                    break
                values.append(text_of(sibling))
            yield text_of(element), values
        elif not node.has_block and tag not in INLINE:
            for name, value in labels_on_lines(element):
                yield name, [value]
        elif node.has_block and tag not in _NO_BOX:
            yield from _boxes(view, element)


def _row(view: View, row: HtmlElement) -> Iterator[tuple[str, list[str]]]:
    cells = [cell for cell in row if cell.tag in _CELLS]
    if not 2 <= len(cells) <= 8:
        return
    first = view.by_element.get(cells[0])
    if first is None or cells[0].find(".//table") is not None:
        return
    tags = [cell.tag for cell in cells]
    if tags[0] == "th" and "th" not in tags[1:]:
        yield text_of(cells[0]), [text_of(cell) for cell in cells[1:]]
    elif len(cells) == 2 and tags == ["td", "td"]:
        value = text_of(cells[1])
        if not first.has_block and len(value) <= _CELL:
            yield text_of(cells[0]), [value]
    elif len(cells) % 2 == 0 and all(
        cell.tag == "th" or text_of(cell).endswith(":") for cell in cells[::2]
    ):
        for label, value in zip(cells[::2], cells[1::2], strict=True):
            yield text_of(label), [text_of(value)]


def _boxes(view: View, element: HtmlElement) -> Iterator[tuple[str, list[str]]]:
    """Yield the first of two boxes as label of the second."""
    children = [child for child in element if isinstance(child.tag, str)]
    if len(children) != 2 or own_text(element):
        return
    first = view.by_element.get(children[0])
    if first is None or first.has_block or first.tag in ("a", "img", "input", "button"):
        return
    if not label_of(text_of(children[0])):
        return
    second = children[1]
    if second.tag in ("ul", "ol"):
        yield (
            text_of(children[0]),
            [text_of(item) for item in second if item.tag == "li"],
        )
    else:
        yield text_of(children[0]), [text_of(second)]


class _Section:
    """What stands below a heading, as far as it goes."""

    def __init__(self, heading: Node, level: int) -> None:
        self.heading = heading
        self.level = level
        self.texts: list[str] = []
        self._scope: Node | None = None
        self._size = 0

    def add(self, node: Node, text: str) -> bool:
        """Add the text of *node*; False if the section has ended before it.

        A section ends with the element that holds the heading and what first follows
        it, so that the last of a page does not go on to the end of the page.
        """
        if self._scope is None or not _inside(node, self._scope.element):
            if self._scope is not None and self._size > _REMARK:
                return False
            self._scope = _around(self.heading, node)
        if len(self.texts) < MAX_LIST:
            self.texts.append(text)
            self._size += len(text)
        return True


def sections(view: View, skip: AbstractSet[Node] = frozenset()) -> Pairs:
    """Return the blocks of text below each heading, by the heading's text.

    Nodes in *skip* are left out.
    """
    found: dict[str, _Section] = {}
    open_: list[_Section] = []
    done: HtmlElement | None = None
    for node in view.nodes:
        if node in skip or (done is not None and _inside(node, done)):
            continue
        done = None
        if level := _HEADINGS.get(node.tag) or _bold_line(node):
            text = label_of(text_of(node.element))
            open_ = [one for one in open_ if one.level < level]
            if text and text not in found:
                found[text] = _Section(node, level)
                open_.append(found[text])
            done = node.element
        elif open_ and node.tag not in INLINE:
            whole = is_whole(node)
            text = text_of(node.element) if whole else own_text(node.element)
            done = node.element if whole else None
            if text:
                open_ = [one for one in open_ if one.add(node, text)]
    return {label: one.texts for label, one in found.items() if one.texts}


def _around(first: Node, second: Node) -> Node | None:
    """Return the innermost node around both."""
    above = first.parent
    while above is not None and not _inside(second, above.element):
        above = above.parent
    return above


def _inside(node: Node, element: HtmlElement) -> bool:
    above = node.parent
    while above is not None:
        if above.element is element:
            return True
        above = above.parent
    return False


def _bold_line(node: Node) -> int:
    """Return 7 for a block that is bold as a whole: a heading of older pages."""
    if node.tag not in ("p", "div", "td", "center") or node.has_block:
        return 0
    children = list(node.element)
    if len(children) == 1 and children[0].tag in ("b", "strong"):
        return 0 if own_text(node.element) else 7
    return 0
