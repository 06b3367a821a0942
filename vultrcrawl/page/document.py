"""An HTML page: parsed once, and read piece by piece as pieces are asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from vultrcrawl.page.encoding import decode
from vultrcrawl.page.forms import Form, read_forms
from vultrcrawl.page.links import Link, read_links
from vultrcrawl.page.structured import StructuredData, read_structured
from vultrcrawl.page.text import TextReader, collapse, join
from vultrcrawl.page.tree import parse
from vultrcrawl.page.walk import Walk, walk

if TYPE_CHECKING:
    from collections import Counter

    from vultrcrawl.items import Region

#: Longest text of a heading that is kept, in characters.
MAX_HEADING = 1_000
# RFC 5646 in the shape that sites write it: `en`, `pt-BR`, `zh-Hant-TW`, `en_US`.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_ROBOT_NAMES = {"robots", "vultrcrawl"}
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


class Document:
    """One HTML page.

    *html* is its source as text and *url* its own address. The tree is lxml's, built
    without limits on depth or text size (the size of an answer is bounded before), and
    nothing may change it. Each property is computed on first use and kept. No input
    makes one of them raise.
    """

    def __init__(self, html: str, url: str) -> None:
        self.html = html
        self.url = url
        self.root = parse(html)

    @classmethod
    def from_bytes(cls, body: bytes, url: str, content_type: str = "") -> Document:
        """Decode *body*, with the help of the Content-Type header, and parse it."""
        return cls(decode(body, content_type)[1], url)

    @cached_property
    def base_url(self) -> str:
        """What links are relative to: the first `<base href>`, else the page's URL."""
        for base in self.root.iter("base"):
            if href := (base.get("href") or "").strip():
                return join(self.url, href)
        return self.url

    @cached_property
    def _walk(self) -> Walk:
        return walk(self.root)

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
                    return join(self.base_url, href)
        return None

    @cached_property
    def robots(self) -> frozenset[str]:
        """What the page asks of robots: `noindex`, `nofollow`, `max-snippet:20` ...

        Lower-case, from `<meta>` for all robots and for this one; `none` also stands as
        the two that it means.
        """
        tokens = {
            token.strip()
            for element in self.root.iter("meta")
            if (element.get("name") or "").strip().lower() in _ROBOT_NAMES
            for token in (element.get("content") or "").lower().split(",")
        }
        if "none" in tokens:
            tokens |= {"noindex", "nofollow"}
        return frozenset(tokens - {""})

    @cached_property
    def meta_refresh(self) -> tuple[float, str] | None:
        """Seconds until the page leads to another, and that one's absolute URL.

        None if it doesn't, or only loads itself again. What stands in `<noscript>` is
        left out: it leads to a page that tells to switch scripts on.
        """
        for element in self.root.iter("meta"):
            if (element.get("http-equiv") or "").strip().lower() != "refresh":
                continue
            match = _REFRESH.fullmatch((element.get("content") or "").strip())
            if match and next(element.iterancestors("noscript"), None) is None:
                address = _REFRESH_URL.sub("", match[2], count=1).strip(" \t\r\n'\"")
                if address:
                    return float(match[1] or 0), join(self.base_url, address)
        return None

    @cached_property
    def next_url(self) -> str | None:
        """Absolute URL of the next page of a series, where `rel="next"` says so."""
        for link in self.links:
            if "next" in link.rel.split() and link.url != self.url:
                return link.url
        return None

    @cached_property
    def headings(self) -> list[Heading]:
        """Visible headings in document order, empty ones left out."""
        text_of = TextReader(each=MAX_HEADING)
        found = (
            # Generated documentation ends its headings with a link to themselves.
            Heading(level, text_of(element).removesuffix("¶").rstrip(), region)
            for level, element, region in self._walk.headings
        )
        return [heading for heading in found if heading.text]

    @cached_property
    def text(self) -> str:
        """What a visitor reads: a line a block, spaces collapsed."""
        return self._walk.text(boilerplate=True)

    @cached_property
    def main_text(self) -> str:
        """The same without menus, header, footer, side bars and pagination."""
        return self._walk.text(boilerplate=False)

    @cached_property
    def hidden_text(self) -> str:
        """Text that styles or attributes keep from a visitor."""
        return "\n".join(filter(None, map(collapse, self._walk.hidden)))

    @cached_property
    def tags(self) -> Counter[str]:
        """Number of elements by tag."""
        return self._walk.tags

    @cached_property
    def links(self) -> list[Link]:
        """Links to other documents, in document order."""
        return read_links(self._walk, self.root, self.base_url)

    @cached_property
    def forms(self) -> list[Form]:
        """Forms and their fields."""
        return read_forms(self.root, self.base_url, self.url)

    @cached_property
    def structured(self) -> StructuredData:
        """JSON-LD, microdata, RDFa and Open Graph."""
        return read_structured(self.root, self.meta, self.base_url, self.html)
