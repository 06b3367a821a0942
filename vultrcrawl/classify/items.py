"""The schema.org type of the main thing on a page, as the page states it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.classify.words import ITEM_TYPES
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from vultrcrawl.classify.reading import PageReading

_OPENGRAPH = {
    "article": (PageType.ARTICLE, "Article"),
    "product": (PageType.PRODUCT, "Product"),
    "og:product": (PageType.PRODUCT, "Product"),
    "profile": (PageType.PROFILE, "Person"),
    "book": (PageType.PRODUCT, "Book"),
    "video.other": (PageType.MEDIA, "VideoObject"),
}


def stated_item_type(reading: PageReading, page_type: PageType) -> str | None:
    """Return the schema.org type that the page gives what it is about, or None.

    Only types that fit *page_type* count: every shop page names an Organization. Of a
    listing it is the type of its entries.
    """
    for kind in ITEM_TYPES.get(page_type, ()):
        if reading.schema[kind]:
            return kind
    stated = _OPENGRAPH.get(reading.og_type)
    return stated[1] if stated and stated[0] is page_type else None
