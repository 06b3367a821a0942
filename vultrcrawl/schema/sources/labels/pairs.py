"""Values found by the label beside them.

``<dt>Pages</dt><dd>192</dd>``, ``<th>Pages</th><td>192</td>``, ``<b>Pages:</b> 192``,
``Pages: 192<br>``, ``<div>Pages:</div>192``, two boxes side by side, and fields that a
class names.
Which of these are labels shows only when several pages of a template have them.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from vultrcrawl.page.html.content import IN_LINE
from vultrcrawl.page.html.text import HEADINGS, own_text, text_of
from vultrcrawl.schema.properties.registry import PROPERTIES, by_labels
from vultrcrawl.schema.sources.labels.cms_fields import field_of
from vultrcrawl.schema.sources.labels.dated import dates_in
from vultrcrawl.schema.sources.labels.lines import (
    MAX_VALUE,
    have_common_class,
    labels_on_lines,
    value_of,
    values_in,
)
from vultrcrawl.schema.sources.labels.rows import SECTIONS, labels_in_row
from vultrcrawl.schema.sources.links import (
    are_titles,
    is_in_card,
    leads_away,
    links_of,
)
from vultrcrawl.schema.sources.nodes import is_frame, is_inside
from vultrcrawl.schema.values import MAX_LIST, clean, enumerated, folded
from vultrcrawl.values import people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.html.content import Node

Pairs: TypeAlias = dict[str, list[str]]


class Labelled(NamedTuple):
    """A label with its values."""

    label: str
    values: list[str]
    around: HtmlElement | None
    """What is around all pairs of their kind, if anything: a table, a list, or what
    holds boxes side by side."""
    holder: HtmlElement | None = None
    """What the values stand in, if that is one element."""


#: Longest label in characters and words.
_LABEL, _LABEL_WORDS = 50, 6
#: Digits of a text from which on it is a value, such as a date, and no label.
_DATED = 4
#: Shortest label, and what stands in code and patterns but in no label.
_SHORT, _CODE = 2, re.compile(r"[\[\]{}<>=|\\\"]")
#: What has two children for other reasons than that one is the label of the other.
_NO_BOX = ("body", "tbody", "table", "dl", "ul", "ol")
#: Where readers say something, and not the page.
_CONTROLS = ("input", "select", "textarea")
#: What values don't begin with: that leads from step to step in breadcrumbs, and from
#: part to part of names in code and of lists.
_NO_VALUE = re.compile(r"[>\u203a\u00bb,;]|::\w")
#: What Cloudflare shows for an address until a script has put that there, folded:
#: https://developers.cloudflare.com/waf/tools/scrape-shield/email-address-obfuscation/
_HIDDEN = "email protected"
#: Tags of what a text is made of; and from how many characters on what follows a label
#: there is a sentence, or from how many words on if it ends with a stop.
_TEXTS, _SENTENCE, _SENTENCE_WORDS = ("p", "li"), 60, 4
_STRIP = " \t\r\n:\uff1a-\u2013\u2014|•·*"


def label_of(text: str) -> str:
    """Return *text* as a label, or "" if it is none: too long, or without a letter."""
    text = text.strip(_STRIP)
    if not text or len(text) > _LABEL or text[0].isnumeric():
        return ""
    if len(text) < _SHORT or not any(map(str.isalpha, text)) or _CODE.search(text):
        return ""
    if sum(map(str.isdigit, text)) >= _DATED:
        return ""
    if len(text.split()) > _LABEL_WORDS or "://" in text or text.startswith("http"):
        return ""
    if people.is_led(text):
        return ""
    return text


def heading_label(element: HtmlElement) -> str:
    """Return the label that a heading is, without links such as ``[src]`` in it."""
    if element.find(".//a") is None:
        return label_of(text_of(element))
    return label_of(own_text(element)) or label_of(text_of(element))


def pairs(
    document: Document,
    skip: AbstractSet[Node] = frozenset(),
    body: Callable[[], HtmlElement | None] = lambda: None,
) -> Iterator[Labelled]:
    """Yield the labels of a page with their values.

    Nodes in *skip* are left out, and so are headings that run into a sentence of the
    page's text, which *body* finds (see `vultrcrawl.schema.sources.prose`); it is asked
    only where that matters.
    """
    for label, texts, around, holder in _pairs(document, skip, body):
        name = label_of(label)
        key = folded(name)
        if not key or ":" in name:  # "Yield: 4" is a value with its label
            continue
        values = [
            value
            for value in (
                text.strip().lstrip(":\uff1a").strip()
                for text in enumerated(texts)
                if not _NO_VALUE.match(text.strip())
            )
            if 0 < len(value) <= MAX_VALUE and folded(value) not in (key, _HIDDEN)
        ]
        if values:
            yield Labelled(name, values[:MAX_LIST], around, holder)


def _pairs(
    document: Document, skip: AbstractSet[Node], body: Callable[[], HtmlElement | None]
) -> Iterator[Labelled]:
    for node in document.content.nodes:
        if node in skip or is_frame(document, node):
            continue
        element, tag = node.element, node.tag
        if (field := field_of(element)) is not None:
            yield Labelled(*field, element.getparent(), element)
        elif tag == "tr":
            yield from _in_row(document, element)
        elif tag == "dt":
            following = _definitions(element)
            texts = list(map(value_of, following))
            around = element.getparent()
            yield Labelled(text_of(element), texts, around, _only(following))
        elif node.has_block and tag not in _NO_BOX:
            yield from _boxes(document, element)
            yield from _before_text(document, element)
        elif not node.has_block and tag not in IN_LINE:
            text = element.text or ""
            if len(element) or ":" in text or "\uff1a" in text:  # seldom so
                yield from _lines(node, body)
            for label, date in dates_in(element):
                yield Labelled(label, [date], None, element)


def _in_row(document: Document, row: HtmlElement) -> Iterator[Labelled]:
    around = row.getparent()
    if around is not None and around.tag in SECTIONS:
        around = around.getparent()
    for label, cells in labels_in_row(document, row):
        yield Labelled(label, list(map(value_of, cells)), around, _only(cells))


def _only(elements: list[HtmlElement]) -> HtmlElement | None:
    return elements[0] if len(elements) == 1 else None


def _definitions(term: HtmlElement) -> list[HtmlElement]:
    """Return the definitions that follow a *term*."""
    return list(takewhile(lambda one: one.tag == "dd", term.itersiblings("*")))


def _is_sentence(text: str) -> bool:
    """Whether *text* is long, or ends as a sentence of some words does."""
    if len(text) >= _SENTENCE:
        return True
    return text.endswith((".", "!", "?")) and len(text.split()) >= _SENTENCE_WORDS


def _lines(node: Node, body: Callable[[], HtmlElement | None]) -> Iterator[Labelled]:
    """Yield what the lines of a block without blocks in it say as label and value.

    In the page's text, which *body* finds, what leads into a sentence is no label.
    """
    # Beside a logo there may be a menu that is hidden.
    if next(node.element.iter("nav", *_CONTROLS), None) is not None:
        return
    found = []
    for label, value in labels_on_lines(node.element):
        if node.tag in _TEXTS and _is_sentence(value):
            text = body()
            if text is not None and is_inside(node, text):
                continue
        found.append((label, value))
    around = node.element if len(found) > 1 else node.element.getparent()
    if node.tag == "p" and len(found) == 1:  # of a text: its neighbours have no labels
        around = None
    for label, value in found:
        yield Labelled(label, links_of(value, node.element), around, node.element)


def _before_text(document: Document, element: HtmlElement) -> Iterator[Labelled]:
    """Yield a box that ends with a colon as label of the text after it."""
    first = next((one for one in element if isinstance(one.tag, str)), None)
    node = document.content.by_element.get(first)
    if first is None or node is None or node.has_block or first.tag in IN_LINE:
        return
    if (element.text or "").strip() or not clean(first.tail or ""):
        return
    if any(one.tag not in IN_LINE for one in first.itersiblings("*")):
        return
    label, whole = text_of(first), value_of(element)
    if label.endswith((":", "\uff1a")) and whole.startswith(label):
        values = links_of(whole.removeprefix(label), element)
        yield Labelled(label, values, element.getparent(), None)


def _boxes(document: Document, element: HtmlElement) -> Iterator[Labelled]:
    """Yield the first of two boxes as label of the second."""
    children = [child for child in element if isinstance(child.tag, str)]
    if len(children) != 2 or own_text(element) or _are_items(children, element):
        return
    if is_in_card(element):
        return
    first = document.content.by_element.get(children[0])
    if first is None or first.has_block or first.tag in ("a", "img", "input", "button"):
        return
    label = heading_label(children[0])
    if not label or children[0] is document.content.title:
        return
    second = children[1]
    if are_titles(second) and leads_away(second):
        return
    # It has labels of its own, or asks how many, and which size.
    if next(second.iter("dt", "button", *_CONTROLS), None) is not None:
        return
    # What a heading stands above is a section of a text, and has no table around it.
    around = None if first.tag in HEADINGS else element.getparent()
    is_list = any(PROPERTIES[name].is_list for name in by_labels(label))
    values = values_in(label, second, is_list=is_list)
    yield Labelled(label, values, around, second)


def _are_items(children: list[HtmlElement], element: HtmlElement) -> bool:
    """Whether *children* are two values in *element*, which a label stands before.

    A label and its value are no two of one class there.
    """
    before = element.getprevious()
    return (
        before is not None
        and isinstance(before.tag, str)
        and element.getnext() is None
        and children[0].tag == children[1].tag
        and have_common_class(children)
        and bool(heading_label(before))
    )
