"""Structured data of a page as flat paths: JSON-LD, microdata, RDFa, meta.

A path names the type of an item and the properties down to a value, such as
``Product.offers.price``; all values of a list share one path. Shops state the products
shown beside the page's own: items that others of their type are the page's instead of
are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import unquote, urlsplit

from vultrcrawl.page.data.structured import type_names
from vultrcrawl.schema.properties.registry import by_meta, by_path
from vultrcrawl.schema.values import (
    MAX_LIST,
    MAX_TEXT,
    clean,
    folded,
    plain,
    scalar_text,
    steps,
)
from vultrcrawl.urls.joining import absolute
from vultrcrawl.values import dates
from vultrcrawl.values.years import Years, years_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vultrcrawl.page.document import Document

Paths: TypeAlias = dict[str, list[str]]
Item: TypeAlias = dict[str, Any]

#: Deepest path and most paths that are read of one page.
_DEPTH, _PATHS = 8, 2_000
#: Properties whose text holds several values, in lines or as the items of a list.
_LISTED = (".recipeInstructions", ".recipeIngredient", ".ingredients")
#: Property whose values have labels of their own, and the longest one, in characters.
_LABELLED, _LONGEST_LABEL = ".additionalProperty", 50
#: Property whose value is a Place, with a name and an address.
_PLACE = ".location"
#: Longest title that is compared, in characters, and headings of a page that are.
_TITLE, _HEADINGS = 500, 3
_SCHEMA_ORG = re.compile(r"^https?://(?:www\.)?schema\.org/|^schema:|^.*[#/](?=\w+$)")


def jsonld(document: Document) -> Paths:
    """Return the paths of JSON-LD; references by ``@id`` are followed."""
    items = document.structured.jsonld
    known = {one["@id"]: one for one in items if isinstance(one.get("@id"), str)}
    items = [_with_variant(one, known) for one in items]
    return _paths(_own_items(document, items), known)


def _with_variant(item: Item, known: dict[str, Item]) -> Item:
    """Return a schema.org ProductGroup with what its first variant has besides.

    Shops state offers and numbers there alone, and show the first one at first.
    """
    variants = item.get("hasVariant")
    variants = variants if isinstance(variants, list) else [variants]
    first = next((one for one in variants if isinstance(one, dict)), None)
    if first is None:
        return item
    if first.keys() <= {"@id", "@type"}:
        first = known.get(str(first.get("@id")), first)
    return {**first, **{k: v for k, v in item.items() if k != "hasVariant"}}


def microdata(document: Document) -> Paths:
    """Return the paths of microdata."""
    return _paths(_own_items(document, document.structured.microdata), {})


def rdfa(document: Document) -> Paths:
    """Return the paths of RDFa."""
    return _paths(document.structured.rdfa, {})


def _own_items(document: Document, items: Sequence[Item]) -> list[Item]:
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
            for address in _said(item, ("url", "@id"))
        )
    ]
    if found:
        return found
    titles = {folded(one.text[:_TITLE]) for one in document.headings[:_HEADINGS]}
    title = f"{folded(document.title[:_TITLE])} "
    return [
        item
        for item in items
        for name in _said(item, ("name", "headline"))[:1]
        if (known := folded(name[:_TITLE]))
        and (known in titles or title.startswith(f"{known} "))
    ]


def _page(url: str) -> tuple[str, str] | None:
    """Return what tells pages of a site apart; None for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return unquote(parts.path.rstrip("/")), parts.query


def _said(item: Item, keys: Sequence[str]) -> list[str]:
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


def stated_years(document: Document, meta: Paths, jsonld: Paths) -> Years:
    """Return the years that *document* states of what it is about.

    In its title and address, and of its publication, by *meta* and *jsonld*.
    """
    days = map(dates.read, stated("datePublished", meta, jsonld))
    published = next((day for day in days if day is not None), None)
    return Years(
        titled=years_in(document.title),
        addressed=years_in(unquote(document.url.partition("?")[0])),
        published=None if published is None else int(published[:4]),
    )


def stated(name: str, meta: Paths, *items: Paths) -> Iterator[str]:
    """Yield what *meta* and *items* of a page state as the property *name*."""
    for key, values in meta.items():
        if by_meta(key) == name:
            yield from values[:1]
    for path, values in chain.from_iterable(one.items() for one in items):
        if by_path(path.partition(".")[2]) == name:
            yield from values[:1]


