"""Stores regions and visibility of a page, so that it need not be walked again.

A walk over a page takes longer than parsing it. Who reads the page again, and asks only
what stands where, is spared that.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from vultrcrawl.items import Region
from vultrcrawl.page.html.scopes import ElementScope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

    from vultrcrawl.page.html.walk import Walk


class Layout(Protocol):
    """What holds where on a page."""

    @property
    def scopes(self) -> Mapping[HtmlElement, ElementScope]:
        """What holds inside the elements that change it."""

    @property
    def outermost(self) -> ElementScope:
        """What holds around all of them."""

    @property
    def sizes(self) -> Counter[Region]:
        """Characters of visible text by region."""

    @property
    def tags(self) -> Counter[str]:
        """Number of elements by tag."""


@dataclass(frozen=True, slots=True)
class KeptLayout:
    """A `Layout` that was kept."""

    scopes: dict[HtmlElement, ElementScope]
    sizes: Counter[Region]
    tags: Counter[str]
    elements: list[HtmlElement]
    """All of the page: lxml makes those anew that nobody holds, each time."""
    outermost: ElementScope = field(default_factory=ElementScope)


def scope_of(layout: Layout, element: HtmlElement) -> ElementScope:
    """Return what holds inside *element*."""
    at: HtmlElement | None = element
    scopes = layout.scopes
    while at is not None:
        if (scope := scopes.get(at)) is not None:
            return scope
        at = at.getparent()
    return layout.outermost


def pack_layout(root: HtmlElement, walk: Walk) -> bytes:
    """Return what *walk* found of the layout of the page under *root*."""
    found = []
    count = 0
    scopes = walk.scopes
    for element in root.iter():
        if element in scopes:
            scope = scopes[element]
            found.append((count, scope.region, scope.hidden))
        count += 1
    kept = [count, walk.sizes, found, walk.tags]
    return json.dumps(kept, separators=(",", ":")).encode()


def unpack_layout(packed: bytes, root: HtmlElement) -> KeptLayout | None:
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
    return KeptLayout(scopes, known, counts, elements)
