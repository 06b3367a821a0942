"""RDFa Lite 1.1 of a page: what `vocab`, `typeof`, `property` and `resource` say.

Full RDFa is a language of triples of which pages use little. What is read here is the
part that its authors recommend to sites, as items of the same shape as microdata: terms
stand without their vocabulary and prefixed names as they are written. Not read are
`rel`, `rev`, `about` chains, `inlist`, `datatype` and properties outside of a typed
element (Open Graph is read apart).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.page.data.microdata import MAX_NESTING, Item, add_property, new_item
from vultrcrawl.page.html.text import TextReader
from vultrcrawl.page.tree import finder
from vultrcrawl.urls.joining import absolute

if TYPE_CHECKING:
    from lxml.html import HtmlElement


_TYPED = finder("descendant-or-self::*[@typeof]")
_PROPERTIES = finder("descendant-or-self::*[@property]")
_AROUND = finder("ancestor::*[@typeof][1]")
_VOCABULARY = finder("ancestor-or-self::*[@vocab][1]")
#: Where a value that is an address stands (RDFa Core 1.1, section 7.5, in that order).
_URL_ATTRIBUTES = ("resource", "href", "src")


def read_rdfa(root: HtmlElement, base_url: str) -> list[Item]:
    """Return the items under *root* that are no property of another, in order."""
    depths: dict[HtmlElement, int] = {}
    items: dict[HtmlElement, Item] = {}
    inner: set[HtmlElement] = set()
    text_of = TextReader()
    for element in _TYPED(root):
        items[element] = _typed(element, base_url)
        around = _AROUND(element)
        depth = depths[element] = depths[around[0]] + 1 if around else 0
        if around and depth % MAX_NESTING and element.get("property") is not None:
            inner.add(element)
    for element in _PROPERTIES(root) if items else ():
        around = _AROUND(element)
        if not around or (element in items and element not in inner):
            continue
        value = (
            items[element] if element in items else _value(element, base_url, text_of)
        )
        add_property(items[around[0]], element.get("property"), value)
    return [item for element, item in items.items() if element not in inner]


def _typed(element: HtmlElement, base_url: str) -> Item:
    """Return an item without properties, typed as *element* says."""
    around = _VOCABULARY(element)
    vocabulary: str = around[0].get("vocab") if around else ""
    types = [
        name if ":" in name else vocabulary + name
        for name in (element.get("typeof") or "").split()
    ]
    about = (element.get("about") or "").strip()
    return new_item(types, about or element.get("resource"), base_url)


def _value(element: HtmlElement, base_url: str, text_of: TextReader) -> str:
    content: str | None = element.get("content")
    if content is not None:
        return content.strip()
    for attribute in _URL_ATTRIBUTES:
        address: str | None = element.get(attribute)
        if address is not None:
            return absolute(address, base_url)
    moment: str | None = element.get("datetime")
    return moment.strip() if moment is not None else text_of(element)
