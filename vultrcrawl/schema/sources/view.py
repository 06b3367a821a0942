"""The content of a page as a list of elements: what fields are looked for in."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from vultrcrawl.page.signature import stable_classes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.html.content import Node

#: The number or letter at the end of an id: ``step-2``, ``index_B``.
_NUMBER = re.compile(r"(?<=[-_])(?:\d{1,2}|[A-Za-z])$")


def is_whole(node: Node) -> bool:
    """Whether the text of *node* is read as one: a leaf, or an item without a list."""
    if not node.has_block:
        return True
    return node.tag == "li" and node.element.find(".//li") is None


def is_inside(node: Node, element: HtmlElement) -> bool:
    """Whether *node* stands in *element*, at any depth."""
    return any(above.element is element for above in node.above())


class View:
    """The elements of a page's body in document order, menus and footers left out."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def nodes(self) -> list[Node]:
        """Visible elements outside of menus, footers and pagination.

        All elements if these hold most of the text: then names mislead.
        """
        return self.document.content.nodes

    @cached_property
    def everything(self) -> list[Node]:
        """Visible elements, those of menus, footers and pagination among them."""
        return self.document.content.select(frozenset())

    @cached_property
    def by_element(self) -> dict[HtmlElement, Node]:
        """Nodes by their element."""
        return {node.element: node for node in self.nodes}


def marks_in(nodes: Iterable[Node]) -> Counter[str]:
    """Return how often each class (``.a``) and id (``#a``) stands among *nodes*."""
    marks: Counter[str] = Counter()
    for node in nodes:
        if value := node.element.get("class"):
            for name in stable_classes(value):
                marks[f".{name}"] += 1
        if name := node.element.get("id"):
            marks[f"#{name}"] += 1
    return marks


def vocabulary(views: Sequence[View]) -> frozenset[str]:
    """Return classes and ids that a template gives, and that selectors may use.

    That is those on half of its pages or more, of which *views* are given.
    """
    counts = [marks_in(view.nodes) for view in views]
    least = max(2, len(views) / 2) if len(views) > 1 else 1
    lasting = without_series(counts, _NUMBER)
    return frozenset(mark for mark, pages in lasting.items() if pages >= least)


def without_series(
    pages: Sequence[Mapping[str, int]], number: re.Pattern[str]
) -> Counter[str]:
    """Return on how many *pages* each class and id stands, by its count on each page.

    An id that stands several times on one page is left out, and so are those that are
    the same but for a *number*: with ``#step-1`` and ``#step-2`` it is of the page how
    many there are.
    """
    seen = Counter(mark for marks in pages for mark in marks)
    ids = [mark for mark in seen if mark[0] == "#"]
    series = Counter(number.sub("", mark) for mark in ids)
    for mark in ids:
        repeats = any(marks.get(mark, 0) > 1 for marks in pages)
        if repeats or series[number.sub("", mark)] > 1:
            del seen[mark]
    return seen
