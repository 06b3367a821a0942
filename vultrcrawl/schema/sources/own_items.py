"""Which stated items are what their page is about, where it states others of the type.

Shops state the products shown beside the page's own; a page of two recipes states both.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from vultrcrawl.page.data.structured import type_names
from vultrcrawl.schema.values import folded
from vultrcrawl.urls.joining import absolute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.page.document import Document

Item = dict[str, Any]
#: Longest title that is compared, in characters, and headings of a page that are.
_LONGEST, _HEADINGS = 500, 3


def own_items(document: Document, items: Sequence[Item]) -> list[Item]:
    """Return *items* without those that others of their type are the page's instead of.

    An item is the page's own if its ``url`` or ``@id`` is its address, or else if its
    name is the page's heading or title. Where none of a type is, all stay.
    """
    by_type: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        for name in type_names(item)[:1]:
            by_type[name].append(item)
    others: set[int] = set()
    for alike in by_type.values():
        if len(alike) > 1 and (own := _own(document, alike)):
            kept = {id(item) for item in own}
            others.update(id(item) for item in alike if id(item) not in kept)
    return [item for item in items if id(item) not in others]


def _own(document: Document, items: Sequence[Item]) -> list[Item]:
    here = _page(document.url)
    found = [
        item
        for item in items
        if any(
            _page(absolute(address, document.base_url)) == here
            for address in _texts(item, ("url", "@id"))
        )
    ]
    if found:
        return found
    titles = {folded(one.text[:_LONGEST]) for one in document.headings[:_HEADINGS]}
    title = f"{folded(document.title[:_LONGEST])} "
    return [
        item
        for item in items
        for name in _texts(item, ("name", "headline"))[:1]
        if (known := folded(name[:_LONGEST]))
        and (known in titles or title.startswith(f"{known} "))
    ]


def _page(url: str) -> tuple[str, str] | None:
    """Return what tells pages of a site apart; None for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return unquote(parts.path.rstrip("/")), parts.query


def _texts(item: Item, keys: Sequence[str]) -> list[str]:
    """Return what *item* says at *keys*; members of microdata stand one level below."""
    inner = item.get("properties")
    found = []
    for key in keys:
        value = item.get(key)
        if value is None and isinstance(inner, dict):
            value = inner.get(key)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, str) and value:
            found.append(value)
    return found
