"""CSS selectors that run in time linear in the page, whoever wrote them.

libxml2 merges the node sets of overlapping contexts pair by pair: ``div div`` took
minutes on a page of 20,000 nested elements, and ``:nth-child`` counts all siblings anew
for each element. So each compound selector is one linear pass of libxml2, and
combinators and positions are decided here, with every answer kept.

Pseudo-classes are a closed list: ``:empty``, ``:root``, ``:not()`` of a compound, and
those of a position. Everything else, such as ``:has`` and ``:contains``, whose cost has
no bound, is no selector.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from cssselect import HTMLTranslator, SelectorError, parse
from cssselect.parser import (
    Attrib,
    Class,
    CombinedSelector,
    Element,
    Function,
    Hash,
    Negation,
    Pseudo,
    parse_series,
)
from cssselect.xpath import ExpressionError
from lxml import etree
from lxml.html import HtmlElement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cssselect.parser import Tree
    from cssselect.xpath import XPathExpr

#: Longest selector in characters, most alternatives, and most compounds of one. Those
#: that this package makes have five compounds of two classes.
_LENGTH, _ALTERNATIVES, _COMPOUNDS = 1_000, 20, 20
#: Parentheses inside each other, at most.
_NESTED = 3
#: Where among its siblings an element stands: from the end? of its type only?
_POSITIONS = {
    "nth-child": (False, False),
    "nth-last-child": (True, False),
    "nth-of-type": (False, True),
    "nth-last-of-type": (True, True),
}
#: The same for positions without a number; some are two of them.
_ENDS = {
    "first-child": ("nth-child",),
    "last-child": ("nth-last-child",),
    "only-child": ("nth-child", "nth-last-child"),
    "first-of-type": ("nth-of-type",),
    "last-of-type": ("nth-last-of-type",),
    "only-of-type": ("nth-of-type", "nth-last-of-type"),
}
_PLAIN_PSEUDOS = frozenset(("empty", "root"))
#: A number of more digits is no position on any page.
_LONG_NUMBER = re.compile(r"\d{8}")


@dataclass(frozen=True, slots=True)
class _Nth:
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
class _Compound:
    """A compound selector, and how it hangs on the one before it."""

    combinator: str
    """A space, ``>``, ``+`` or ``~``; empty for the first one."""
    find: etree.XPath
    """Its elements at and below one, without regard to positions."""
    positions: tuple[_Nth, ...]


@dataclass(frozen=True, slots=True)
class Selector:
    """A selector ready to run."""

    alternatives: tuple[tuple[_Compound, ...], ...]
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


class _Translator(HTMLTranslator):
    """Conditions of compounds; positions are left out, what is not listed refused."""

    def xpath_pseudo(self, pseudo: Pseudo) -> XPathExpr:
        if pseudo.ident in _ENDS:
            return self.xpath(pseudo.selector)
        if pseudo.ident not in _PLAIN_PSEUDOS:
            raise ExpressionError(f":{pseudo.ident} is not supported")
        return super().xpath_pseudo(pseudo)

    def xpath_function(self, function: Function) -> XPathExpr:
        return self.xpath(function.selector)


def select(root: HtmlElement, css: str) -> list[HtmlElement]:
    """Return the elements that *css* finds at and below *root*, in document order.

    None where *css* is no selector.
    """
    selector = compiled(css)
    return selector.select(root) if selector is not None else []


@lru_cache(maxsize=4096)
def compiled(css: str) -> Selector | None:
    """Return *css* ready to run; None if it is no selector, or none of those above."""
    if len(css) > _LENGTH or _depth(css) > _NESTED or _LONG_NUMBER.search(css):
        return None
    try:
        parsed = parse(css)
        if len(parsed) > _ALTERNATIVES or any(one.pseudo_element for one in parsed):
            return None
        alternatives = tuple(tuple(_compounds(one.parsed_tree)) for one in parsed)
        simple = all(
            one.combinator in ("", ">") and not one.positions
            for compounds in alternatives
            for one in compounds
        )
        text = _Translator().css_to_xpath(css) if simple else None
        return Selector(alternatives, etree.XPath(text) if text else None)
    except (SelectorError, etree.XPathError, ValueError):
        return None


def _depth(css: str) -> int:
    """Return how many parentheses are open at once, at most."""
    deepest = level = 0
    for sign in css:
        if sign == "(":
            level += 1
            deepest = max(deepest, level)
        elif sign == ")":
            level -= 1
    return deepest


def _compounds(tree: Tree) -> Iterator[_Compound]:
    """Yield the compounds of a selector, from left to right."""
    parts: list[tuple[str, Any]] = []
    while isinstance(tree, CombinedSelector):
        parts.append((tree.combinator, tree.subselector))
        tree = tree.selector
    parts.append(("", tree))
    if len(parts) > _COMPOUNDS:
        _refuse("too many compounds")
    for combinator, part in reversed(parts):
        positions = tuple(_positions(part))
        text = _Translator().xpath(part)
        yield _Compound(
            combinator, etree.XPath(f"descendant-or-self::{text}"), positions
        )


def _positions(part: Any) -> Iterator[_Nth]:
    """Yield the conditions on the place of *part*; ExpressionError for what is new."""
    while not isinstance(part, Element):
        if isinstance(part, Function):
            if part.name not in _POSITIONS:
                _refuse(f":{part.name}() is not supported")
            a, b = parse_series(part.arguments)
            yield _Nth(a, b, *_POSITIONS[part.name])
        elif isinstance(part, Pseudo):
            for name in _ENDS.get(part.ident, ()):
                yield _Nth(0, 1, *_POSITIONS[name])
        elif isinstance(part, Negation):
            if any(_positions(part.subselector)):
                _refuse("a position inside :not()")
        elif isinstance(part, Attrib):
            _no_namespace(part.namespace)
        elif not isinstance(part, Class | Hash):
            _refuse("not supported")
        part = part.selector
    _no_namespace(part.namespace)


def _no_namespace(name: str | None) -> None:
    if name:
        _refuse("HTML has no namespaces")


def _refuse(why: str) -> NoReturn:
    raise ExpressionError(why)


def _elements(found: object) -> list[HtmlElement]:
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, HtmlElement)]


class _Order:
    """Where elements stand among their siblings: each family is counted once."""

    def __init__(self) -> None:
        self._families: dict[HtmlElement, dict[HtmlElement, tuple[int, ...]]] = {}

    def place(self, element: HtmlElement, nth: _Nth) -> int:
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
    compounds: Iterable[_Compound], root: HtmlElement, order: _Order
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
