"""Compiled CSS selectors: run in time linear in the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree


@dataclass(frozen=True, slots=True)
class Nth:
    """One condition on an element's place: that it is a·n + b for some n >= 0."""

    a: int
    b: int
    last: bool
    of_type: bool

    def allows(self, place: int) -> bool:
        """Whether the *place*, from 1 on, is one of those."""
        steps, rest = divmod(place - self.b, self.a) if self.a else (0, place - self.b)
        return rest == 0 and steps >= 0


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound selector, and how it hangs on the one before it."""

    combinator: str
    """A space, ``>``, ``+`` or ``~``; empty for the first one."""
    find: etree.XPath
    """Its elements at and below one, without regard to positions."""
    positions: tuple[Nth, ...]


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector ready to run."""

    alternatives: tuple[tuple[Compound, ...], ...]
    """What stands between the commas."""
    direct: etree.XPath | None
    """An XPath that says the same, where libxml2 runs that in linear time."""

    def select(self, root: HtmlElement) -> list[HtmlElement]:
        """Return what is found at and below *root*, in document order."""
        if self.direct is not None:
            return _elements(self.direct(root))
        order = _Order()
        parts = [_run(one, root, order) for one in self.alternatives]
        found = [part for part in parts if part]
        if len(found) < 2:
            return found[0] if found else []
        wanted = {element for part in found for element in part}
        return [one for one in root.iter() if one in wanted]


def _elements(found: object) -> list[HtmlElement]:
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, HtmlElement)]


class _Order:
    """Where elements stand among their siblings: each family is counted once."""

    def __init__(self) -> None:
        self._families: dict[HtmlElement, dict[HtmlElement, tuple[int, ...]]] = {}

    def place(self, element: HtmlElement, nth: Nth) -> int:
        """Return the place that *nth* asks for, from 1 on."""
        return self._of(element)[2 * nth.of_type + nth.last]

    def number(self, element: HtmlElement) -> int:
        """Return the place among all siblings, from 1 on."""
        return self._of(element)[0]

    def _of(self, element: HtmlElement) -> tuple[int, ...]:
        parent = element.getparent()
        if parent is None:
            return (1, 1, 1, 1)
        if parent not in self._families:
            self._families[parent] = _family(parent)
        return self._families[parent][element]


def _family(parent: HtmlElement) -> dict[HtmlElement, tuple[int, ...]]:
    """Return for each child: place, from the end, and both within its type."""
    children = [one for one in parent if isinstance(one.tag, str)]
    seen: dict[str, int] = {}
    of_type = []
    for one in children:
        seen[one.tag] = seen.get(one.tag, 0) + 1
        of_type.append(seen[one.tag])
    return {
        one: (number, len(children) + 1 - number, same, seen[one.tag] + 1 - same)
        for number, (one, same) in enumerate(zip(children, of_type, strict=True), 1)
    }


def _run(
    compounds: Iterable[Compound], root: HtmlElement, order: _Order
) -> list[HtmlElement]:
    """Return the elements that the chain of *compounds* ends at."""
    found: list[HtmlElement] = []
    for one in compounds:
        candidates = [
            element
            for element in _elements(one.find(root))
            if all(nth.allows(order.place(element, nth)) for nth in one.positions)
        ]
        if one.combinator:
            candidates = _joined(one.combinator, set(found), candidates, order)
        if not candidates:
            return []
        found = candidates
    return found


def _joined(
    combinator: str,
    before: set[HtmlElement],
    candidates: list[HtmlElement],
    order: _Order,
) -> list[HtmlElement]:
    """Return those of *candidates* that hang on one of *before*."""
    if combinator == ">":
        return [one for one in candidates if one.getparent() in before]
    if combinator == "+":
        return [one for one in candidates if _previous(one) in before]
    if combinator == "~":
        return _later(before, candidates, order)
    known: dict[HtmlElement, bool] = {}
    return [one for one in candidates if _inside(one, before, known)]


def _previous(element: HtmlElement) -> HtmlElement | None:
    at = element.getprevious()
    while at is not None and not isinstance(at.tag, str):
        at = at.getprevious()
    return at


def _later(
    before: set[HtmlElement], candidates: list[HtmlElement], order: _Order
) -> list[HtmlElement]:
    first: dict[HtmlElement | None, int] = {}
    for one in before:
        parent, number = one.getparent(), order.number(one)
        first[parent] = min(number, first.get(parent, number))
    return [
        one
        for one in candidates
        if (start := first.get(one.getparent())) is not None
        and order.number(one) > start
    ]


def _inside(
    element: HtmlElement, before: set[HtmlElement], known: dict[HtmlElement, bool]
) -> bool:
    """Whether an ancestor of *element* is one of *before*; *known* is for the next."""
    way = []
    at: HtmlElement | None = element
    inside = False
    while at is not None:
        if at in known:
            inside = known[at]
            break
        way.append(at)
        at = at.getparent()
        if at in before:
            inside = True
            break
    known.update(dict.fromkeys(way, inside))
    return inside
