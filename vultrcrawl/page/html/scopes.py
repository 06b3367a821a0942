"""Scopes: region and visibility of a part of the tree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vultrcrawl.items import Region
from vultrcrawl.page.html.regions import claim, inside

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from vultrcrawl.page.html.regions import RegionClaim

# See `settle`. Measured on real pages: shares of the text, and of the prose, of a page.
_ENOUGH, _MUCH, _NEXT_TO_NOTHING = 0.4, 0.3, 0.1
#: Characters of prose that are looked at; a footer may be all that a page has.
_LEAST, _LEAST_FOOTER = 300, 2_000
#: Share of a page's text that follows a footer which is not that of the site.
_FOLLOWED = 0.3
#: Letters of a pagination, at most. On 3,000 pages of 135 sites paginations have up to
#: 166, and lists ``has-pagination`` 422 to 42,823. Such a list may stand in another.
_PAGINATION, _NESTED = 280, 2
#: Claims that may be passed over on one page.
_MOST_IGNORED = 4


@dataclass(slots=True, eq=False)
class ElementScope:
    """What holds for a part of the tree until an element inside says otherwise."""

    region: Region = Region.MAIN
    """Part of the page: what elements say at first, what `settle` finds in the end."""
    main: bool = False
    """Whether what stands in it is in a `main` or `article` element."""
    hidden: bool = False
    """Whether a visitor can't see it."""
    fallback: bool = False
    """Whether it is for visitors whose browser runs no scripts."""
    outer: ElementScope | None = None
    """The scope around it; None for that of the page."""
    tag: str = ""
    """The element that opens it; empty for that of the page."""
    claim: RegionClaim | None = None
    """What that says it is."""
    decided: RegionClaim | None = None
    """The claim, its own or of a scope around it, that *region* comes from."""
    size: int = 0
    """Characters of visible text directly in it."""

    def place(self, ignored: Container[RegionClaim] = ()) -> None:
        """Find *region* and *decided*; claims that are *ignored* count for nothing."""
        if self.outer is None:
            return
        around, self.decided = self.outer.region, self.outer.decided
        self.region = around
        if self.claim is not None and self.claim not in ignored:
            self.region = inside(
                self.tag, self.claim.region, around, main=self.outer.main
            )
            if self.region is not around:
                self.decided = self.claim


def open_scope(
    tag: str,
    claimed: RegionClaim | None,
    outer: ElementScope,
    *,
    hides: bool = False,
    fallback: bool = False,
) -> ElementScope:
    """Return the scope inside an element, which is *outer* if it says nothing.

    *claimed* is what the element says it is, *hides* tells whether it keeps its content
    from a visitor, and *fallback* whether that is for browsers without scripts.
    """
    if claimed is None and not hides and not fallback:
        return outer
    main = outer.main or tag in ("main", "article")
    scope = ElementScope(
        main=main,
        hidden=hides or outer.hidden,
        fallback=fallback or outer.fallback,
        outer=outer,
        tag=tag,
        claim=claimed,
    )
    scope.place()
    return scope


def show_fallback(scopes: list[ElementScope]) -> None:
    """Decide whether `<noscript>` is read: only where it says more than all the rest.

    *scopes* are all of a page. A visitor with scripts never sees it: it asks to switch
    scripts on, or repeats what they show. But it is all that some pages hold.
    """
    fallback = sum(scope.size for scope in scopes if scope.fallback)
    if fallback and 2 * fallback <= sum(scope.size for scope in scopes):
        for scope in scopes:
            if scope.fallback:
                scope.hidden, scope.size = True, 0


