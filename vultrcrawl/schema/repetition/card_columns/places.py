"""Where values of cards stand: a selector relative to the card, and what is read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vultrcrawl.page.html.text import HEADINGS
from vultrcrawl.schema.sources.nodes import STRUCK
from vultrcrawl.schema.sources.paths import Place, step_of, texts_of
from vultrcrawl.schema.values import clean
from vultrcrawl.urls.joining import absolute
from vultrcrawl.values.images import SOURCES, is_tiny

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.page.html.content import Node
    from vultrcrawl.schema.repetition.outline import Outline
    from vultrcrawl.schema.repetition.runs import Container

#: Nodes of one card that are read, and values of one place in it, at most.
_NODES, _VALUES = 250, 12
#: Share of the cards with several values of a place, above which each has a place.
_SEVERAL = 0.2
#: Places that are told apart by their number among siblings.
_NUMBERED = 6
#: Elements around one another in a card that a selector may name.
_DEPTH = 40
_OF_LINKS = ("text", "href")
_CELLS = ("td", "th")
_SILENT = frozenset(("input", "button", "select", "br", "label"))


@dataclass(frozen=True, slots=True)
class Value:
    """One value in a card."""

    text: str
    number: int
    """That of its node on the page."""
    order: int
    """That of its node in the card."""
    titled: bool
    """Whether it stands in a heading."""
    href: str
    """Where the link around it leads, or the link that it is; or ""."""
    struck: bool
    """Whether it is struck through."""


@dataclass(frozen=True, slots=True)
class Card:
    """One member of a run, as a stretch of a page's nodes."""

    outline: Outline
    start: int
    end: int
    container: Container

    def is_root(self, number: int) -> bool:
        """Whether the node with this *number* is the card, with all that is in it."""
        return number == self.start and not self.container.spread


@dataclass(frozen=True, slots=True)
class _Around:
    """What holds for the nodes below one."""

    steps: tuple[tuple[str, int], ...]
    titled: bool
    href: str
    struck: bool


def values_of(card: Card, words: AbstractSet[str]) -> dict[Place, list[Value]]:
    """Return the values of a *card* by place; selectors are of classes in *words*."""
    found: dict[Place, list[Value]] = defaultdict(list)
    outline = card.outline
    base = outline.document.base_url
    around: dict[int, _Around] = {}
    for number in range(card.start, min(card.end, card.start + _NODES)):
        node = outline.nodes[number]
        here = _around(card, number, around.get(outline.parents[number]), words)
        around[number] = here
        css = rendered(here.steps, root=card.is_root(number))
        for attribute, text in _read(node, base):
            value = Value(
                text, number, number - card.start, here.titled, here.href, here.struck
            )  # fmt: skip
            _add(found, Place(css, attribute), value)
            if node.tag == "a" and number > card.start and attribute in _OF_LINKS:
                # The first link of a card is the same whatever classes are around it.
                _add(found, Place(f"{card.container.step} a", attribute), value)
    return found


def _add(found: dict[Place, list[Value]], place: Place, value: Value) -> None:
    values = found[place]
    if len(values) < _VALUES:
        values.append(value)


def _around(
    card: Card, number: int, outer: _Around | None, words: AbstractSet[str]
) -> _Around:
    node = card.outline.nodes[number]
    element, tag = node.element, node.tag
    step, weight = step_of(element, words)
    if step.startswith("#"):  # a card's own: another card has another
        step, weight = tag, 0
    if tag in _CELLS and not _is_apart(element, step):
        step = f"{tag}:nth-child({_number(element)})"
    href = ""
    if tag == "a" and (leads := element.get("href")):
        href = absolute(leads, card.outline.document.base_url)
    if card.is_root(number):
        own = card.container.step
        first = (own, int("." in own))
        return _Around((first,), tag in HEADINGS, href, struck=False)
    known = outer or _Around((), titled=False, href="", struck=False)
    return _Around(
        (*known.steps, (step, weight)),
        known.titled or tag in HEADINGS,
        href or known.href,
        known.struck or tag in STRUCK,
    )


def _is_apart(cell: HtmlElement, step: str) -> bool:
    """Whether no *cell* before this one in its row has all classes of *step*, too."""
    names = set(step.split(".")[1:])
    before = cell.itersiblings(preceding=True)
    return bool(names) and not any(
        names <= set((one.get("class") or "").split()) for one in before
    )


def _number(element: HtmlElement) -> int:
    return (
        sum(isinstance(one.tag, str) for one in element.itersiblings(preceding=True))
        + 1
    )


