"""Extracts records from pages by a template's schema alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from vultrcrawl.schema.repetition.elements import elements_of, items_in, shown
from vultrcrawl.schema.sources.reading import Reading
from vultrcrawl.schema.transforms import converted
from vultrcrawl.schema.values import folded
from vultrcrawl.values.image_sizes import once_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.model import Field, Locator, TemplateSchema

Record: TypeAlias = dict[str, Any]


class ExtractedRecord(dict[str, Any]):
    """A record for a user's page object, which may ask for one by this type."""


#: Cards of one page, and objects of one array, at most.
_CARDS = 15_000
#: Share of the cards of a page that have a link, from which on the others are none.
_LINKED = 0.8


class Extractor:
    """Reads the records of a template's pages: by its *schema*, and nothing else.

    Uses no network, and no page makes it raise.
    """

    def __init__(self, schema: TemplateSchema) -> None:
        self.schema = schema

    def apply(self, document: Document) -> list[Record]:
        """Return the records of *document*: ``url`` first, then the fields found.

        One for a page, or one for each card of a listing (15,000 at most); none if
        nothing was found. Values are of the field's JSON type; those of an array are
        objects, as dicts. Fields without a value are left out, and so is a
        ``regularPrice`` that is the ``price``.
        """
        reading = Reading(document)
        schema = self.schema
        if schema.cardinality == "many":
            found = items_in(
                reading.document, schema.container or "body", spread=schema.spread
            )
            return _cards(schema.fields, reading, found)
        record = _record(schema.fields, reading, None)
        return [record] if len(record) > 1 else []


def _cards(
    fields: Sequence[Field], reading: Reading, found: Sequence[HtmlElement]
) -> list[Record]:
    named = any(field.name == "name" for field in fields)
    records = [_record(fields, reading, card) for card in found[:_CARDS]]
    kept = [one for one in records if len(one) > 1 and (not named or "name" in one)]
    linked = [one for one in kept if "itemUrl" in one]
    # One without a link among many with one is the head of a table, or a remark.
    return linked if len(linked) >= _LINKED * len(kept) else kept


def _record(
    fields: Sequence[Field], reading: Reading, card: HtmlElement | None
) -> Record:
    record: Record = {"url": reading.document.url}
    for field in fields:
        value = value_of(field, reading, card)
        if value is not None:
            record[field.name] = value
    if "price" in record and record.get("regularPrice") == record["price"]:
        del record["regularPrice"]  # nothing was reduced
    return record


def value_of(field: Field, reading: Reading, card: HtmlElement | None) -> Any:
    """Return what the first locator that finds something says; None if none does."""
    if field.type == "array":
        return _objects(field, reading, card) or None
    if field.type == "object":
        text = bool(field.locators)
        return reading.facts(field.container, field.left_out, text=text) or None
    said = (value_at(one, field, reading, card) for one in field.locators)
    return next((value for value in said if value is not None), None)


def value_at(
    locator: Locator, field: Field, reading: Reading, card: HtmlElement | None
) -> Any:
    """Return what *locator* alone says of *field*, which is no array; None if nothing.

    The first value that it finds, or all of a field of several, or of a text.
    """
    found = reading.find(locator, card)
    if field.left_out:
        found = [text for text in found if folded(text) not in field.left_out]
    values = converted(found, field.transforms, reading.locale)
    if not values:
        return None
    if field.joined:
        return "\n".join(map(str, values))
    if not field.multiple:
        return values[0]
    if field.name == "images":
        return once_each(map(str, values))
    return list(dict.fromkeys(values))


def _objects(
    field: Field, reading: Reading, card: HtmlElement | None
) -> list[dict[str, Any]]:
    """Return the objects of an array; those without any value are left out."""
    root = reading.document.root if card is None else card
    found = elements_of(root, field.container or "body", spread=field.spread)
    if card is None:
        found = shown(reading.document, found)
    objects = []
    for element in found[:_CARDS]:
        values = {one.name: value_of(one, reading, element) for one in field.items}
        if kept := {name: value for name, value in values.items() if value is not None}:
            objects.append(kept)
    return objects
