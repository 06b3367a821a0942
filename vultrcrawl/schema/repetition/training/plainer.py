"""Listings rewritten without their markup, for training: lists of links, tables, dl.

Most listings of the training data are grids with pictures and prices; glossaries,
indexes and tables of contents are seldom among them, so listings are rewritten as such.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from lxml import html as builder

from vultrcrawl.page.css import select
from vultrcrawl.page.document import Document
from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.values import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

MARK = "data-member"
"""Attribute of the elements that stand for cards in a page rewritten."""
#: Longest text beside a name that is kept, in characters.
_LONGEST = 200
_STYLES = ("list", "definitions", "table", "paragraphs", "glossary", "headings")


def rewritten(text: str, url: str, selectors: Sequence[str], seed: int) -> str | None:
    """Return the page *text* with its cards in another style; None if it has too few.

    Cards are what the first of *selectors* finds that finds any.
    """
    root = Document(text, url).root
    cards = next((found for css in selectors if (found := select(root, css))), [])
    named = [(card, link) for card in cards if (link := _link(card)) is not None]
    if len(named) < 3:
        return None
    choice = random.Random(seed)
    style = choice.choice(_STYLES)
    holder = _holder(style, choice)
    for card, link in named:
        _add(holder, style, link, _rest(card, link))
    first = named[0][0]
    parent = first.getparent()
    if parent is None or any(card is first for card in first.iterancestors()):
        return None
    parent.insert(parent.index(first), holder)
    for card, _ in named:
        around = card.getparent()
        if around is not None and holder not in card.iterdescendants():
            around.remove(card)
    return str(builder.tostring(root, encoding="unicode"))


def _link(card: HtmlElement) -> HtmlElement | None:
    """Return the link of a card with the longest text of at least two letters."""
    links = [one for one in card.iter("a") if one.get("href")]
    best = max(links, key=lambda one: min(len(text_of(one)), 80), default=None)
    return best if best is not None and len(text_of(best)) > 1 else None


def _rest(card: HtmlElement, link: HtmlElement) -> str:
    name = text_of(link)
    return clean(text_of(card).replace(name, " "))[:_LONGEST]


def _holder(style: str, choice: random.Random) -> HtmlElement:
    tags = {"list": "ul", "definitions": "dl", "table": "table", "glossary": "table"}
    holder = builder.Element(tags.get(style, "div"))
    if style in ("list", "definitions") and choice.random() < 0.3:
        holder.set("class", "toc")
    return holder


def _add(holder: HtmlElement, style: str, link: HtmlElement, rest: str) -> None:
    name = builder.Element("a", href=link.get("href") or "")
    name.text = text_of(link)
    if style in ("table", "glossary"):
        row = builder.Element("tr", {MARK: ""})
        first, second = builder.Element("td"), builder.Element("td")
        if style == "table":
            first.append(name)
        else:
            first.text = name.text
        second.text = rest or name.text
        row.extend((first, second))
        holder.append(row)
        return
    tag = {"list": "li", "definitions": "dt", "headings": "h3"}.get(style, "p")
    member = builder.Element(tag, {MARK: ""})
    member.append(name)
    holder.append(member)
    if style in ("definitions", "headings") and rest:
        beside = builder.Element("dd" if style == "definitions" else "p")
        beside.text = rest
        holder.append(beside)
