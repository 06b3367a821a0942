"""The text of a page in the pieces that a reader sees apart, in their order.

A piece ends at a block, a line break, a link, a wide gap or a bar (``|``), and a label
with its colon is one of its own: ``Ht: 6-11 Wt: 235`` are four.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from vultrcrawl.page.html.content import IN_LINE
from vultrcrawl.page.html.text import UNREAD, hides_itself
from vultrcrawl.page.signature import stable_classes
from vultrcrawl.schema.sources.labels.lines import BETWEEN, with_labels
from vultrcrawl.schema.sources.nodes import struck_by
from vultrcrawl.schema.values import clean, price
from vultrcrawl.urls.short_cache import short_cache
from vultrcrawl.values.dates import date_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lxml.html import HtmlElement

#: Pieces of one page that are looked at.
MAX_PIECES = 4_000
#: Longest text that may be a number, a date or an address, in characters.
_SHORT = 40
_UNREAD = UNREAD | {"noscript"}
#: Inline elements that mark a part of a word or sentence, no thing of its own.
_WITHIN = IN_LINE - {"a", "span", "img", "br", "input", "button", "label", "picture"}
#: Measures without words: ``6-11, 235 lbs``.
_MEASURES = re.compile(r"([\d.'\"/-]+),\s+(\d[\d.,]*(?:\s?[A-Za-z]{1,4})?)")
_EDGES = " \t\r\n\u00a0,;|/\u2022\u00b7-\u2013\u2014"
_TELEPHONE = re.compile(r"\+?[\d(][\d() ./-]{6,18}\d")
_SITE = re.compile(r"(?:https?://|www\.)\S+|[\w.-]+@[\w-]+\.[\w.-]+")
_EDGE = ("start", "end")


class Piece(NamedTuple):
    """A part of a line, and the element that it stands in."""

    text: str
    element: HtmlElement

    @property
    def is_label(self) -> bool:
        """Whether it ends with a colon: then something else is its value."""
        return _ends_label(self.text)

    @property
    def look(self) -> str:
        """What it looks like: ``td``, ``b.title``, ``td telephone``.

        Tag and first class of its element, and what is written if these are no words.
        What is struck through looks so, up to three elements around it.
        """
        if struck := struck_by(self.element):
            return f"{struck} {written(self.text)}".rstrip()
        tag = str(self.element.tag)
        if classes := stable_classes(self.element.get("class", "")):
            tag = f"{tag}.{min(classes)}"
        kind = written(self.text)
        return f"{tag} {kind}" if kind else tag


def _ends_label(text: str) -> bool:
    return text.rstrip().endswith((":", "\uff1a"))


@short_cache(16_384)
def written(text: str) -> str:
    """Return what *text* is by its signs alone, such as ``price``; "" for words."""
    if len(text) > _SHORT:
        return ""
    return next((kind for kind, test in _WRITTEN.items() if test(text)), "")


def _is_telephone(text: str) -> bool:
    return bool(_TELEPHONE.fullmatch(text)) and sum(map(str.isdigit, text)) > 6


def _is_number(text: str) -> bool:
    return any(map(str.isdigit, text)) and not any(map(str.isalpha, text))


_WRITTEN: dict[str, Callable[[str], object]] = {
    "address": _SITE.fullmatch,
    "date": lambda text: date_in(text) == text,
    "telephone": _is_telephone,
    "price": lambda text: price(text) is not None,
    "number": _is_number,
}


def pieces(body: HtmlElement) -> list[Piece]:
    """Return what *body* shows, piece by piece; the first `MAX_PIECES` of it."""
    found: list[Piece] = []
    for raw, element in _runs(body):
        found.extend(Piece(text, element) for text in _parts(raw))
        if len(found) >= MAX_PIECES:
            break
    return found


def _runs(body: HtmlElement) -> Iterator[tuple[str, HtmlElement]]:
    """Yield each run of text between two breaks, with the element it begins in."""
    run, where = "", body
    for text, inside, breaks in _texts(body):
        # Within a word, <b>f</b>oo, no element is a break.
        within = not text or (run[-1:].isalnum() and text[0].isalnum())
        if run and (breaks or not within):
            if not run.isspace():
                yield run, where
            run = ""
        if text:
            where = where if run else inside
            run += text
    if run:
        yield run, where


def _texts(body: HtmlElement) -> Iterator[tuple[str, HtmlElement, bool]]:
    """Yield each text, the element it is in, and whether something ends before it.

    Empty ones, too, for every start and end of an element. A picture that stands for a
    label, ``<img alt="Maker:">``, has its text.
    """
    walk = etree.iterwalk(body, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        breaks = event in _EDGE and element.tag not in _WITHIN
        if event == "start":
            keys = element.keys()
            if element.tag in _UNREAD or (keys and hides_itself(element, keys)):
                walk.skip_subtree()
                continue
            alt = element.get("alt", "") if element.tag == "img" else ""
            yield (alt if _ends_label(alt) else element.text or ""), element, breaks
        elif element is not body:
            yield element.tail or "", element.getparent(), breaks


def _parts(raw: str) -> Iterator[str]:
    for part in BETWEEN.split(raw):
        text = clean(part)
        for one in with_labels(text) if ":" in text else (text,):
            if match := _MEASURES.fullmatch(one):
                yield from match.groups()
                continue
            kept = one.strip(_EDGES)
            if any(map(str.isalnum, kept)):
                yield kept
