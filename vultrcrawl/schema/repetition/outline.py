"""A page's elements as numbers: sums over any stretch of it in constant time."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from vultrcrawl.items import Region
from vultrcrawl.page.html.text import HEADINGS, own_text
from vultrcrawl.schema.values import price
from vultrcrawl.values.dates import date_in

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.html.content import Node

#: Longest text that may be a date or a price, in characters.
_SHORT = 80
#: Nodes before another in which its heading is looked for.
_BEFORE = 39


class Outline:
    """The nodes of a page in document order, so that a subtree is a stretch of them.

    Sums are cumulative, of shape (nodes + 1,): what stands in ``nodes[a:b]`` is
    ``sums[b] - sums[a]``.
    """

    def __init__(self, document: Document) -> None:
        nodes = document.content.everything
        self.document = document
        self.nodes = nodes
        self.numbers = {node.element: number for number, node in enumerate(nodes)}
        self.parents = [
            -1 if node.parent is None else self.numbers[node.parent.element]
            for node in nodes
        ]
        self.ends = _ends(self.parents)
        """Where the subtree of each node ends."""
        self.texts = [own_text(node.element) for node in nodes]
        lengths = [len(text) for text in self.texts]
        linked = _linked(nodes, self.parents)
        self.characters = _sums([float(length) for length in lengths])
        self.main_characters = _sums([
            float(length) if node.region is Region.MAIN else 0.0
            for node, length in zip(nodes, lengths, strict=True)
        ])  # fmt: skip
        self.link_characters = _sums([
            float(length) if inside else 0.0
            for length, inside in zip(lengths, linked, strict=True)
        ])  # fmt: skip
        self.links = self._count(lambda node: node.tag == "a" and _leads(node))
        self.images = self._count(lambda node: node.tag == "img")
        self.headings = self._count(lambda node: node.tag in HEADINGS)
        self.controls = self._count(
            lambda node: node.tag in ("input", "button", "label", "form")
        )
        self.dates = _sums([
            float(node.tag == "time" or _is_date(text))
            for node, text in zip(nodes, self.texts, strict=True)
        ])  # fmt: skip
        self.prices = _sums([float(_is_price(text)) for text in self.texts])
        self.paragraphs = _sums([
            float(length) if length > 60 and not inside else 0.0
            for length, inside in zip(lengths, linked, strict=True)
        ])  # fmt: skip
        self.titles = [n for n, node in enumerate(nodes) if node.tag == "h1"]

    def _count(self, test: Callable[[Node], bool]) -> list[float]:
        return _sums([float(test(node)) for node in self.nodes])

    def text_in(self, spans: Iterable[tuple[int, int]]) -> float:
        """Return how many characters of text stand in stretches of the nodes."""
        sums = self.characters
        return sum(sums[end] - sums[start] for start, end in spans)

    def share_in(self, spans: Iterable[tuple[int, int]]) -> float:
        """Return the share of the page's text that stands in stretches of the nodes."""
        return self.text_in(spans) / max(1.0, self.characters[-1])

    def before(self, number: int, tags: Container[str]) -> Node | None:
        """Return the last of some nodes before one that has one of *tags*, if any."""
        nodes = reversed(self.nodes[max(0, number - _BEFORE) : number])
        return next((node for node in nodes if node.tag in tags), None)

    def share_before(self, number: int) -> float:
        """Return the share of the main text that stands before a node, 0 to 1."""
        return self.main_characters[number] / max(1.0, self.main_characters[-1])

    def children(self) -> dict[int, list[int]]:
        """Return the numbers of each node's children, by the number of the node."""
        found: dict[int, list[int]] = {}
        for number, parent in enumerate(self.parents):
            if parent >= 0:
                found.setdefault(parent, []).append(number)
        return found


def _ends(parents: list[int]) -> list[int]:
    ends = [number + 1 for number in range(len(parents))]
    for number in range(len(parents) - 1, -1, -1):
        parent = parents[number]
        if parent >= 0 and ends[number] > ends[parent]:
            ends[parent] = ends[number]
    return ends


def _linked(nodes: list[Node], parents: list[int]) -> list[bool]:
    found: list[bool] = []
    for node, parent in zip(nodes, parents, strict=True):
        inside = node.tag == "a" and _leads(node)
        found.append(inside or (parent >= 0 and found[parent]))
    return found


def _leads(node: Node) -> bool:
    return bool(node.element.get("href"))


def _sums(values: list[float]) -> list[float]:
    return list(accumulate(values, initial=0.0))


def _is_date(text: str) -> bool:
    if not 5 < len(text) <= _SHORT or not any(map(str.isdigit, text)):
        return False
    return date_in(text) is not None


def _is_price(text: str) -> bool:
    if len(text) > _SHORT or not any(map(str.isdigit, text)):
        return False
    return price(text) is not None
