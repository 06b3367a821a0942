"""Stores regions and visibility of a page, so that it need not be walked again.

A walk over a page takes longer than parsing it. Who reads the page again, and asks only
what stands where, is spared that.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vultrcrawl.items import Region
from vultrcrawl.page.html.scopes import ElementScope

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True)
class Layout:
    """What holds where on a page."""

    scopes: Mapping[HtmlElement, ElementScope]
    """What holds inside the elements that change it; inside others holds what does
    around them."""
    outermost: ElementScope
    """What holds around all of them."""
    sizes: Counter[Region]
    """Characters of visible text by region."""
    tags: Counter[str]
    """Number of elements by tag."""
    elements: Sequence[HtmlElement] = ()
    """All of the page where *scopes* were read from a file: lxml makes those anew that
    nobody holds, each time."""

    def scope_of(self, element: HtmlElement) -> ElementScope:
        """Return what holds inside *element*."""
        at: HtmlElement | None = element
        while at is not None:
            if (scope := self.scopes.get(at)) is not None:
                return scope
            at = at.getparent()
        return self.outermost


def pack_layout(root: HtmlElement, layout: Layout) -> bytes:
    """Return the *layout* of the page under *root* as `unpack_layout` reads it."""
    elements, scopes = list(root.iter()), layout.scopes
    found = [
        (number, scope.region, scope.hidden)
        for number, scope in enumerate(map(scopes.get, elements))
        if scope is not None
    ]
    kept = [len(elements), layout.sizes, found, layout.tags]
    return json.dumps(kept, separators=(",", ":")).encode()


def unpack_layout(packed: bytes, root: HtmlElement) -> Layout | None:
    """Return the layout in *packed*; None if it isn't one of the page under *root*."""
    elements = list(root.iter())
    try:
        count, sizes, found, tags = json.loads(packed)
        if count != len(elements):
            return None
        scopes = {
            elements[number]: ElementScope(region=Region(region), hidden=bool(hidden))
            for number, region, hidden in found
        }
        known = Counter({Region(region): int(size) for region, size in sizes.items()})
        counts = Counter({str(tag): int(number) for tag, number in tags.items()})
    except (AttributeError, IndexError, TypeError, ValueError):  # damaged
        return None
    return Layout(scopes, ElementScope(), known, counts, elements)
