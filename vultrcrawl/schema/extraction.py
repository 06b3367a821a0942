"""Records from pages, by a template's schema alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from vultrcrawl.schema.paths import select
from vultrcrawl.schema.reading import Reading
from vultrcrawl.schema.transforms import convert

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.model import Field, TemplateSchema

Record: TypeAlias = dict[str, Any]

#: Cards of one page at most.
_CARDS = 1_000


class Extractor:
    """Reads the records of a template's pages."""

    def __init__(self, schema: TemplateSchema) -> None:
        self.schema = schema

    def apply(self, document: Document) -> list[Record]:
        """Return the records of *document*: ``url`` first, then the fields found.

        One for a page, or one for each card of a listing; none if nothing was found.
        """
        reading = Reading(document)
        if self.schema.cardinality == "one":
            record = self._record(reading, None)
            return [record] if len(record) > 1 else []
        records = []
        container = self.schema.container or "body"
        for card in select(document.root, container)[:_CARDS]:
            record = self._record(reading, card)
            if len(record) > 1:
                records.append(record)
        return records

    def _record(self, reading: Reading, card: HtmlElement | None) -> Record:
        record: Record = {"url": reading.document.url}
        for field in self.schema.fields:
            value = value_of(field, reading, card)
            if value is not None:
                record[field.name] = value
        return record


def value_of(field: Field, reading: Reading, card: HtmlElement | None) -> Any:
    """Return what the first locator that finds something says; None if none does."""
    for locator in field.locators:
        values = []
        for raw in reading.find(locator, card):
            value = convert(raw, field.transforms)
            if value is not None:
                values.append(value)
        if values:
            return list(dict.fromkeys(values)) if field.multiple else values[0]
    return None
