"""Compares a rendered page with its static HTML: text, links and data gained."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vultrcrawl.page.html.text import TextReader
from vultrcrawl.page.tree import finder
from vultrcrawl.tables import alternatives, json_table

if TYPE_CHECKING:
    from vultrcrawl.page.document import Document

#: New words that make a gain: of a page that had next to none, and of others.
_LEAST, _MANY = 5, 30
#: Share of the rendered page's words that must be new then.
_NEARLY_ALL, _MOST = 0.8, 0.5
#: New links within the site that make a gain, if they are half of all.
_LINKS = 5
#: Share of its words that a page may lose for fewer new ones.
_LOST = 0.5
#: Characters of a page's text that are compared, and links.
_READ, _MOST_LINKS = 200_000, 5_000

# A character of a script that has no spaces, or a word. No digits: clocks, counters.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\d_]{2,}")
_marked = finder("//*[@id or @class or @role or @aria-modal or self::dialog]")
# What scripts put over a page: consent, newsletters, chat, advertising.
_OVERLAY = re.compile(
    r"cookie|consent|gdpr|onetrust|usercentrics|didomi|qc-cmp|truste|newsletter-?popup"
    r"|\badsbygoogle|google_ads|\bad-?(?:slot|banner|unit)|intercom-|tawk-|crisp-|live-?chat"
    r"|chat-?widget|\b(?:alert)?dialog\b",
    re.IGNORECASE,
)
_NOTICES = json_table("vultrcrawl.page", "notices.json")
_CONSENT, _NOTICE, _BROKEN = (
    re.compile(alternatives(_NOTICES[name]), re.IGNORECASE)
    # Of consent; what stands where content is to come; what frameworks show in place
    # of a page that failed.
    for name in ("consent", "loading", "broken")
)
_LONGEST_NOTICE = 200
# Types that say something of the site, and not of what is on the page.
_OF_THE_SITE = frozenset((
    "BreadcrumbList", "Corporation", "ImageObject", "ListItem", "LocalBusiness",
    "NewsMediaOrganization", "Organization", "Person", "SearchAction",
    "SiteNavigationElement", "WebPage", "WebSite", "WPFooter", "WPHeader",
))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """How a rendered page differs from its static HTML.

    Words are different words, of the main content where there is some.
    """

    words: int
    """New words; numbers are none."""
    of_words: int
    """Words of the rendered page."""
    lost: int
    """Words of the static page that the rendered one lacks."""
    of_static: int
    """Words of the static page."""
    links: int
    """New addresses on the same host."""
    of_links: int
    """Addresses on the same host that the rendered page links to."""
    types: tuple[str, ...] = ()
    """New schema.org types of what is on the page, such as `Product`."""
    blank: bool = False
    """Whether the static page had not one word, anywhere."""
    broken: bool = False
    """Whether the rendered page says that it failed, and little else."""

    @property
    def enough(self) -> bool:
        """Whether the page needed its scripts: most of it is new."""
        if self.broken or self.lost > max(_LOST * self.of_static, self.words):
            return False
        if self.blank and self.words:
            return True
        share = self.words / max(self.of_words, 1)
        return (
            (self.words >= _LEAST and share >= _NEARLY_ALL)
            or (self.words >= _MANY and share >= _MOST)
            or (self.links >= _LINKS and self.links >= _MOST * self.of_links)
            or bool(self.types)
        )

    def __str__(self) -> str:
        words = f"{self.words} of {self.of_words} words"
        links = f"{self.links} of {self.of_links} links"
        data = f" and data of type {', '.join(self.types[:3])}" if self.types else ""
        return f"{words}, {links}{data} appear by script"


def gain(static: Document, rendered: Document) -> Gain:
    """Compare the *rendered* page with the *static* one that it was made from.

    What scripts put over every page counts for nothing: notices of cookies and consent,
    dialogs, chat windows, advertisements. Some milliseconds for a long page.
    """
    known = _words(static.text).keys()
    before = _words(static.main_text).keys()
    after = _words(rendered.main_text or rendered.text)
    kept = (after - _overlaid(rendered)).keys()
    links = _links(rendered)
    types = set(rendered.structured.types) - set(static.structured.types)
    return Gain(
        words=len(kept - known),
        of_words=len(kept),
        lost=len(before - _words(rendered.text).keys()),
        of_static=len(before),
        links=len(links - _links(static)),
        of_links=len(links),
        types=tuple(sorted(types - _OF_THE_SITE)),
        blank=not known,
        broken=len(kept) < 40 and _BROKEN.search(rendered.text) is not None,
    )


def _words(text: str) -> Counter[str]:
    blocks = text[:_READ].lower().split("\n")
    return Counter(
        word
        for block in blocks
        if not _CONSENT.search(block)
        and (len(block) > _LONGEST_NOTICE or not _NOTICE.search(block))
        for word in _WORD.findall(block)
    )


def _overlaid(document: Document) -> Counter[str]:
    """Return the words of what lies over the page."""
    text_of = TextReader(each=20_000, total=_READ)
    most = max(1_000, len(document.text) // 2)  # more is no overlay, but the page
    words: Counter[str] = Counter()
    last = None
    for element in _marked(document.root):
        get = element.get
        marks = f"{get('id', '')} {get('class', '')} {get('role', '')}"
        if not (element.tag == "dialog" or get("aria-modal") or _OVERLAY.search(marks)):
            continue
        if element.tag in ("html", "body", "main") or last in element.iterancestors():
            continue
        last, text = element, text_of(element)
        if len(text) <= most and not _CONSENT.search(text):
            words += _words(text)
        elif len(text) <= most:
            words += Counter(_WORD.findall(text.lower()))
    return words


def _links(document: Document) -> set[str]:
    host = _host(document.url)
    urls = (link.url.partition("#")[0] for link in document.links[:_MOST_LINKS])
    return {url for url in urls if _host(url) == host}


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:  # such as an unclosed bracket
        return ""
