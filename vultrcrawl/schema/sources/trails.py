"""Where a page stands in its site: the steps of breadcrumbs and of an open menu."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from vultrcrawl.items import Region
from vultrcrawl.page.html.text import HEADINGS, own_text, text_of
from vultrcrawl.schema.properties.registry import by_class
from vultrcrawl.schema.sources.pieces import pieces
from vultrcrawl.schema.values import folded
from vultrcrawl.urls.routes import without_anchor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.links import Link
    from vultrcrawl.schema.sources.pieces import Piece

TRAIL: Final = "trail"
"""Attribute of a locator that reads the steps in an element."""
MENU: Final = "menu"
"""Attribute of a locator that reads the items of a menu around a link, and the link."""
CURRENT: Final = 'a[aria-current="page"], li.current > a, li.active > a, a.active'
"""Links that menus mark as leading to the page itself (WAI-ARIA 1.2, aria-current)."""
#: Elements around a step in which the class of a trail is looked for.
_AROUND: Final = 3
#: Elements inside one another at whose start a heading is looked for.
_WITHIN: Final = 3
#: Steps of a trail, and levels of a menu, at most; longest step, in characters.
_STEPS, _LEVELS, _LONGEST = 12, 8, 120
#: What stands between two steps that are no links.
_BETWEEN = re.compile(r"\s*[\u203a\u00bb\u2192\u25b8]+\s*|\s+(?:>+|/|::|\|)\s+")
_SIGN = re.compile(r"->|::|[>/|\u203a\u00bb\u2192\u25b8]")
#: Longest text of a trail that signs tell, and links of a page that may be in one.
_BAR_TEXT, _LINKS = 300, 200
#: Links to other pages in such a trail, at least: a byline has one.
_LEAST: Final = 2
_DRAWN: Final = ("i", "img", "svg", "span")
_EDGES = " >/|:\u203a\u00bb\u2192\u25b8"


def steps_in(element: HtmlElement) -> list[str]:
    """Return the steps of the breadcrumbs in *element*, without what parts them.

    A label or heading before them, such as ``You are here:``, is none, nor is what
    follows the first text of an item of a list: forums write there who moderates it.
    """
    items = _items(element)
    shown = [_texts(one) for one in items or [element]]
    texts = [one[0] for one in shown if one] if items else shown[0]
    if len(texts) > 1 and texts[0] == _heading(element):
        texts = texts[1:]
    if element.find(".//a") is None:
        texts = [part for text in texts for part in _BETWEEN.split(text)]
    stripped = map(_stripped, texts)
    found = [step for step in stripped if any(map(str.isalnum, step))]
    return [step for step in found if len(step) <= _LONGEST][:_STEPS]


def _heading(element: HtmlElement) -> str:
    """Return the heading without a link that *element* begins with; "" if none.

    It may stand up to `_WITHIN` elements deep, but in no step.
    """
    for _ in range(_WITHIN):
        first = next((one for one in element if isinstance(one.tag, str)), None)
        if first is None or first.tag == "li":
            return ""
        if first.tag in HEADINGS:
            return text_of(first) if first.find(".//a") is None else ""
        element = first
    return ""


def _texts(element: HtmlElement) -> list[str]:
    """Return what *element* shows without labels; that in a link is a part of it."""
    found: list[str] = []
    label: Piece | None = None
    for piece in pieces(element):
        if piece.is_label:
            label = piece if piece.element.tag == "a" else None
            continue
        whole = label is not None and label.element is piece.element
        found.append(f"{label.text} {piece.text}" if label and whole else piece.text)
        label = None
    return found


def _items(element: HtmlElement) -> list[HtmlElement]:
    """Return the items of the one list in *element*; none if it has no such list."""
    lists = [one for one in element.iter("ul", "ol") if one.find("li") is not None]
    items = list(lists[0].iterchildren("li")) if len(lists) == 1 else []
    return items if len(items) > 1 else []


def _stripped(text: str) -> str:
    """Return *text* without what parts steps, but with the end of a quotation."""
    found = text.strip(_EDGES)
    return f"{found}\u00bb" if "\u00ab" in found and "\u00bb" not in found else found


def steps_to(link: HtmlElement) -> list[str]:
    """Return the items of the menu around *link*, the outermost first, and the link.

    Only the link if it stands in one list.
    """
    items = list(link.iterancestors("li"))[:_LEVELS]
    found = []
    for item in reversed(items):
        first = next(iter(pieces(item)), None)
        if first is not None and len(first.text) <= _LONGEST:
            found.append(first.text)
    return found


def signed_trails(document: Document) -> Iterator[HtmlElement]:
    """Yield what a page shows as its trail, though nothing is called that.

    Signs part its steps (a bar of a menu has none): the last is in the title of the
    page, and two or more before it are links to other pages.
    """
    title = f" {folded(document.title)} "
    here = without_anchor(document.url)
    for bar, links in _bars(document).items():
        heads = {next(iter(one.iter("a")), None) for one in _items(bar)}
        leading = [link for link in links if not heads or link.element in heads]
        away = sum(without_anchor(link.url) != here for link in leading)
        if away < _LEAST or len(text_of(bar, 2 * _BAR_TEXT)) > _BAR_TEXT:
            continue
        steps = steps_in(bar)
        if (
            away < len(steps) == len(set(steps))
            and leading[0].text.startswith(steps[0])
            and f" {folded(steps[-1])} " in title
            and _signs(bar) >= away
        ):
            yield bar


def _bars(document: Document) -> dict[HtmlElement, list[Link]]:
    """Return the links of *document* by what holds those that stand side by side."""
    found: defaultdict[HtmlElement, list[Link]] = defaultdict(list)
    for link in document.links[:_LINKS]:
        bar = link.element.getparent()
        while bar is not None and (len(bar) == 1 or bar.tag == "li"):
            bar = bar.getparent()
        if bar is not None and bar.tag not in ("body", "html", "head"):
            found[bar].append(link)
    return found


def _signs(bar: HtmlElement) -> int:
    """Return how many signs part the steps in *bar*: characters, or drawn ones."""
    around = [bar, *bar.iterchildren("li")]
    written = sum(len(_SIGN.findall(own_text(one))) for one in around)
    drawn = sum(not text_of(e) for one in around for e in one if e.tag in _DRAWN)
    return max(written, drawn)


def trails(document: Document) -> Iterator[HtmlElement]:
    """Yield the outermost elements of breadcrumbs on a page, in document order."""
    for node in document.content.nodes:
        if node.region is Region.BREADCRUMB and (
            node.parent is None or node.parent.region is not Region.BREADCRUMB
        ):
            yield node.element


def is_in_trail(element: HtmlElement) -> bool:
    """Whether *element*, or one close around it, is marked as breadcrumbs."""
    return any(
        by_class(mark) == "breadcrumbs"
        for at in chain((element,), islice(element.iterancestors(), _AROUND))
        for mark in (*(at.get("class") or "").split(), at.get("id") or "")
    )


def begins_trail(element: HtmlElement) -> bool:
    """Whether *element* is in a trail, and nothing stands before it: a homepage."""
    inside = chain((element,), islice(element.iterancestors(), _AROUND - 1))
    return is_in_trail(element) and all(at.getprevious() is None for at in inside)
