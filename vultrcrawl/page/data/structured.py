"""Structured data of a page: JSON-LD, microdata, RDFa Lite and Open Graph."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vultrcrawl.page.data.microdata import Item, read_microdata
from vultrcrawl.page.data.rdfa import read_rdfa

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

# What sites write into JSON-LD that is no JSON: comments of HTML, CDATA and JavaScript,
# and commas after the last element. Texts are matched first, so that they stay. What is
# not closed ends with the script, so that no pattern looks through the rest twice.
_TEXT = r'("(?:\\.|[^"\\])*(?:"|\\?\Z))'
_NO_JSON = re.compile(
    _TEXT + r"|<!--(?!\s*[{\[]).*?(?:-->|\Z)|<!--|-->|<!\[CDATA\[|\]\]>"
    r"|//[^\n]*|/\*.*?(?:\*/|\Z)",
    re.DOTALL,
)
_BETWEEN = re.compile(r"[; \t\r\n]*")
_LAST_COMMA = re.compile(_TEXT + r"|,(?=\s*[}\]])", re.DOTALL)
_VOCABULARY = re.compile(r"^https?://(?:www\.)?schema\.org/|^schema:")
_GRAPH_META = re.compile(r"(?:og|product|article|book|profile|video|music|fb):.+")


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


def _kept(match: re.Match[str]) -> str:
    return match[1] or ""


def _loads(text: str) -> list[object]:
    """Parse JSON as sites write it: control characters, comments, several in a row."""
    try:
        return [json.loads(text, strict=False)]
    except ValueError:
        text = _LAST_COMMA.sub(_kept, _NO_JSON.sub(_kept, text)).strip("; \t\r\n")
    decoder = json.JSONDecoder(strict=False)
    values: list[object] = []
    end = 0
    while end < len(text):
        value, end = decoder.raw_decode(text, end)
        values.append(value)
        end = _BETWEEN.match(text, end).end()  # type: ignore[union-attr] # it matches
    return values


def _sound(data: object) -> object:
    """Return *data* with U+FFFD for lone surrogates, which no file could hold."""
    text = json.dumps(data, ensure_ascii=False).encode("utf-16-le", "surrogatepass")
    return json.loads(text.decode("utf-16-le", "replace"))


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
        kind: str | None = script.get("type")
        if not kind or kind.split(";")[0].strip().lower() != "application/ld+json":
            continue
        text: str = script.text or ""
        if not text.strip():
            continue
        try:
            data: object = _loads(text)
            if "\\ud" in text or "\\uD" in text:
                data = _sound(data)
            found.jsonld.extend(_objects(data))
        except (ValueError, RecursionError) as error:
            reason = "nested too deep" if isinstance(error, RecursionError) else error
            found.warnings.append(f"JSON-LD that can't be read: {reason}"[:200])


def type_names(item: Item) -> list[str]:
    """Return the type names of an item of any syntax, schema.org's prefix removed."""
    kinds = item.get("@type", item.get("type", []))
    return [
        _VOCABULARY.sub("", kind.strip())
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str) and kind.strip()
    ]


def read_structured(
    root: HtmlElement, meta: dict[str, str], base_url: str, html: str
) -> StructuredData:
    """Read all structured data under *root*; what is broken gives a warning.

    *html* is the source: a syntax whose mark is not in it is not looked for.
    """
    found = StructuredData()
    source = html.lower()
    if "ld+json" in source:
        _read_jsonld(root, found)
    if "itemscope" in source:
        found.microdata = read_microdata(root, base_url)
    if "typeof" in source:
        found.rdfa = read_rdfa(root, base_url)
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
