"""Which part of a page an element opens: menu, footer, breadcrumb, main content ..."""

from __future__ import annotations

import re
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


@lru_cache(maxsize=8192)
def _by_words(words: str) -> Region | None:
    for token in words.lower().replace("_", "-").split():
        for region, pattern in _BY_WORD:
            if pattern.fullmatch(token):
                return region
    return None


def region_of(tag: str, role: str, words: str, inside: Region, *, main: bool) -> Region:
    """Return the region that an element opens, or *inside* if it opens none.

    *words* are its class and id, separated by spaces; *inside* is the region around it,
    and *main* tells whether that was opened by a `main` or `article` element.
    """
    if inside in _FIRM:
        return inside
    region = _BY_ROLE.get(role) or _BY_TAG.get(tag)
    if words and (region is None or region is Region.NAV):
        named = _by_words(words)
        if named in _FIRM or region is None:
            region = named
    if region is None:
        return inside
    if main and region in _SECTIONAL:
        return inside
    if region is Region.MAIN and inside is not Region.MAIN and tag == "article":
        return inside  # teasers in menus and side bars are articles too
    return region
