"""Which part of a page an element opens: menu, footer, breadcrumb, main content ..."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from vultrcrawl.items import Region

if TYPE_CHECKING:
    from collections.abc import Callable, Container

_BY_TAG = {
    "nav": Region.NAV,
    "header": Region.HEADER,
    "footer": Region.FOOTER,
    "aside": Region.ASIDE,
    "main": Region.MAIN,
    "article": Region.MAIN,
}

# WAI-ARIA 1.2, section 5.3.4: landmark roles.
_BY_ROLE = {
    "navigation": Region.NAV,
    "menubar": Region.NAV,
    "banner": Region.HEADER,
    "contentinfo": Region.FOOTER,
    "complementary": Region.ASIDE,
    "main": Region.MAIN,
}

# Words that class and id attributes of hand-made and generated sites use. A token must
# match whole, so that `page-header` (of an article) is not the header of the site.
_BY_WORD = (
    (Region.BREADCRUMB, re.compile(r".*bread-?crumbs?.*|crumbs?")),
    (
        Region.PAGINATION,
        re.compile(
            r".*paginat.*|pager|pagers|paging|page-?numbers?|wp-pagenavi|pagenav"
        ),
    ),
    (
        Region.FOOTER,
        re.compile(
            r"(?:(?:site|page|main|global|bottom|the)-?)?foot(?:er)?"
            r"(?:-?(?:inner|container|wrapper|nav|links?|area|top|bottom|widgets?"
            r"|section|content|main|menu))?|colophon|copyright"
        ),
    ),
    (
        Region.HEADER,
        re.compile(
            r"(?:site|global|top|main|masthead|the)-?header|header|masthead|topbar"
        ),
    ),
    (
        Region.NAV,
        re.compile(
            r"(?:[a-z]+-)?(?:nav|navbar|navigation|menu|topnav|sidenav|submenu|toc)"
            r"(?:-?(?:bar|main|menu|links?|list|wrapper|container|inner))?"
            r"|mainmenu|mainnav|sphinxsidebar"
        ),
    ),
    (
        Region.ASIDE,
        re.compile(
            r"(?:[a-z]+-)?side-?bar(?:-.+)?|aside|widgets?|widget-area"
            r"|related(?:-.+)?|recommended|you-may-also-like|also-(?:like|bought)"
        ),
    ),
)
#: What any of them matches has one of these in it.
_ANY_WORD = re.compile(
    "crumb|pag|foot|colophon|copyright|head|topbar|nav|menu|toc|sphinxsidebar|side"
    "|widget|related|recommended|you-|also"
)
#: A site's header and footer; inside an article these belong to the article.
_SECTIONAL = {Region.HEADER, Region.FOOTER}
#: These stay what they are whatever they stand in.
_FIRM = {Region.BREADCRUMB, Region.PAGINATION}
#: A link's own class says how it looks, not where it stands.
_NO_REGION = {"html", "body", "a"}
# See `settle`. Measured on real pages: shares of the text, and of the prose, of a page.
_ENOUGH, _MUCH, _NEXT_TO_NOTHING = 0.4, 0.3, 0.1
#: Characters of prose that are looked at; a footer may be all that a page has.
_LEAST, _LEAST_FOOTER = 300, 2_000
#: Claims that may be passed over on one page.
_MOST_IGNORED = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """What an element says it is, and by what."""

    region: Region
    by: str
    """The word of its class or id, or its role or tag, that says so."""


def _by_words(words: str) -> Claim | None:
    words = words.lower()
    if _ANY_WORD.search(words):
        for token in words.replace("_", "-").split():
            for region, pattern in _BY_WORD:
                if pattern.fullmatch(token):
                    return Claim(region, token)
    return None


@lru_cache(maxsize=8192)
def claim(tag: str, role: str | None, words: str | None) -> Claim | None:
    """Return what an element says it is; None if it says nothing.

    *words* is its class attribute.
    """
    if tag in _NO_REGION:
        return None
    claimed = None
    if role in _BY_ROLE:
        claimed = Claim(_BY_ROLE[role], f"role {role}")
    elif tag in _BY_TAG:
        claimed = Claim(_BY_TAG[tag], f"<{tag}>")
    return claim_by_name(tag, words, claimed) if words else claimed


def claim_by_name(tag: str, name: str | None, claimed: Claim | None) -> Claim | None:
    """Return what an element is that is *claimed*, now that its *name* is known.

    Names (the `id` attribute) are not part of what `claim` remembers, since many are
    different on each page.
    """
    if not name or tag in _NO_REGION:
        return claimed
    if claimed is not None and claimed.region is not Region.NAV:
        return claimed
    named = _by_words(name)
    if claimed is None or (named is not None and named.region in _FIRM):
        return named
    return claimed


def _inside(tag: str, region: Region, around: Region, *, main: bool) -> Region:
    """Return what an element is that says it is *region* and stands in *around*."""
    if around in _FIRM or (main and region in _SECTIONAL):
        return around
    if tag == "article" and around is not Region.MAIN:
        return around  # teasers in menus and side bars are articles too
    return region


def region_of(tag: str, role: str, words: str, inside: Region, *, main: bool) -> Region:
    """Return the region that an element opens, or *inside* if it opens none.

    *words* are its class and id, separated by spaces; *inside* is the region around it,
    and *main* tells whether it stands in a `main` or `article` element. It is what the
    element alone says; `settle` knows the page.
    """
    claimed = claim(tag, role, words)
    if claimed is None:
        return inside
    return _inside(tag, claimed.region, inside, main=main)


@dataclass(slots=True, eq=False)
class Scope:
    """What holds for a part of the tree until an element inside says otherwise."""

    region: Region = Region.MAIN
    """Part of the page: what elements say at first, what `settle` finds in the end."""
    main: bool = False
    """Whether what stands in it is in a `main` or `article` element."""
    hidden: bool = False
    """Whether a visitor can't see it."""
    outer: Scope | None = None
    """The scope around it; None for that of the page."""
    tag: str = ""
    """The element that opens it; empty for that of the page."""
    claim: Claim | None = None
    """What that says it is."""
    decided: Claim | None = None
    """The claim, its own or of a scope around it, that *region* comes from."""
    size: int = 0
    """Characters of visible text directly in it."""

    def place(self, ignored: Container[Claim] = ()) -> None:
        """Find *region* and *decided*; claims that are *ignored* count for nothing."""
        if self.outer is None:
            return
        around, self.decided = self.outer.region, self.outer.decided
        self.region = around
        if self.claim is not None and self.claim not in ignored:
            self.region = _inside(
                self.tag, self.claim.region, around, main=self.outer.main
            )
            if self.region is not around:
                self.decided = self.claim


