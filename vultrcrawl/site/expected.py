"""How many pages of a site its document expects."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from vultrcrawl.site.document import SiteDocument

#: Share of the pages that lead to others which must have been fetched, for what they
#: lead to to be known.
_MOST = 0.8


def total_pages(site: SiteDocument, names: Collection[str]) -> int:
    """Return how many pages the templates with these *names* have by the document."""
    return sum(one.estimated_total for one in site.templates if one.name in names)


def expected(
    site: SiteDocument, wanted: Collection[str], leading: Collection[str]
) -> int:
    """Return how many pages the *wanted* templates have; 0 if the document can't tell.

    It can if all of them that were found were fetched, and most pages of the templates
    that are *leading* to them.
    """
    seen = Counter({one.name: one.seen for one in site.templates})
    total = total_pages(site, wanted)
    on_the_way = sum(seen[name] for name in leading)
    if total > sum(seen[name] for name in wanted):
        return 0
    return total if on_the_way >= _MOST * total_pages(site, leading) else 0
