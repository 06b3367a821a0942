"""Links of a page, with the part of the page that each stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from vultrcrawl.items import Region

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.page.walk import Walk

#: Longest anchor text that is kept, in characters.
MAX_ANCHOR = 200
#: These lead to no document (a mail program, a script, an inlined file).
_NO_DOCUMENT = re.compile(
    r"\s*(?:javascript|mailto|tel|sms|data|about|blob|callto|skype|whatsapp|viber|intent"
    r"|android-app|ios-app|chrome|view-source)\s*:",
    re.IGNORECASE,
)
#: Link types of the pages before and after in a series (HTML, section 4.6.7.19).
_NEIGHBOURS = {"next", "prev"}


@dataclass(slots=True)
class Link:
    """One link: `<a>`, `<area>`, a frame, or `<link rel="next|prev">`."""

    href: str
    """The attribute as it stands, spaces around it stripped."""
    text: str
    """Anchor text, or what stands for it (alt, title, aria-label)."""
    region: Region
    """Part of the page."""
    rel: str
    """The `rel` attribute in lower case; `frame` for frames."""
    base_url: str = field(repr=False)
    """What *href* is relative to."""
    element: HtmlElement = field(repr=False, compare=False)
    """The element itself."""

    @property
    def url(self) -> str:
        """The absolute URL; *href* itself where it can't be joined."""
        try:
            return urljoin(self.base_url, self.href)
        except ValueError:  # such as an unclosed bracket in the host
            return self.href

    @property
    def nofollow(self) -> bool:
        """Whether the page asks robots not to follow this link."""
        return "nofollow" in self.rel.split()


def _anchor(element: HtmlElement) -> str:
    text = " ".join("".join(element.itertext()).split())
    if not text:
        text = element.get("aria-label") or element.get("title") or ""
        if not text and (image := element.find(".//img")) is not None:
            text = image.get("alt") or image.get("title") or ""
        text = " ".join(text.split())
    return text[:MAX_ANCHOR]


def read_links(walk: Walk, root: HtmlElement, base_url: str) -> list[Link]:
    """Return the links that *walk* found under *root*, in document order.

    Addresses of no document (`mailto:`, `javascript:` ...) and links within the page
    are left out.
    """
    links = []
    for element in root.iterfind(".//link[@rel][@href]"):
        rel = element.get("rel", "").lower()
        if _NEIGHBOURS & set(rel.split()):
            href = element.get("href", "").strip()
            links.append(Link(href, "", Region.PAGINATION, rel, base_url, element))
    for element, raw, around in walk.links:
        region = around
        href = raw.strip()
        if not href or href[0] == "#" or _NO_DOCUMENT.match(href):
            continue
        if element.tag in ("frame", "iframe"):
            text, rel = element.get("title") or "", "frame"
        else:
            text, rel = _anchor(element), element.get("rel", "").lower()
            if rel and _NEIGHBOURS & set(rel.split()):
                region = Region.PAGINATION
        links.append(Link(href, text, region, rel, base_url, element))
    return links
