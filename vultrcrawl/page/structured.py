"""Structured data of a page: JSON-LD, microdata, RDFa Lite and Open Graph."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urljoin

import jstyleson
from extruct.w3cmicrodata import MicrodataExtractor

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Item: TypeAlias = dict[str, Any]

_COMMENT_LINE = re.compile(r"^\s*(?://.*|<!--.*-->|<!\[CDATA\[|\]\]>)", re.MULTILINE)
_VOCABULARY = re.compile(r"^https?://(?:www\.)?schema\.org/|^schema:")
_GRAPH_META = re.compile(r"(?:og|product|article|book|profile|video|music|fb):.+")
#: Where RDFa Lite takes a value from (RDFa Core 1.1, section 7.5, the cases in HTML).
_URL_ATTRIBUTES = ("href", "src")


@dataclass(slots=True)
class StructuredData:
    """Items by syntax, each a nested dict as extruct gives it."""

    jsonld: list[Item] = field(default_factory=list)
    """JSON-LD objects; those of an `@graph` stand here one by one."""
    microdata: list[Item] = field(default_factory=list)
    """`{"type": url, "properties": {...}}`"""
    rdfa: list[Item] = field(default_factory=list)
    """`{"type": url, "properties": {...}}`"""
    opengraph: dict[str, str] = field(default_factory=dict)
    """Property to content, the first of each."""
    types: tuple[str, ...] = ()
    """schema.org types of the top-level items, prefix removed, without repeats."""
    warnings: list[str] = field(default_factory=list)
    """What could not be read."""


def _loads(text: str) -> object:
    """Parse JSON as sites write it: control characters, comments, trailing commas."""
    try:
        return json.loads(text, strict=False)
    except ValueError:
        cleaned = _COMMENT_LINE.sub("", text).strip().rstrip(";")
        loaded: object = jstyleson.loads(cleaned, strict=False)
        return loaded


def _objects(data: object) -> Iterator[Item]:
    if isinstance(data, list):
        for inner in data:
            yield from _objects(inner)
    elif isinstance(data, dict):
        if isinstance(graph := data.get("@graph"), list):
            yield from _objects(graph)
        if data.keys() - {"@graph", "@context"}:
            yield data


def _read_jsonld(root: HtmlElement, found: StructuredData) -> None:
    for script in root.iter("script"):
        kind = script.get("type")
        if not kind or kind.split(";")[0].strip().lower() != "application/ld+json":
            continue
        text = script.text or ""
        if not text.strip():
            continue
        try:
            found.jsonld.extend(_objects(_loads(text)))
        except (ValueError, RecursionError) as error:
            reason = "nested too deep" if isinstance(error, RecursionError) else error
            found.warnings.append(f"JSON-LD that can't be read: {reason}"[:200])


def _value(element: HtmlElement, base_url: str) -> str:
    if (content := element.get("content")) is not None:
        return content
    for attribute in _URL_ATTRIBUTES:
        if (address := element.get(attribute)) is not None:
            try:
                return urljoin(base_url, address.strip())
            except ValueError:
                return address
    if (moment := element.get("datetime")) is not None:
        return moment
    return " ".join("".join(element.itertext()).split())


def _read_rdfa(root: HtmlElement, base_url: str) -> list[Item]:
    """Read RDFa Lite 1.1: vocab, typeof, property (prefixes are kept as written)."""
    items: list[Item] = []
    open_items: dict[HtmlElement, Item] = {}
    for element in root.iterfind(".//*[@typeof]"):
        vocabulary = element.xpath("string(ancestor-or-self::*[@vocab][1]/@vocab)")
        kind = (element.get("typeof") or "").split()
        name = kind[0] if kind else ""
        item: Item = {
            "type": name if ":" in name else f"{vocabulary}{name}",
            "properties": {},
        }
        open_items[element] = item
        if element.get("property") is None:
            items.append(item)
    if not open_items:
        return []
    for element in root.iterfind(".//*[@property]"):
        owner = element.getparent()
        while owner is not None and owner not in open_items:
            owner = owner.getparent()
        if owner is None:
            if element in open_items:
                items.append(open_items[element])
            continue
        value: object = open_items.get(element) or _value(element, base_url)
        for name in (element.get("property") or "").split():
            properties = open_items[owner]["properties"]
            if name not in properties:
                properties[name] = value
            elif isinstance(properties[name], list):
                properties[name].append(value)
            else:
                properties[name] = [properties[name], value]
    return items


def type_names(item: Item) -> list[str]:
    """Return the type names of an item of any syntax, schema.org's prefix removed."""
    kinds = item.get("@type", item.get("type", []))
    return [
        _VOCABULARY.sub("", kind.strip())
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str) and kind.strip()
    ]


def read_structured(
    root: HtmlElement, meta: dict[str, str], base_url: str
) -> StructuredData:
    """Read all structured data under *root*; what is broken gives a warning."""
    found = StructuredData()
    _read_jsonld(root, found)
    if root.find(".//*[@itemscope]") is not None:
        try:
            found.microdata = MicrodataExtractor(strict=False).extract_items(
                root, base_url
            )
        except (ValueError, RecursionError) as error:
            found.warnings.append(f"microdata that can't be read: {error}"[:200])
    found.rdfa = _read_rdfa(root, base_url)
    found.opengraph = {
        name: content for name, content in meta.items() if _GRAPH_META.fullmatch(name)
    }
    names = dict.fromkeys(
        name
        for item in (*found.jsonld, *found.microdata, *found.rdfa)
        for name in type_names(item)
    )
    found.types = tuple(names)
    return found
