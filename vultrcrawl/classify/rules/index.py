"""Rules for homepages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.classify.rules.finding import Finding
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from vultrcrawl.classify.reading import PageReading


def homepage(reading: PageReading) -> Finding | None:
    """Look whether this is the root of a host or of a locale."""
    if not reading.address.url:
        return None
    if reading.address.is_root:
        return Finding(PageType.HOMEPAGE, 0.95, "root of the site")
    if reading.address.is_locale_root:
        return Finding(PageType.HOMEPAGE, 0.9, "root of a language or country")
    return None


RULES = (homepage,)