def release_footers(
    scopes: list[ElementScope], blocks: list[tuple[str, ElementScope]]
) -> None:
    """Have a footer that much text follows belong to what it stands in.

    *blocks* are the page's texts in their order, each with its scope. A `footer` is of
    its nearest section (HTML, 4.3.8), and a site's is where its pages end. One with the
    date and the author of a text often stands below its title.
    """
    footers = {
        scope
        for scope in scopes
        if scope.claim is not None
        and scope.claim.by == "<footer>"
        and scope.region is Region.FOOTER
        and not scope.hidden
    }
    if not footers:
        return
    owners: dict[ElementScope, ElementScope | None] = {}
    ends: dict[ElementScope, int] = {}
    at = 0
    for text, scope in blocks:
        if scope.hidden:
            continue
        at += len(text)
        if scope not in owners:
            around: ElementScope | None = scope
            while around is not None and around not in footers:
                around = around.outer
            owners[scope] = around
        if (owner := owners[scope]) is not None:
            ends[owner] = at
    inner = [one for one, end in ends.items() if at - end >= _FOLLOWED * at]
    for one in inner:
        one.claim = None
    if inner:
        for scope in scopes:
            scope.place()


def release_paginated(
    scopes: list[ElementScope], blocks: list[tuple[str, ElementScope]]
) -> None:
    """Have what says too much for a pagination belong to what it stands in.

    *scopes* are all of a page, outer before inner, and *blocks* its texts, each with
    its scope. Themes call a list that has several pages ``isotope-pagination`` or
    ``has-pagination``. Numbers are no words: some pages have 300 of them.
    """
    letters: Counter[ElementScope] = Counter()
    for text, scope in blocks:
        if scope.region is Region.PAGINATION and not scope.hidden:
            letters[scope] += sum(map(str.isalpha, text))
    for _ in range(_NESTED):
        owners: dict[ElementScope, ElementScope] = {}
        sizes: Counter[ElementScope] = Counter()
        for scope in scopes:
            if scope.region is Region.PAGINATION and scope.outer is not None:
                owners[scope] = owners.get(scope.outer, scope)
                sizes[owners[scope]] += letters[scope]
        long = [one for one, size in sizes.items() if size > _PAGINATION]
        if not long:
            return
        for one in long:
            one.claim = claim(one.tag, None, None)  # what its tag says
        for scope in scopes:
            scope.place()


def settle(
    scopes: list[ElementScope], linked: Callable[[], Counter[ElementScope]]
) -> None:
    """Find the regions of *scopes*, now that their sizes are known.

    *scopes* are all of a page, outer before inner; *linked* tells how much text in each
    is that of links, and is called only where it matters. A word can mislead: a wrapper
    around the whole page has the class `menu`, every block of a page builder is called
    `widget`. So where little text would be left as main content, and much prose (text
    that is no link's) would be in regions that one word or tag opened, that word or tag
    means nothing on this page.
    """
    ignored: set[RegionClaim] = set()
    links: Counter[ElementScope] | None = None
    while True:
        total = sum(scope.size for scope in scopes)
        main = sum(scope.size for scope in scopes if scope.region is Region.MAIN)
        if main >= _ENOUGH * total or len(ignored) == _MOST_IGNORED:
            return
        links = links or linked()
        dense = 0.2 if main < _NEXT_TO_NOTHING * total else 0.5
        if (misleading := _misleading(scopes, links, dense)) is None:
            return
        ignored.add(misleading)
        for scope in scopes:
            scope.place(ignored)


def _misleading(
    scopes: list[ElementScope], links: Counter[ElementScope], dense: float
) -> RegionClaim | None:
    """Return the claim that keeps most prose out of the main content, if it is much.

    At least *dense* of its text must be prose.
    """
    text: Counter[RegionClaim] = Counter()
    prose: Counter[RegionClaim] = Counter()
    everything = 0
    for scope in scopes:
        own = max(scope.size - links[scope], 0)
        everything += own
        if scope.decided is not None and scope.region is not Region.MAIN:
            text[scope.decided] += scope.size
            prose[scope.decided] += own
    for claimed, size in prose.most_common(1):
        least = _LEAST_FOOTER if claimed.region is Region.FOOTER else _LEAST
        if size >= max(least, _MUCH * everything) and size >= dense * text[claimed]:
            return claimed
    return None
