"""Which part of a page an element opens: menu, footer, breadcrumb, main content ..."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from vultrcrawl.items import Region

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
#: A site's header and footer; inside an article these belong to the article.
_SECTIONAL = {Region.HEADER, Region.FOOTER}
#: These stay what they are whatever they stand in.
_FIRM = {Region.BREADCRUMB, Region.PAGINATION}
#: A link's own class says how it looks, not where it stands.
_NO_REGION = {"html", "body", "a"}


@lru_cache(maxsize=8192)
def _by_words(words: str) -> Region | None:
    for token in words.lower().replace("_", "-").split():
        for region, pattern in _BY_WORD:
            if pattern.fullmatch(token):
                return region
    return None


@lru_cache(maxsize=8192)
def _claim(tag: str, role: str | None, words: str | None) -> Region | None:
    region = _BY_ROLE.get(role) if role else None
    region = region or _BY_TAG.get(tag)
    if words and (region is None or region is Region.NAV):
        named = _by_words(words)
        if region is None or named in _FIRM:
            return named
    return region


def claim(
    tag: str, role: str | None, words: str | None, name: str | None
) -> Region | None:
    """Return the region that an element says it is; None if it says nothing.

    *words* is its class attribute and *name* its id.
    """
    if tag in _NO_REGION:
        return None
    claimed = _claim(tag, role, words)
    if name and (claimed is None or claimed is Region.NAV):
        # Names are often unique on a site, and would only fill the cache above.
        named = _by_words(name)
        if claimed is None or named in _FIRM:
            return named or claimed
    return claimed


@dataclass(slots=True)
class Scope:
    """What holds for a part of the tree until an element inside says otherwise."""

    region: Region
    """Part of the page."""
    main: bool = False
    """Whether it stands in a `main` or `article` element."""
    hidden: bool = False
    """Whether a visitor can't see it."""
    outer: Scope | None = None
    """The scope around it; None for that of the page."""
    size: int = 0
    """Characters of visible text directly in it."""


def open_scope(tag: str, claimed: Region | None, outer: Scope, *, hides: bool) -> Scope:
    """Return the scope inside an element, which is *outer* if it changes nothing.

    *claimed* is the region that the element says it is, and *hides* tells whether it
    keeps its content from a visitor.
    """
    main = outer.main or tag in ("main", "article")
    region = (
        outer.region
        if claimed is None
        else _inside(tag, claimed, outer.region, main=outer.main)
    )
    hidden = hides or outer.hidden
    if region is outer.region and main is outer.main and hidden is outer.hidden:
        return outer
    return Scope(region, main, hidden, outer)


def _inside(tag: str, claimed: Region, inside: Region, *, main: bool) -> Region:
    if inside in _FIRM or (main and claimed in _SECTIONAL):
        return inside
    if tag == "article" and inside is not Region.MAIN:
        return inside  # teasers in menus and side bars are articles too
    return claimed


def region_of(tag: str, role: str, words: str, inside: Region, *, main: bool) -> Region:
    """Return the region that an element opens, or *inside* if it opens none.

    *words* are its class and id, separated by spaces; *inside* is the region around it,
    and *main* tells whether it stands in a `main` or `article` element.
    """
    claimed = claim(tag, role, words, None)
    return inside if claimed is None else _inside(tag, claimed, inside, main=main)


def settle(scopes: list[Scope]) -> None:
    """Take back regions that can't be what their names say, now that sizes are known.

    *scopes* are all scopes of a page, outer before inner.
    """
