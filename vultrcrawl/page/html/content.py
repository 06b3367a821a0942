"""Content tree: the visible elements of a page, each with its region.

What is hidden and which region an element is in were decided by the one walk over the
page (`vultrcrawl.page.html.walk`); here its scopes are handed to the elements.
"""

from __future__ import annotations

from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from vultrcrawl.items import Region
from vultrcrawl.page.html.text import INLINE, SILENT, is_inline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from vultrcrawl.page.html.layout import Layout
    from vultrcrawl.page.html.scopes import ElementScope

#: Elements of one page that are looked at; a table of 10,000 rows has its first ones.
MAX_NODES = 12_000
#: What stands in a line of text; `<br>` ends a line, but no block.
IN_LINE = INLINE | {"br"}
_BOILERPLATE = frozenset({Region.NAV, Region.FOOTER, Region.PAGINATION})
#: Share of a page's text that its content has at least.
_ENOUGH = 0.25


class Node:
    """One visible element."""

    __slots__ = ("element", "has_block", "parent", "region", "tag")

    def __init__(
        self, element: HtmlElement, tag: str, parent: Node | None, region: Region
    ) -> None:
        self.element = element
        self.tag = tag
        self.parent = parent
        self.region = region
        self.has_block = False

    def above(self) -> Iterator[Node]:
        """Yield the elements around it, the innermost first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


class ContentTree:
    """The elements in the body under *root*, in document order; linear in their number.

    *layout* is what a walk over *root* found.
    """

    def __init__(self, root: HtmlElement, layout: Layout) -> None:
        self._root = root
        self._layout = layout

    @cached_property
    def nodes(self) -> list[Node]:
        """Visible elements outside of menus, footers and pagination.

        All visible elements if these hold nearly no text: then names mislead.
        """
        found = self.select(_BOILERPLATE)
        sizes = self._layout.sizes
        kept = sum(size for region, size in sizes.items() if region not in _BOILERPLATE)
        if kept < _ENOUGH * sizes.total():
            found = self.everything
        return found

    @cached_property
    def everything(self) -> list[Node]:
        """Visible elements, those of menus, footers and pagination among them."""
        return self.select(frozenset())

    @cached_property
    def title(self) -> HtmlElement | None:
        """The first main heading, which names the page and nothing below it."""
        return next((node.element for node in self.nodes if node.tag == "h1"), None)

    @cached_property
    def own_header(self) -> HtmlElement | None:
        """The header of the page's thing, which has its name; None without one.

        The header of a site has its menu, and a link or a logo for a name.
        """
        titles = (node.element for node in self.nodes if node.tag == "h1")
        plain = (
            one for one in titles if next(one.iter("a", "img", "svg"), None) is None
        )
        headers = (next(one.iterancestors("header"), None) for one in plain)
        return next(
            (one for one in headers if one is not None and one.find(".//nav") is None),
            None,
        )

    @cached_property
    def by_element(self) -> dict[HtmlElement, Node]:
        """Those of `nodes` by their element."""
        return {node.element: node for node in self.nodes}

    def select(self, left_out: frozenset[Region], most: int = MAX_NODES) -> list[Node]:
        """Return the first *most* visible elements that stand in no region *left_out*.

        The parent of one is the innermost element around it that is returned, too.
        """
        scopes = self._layout.scopes
        found: list[Node] = []
        # Whose children are being read, with what holds in it and its node.
        around: list[tuple[Iterator[HtmlElement], ElementScope, Node | None]] = [
            (islice(self._root.iter("body"), 1), self._layout.outermost, None)
        ]
        while around:
            children, outer, above = around[-1]
            for element in children:
                tag = element.tag
                if tag in SILENT:
                    continue
                scope, parent = scopes.get(element, outer), above
                if scope.hidden:
                    continue
                if scope.region in left_out:
                    if scope.region is not Region.NAV:
                        continue
                else:  # but breadcrumbs may stand in a menu
                    parent = Node(element, tag, above, scope.region)
                    found.append(parent)
                    if (
                        above is not None
                        and not above.has_block
                        and tag != "br"
                        and not is_inline(element, tag)
                    ):
                        _has_block(above)
                    if len(found) >= most:
                        return found
                if len(element):
                    around.append((iter(element), scope, parent))
                    break
            else:
                around.pop()
        return found


def _has_block(node: Node | None) -> None:
    """Note that a block stands in *node*, and so in all elements around it."""
    while node is not None and not node.has_block:
        node.has_block = True
        node = node.parent
