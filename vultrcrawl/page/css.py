"""CSS selectors from untrusted documents, compiled to run in linear time.

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

from vultrcrawl.page.css_run import Compound, Nth, Selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cssselect.parser import Tree
    from cssselect.xpath import XPathExpr
    from lxml.html import HtmlElement

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


def _compounds(tree: Tree) -> Iterator[Compound]:
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
        yield Compound(
            combinator, etree.XPath(f"descendant-or-self::{text}"), positions
        )


def _positions(part: Any) -> Iterator[Nth]:
    """Yield the conditions on the place of *part*; ExpressionError for what is new."""
    while not isinstance(part, Element):
        if isinstance(part, Function):
            if part.name not in _POSITIONS:
                _refuse(f":{part.name}() is not supported")
            a, b = parse_series(part.arguments)
            yield Nth(a, b, *_POSITIONS[part.name])
        elif isinstance(part, Pseudo):
            for name in _ENDS.get(part.ident, ()):
                yield Nth(0, 1, *_POSITIONS[name])
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
