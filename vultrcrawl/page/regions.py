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


def _by_words(words: str) -> Region | None:
    words = words.lower()
    if _ANY_WORD.search(words):
        for token in words.replace("_", "-").split():
            for region, pattern in _BY_WORD:
                if pattern.fullmatch(token):
                    return region
    return None


@lru_cache(maxsize=8192)
def claim(tag: str, role: str | None, words: str | None) -> Region | None:
    """Return the region that an element says it is; None if it says nothing.

    *words* is its class attribute.
    """
    if tag in _NO_REGION:
        return None
    claimed = _BY_ROLE.get(role) if role else None
    claimed = claimed or _BY_TAG.get(tag)
    return claim_by_name(tag, words, claimed) if words else claimed


def claim_by_name(tag: str, name: str | None, claimed: Region | None) -> Region | None:
    """Return what an element is that is *claimed*, now that its *name* is known.

    Names (the `id` attribute) are not part of what `claim` remembers, since many are
    different on each page.
    """
    if not name or tag in _NO_REGION or claimed not in (None, Region.NAV):
        return claimed
    named = _by_words(name)
    return named if claimed is None or named in _FIRM else claimed


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
    claimed = claim(tag, role, words)
    return inside if claimed is None else _inside(tag, claimed, inside, main=main)


def settle(scopes: list[Scope]) -> None:
    """Take back regions that can't be what their names say, now that sizes are known.

    *scopes* are all scopes of a page, outer before inner.
    """