def _paths(items: Sequence[Item], known: dict[str, Any]) -> Paths:
    """Return the paths of *items*; *known* are those that they may refer to, by id."""
    found: Paths = {}
    for item in items:
        for name in type_names(item)[:2] or ["Thing"]:
            _read(item, _SCHEMA_ORG.sub("", name), found, known, 0)
    return found


def _add(found: Paths, path: str, text: str) -> None:
    if not text or (path not in found and len(found) >= _PATHS):
        return
    values = found.setdefault(path, [])
    if len(values) < MAX_LIST:
        values.append(text)


def _read(
    value: object, path: str, found: Paths, known: dict[str, Any], depth: int
) -> None:
    if isinstance(value, bool | int | float):
        _add(found, path, scalar_text(value))
    elif isinstance(value, str):
        many = path.endswith(_LISTED)
        for text in steps(value) if many else (plain(value),):
            _add(found, path, text)
    elif isinstance(value, list) and depth < _DEPTH:
        for inner in value[:MAX_LIST]:
            _read(inner, path, found, known, depth + 1)
    elif isinstance(value, dict) and depth < _DEPTH:
        _read_item(value, path, found, known, depth)


def _read_item(
    item: dict[str, Any], path: str, found: Paths, known: dict[str, Any], depth: int
) -> None:
    if depth and item.keys() <= {"@id", "@type"} and item.get("@id") in known:
        # One step only: items refer to each other in circles.
        _read(known[item["@id"]], path, found, {}, max(depth, _DEPTH - 3))
    elif "@value" in item:
        _read(item["@value"], path, found, known, depth + 1)
    elif path.endswith(_LISTED) and "value" in item:
        _add(found, path, _measured(item))
    else:
        members = dict(_members(item))
        if path.endswith(_LABELLED) and (label := _label(members)):
            members = {label: members["value"]}
        if path.endswith(_PLACE) and (where := _where(members)):
            _add(found, path, where)
            del members["name"]
        for key, inner in members.items():
            _read(inner, f"{path}.{key}", found, known, depth + 1)


def _where(members: dict[str, object]) -> str:
    """Return name and address of a Place, as people write them; "" if it lacks one."""
    name, address = members.get("name"), members.get("address")
    if not isinstance(name, str) or not name.strip():
        return ""
    parts = [address]
    if isinstance(address, dict):
        of = dict(_members(address))
        code = map(of.get, ("addressRegion", "postalCode"))
        parts = [of.get("streetAddress"), of.get("addressLocality")]
        parts.append(" ".join(part for part in code if isinstance(part, str)))
        parts.append(of.get("addressCountry"))
    texts = [plain(part) for part in parts if isinstance(part, str)]
    found = [plain(name)]
    for text in filter(None, texts):
        if text not in ", ".join(found):
            found.append(text)
    return ", ".join(found) if len(found) > 1 else ""


def _label(members: dict[str, object]) -> str:
    """Return what a PropertyValue calls its value, as a part of a path; or ""."""
    name = members.get("name")
    if not isinstance(name, str) or "value" not in members:
        return ""
    label = clean(name).strip(" :").replace(".", "_")
    return label if len(label) <= _LONGEST_LABEL else ""


def _measured(item: dict[str, Any]) -> str:
    """Return a PropertyValue as people write it: ``3/4 cup sugar``."""
    parts = (item.get(key) for key in ("value", "unitText", "name"))
    return plain(" ".join(str(part) for part in parts if isinstance(part, str | int)))


def _members(value: dict[str, Any]) -> Iterator[tuple[str, object]]:
    inner = value.get("properties")
    if isinstance(inner, dict) and value.keys() <= {
        "type",
        "properties",
        "id",
        "value",
    }:
        value = inner
    for key, member in value.items():
        if key and key[0] != "@":
            yield _SCHEMA_ORG.sub("", key).replace(".", "_"), member


def metadata(document: Document) -> Paths:
    """Return the page's ``<meta>`` by name: the first of each, but all that list.

    Of several descriptions it is the longest. Some pages write `value` for `content`.
    """
    found: Paths = {}
    for element in document.root.iter("meta"):
        content = element.get("content") or element.get("value")
        if not content or len(content) > MAX_TEXT:
            continue
        for key in ("property", "name", "itemprop"):
            for name in (element.get(key) or "").lower().split():
                _note(found, name, clean(unescape(content)))
    return found


def _note(found: Paths, name: str, text: str) -> None:
    """Add what a ``<meta>`` says, if it says more than one of its name before it."""
    standard = by_meta(name)
    if standard == "description" and name in found:
        found[name] = [max(found[name][0], text, key=len)]
    elif name not in found or standard in ("keywords", "author"):
        _add(found, name, text)
