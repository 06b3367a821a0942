"""One pass over the tree: text, links with their region, headings, element counts.

It is made for every page of a crawl, so the loop in `_Walker.run` is written for speed:
it goes from node to node without lists of children or recursion (pages nest thousands
of elements deep), asks an element for its attribute names once, and looks at values
only where a name says that they matter.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from vultrcrawl.items import Region
from vultrcrawl.page.html.layout import Layout
from vultrcrawl.page.html.regions import claim, claim_by_name
from vultrcrawl.page.html.scopes import (
    ElementScope,
    open_scope,
    release_footers,
    release_paginated,
    settle,
    show_fallback,
)
from vultrcrawl.page.html.text import (
    HEADINGS,
    INLINE,
    NO_ELEMENTS,
    SILENT,
    TextReader,
    collapse,
    is_inline,
)
from vultrcrawl.page.html.visibility import CONCEALING, is_hidden

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# How an element is read. The order matters: from `_BLOCK` on it ends a line of text,
# and from `_FRAME` on it is looked at even without attributes.
_SKIP, _INLINE, _LINK, _BLOCK, _FRAME, _HEADING, _REGION = range(7)
_LINKS = {"a": "href", "area": "href", "frame": "src", "iframe": "src"}
_KINDS = (
    dict.fromkeys(SILENT, _SKIP)
    | dict.fromkeys(INLINE, _INLINE)
    | dict.fromkeys(HEADINGS, _HEADING)
    | {"a": _LINK, "area": _FRAME, "frame": _FRAME, "iframe": _FRAME}
    | dict.fromkeys(("nav", "header", "footer", "aside", "main", "article"), _REGION)
    | {"dialog": _REGION, "noscript": _REGION}
)
#: Elements that lead elsewhere and are kept, links within the page among them.
_MOST_LINKS = 20_000
#: Attributes that may change how what stands inside is read.
_TELLING = CONCEALING | {"href", "class", "id", "role"}
_NOTED = (_LINK, _FRAME, _HEADING)
#: Elements that hide what stands in them at times, whatever their attributes.
_CONCEALING = frozenset(("dialog", "noscript"))
#: Parts of a page that every page of a site repeats.
_BOILERPLATE = frozenset(Region) - {Region.MAIN}


def says_hidden(element: HtmlElement) -> bool:
    """Whether *element*, or one around it, may hide what stands in it.

    Where none does, a visitor sees it, and no walk over the page is needed to tell.
    """
    at: HtmlElement | None = element
    while at is not None:
        if at.tag in _CONCEALING or not CONCEALING.isdisjoint(at.keys()):
            return True
        at = at.getparent()
    return False


@dataclass(slots=True)
class Walk:
    """What one pass over the tree collects."""

    layout: Layout
    """What holds where."""
    blocks: list[tuple[str, Region]]
    """Visible text by block, spaces collapsed, with the region it stands in."""
    links: list[tuple[HtmlElement, str, Region]]
    """Elements that lead elsewhere, their attribute's value, and their region; the
    first `_MOST_LINKS`."""
    linking: int
    """Number of such elements."""
    headings: list[tuple[int, HtmlElement, Region]]
    """Level and element of visible headings."""
    hidden: list[str]
    """Text that styles or attributes keep from a visitor."""

    def text(self, *, boilerplate: bool) -> str:
        """Return the visible text, a line a block."""
        return "\n".join(
            block
            for block, region in self.blocks
            if boilerplate or region not in _BOILERPLATE
        )


#: An element, the scope that it stands in, and whether it ends a line of text.
_Step: TypeAlias = "tuple[HtmlElement, ElementScope, bool]"


class _Walker:
    """The state of one pass."""

    def __init__(self) -> None:
        self.outermost = ElementScope()
        self.scopes: dict[HtmlElement, ElementScope] = {}
        self.tags: list[str] = []
        self.blocks: list[tuple[str, ElementScope]] = []
        self.links: list[tuple[HtmlElement, str, ElementScope]] = []
        self.linking = 0
        self.headings: list[tuple[int, HtmlElement, ElementScope]] = []
        self.hidden: list[str] = []
        self.line: list[str] = []
        self.line_scope = self.outermost

    def run(self, root: HtmlElement) -> None:
        """Go through the tree under *root* in document order."""
        element: HtmlElement | None = root
        scope = self.outermost
        path: list[_Step] = []
        kinds, telling = _KINDS, _TELLING
        line, count = self.line, self.tags.append
        while element is not None:
            tag = element.tag
            kind = kinds.get(tag, _BLOCK)
            if kind == _BLOCK and "-" in tag and is_inline(element, tag):
                kind = _INLINE
            count(tag)
            breaks = False
            if kind:
                inner = scope
                keys = element.keys()
                if kind >= _FRAME or not telling.isdisjoint(keys):
                    inner = self.open(element, keys, kind, scope)
                breaks = kind >= _BLOCK
                if breaks and line:
                    self.end_line()
                # What stands in a frame is for browsers that have none.
                if (text := element.text) and kind != _FRAME:
                    if inner.hidden:
                        self.hidden.append(text)
                    elif line or not text.isspace():
                        line.append(text)
                        self.line_scope = inner
                if len(element):
                    path.append((element, scope, breaks))
                    element, scope = element[0], inner
                    continue
            element, scope = self.leave((element, scope, breaks), path)

    def leave(
        self, step: _Step, path: list[_Step]
    ) -> tuple[HtmlElement | None, ElementScope]:
        """Return what follows an element that has ended; None at the end of the tree.

        *path* are the elements around it; those that end with it are taken off.
        """
        element, scope, breaks = step
        line = self.line
        while True:
            if breaks and line:
                self.end_line()
            if not path:
                return None, scope
            if text := element.tail:
                if scope.hidden:
                    self.hidden.append(text)
                elif line or not text.isspace():
                    line.append(text)
                    self.line_scope = scope
            following = element.getnext()
            if following is not None:
                return following, scope
            element, scope, breaks = path.pop()

    def open(
        self, element: HtmlElement, keys: list[str], kind: int, outer: ElementScope
    ) -> ElementScope:
        """Note what *element* is, and return the scope of what stands in it.

        *keys* are the names of its attributes and *kind* is what `_KINDS` says of it.
        """
        get = element.get
        tag = element.tag
        claimed = None
        if kind != _LINK:
            claimed = claim(
                tag,
                get("role") if "role" in keys else None,
                get("class") if "class" in keys else None,
            )
            if "id" in keys:
                claimed = claim_by_name(tag, get("id"), claimed)
        hides = not CONCEALING.isdisjoint(keys) or tag == "dialog"
        hides = hides and not outer.hidden and is_hidden(tag, get)
        scope = open_scope(tag, claimed, outer, hides=hides, fallback=tag == "noscript")
        if scope is not outer:
            self.scopes[element] = scope
        if kind in _NOTED:
            self.note(element, kind, scope)
        return scope

    def note(self, element: HtmlElement, kind: int, scope: ElementScope) -> None:
        """Keep a link or a heading."""
        tag = element.tag
        if kind == _HEADING:
            self.headings.append((HEADINGS[tag], element, scope))
        elif target := element.get(_LINKS[tag]):
            self.linking += 1
            if self.linking <= _MOST_LINKS:
                self.links.append((element, target, scope))

    def end_line(self) -> None:
        """Make a block of the text since the last one."""
        if text := collapse("".join(self.line)):
            self.blocks.append((text, self.line_scope))
            self.line_scope.size += len(text)
        self.line.clear()

    def linked(self) -> Counter[ElementScope]:
        """Return how much visible text of each scope is that of links."""
        text_of = TextReader(each=200)
        lengths: Counter[ElementScope] = Counter()
        for element, _, scope in self.links:
            if not scope.hidden:
                lengths[scope] += len(text_of(element))
        return lengths


def walk(root: HtmlElement) -> Walk:
    """Read the tree under *root* once."""
    walker = _Walker()
    walker.run(root)
    scopes = [walker.outermost, *walker.scopes.values()]
    show_fallback(scopes)
    release_footers(scopes, walker.blocks)
    release_paginated(scopes, walker.blocks)
    settle(scopes, walker.linked)
    tags = Counter(walker.tags)
    for other in NO_ELEMENTS:
        del tags[other]
    blocks = [(text, scope.region) for text, scope in walker.blocks if not scope.hidden]
    sizes: Counter[Region] = Counter()
    for text, region in blocks:
        sizes[region] += len(text)
    return Walk(
        layout=Layout(walker.scopes, walker.outermost, sizes, tags),
        blocks=blocks,
        links=[(element, url, scope.region) for element, url, scope in walker.links],
        linking=walker.linking,
        headings=[
            (level, element, scope.region)
            for level, element, scope in walker.headings
            if not scope.hidden
        ],
        hidden=walker.hidden,
    )
