"""The region that an element opens: menu, footer, breadcrumb, main content ..."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vultrcrawl.items import Region
from vultrcrawl.tables import json_table
from vultrcrawl.urls.short_cache import short_cache

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
_WORDS = json_table("vultrcrawl.page.html", "regions.json")
_BY_WORD = tuple(
    (Region(region), re.compile("|".join(alternatives)))
    for region, alternatives in _WORDS.items()
)
#: A site's header and footer; inside an article these belong to the article.
_SECTIONAL = {Region.HEADER, Region.FOOTER}
#: These stay what they are whatever they stand in.
_FIRM = {Region.BREADCRUMB, Region.PAGINATION}
#: A link's own class says how it looks, not where it stands.
_NO_REGION = {"html", "body", "a"}


@dataclass(frozen=True, slots=True)
class RegionClaim:
    """What an element says it is, and by what."""

    region: Region
    by: str
    """The word of its class or id, or its role or tag, that says so."""


def _by_words(words: str) -> RegionClaim | None:
    for token in words.lower().replace("_", "-").split():
        for region, pattern in _BY_WORD:
            if pattern.fullmatch(token):
                return RegionClaim(region, token)
    return None


@short_cache(8_192)
def claim(tag: str, role: str | None, words: str | None) -> RegionClaim | None:
    """Return what an element says it is; None if it says nothing.

    *words* is its class attribute.
    """
    if tag in _NO_REGION:
        return None
    claimed = None
    if role in _BY_ROLE:
        claimed = RegionClaim(_BY_ROLE[role], f"role {role}")
    elif tag in _BY_TAG:
        claimed = RegionClaim(_BY_TAG[tag], f"<{tag}>")
    return claim_by_name(tag, words, claimed) if words else claimed


def claim_by_name(
    tag: str, name: str | None, claimed: RegionClaim | None
) -> RegionClaim | None:
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


def inside(tag: str, region: Region, around: Region, *, main: bool) -> Region:
    """Return what an element is that says it is *region* and stands in *around*."""
    if around in _FIRM or (main and region in _SECTIONAL):
        return around
    if tag == "article" and around is not Region.MAIN:
        return around  # teasers in menus and side bars are articles too
    return region
