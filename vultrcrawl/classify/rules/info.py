"""Rules for pages that a site has once: its root, about, contact, legal texts, help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.classify.rules.finding import Finding
from vultrcrawl.classify.words import SIGNS
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from vultrcrawl.classify.reading import PageReading

#: Files of such a page stand near the root; deeper it is a post about the matter.
_DEEPEST = 3
#: Types that a name tells, by what it is a sign of, and how sure it is.
_NAMED = {
    "contact": (PageType.CONTACT, 0.9), "about": (PageType.ABOUT, 0.88),
    "pricing": (PageType.PRICING, 0.88), "faq": (PageType.FAQ_SUPPORT, 0.88),
}  # fmt: skip
#: Longest text of a page of addresses, in characters.
_ADDRESSES = 6_000


def homepage(reading: PageReading) -> Finding | None:
    """Look whether this is the root of a host or of a locale."""
    if not reading.address.url:
        return None
    if reading.address.is_root:
        return Finding(PageType.HOMEPAGE, 0.95, "root of the site")
    if reading.address.is_locale_root:
        return Finding(PageType.HOMEPAGE, 0.9, "root of a language or country")
    return None


def _named(reading: PageReading, kind: str) -> str | None:
    """Return what the page's last segment is called if title or h1 agrees with it."""
    address = reading.address
    if not 1 <= len(address.content_segments) <= _DEEPEST or address.has_date:
        return None
    if not SIGNS[f"{kind}_name"].fullmatch(address.last):
        return None
    head = (reading.document.title[:100], reading.h1[:100])
    title = SIGNS[f"{kind}_title"]
    return address.last if any(map(title.search, head)) else None


def _article(reading: PageReading) -> bool:
    """Whether the page's markup says that it is an article."""
    kinds = ("Article", "NewsArticle", "BlogPosting")
    return any(reading.schema[kind] for kind in kinds) and bool(
        reading.document.meta.get("article:published_time")
    )


def legal(reading: PageReading) -> Finding | None:
    """Look for terms, privacy and the like by name and heading."""
    if name := _named(reading, "legal"):
        return Finding(PageType.LEGAL, 0.93, f"called {name!r} in URL and title")
    h1 = reading.h1
    if SIGNS["legal_heading"].fullmatch(h1) and not _article(reading):
        return Finding(PageType.LEGAL, 0.9, f"heading {h1[:60]!r}")
    return None


def named(reading: PageReading) -> Finding | None:
    """Look for a contact page, one about the site, its prices or questions, by name.

    Addresses take little text, and what is an article or a product is none of these.
    """
    for kind, (page_type, confidence) in _NAMED.items():
        if (name := _named(reading, kind)) is None:
            continue
        if page_type is PageType.CONTACT:
            is_other = len(reading.document.main_text) > _ADDRESSES
        else:
            priced = page_type is PageType.PRICING and reading.schema["Product"]
            is_other = _article(reading) or bool(priced)
        if not is_other:
            return Finding(page_type, confidence, f"called {name!r} in URL and title")
    return None


RULES = (legal, named)
