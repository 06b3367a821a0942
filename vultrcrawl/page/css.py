"""CSS selectors from untrusted documents, run in time linear in the page.

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
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias

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
    from collections.abc import Callable, Iterable, Iterator

    from cssselect.parser import Tree
    from cssselect.xpath import XPathExpr

#: Longest selector in characters, most alternatives, and most compounds of one. Those
#: that this package makes have five compounds of two classes.
_LENGTH, _ALTERNATIVES, _COMPOUNDS = 1_000, 20, 20
#: Parentheses inside each other, at most.
_NESTED = 3
_POSITIONS = frozenset(
    ("nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type")
)
#: Positions without a number; some are two of them.
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

#: By parent, for each child: its place, that from the end, and both within its type.
_Families: TypeAlias = "dict[HtmlElement, dict[HtmlElement, tuple[int, ...]]]"


@dataclass(frozen=True, slots=True)
class Nth:
    """One condition on an element's place: that it is a·n + b for some n >= 0."""

    a: int
    b: int
    name: str
    """One of `_POSITIONS`."""

    def allows(self, element: HtmlElement, families: _Families) -> bool:
        """Whether *element* stands in such a place; *families* are those counted."""
        place = self._place(element, families)
        steps, rest = divmod(place - self.b, self.a) if self.a else (0, place - self.b)
        return rest == 0 and steps >= 0

    def _place(self, element: HtmlElement, families: _Families) -> int:
        """Return the place of *element*, from 1 on."""
        parent = element.getparent()
        if parent is None:
            return 1
        if parent not in families:
            families[parent] = _family(parent)
        of_type, last = "of-type" in self.name, "last" in self.name
        return families[parent][element][2 * of_type + last]


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
        families: _Families = {}
        parts = [_run(one, root, families) for one in self.alternatives]
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
    steps = ((sign == "(") - (sign == ")") for sign in css)
    return max(accumulate(steps), default=0)


def _compounds(tree: Tree) -> Iterator[Compound]:
    """Yield the compounds of a selector, from left to right."""
    parts: list[tuple[str, Any]] = []
    while isinstance(tree, CombinedSelector):
        parts.append((tree.combinator, tree.subselector))
        tree = tree.selector
    parts.append(("", tree))
    if len(parts) > _COMPOUNDS:
        raise ExpressionError("too many compounds")
    for combinator, part in reversed(parts):
        positions = tuple(_positions(part))
        text = _Translator().xpath(part)
        yield Compound(
            combinator, etree.XPath(f"descendant-or-self::{text}"), positions
        )


def _positions(part: Any) -> Iterator[Nth]:
    """Yield the conditions on the place of *part*; ExpressionError for what is new."""
    while not isinstance(part, Element):
        if isinstance(part, Function):
            if part.name not in _POSITIONS:
                raise ExpressionError(f":{part.name}() is not supported")
            a, b = parse_series(part.arguments)
            yield Nth(a, b, part.name)
        elif isinstance(part, Pseudo):
            for name in _ENDS.get(part.ident, ()):
                yield Nth(0, 1, name)
        elif isinstance(part, Negation):
            if any(_positions(part.subselector)):
                raise ExpressionError("a position inside :not()")
        elif isinstance(part, Attrib):
            _refuse_namespace(part)
        elif not isinstance(part, Class | Hash):
            raise ExpressionError("not supported")
        part = part.selector
    _refuse_namespace(part)


def _refuse_namespace(part: Attrib | Element) -> None:
    if part.namespace:
        raise ExpressionError("HTML has no namespaces")


def _elements(found: object) -> list[HtmlElement]:
    if not isinstance(found, list):
        return []
    return [one for one in found if isinstance(one, HtmlElement)]


def _family(parent: HtmlElement) -> dict[HtmlElement, tuple[int, ...]]:
    """Return the places of the children of *parent*, see `_Families`."""
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
    compounds: Iterable[Compound], root: HtmlElement, families: _Families
) -> list[HtmlElement]:
    """Return the elements that the chain of *compounds* ends at."""
    found: list[HtmlElement] = []
    for one in compounds:
        candidates = [
            element
            for element in _elements(one.find(root))
            if all(nth.allows(element, families) for nth in one.positions)
        ]
        if one.combinator:
            candidates = _joined(one.combinator, set(found), candidates)
        if not candidates:
            return []
        found = candidates
    return found


def _joined(
    combinator: str, before: set[HtmlElement], candidates: list[HtmlElement]
) -> list[HtmlElement]:
    """Return those of *candidates* that hang on one of *before*."""
    step = HtmlElement.getparent if combinator in " >" else _previous
    if combinator in ">+":
        return [one for one in candidates if step(one) in before]
    known: dict[HtmlElement, bool] = {}
    return [one for one in candidates if _leads(one, step, before, known)]


def _previous(element: HtmlElement) -> HtmlElement | None:
    at = element.getprevious()
    while at is not None and not isinstance(at.tag, str):
        at = at.getprevious()
    return at


def _leads(
    element: HtmlElement,
    step: Callable[[HtmlElement], HtmlElement | None],
    before: set[HtmlElement],
    known: dict[HtmlElement, bool],
) -> bool:
    """Whether *step* by step *element* leads to one of *before*; *known* is kept."""
    way = []
    at: HtmlElement | None = element
    found = False
    while at is not None:
        if at in known:
            found = known[at]
            break
        way.append(at)
        at = step(at)
        if at in before:
            found = True
            break
    known.update(dict.fromkeys(way, found))
    return found
