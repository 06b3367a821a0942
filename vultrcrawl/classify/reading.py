"""Features of a document that rules and the model share, each computed once."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, cast

from lxml import etree

from vultrcrawl.classify.repetition import LinkGroup, find_groups
from vultrcrawl.urls.parsed import ParsedUrl

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document

_CLASSES = etree.XPath("descendant::*/@class", smart_strings=False)
_IDS = etree.XPath("descendant::*/@id", smart_strings=False)
_INPUTS = etree.XPath("descendant::input/@type", smart_strings=False)
_ITEMS = tuple(
    (spellings, etree.XPath(f"descendant::*/@{spellings[0]}", smart_strings=False))
    for spellings in (("itemtype", "itemType", "ITEMTYPE"), ("typeof", "typeOf"))
)
_JSON_TYPE = re.compile(r'"@type"\s*:\s*(?:"([^"]{1,80})"|\[([^\]]{1,200})\])')
_NAME = re.compile(r"[\w-]+$")
_ARTICLES = (
    "Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "TechArticle",
)  # fmt: skip


def _strings(expression: etree.XPath, root: HtmlElement) -> list[str]:
    """Return what an *expression* that ends in an attribute selects."""
    return cast("list[str]", expression(root))


class PageReading:
    """A document with what a classifier asks of it; each piece is read on first use."""

    def __init__(self, document: Document, url: str, status: int = 200) -> None:
        self.document = document
        self.address = ParsedUrl(url)
        self.status = status

    @cached_property
    def main(self) -> str:
        """Main text; all visible text where nothing counts as main."""
        main = self.document.main_text
        return main if len(main) >= 200 else self.document.text

    @cached_property
    def lines(self) -> list[str]:
        """Blocks of the main text."""
        return self.main.split("\n")

    @cached_property
    def h1(self) -> str:
        """The first heading of level 1; empty without one."""
        return next((h.text for h in self.document.headings if h.level == 1), "")

    @property
    def head(self) -> str:
        """Title and first heading, a line each."""
        return f"{self.document.title}\n{self.h1}"

    @cached_property
    def classes(self) -> Counter[str]:
        """How many elements have a given class attribute, in lower case."""
        found = Counter(_strings(_CLASSES, self.document.root))
        return Counter({value.lower(): count for value, count in found.items()})

    @cached_property
    def ids(self) -> list[str]:
        """The id attributes, in lower case."""
        return "\n".join(_strings(_IDS, self.document.root)).lower().split("\n")

    @cached_property
    def body(self) -> str:
        """Class and id of `<body>`, in lower case."""
        body = self.document.root.find("body")
        if body is None:
            return ""
        return f"{body.get('class') or ''} {body.get('id') or ''}".lower()

    @cached_property
    def inputs(self) -> Counter[str]:
        """Number of `<input>` elements by type, in lower case."""
        return Counter(kind.lower() for kind in _strings(_INPUTS, self.document.root))

    @cached_property
    def schema(self) -> Counter[str]:
        """schema.org types in JSON-LD, microdata and RDFa, nested ones counted too.

        Read without parsing: a page's types are wanted even where its JSON is broken,
        and the items themselves are not.
        """
        names: list[str] = []
        for script in self.document.root.iter("script"):
            if "ld+json" in (script.get("type") or ""):
                for one, several in _JSON_TYPE.findall(script.text or ""):
                    names += [one] if one else re.findall(r'"([^"]+)"', several)
        for spellings, expression in _ITEMS:
            # Most pages have none, and looking at each element takes a while.
            if any(spelling in self.document.html for spelling in spellings):
                names += _strings(expression, self.document.root)
        found: Counter[str] = Counter()
        for name in names:
            if match := _NAME.search(name.strip()):
                found[match[0]] += 1
        return found

    @cached_property
    def is_article(self) -> bool:
        """Whether its structured data says that it is an article."""
        return any(self.schema[kind] for kind in _ARTICLES)

    @cached_property
    def og_type(self) -> str:
        """The page's og:type in lower case; empty without one."""
        return self.document.meta.get("og:type", "").lower()

    @cached_property
    def groups(self) -> list[LinkGroup]:
        """The weightiest groups of repeated links in the main region."""
        return find_groups(self.document.links, self.document.link_places)
