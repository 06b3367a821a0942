"""What is told of the elements of pages: how they are read, and their marks."""

from __future__ import annotations

import re
from collections import Counter
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from vultrcrawl.items import Region
from vultrcrawl.page.signature import stable_classes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.html.content import Node

#: Tags of what is struck through, as an old price is.
STRUCK: Final = frozenset(("del", "s", "strike"))
#: Elements around one that may strike it through.
_AROUND: Final = 3
#: Parts of a page that have no labels: what stands in them is no value of the page.
_FRAME = frozenset((Region.BREADCRUMB, Region.HEADER))
#: The number or letter at the end of an id: ``step-2``, ``index_B``.
_NUMBER = re.compile(r"(?<=[-_])(?:\d{1,2}|[A-Za-z])$")


def struck_by(element: HtmlElement) -> str | None:
    """Return the tag that strikes *element* through, up to three elements around it."""
    around = chain((element,), islice(element.iterancestors(), _AROUND))
    return next((str(one.tag) for one in around if one.tag in STRUCK), None)


def is_whole(node: Node) -> bool:
    """Whether the text of *node* is read as one: a leaf, or an item without a list."""
    if not node.has_block:
        return True
    return node.tag == "li" and node.element.find(".//li") is None


def is_inside(node: Node, element: HtmlElement) -> bool:
    """Whether *node* stands in *element*, at any depth."""
    return any(above.element is element for above in node.above())


def is_frame(document: Document, node: Node) -> bool:
    """Whether *node* is of a trail or the site's header: no value of the page."""
    if (
        node.region is Region.HEADER
        and (own := document.content.own_header) is not None
    ):
        return not is_inside(node, own)
    return node.region in _FRAME


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


def vocabulary(documents: Sequence[Document]) -> frozenset[str]:
    """Return classes and ids that a template gives, and that selectors may use.

    That is those on half of its pages or more, of which *documents* are given.
    """
    counts = [marks_in(one.content.nodes) for one in documents]
    least = max(2, len(documents) / 2) if len(documents) > 1 else 1
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
