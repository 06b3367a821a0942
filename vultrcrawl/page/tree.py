"""From the text of a page to its tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from lxml import etree
from lxml import html as lxml_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

_EMPTY = b"<html><body></body></html>"


def _class_lookup() -> etree.ElementNamespaceClassLookup:
    """Return what gives elements the classes that `lxml.html` gives them.

    Its own look-up is a Python function, called for each element each time that one is
    touched: half the cost of going through a tree. This one is a table in C.
    """
    lookup = etree.ElementNamespaceClassLookup(
        etree.ElementDefaultClassLookup(
            element=lxml_html.HtmlElement,
            comment=lxml_html.HtmlComment,
            pi=lxml_html.HtmlProcessingInstruction,
            entity=lxml_html.HtmlEntity,
        )
    )
    namespace = lookup.get_namespace(None)
    for tag, kind in (
        ("form", lxml_html.FormElement),
        ("input", lxml_html.InputElement),
        ("label", lxml_html.LabelElement),
        ("select", lxml_html.SelectElement),
        ("textarea", lxml_html.TextareaElement),
    ):
        namespace[tag] = kind
    return lookup


_CLASSES = _class_lookup()


def finder(path: str) -> Callable[[HtmlElement], list[HtmlElement]]:
    """Return a function that gives the elements at an XPath, seen from an element.

    It is compiled once; lxml's `find` and `iterfind` go through the tree in Python.
    """
    return cast("Callable[[HtmlElement], list[HtmlElement]]", etree.XPath(path))


def parse(html: str) -> HtmlElement:
    """Return the root of the tree of *html*; an empty page has an empty body."""
    # libxml2 ends a text at a NUL, and refuses lone surrogates.
    body = html.replace("\0", "").encode("utf-8", "replace")
    return _parse(body) if body else _parse(_EMPTY)


def _parse(body: bytes) -> HtmlElement:
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, recover=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        root: HtmlElement | None = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        root = None
    return etree.fromstring(_EMPTY, parser) if root is None else root
