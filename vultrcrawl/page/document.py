"""An HTML page: parsed once, and read piece by piece as pieces are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from vultrcrawl.page.bounds import bounded
from vultrcrawl.page.data.structured import StructuredData, read_structured
from vultrcrawl.page.encoding import decode
from vultrcrawl.page.forms import Form, read_buttons, read_forms
from vultrcrawl.page.html.content import ContentTree
from vultrcrawl.page.html.layout import Layout, unpack_layout
from vultrcrawl.page.html.text import TextReader, collapse
from vultrcrawl.page.html.walk import Walk, says_hidden, walk
from vultrcrawl.page.links import MAX_LINKS, Link, place_of, read_links
from vultrcrawl.page.tree import parse
from vultrcrawl.urls.joining import absolute, is_base

if TYPE_CHECKING:
    from collections import Counter

    from lxml.html import HtmlElement

    from vultrcrawl.items import Region

#: Longest text of a heading that is kept, in characters.
MAX_HEADING = 1_000
# RFC 5646 in the shape that sites write it: `en`, `pt-BR`, `zh-Hant-TW`, `en_US`.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
# HTML, section 4.2.5.3, the refresh pragma.
_REFRESH = re.compile(r"(\d{0,6})[\d.]*[\s;,]+(.+)", re.DOTALL)
_REFRESH_URL = re.compile(r"\Aurl\s*=", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    """One of `<h1>` to `<h6>`."""

    level: int
    """1 to 6."""
    text: str
    """Its text, spaces collapsed."""
    region: Region
    """Part of the page that it stands in."""


def read_refresh(content: str, base_url: str) -> tuple[float, str] | None:
    """Return seconds and absolute URL of a refresh; None if it leads nowhere.

    *content* is that of the pragma, or of the header `Refresh`.
    """
    match = _REFRESH.fullmatch(content.strip())
    if match is None:
        return None
    address = _REFRESH_URL.sub("", match[2], count=1).strip(" \t\r\n'\"")
    return (float(match[1] or 0), absolute(address, base_url)) if address else None


class Document:
    """One HTML page.

    *html* is its source as text, as far as it is read: *cut* says that there was more.
    *url* is its own address. The tree is lxml's, built without limits on depth or text
    size (the size of a response is bounded before), and nothing may change it. Each
    property is computed on first use and kept. No input makes one of them raise.
    """

    def __init__(
        self,
        html: str,
        url: str,
        *,
        within_bounds: bool = False,
        layout: bytes | None = None,
        main: bytes | None = None,
    ) -> None:
        """Parse *html*, which may be another document's and so *within_bounds*.

        *layout* is what `vultrcrawl.page.html.layout` kept of that one, and *main* what
        `vultrcrawl.page.maintext.extract` did.
        """
        self.html, self.cut = (html, False) if within_bounds else bounded(html)
        self.url = url
        self.root = parse(self.html)
        self._kept = layout
        self.kept_main = main
        """Its main text, if an earlier reading kept that."""

    @classmethod
    def from_bytes(cls, body: bytes, url: str, content_type: str = "") -> Document:
        """Decode *body*, with the help of the Content-Type header, and parse it."""
        return cls(decode(body, content_type)[1], url)

    @cached_property
    def base_url(self) -> str:
        """What links are relative to: the first `<base href>`, else the page's URL."""
        for base in self.root.iter("base"):
            if href := (base.get("href") or "").strip():
                return absolute(href, self.url) if is_base(self.url, href) else self.url
        return self.url

    @cached_property
    def walk(self) -> Walk:
        """What one pass over the tree finds: what all other readers rely on."""
        return walk(self.root)

    def hides(self, element: HtmlElement) -> bool:
        """Whether a visitor can't see what stands in *element*."""
        return says_hidden(element) and self.layout.scope_of(element).hidden

    @cached_property
    def layout(self) -> Layout:
        """What holds where, of an earlier reading if it was kept."""
        kept = unpack_layout(self._kept, self.root) if self._kept else None
        return self.walk.layout if kept is None else kept

    @cached_property
    def content(self) -> ContentTree:
        """The visible elements of its body, each with the region that it stands in."""
        return ContentTree(self.root, self.layout)

    @cached_property
    def title(self) -> str:
        """Text of `<title>`, else of the first heading; empty if there is neither."""
        for element in self.root.iter("title"):
            drawing = next(element.iterancestors("svg"), None)
            text = collapse("".join(element.itertext()))
            if text and drawing is None:
                return text
        return self.headings[0].text if self.headings else ""

    @cached_property
    def meta(self) -> dict[str, str]:
        """Content of `<meta>` by lower-case name or property; the first one wins."""
        found: dict[str, str] = {}
        for element in self.root.iter("meta"):
            attributes = element.attrib
            if (content := attributes.get("content")) is None:
                continue
            for key in ("name", "property", "itemprop", "http-equiv"):
                for name in attributes.get(key, "").lower().split():
                    found.setdefault(name, content.strip())
        return found

    @cached_property
    def description(self) -> str | None:
        """The page's own summary."""
        for name in ("description", "og:description", "twitter:description"):
            if text := collapse(self.meta.get(name)):
                return text
        return None

    @cached_property
    def language(self) -> str | None:
        """Language tag with hyphens, as the page states it; None if it doesn't."""
        stated = self.root.get("lang") or self.root.get("xml:lang")
        for tag in (
            stated,
            self.meta.get("content-language"),
            self.meta.get("og:locale"),
        ):
            if tag and (match := _LANGUAGE.fullmatch(tag.split(",")[0].strip())):
                return match[0].replace("_", "-")
        return None

    @cached_property
    def canonical_url(self) -> str | None:
        """Absolute URL of `<link rel="canonical">`."""
        for element in self.root.iter("link"):
            if "canonical" in (element.get("rel") or "").lower().split():
                href: str = (element.get("href") or "").strip()
                if href:
                    return absolute(href, self.base_url)
        return None

    @cached_property
    def robots(self) -> list[tuple[str, str]]:
        """Name and content of each `<meta name>` in lower case, repeated ones as well.

        Which of them are for whom, `vultrcrawl.net.robots_tags` tells.
        """
        return [
            (name, (element.get("content") or "").lower())
            for element in self.root.iter("meta")
            if (name := (element.get("name") or "").strip().lower())
        ]

    @cached_property
    def meta_refresh(self) -> tuple[float, str] | None:
        """Seconds until the page leads to another, and that one's absolute URL.

        None if it doesn't, or only loads itself again. What stands in `<noscript>` is
        left out: it leads to a page that tells to switch scripts on.
        """
        return self._refresh(scripts=True)

    @cached_property
    def refresh_without_scripts(self) -> tuple[float, str] | None:
        """The same of `<noscript>`: where a page leads that has nothing else to say."""
        return self._refresh(scripts=False)

    def _refresh(self, *, scripts: bool) -> tuple[float, str] | None:
        for element in self.root.iter("meta"):
            if (element.get("http-equiv") or "").strip().lower() != "refresh":
                continue
            found = read_refresh(element.get("content") or "", self.base_url)
            outside = next(element.iterancestors("noscript"), None) is None
            if found and outside is scripts:
                return found
        return None

    @cached_property
    def headings(self) -> list[Heading]:
        """Visible headings in document order, empty ones left out."""
        text_of = TextReader(each=MAX_HEADING)
        found = (
            # Generated documentation ends its headings with a link to themselves.
            Heading(level, text_of(element).removesuffix("¶").rstrip(), region)
            for level, element, region in self.walk.headings
        )
        return [heading for heading in found if heading.text]

    @cached_property
    def text(self) -> str:
        """What a visitor reads: a line a block, spaces collapsed."""
        return self.walk.text(boilerplate=True)

    @cached_property
    def main_text(self) -> str:
        """The same without menus, header, footer, side bars and pagination."""
        return self.walk.text(boilerplate=False)

    @cached_property
    def hidden_text(self) -> str:
        """Text that styles or attributes keep from a visitor."""
        return "\n".join(filter(None, map(collapse, self.walk.hidden)))

    @cached_property
    def tags(self) -> Counter[str]:
        """Number of elements by tag."""
        return self.layout.tags

    @cached_property
    def links(self) -> list[Link]:
        """Links to other documents, in document order, at most `links.MAX_LINKS`."""
        return read_links(self.walk, self.root, self.base_url, self.url)

    @cached_property
    def link_places(self) -> list[str]:
        """Where each of `links` stands: links with the same place stand alike."""
        around: dict[HtmlElement, str] = {}
        return [place_of(link.element, around) for link in self.links]

    @property
    def links_cut(self) -> bool:
        """Whether it has more links than are read."""
        return len(self.links) >= MAX_LINKS and self.walk.linking > MAX_LINKS

    @cached_property
    def forms(self) -> list[Form]:
        """Forms and their fields."""
        return read_forms(self.root, self.base_url, self.url)

    @cached_property
    def buttons(self) -> str:
        """Texts of the first buttons and of links that look like one, a line each."""
        return read_buttons(self.root)

    @cached_property
    def structured(self) -> StructuredData:
        """JSON-LD, microdata, RDFa and Open Graph."""
        return read_structured(self.root, self.meta, self.base_url, self.html)