def rendered_path(card: Card, number: int, words: AbstractSet[str]) -> str:
    """Return the selector of the node with this *number* in a *card*."""
    chain = [number]
    while chain[-1] > card.start and len(chain) < _DEPTH:
        above = card.outline.parents[chain[-1]]
        if above < card.start:
            break
        chain.append(above)
    around: _Around | None = None
    for one in reversed(chain):
        around = _around(card, one, around, words)
    steps = around.steps if around is not None else ()
    return rendered(steps, root=card.is_root(number))


def rendered(steps: Sequence[tuple[str, int]], *, root: bool) -> str:
    """Return the selector of *steps* from a card on, as short as is safe.

    Without classes it starts at the card, so that nothing deeper is taken for it.
    """
    if root:
        return steps[0][0]
    kept: list[str] = []
    weight = 0
    for step, more in reversed(steps):
        kept.append(step)
        weight += more
        if weight >= 2:
            break
    return " > ".join(reversed(kept))


def shared_path(path: str, others: Iterable[str]) -> str:
    """Return *path*, a selector, with the classes that it shares with *others*.

    These are those of the same last step, and the same tags before: the posts of who
    began a thread have a class more around their text.
    """
    steps = [step.split(".") for step in path.split(" > ")]
    for other in others:
        found = [step.split(".") for step in other.split(" > ")]
        if found[-1] == steps[-1] and [s[0] for s in found] == [s[0] for s in steps]:
            pairs = zip(steps, found, strict=True)
            steps = [[a[0], *(c for c in a[1:] if c in b[1:])] for a, b in pairs]
    return " > ".join(map(".".join, steps))


def _read(node: Node, base: str) -> Iterator[tuple[str, str]]:
    """Yield what is read of an element of a card, with what it says."""
    if node.tag == "img":
        yield from _read_image(node.element, base)
    elif node.tag not in _SILENT:
        yield from texts_of(node)
        yield from _read_attributes(node, base)


def _read_image(element: HtmlElement, base: str) -> Iterator[tuple[str, str]]:
    if is_tiny(element.attrib):
        return
    for attribute in SOURCES:
        value = (element.get(attribute) or "").strip()
        if value and not value.startswith("data:"):
            yield attribute, absolute(value, base)
    if alt := clean(element.get("alt") or ""):
        yield "alt", alt


def _read_attributes(node: Node, base: str) -> Iterator[tuple[str, str]]:
    element = node.element
    if node.tag == "a" and (href := element.get("href")):
        yield "href", absolute(href, base)
    if node.tag in ("a", "abbr") and (title := clean(element.get("title") or "")):
        yield "title", title
    if moment := clean(element.get("datetime") or ""):
        yield "datetime", moment
    if (content := clean(element.get("content") or "")) and element.get("itemprop"):
        yield "content", content


@dataclass(frozen=True, slots=True)
class Column:
    """One place with its values in the cards that have it."""

    place: Place
    values: dict[int, list[Value]]
    """By number of the card."""

    def first(self) -> dict[int, str]:
        """Return the first text of each card."""
        return {number: values[0].text for number, values in self.values.items()}


def columns(cards: Sequence[Card], words: AbstractSet[str]) -> list[Column]:
    """Return the places of *cards* that several of them have.

    Where many cards have several values at a place, each number among siblings has a
    place of its own, too.
    """
    by_place: dict[Place, dict[int, list[Value]]] = defaultdict(dict)
    for number, card in enumerate(cards):
        for place, values in values_of(card, words).items():
            by_place[place][number] = values
    for place, having in list(by_place.items()):
        several = sum(
            len({one.text for one in values}) > 1 for values in having.values()
        )
        if several > _SEVERAL * len(having) and place.attribute in (
            "text",
            "own",
            "href",
        ):
            for number, values in having.items():
                _split(place, values, cards[number], number, by_place)
    least = 1 if len(cards) < 3 else max(2, round(0.05 * len(cards)))
    return [
        Column(place, values)
        for place, values in by_place.items()
        if len(values) >= least
    ]


def _split(
    place: Place,
    values: Sequence[Value],
    card: Card,
    number: int,
    by_place: dict[Place, dict[int, list[Value]]],
) -> None:
    """Add the *values* of one card to places with their number among siblings."""
    for value in values[:_NUMBERED]:
        element = card.outline.nodes[value.number].element
        same = 1 + sum(1 for _ in element.itersiblings(element.tag, preceding=True))
        if same <= _NUMBERED and ":" not in place.css.rpartition(" ")[2]:
            css = f"{place.css}:nth-of-type({same})"
            having = by_place[Place(css, place.attribute)]
            having.setdefault(number, []).append(value)
