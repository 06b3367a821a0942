"""Links of a page, with the part of the page that each stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from vultrcrawl.items import Region
from vultrcrawl.page.anchors import Anchors
from vultrcrawl.page.html.text import TextReader, collapse, first_attribute
from vultrcrawl.urls.joining import absolute
from vultrcrawl.urls.routes import is_route

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from vultrcrawl.page.html.walk import Walk

#: Links read of one page (a page of 10 MB holds 400,000, at 2 kB of memory each).
MAX_LINKS = 5_000
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
#: Elements that tell the place of a link in the layout, itself among them.
_STEPS = 4
_DIGITS = re.compile(r"\d+")


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
        return absolute(self.href, self.base_url)

    @property
    def nofollow(self) -> bool:
        """Whether the page asks robots not to follow this link."""
        return bool(self.rel) and "nofollow" in self.rel.split()


def _label(element: HtmlElement) -> str:
    """Return what stands for the text of a link without one."""
    if text := first_attribute(element, "aria-label", "title", "alt"):
        return text
    for inside in element.iter("img", "title"):  # the title of an SVG drawing
        text = inside.text if inside.tag == "title" else inside.get("alt")
        if text := collapse(text or inside.get("title")):
            return text
    return ""


@lru_cache(maxsize=16_384)
def _step(tag: str, classes: str) -> str:
    """Return what an element is: its tag and first class, without digits."""
    words = classes.split()
    return f"{tag}.{_DIGITS.sub('', words[0])}" if words else tag


def place_of(
    element: HtmlElement,
    around: dict[HtmlElement, str],
    *,
    step: Callable[[str, str], str] = _step,
    steps: int = _STEPS,
    mark: str = ">",
) -> str:
    """Return what *element* and those around it are, so many *steps*, itself first.

    *step* tells what one is by its tag and classes. *around* keeps what is around the
    links of one page: many stand side by side.
    """
    own = step(str(element.tag), element.get("class") or "")
    above = element.getparent()
    if above is None:
        return own
    if (known := around.get(above)) is None:
        found: list[str] = []
        at: HtmlElement | None = above
        while at is not None and len(found) < steps - 1:
            found.append(step(str(at.tag), at.get("class") or ""))
            at = at.getparent()
        known = around[above] = mark.join(found)
    return f"{own}{mark}{known}"


def read_links(walk: Walk, root: HtmlElement, base_url: str, url: str) -> list[Link]:
    """Return the links that *walk* found under *root* of the page at *url*.

    In document order, at most `MAX_LINKS`. Addresses of no document (`mailto:`,
    `javascript:` ...) and links within the page are left out; what may be a route of
    its scripts (`#/item/7`, and `#Name` where `fragments` says so) is not.
    """
    anchors = Anchors(root, walk.links, url)
    text_of = TextReader(each=MAX_ANCHOR)
    links: list[Link] = []
    for element in root.iter("link"):
        rel: str = (element.get("rel") or "").lower()
        href: str = (element.get("href") or "").strip()
        if href and not _NEIGHBOURS.isdisjoint(rel.split()):
            links.append(Link(href, "", Region.PAGINATION, rel, base_url, element))
        if len(links) >= MAX_LINKS:
            return links
    for element, raw, around in walk.links:
        leading = _leading(raw.strip(), anchors)
        if leading is None:
            continue
        region = around
        if element.tag in ("frame", "iframe"):
            text, rel = collapse(element.get("title")), "frame"
        else:
            text, rel = text_of(element), (element.get("rel") or "").lower()
            if rel and not _NEIGHBOURS.isdisjoint(rel.split()):
                region = Region.PAGINATION
        text = (text or _label(element))[:MAX_ANCHOR]
        links.append(Link(leading, text, region, rel, base_url, element))
        if len(links) >= MAX_LINKS:
            break
    return links


def _leading(href: str, anchors: Anchors) -> str | None:
    """Return *href* as far as it names a document or route; None if it names none."""
    if not href or _NO_DOCUMENT.match(href):
        return None
    if href[0] == "#" and not is_route(href) and not anchors.is_route(href):
        return None
    return anchors.without_heading(href) if "id=" in href else href
