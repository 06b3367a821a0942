"""XPath for what is found by its label, for readers who have nothing but XPath.

An expression is given only if it says the same as the label does, on every page of the
sample that it was tried on.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from vultrcrawl.schema.values import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.schema.model import Locator, TemplateSchema
    from vultrcrawl.schema.sources.reading import Reading

#: Pages that an expression is tried on, at most.
_PAGES = 8
#: What a label is: that text alone, or with colons and hard spaces around it.
_LABELS = (
    "normalize-space() = {label}",
    'normalize-space(translate(., ":\uff1a\u00a0", "   ")) = {label}',
)
_INLINE = "self::b or self::strong or self::em or self::i or self::span or self::label"
#: Where values stand beside labels, the strictest first.
_PLACES = (
    "//dt[{is_it}]/following-sibling::dd[1]",
    "//th[{is_it}]/following-sibling::td[1]",
    "//td[{is_it}]/following-sibling::td[1]",
    f"//*[{_INLINE}][{{is_it}}]/following-sibling::node()[normalize-space()][1]",
    "//*[{is_it}]/following-sibling::*[1]",
)


def with_xpaths(schema: TemplateSchema, readings: Sequence[Reading]) -> TemplateSchema:
    """Return *schema* with XPath for its labels, tried on pages of the template.

    Cards have none: their labels are looked for within the card.
    """
    if schema.cardinality != "one":
        return schema
    return replace(
        schema,
        fields=tuple(
            replace(
                field,
                locators=tuple(_with_xpath(one, readings) for one in field.locators),
            )
            for field in schema.fields
        ),
    )


def _with_xpath(locator: Locator, readings: Sequence[Reading]) -> Locator:
    if locator.kind != "label" or locator.attribute or locator.prefix or locator.suffix:
        return locator
    told = [(reading, reading.find(locator, None)) for reading in readings[:_PAGES]]
    having = [(reading, values) for reading, values in told if values]
    if not having:
        return locator
    first, values = having[0]
    for label, place in product(_LABELS, _PLACES):
        xpath = place.format(is_it=label.format(label=literal(locator.expr)))
        if _first(first.document.root, xpath) == values[0] and all(
            _first(reading.document.root, xpath) == (found[0] if found else "")
            for reading, found in told
        ):
            return replace(locator, xpath=xpath)
    return locator


def _first(root: HtmlElement, xpath: str) -> str:
    """Return the string value of the first node that *xpath* finds, cleaned."""
    for node in root.xpath(xpath):
        return clean(node if isinstance(node, str) else node.text_content())
    return ""


def literal(text: str) -> str:
    """Return *text* as an XPath 1.0 string, which knows no escapes (section 3.7)."""
    if '"' not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    parts = ", '\"', ".join(f'"{part}"' for part in text.split('"'))
    return f"concat({parts})"
