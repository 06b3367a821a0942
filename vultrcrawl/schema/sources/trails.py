"""Where a page stands in its site: the steps of breadcrumbs and of an open menu."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vultrcrawl.items import Region
from vultrcrawl.schema.sources.pieces import pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from vultrcrawl.schema.sources.view import View

TRAIL: Final = "trail"
"""Attribute of a locator that reads the steps in an element."""
MENU: Final = "menu"
"""Attribute of a locator that reads the items of a menu around a link, and the link."""
CURRENT: Final = 'a[aria-current="page"], li.current > a, li.active > a, a.active'
"""Links that menus mark as leading to the page itself (WAI-ARIA 1.2, aria-current)."""
#: Steps of a trail, and levels of a menu, at most; longest step, in characters.
_STEPS, _LEVELS, _LONGEST = 12, 8, 120
#: What stands between two steps that are no links.
_BETWEEN = re.compile(r"\s*[\u203a\u00bb\u2192\u25b8]+\s*|\s+(?:>+|/|::|\|)\s+")
_EDGES = " >/|:\u203a\u00bb\u2192\u25b8"


def steps_in(element: HtmlElement) -> list[str]:
    """Return the steps of the breadcrumbs in *element*, without what parts them.

    A label before them, such as ``You are here:``, is none.
    """
    texts = [piece.text for piece in pieces(element) if not piece.is_label]
    if element.find(".//a") is None:
        texts = [part for text in texts for part in _BETWEEN.split(text)]
    stripped = map(_stripped, texts)
    found = [step for step in stripped if any(map(str.isalnum, step))]
    return [step for step in found if len(step) <= _LONGEST][:_STEPS]


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


def trails(view: View) -> Iterator[HtmlElement]:
    """Yield the outermost elements of breadcrumbs on a page, in document order."""
    for node in view.nodes:
        if node.region is Region.BREADCRUMB and (
            node.parent is None or node.parent.region is not Region.BREADCRUMB
        ):
            yield node.element
