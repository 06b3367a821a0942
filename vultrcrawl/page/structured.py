"""Structured data of a page: JSON-LD, microdata, RDFa Lite and Open Graph."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urljoin

import jstyleson
from extruct.w3cmicrodata import MicrodataExtractor

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    content: str | None = element.get("content")
    if content is not None:
        return content
    for attribute in _URL_ATTRIBUTES:
        address: str | None = element.get(attribute)
        if address is not None:
            try:
                return urljoin(base_url, address.strip())
            except ValueError:
                return address
    moment: str | None = element.get("datetime")
    if moment is not None:
        return moment
    return " ".join("".join(element.itertext()).split())


def _typed(element: HtmlElement) -> Item:
    """Return an item without properties, typed as *element* says."""
    kinds = (element.get("typeof") or "").split()
    name = kinds[0] if kinds else ""
    if ":" not in name:
        name = element.xpath("string(ancestor-or-self::*[@vocab][1]/@vocab)") + name
    return {"type": name, "properties": {}}


def _add(item: Item, name: str, value: object) -> None:
    properties = item["properties"]
    if name not in properties:
        properties[name] = value
    elif isinstance(properties[name], list):
        properties[name].append(value)
    else:
        properties[name] = [properties[name], value]


def _read_rdfa(root: HtmlElement, base_url: str) -> list[Item]:
    """Read RDFa Lite 1.1: vocab, typeof, property (prefixes are kept as written)."""
    typed = {element: _typed(element) for element in root.iterfind(".//*[@typeof]")}
    owned: set[HtmlElement] = set()
    for element in root.iterfind(".//*[@property]") if typed else ():
        owner = next((e for e in element.iterancestors() if e in typed), None)
        if owner is None:
            continue
        owned.add(element)
        value = typed.get(element) or _value(element, base_url)
        for name in (element.get("property") or "").split():
            _add(typed[owner], name, value)
    return [item for element, item in typed.items() if element not in owned]


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
