"""Parses HTML with lxml, and mends what libxml2 does unlike browsers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from lxml import etree
from lxml import html as lxml_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

#: What may stand in a head (HTML standard, 4.2), or stood there in older versions.
_HEAD = frozenset((
    "base", "link", "meta", "noscript", "script", "style", "template", "title",
    "basefont", "bgsound", "noframes", "object",
))  # fmt: skip
_EMPTY = b"<html><body></body></html>"
#: Depth at which libxml2 gives up.
_MOST_LEVELS = 2_048
_SURROGATE = re.compile("[\ud800-\udfff]")
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_NO_FRAMES = re.compile(r"<(/?)noframes\b", re.IGNORECASE)
# A page that nests too deep is flattened: other tags than these become line breaks.
_KEPT = re.compile(
    r"</?(?!(?:html|head|body|base|meta|link|title|script|style|a|frame|iframe|img|h[1-6]"
    r"|form|input|select|option|textarea|button|label)\b)[a-z][^<>]*>",
    re.IGNORECASE,
)
_KEPT_AT_LEAST = re.compile(
    r"</?(?!(?:html|head|body|base|meta|link|title|script|style|a|frame|input)\b)"
    r"[a-z][^<>]*>",
    re.IGNORECASE,
)


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
    """Return the root of the tree of *html*; an empty page has an empty body.

    libxml2 differs from browsers where a page is badly broken; what would lose text or
    links is mended: it ends at a NUL and at `</html>`, text in `<noframes>` is kept,
    content is taken out of the head, and the 2,048th level and all below is dropped.
    """
    html = html.replace("\0", "")
    if html[html.find("</html>") :][7:].strip():
        html = _END.sub("", html)
    for kept in (None, _KEPT, _KEPT_AT_LEAST):
        if kept is not None:
            html = kept.sub("<br>", html)
        root, complete = _parse(_encode(html))
        if complete:
            break
    _out_of_head(root)
    if root.find("frameset") is not None and _NO_FRAMES.search(html):
        return parse(_NO_FRAMES.sub(r"<\1div", html))
    return root


def _out_of_head(root: HtmlElement) -> None:
    """Move content that stands in the head to the start of the body.

    libxml2 knows no tags of HTML5: `<title>a</title><main>` leaves `main` in the head,
    which a browser ends there (HTML standard, 13.2.6.4.4, "anything else"). Metadata
    after it stays where it is read.
    """
    head = root.find("head")
    if head is None:
        return
    content = [one for one in head if isinstance(one.tag, str) and one.tag not in _HEAD]
    if not content:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    for place, element in enumerate(content):
        body.insert(place, element)
    if body.text and body.text.strip():  # it came after what is now before it
        content[-1].tail = (content[-1].tail or "") + body.text
        body.text = None


def _encode(html: str) -> bytes:
    try:
        return html.encode()
    except UnicodeEncodeError:  # a lone surrogate, which is no character
        return _SURROGATE.sub("\ufffd", html).encode()


def _parse(body: bytes) -> tuple[HtmlElement, bool]:
    """Return the root, and whether all of the page is under it."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, recover=True)
    parser.set_element_class_lookup(_CLASSES)
    root: HtmlElement | None = None
    if body:
        try:
            root = etree.fromstring(body, parser)
        except etree.XMLSyntaxError:
            root = None
    if root is None:
        return etree.fromstring(_EMPTY, parser), True
    if body.count(b"<") < _MOST_LEVELS:
        return root, True
    last = parser.error_log.last_error
    return root, last is None or last.type != etree.ErrorTypes.ERR_RESOURCE_LIMIT