def open_scope(
    tag: str, claimed: Claim | None, outer: Scope, *, hides: bool = False
) -> Scope:
    """Return the scope inside an element, which is *outer* if it says nothing.

    *claimed* is what the element says it is, and *hides* tells whether it keeps its
    content from a visitor.
    """
    if claimed is None and not hides:
        return outer
    main = outer.main or tag in ("main", "article")
    scope = Scope(
        main=main, hidden=hides or outer.hidden, outer=outer, tag=tag, claim=claimed
    )
    scope.place()
    return scope


def settle(scopes: list[Scope], linked: Callable[[], Counter[Scope]]) -> None:
    """Find the regions of *scopes*, now that their sizes are known.

    *scopes* are all of a page, outer before inner; *linked* tells how much text in each
    is that of links, and is called only where it matters. A word can mislead: a wrapper
    around the whole page has the class `menu`, every block of a page builder is called
    `widget`. So where little text would be left as main content, and much prose (text
    that is no link's) would be in regions that one word or tag opened, that word or tag
    means nothing on this page.
    """
    ignored: set[Claim] = set()
    links: Counter[Scope] | None = None
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
    scopes: list[Scope], links: Counter[Scope], dense: float
) -> Claim | None:
    """Return the claim that keeps most prose out of the main content, if it is much.

    At least *dense* of its text must be prose.
    """
    text: Counter[Claim] = Counter()
    prose: Counter[Claim] = Counter()
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
