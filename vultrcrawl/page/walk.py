"""One pass over a page's tree: text, links with their region, headings, element counts.

It is made for every page of a crawl, so the loop in `_Walker.run` is written for speed:
it goes from node to node without lists of children or recursion (pages nest thousands
of elements deep), asks an element for its attribute names once, and looks at values
only where a name says that they matter.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from vultrcrawl.items import Region
from vultrcrawl.page.hiding import is_hidden
from vultrcrawl.page.regions import Scope, claim, claim_by_name, open_scope, settle
from vultrcrawl.page.text import INLINE, NO_ELEMENTS, UNREAD, TextReader

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# How an element is read. The order matters: from `_BLOCK` on it ends a line of text,
# and from `_FRAME` on it is looked at even without attributes.
_SKIP, _INLINE, _LINK, _BLOCK, _FRAME, _HEADING, _REGION = range(7)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LINKS = {"a": "href", "area": "href", "frame": "src", "iframe": "src"}
_KINDS = (
    dict.fromkeys((*UNREAD, *NO_ELEMENTS), _SKIP)
    | dict.fromkeys(INLINE, _INLINE)
    | dict.fromkeys(_HEADINGS, _HEADING)
    | {"a": _LINK, "area": _FRAME, "frame": _FRAME, "iframe": _FRAME}
    | dict.fromkeys(("nav", "header", "footer", "aside", "main", "article"), _REGION)
    | {"dialog": _REGION}
)
#: Attributes that may change how what stands inside is read.
_TELLING = frozenset(("href", "class", "id", "role", "style", "hidden", "popover"))
_NOTED = (_LINK, _FRAME, _HEADING)
_CONCEALING = frozenset(("style", "hidden", "popover"))
#: Parts of a page that every page of a site repeats.
_BOILERPLATE = frozenset(Region) - {Region.MAIN}


@dataclass(slots=True)
class Walk:
    """What one pass over the tree collects."""

    blocks: list[tuple[str, Region]] = field(default_factory=list)
    """Visible text by block, spaces collapsed, with the region it stands in."""
    links: list[tuple[HtmlElement, str, Region]] = field(default_factory=list)
    """Elements that lead elsewhere, their attribute's value, and their region."""
    headings: list[tuple[int, HtmlElement, Region]] = field(default_factory=list)
    """Level and element of visible headings."""
    tags: Counter[str] = field(default_factory=Counter)
    """Number of elements by tag."""
    hidden: list[str] = field(default_factory=list)
    """Text that styles or attributes keep from a visitor."""

    def text(self, *, boilerplate: bool) -> str:
        """Return the visible text, a line a block."""
        return "\n".join(
            block
            for block, region in self.blocks
            if boilerplate or region not in _BOILERPLATE
        )


#: An element, the scope that it stands in, and whether it ends a line of text.
_Step: TypeAlias = "tuple[HtmlElement, Scope, bool]"


class _Walker:
    """The state of one pass."""

    def __init__(self) -> None:
        self.outermost = Scope()
        self.scopes = [self.outermost]
        self.tags: list[str] = []
        self.blocks: list[tuple[str, Scope]] = []
        self.links: list[tuple[HtmlElement, str, Scope]] = []
        self.headings: list[tuple[int, HtmlElement, Scope]] = []
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

    def leave(self, step: _Step, path: list[_Step]) -> tuple[HtmlElement | None, Scope]:
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
        self, element: HtmlElement, keys: list[str], kind: int, outer: Scope
    ) -> Scope:
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
        hides = not _CONCEALING.isdisjoint(keys) or tag == "dialog"
        hides = hides and not outer.hidden and is_hidden(tag, get)
        scope = open_scope(tag, claimed, outer, hides=hides)
        if scope is not outer:
            self.scopes.append(scope)
        if kind in _NOTED:
            self.note(element, kind, scope)
        return scope

    def note(self, element: HtmlElement, kind: int, scope: Scope) -> None:
        """Keep a link or a heading."""
        tag = element.tag
        if kind == _HEADING:
            if not scope.hidden:
                self.headings.append((_HEADINGS[tag], element, scope))
        elif target := element.get(_LINKS[tag]):
            self.links.append((element, target, scope))

    def end_line(self) -> None:
        """Make a block of the text since the last one."""
        if text := " ".join("".join(self.line).split()):
            self.blocks.append((text, self.line_scope))
            self.line_scope.size += len(text)
        self.line.clear()

    def linked(self) -> Counter[Scope]:
        """Return how much visible text of each scope is that of links."""
        text_of = TextReader(each=200)
        lengths: Counter[Scope] = Counter()
        for element, _, scope in self.links:
            if not scope.hidden:
                lengths[scope] += len(text_of(element))
        return lengths


def walk(root: HtmlElement) -> Walk:
    """Read the tree under *root* once."""
    walker = _Walker()
    walker.run(root)
    settle(walker.scopes, walker.linked)
    tags = Counter(walker.tags)
    for other in NO_ELEMENTS:
        del tags[other]
    return Walk(
        blocks=[(text, scope.region) for text, scope in walker.blocks],
        links=[(element, url, scope.region) for element, url, scope in walker.links],
        headings=[
            (level, element, scope.region) for level, element, scope in walker.headings
        ],
        tags=tags,
        hidden=walker.hidden,
    )
