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


def contact(reading: PageReading) -> Finding | None:
    """Look for a contact page by name, with little text."""
    name = _named(reading, "contact")
    if name is None or len(reading.document.main_text) > 6000:
        return None
    return Finding(PageType.CONTACT, 0.9, f"called {name!r} in URL and title")


def about(reading: PageReading) -> Finding | None:
    """Look for an about page by name."""
    name = _named(reading, "about")
    if name is None or _article(reading):
        return None
    return Finding(PageType.ABOUT, 0.88, f"called {name!r} in URL and title")


def pricing(reading: PageReading) -> Finding | None:
    """Look for a pricing page by name."""
    name = _named(reading, "pricing")
    if name is None or _article(reading) or reading.schema["Product"]:
        return None
    return Finding(PageType.PRICING, 0.88, f"called {name!r} in URL and title")


def faq(reading: PageReading) -> Finding | None:
    """Look for questions and answers by name."""
    name = _named(reading, "faq")
    if name is None or _article(reading):
        return None
    return Finding(PageType.FAQ_SUPPORT, 0.88, f"called {name!r} in URL and title")


RULES = (legal, contact, about, pricing, faq)
