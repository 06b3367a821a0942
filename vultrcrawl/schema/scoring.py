"""How well locators do on pages that they were not learned from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from vultrcrawl.schema.extraction import value_at
from vultrcrawl.schema.model import STRUCTURED
from vultrcrawl.schema.values import folded, likeness

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.schema.model import Field, Locator, TemplateSchema
    from vultrcrawl.schema.sources.reading import Reading

#: Values at least this alike agree.
_ALIKE = 0.85


class Unit(NamedTuple):
    """What one record comes from: a page, or a card on it."""

    reading: Reading
    card: HtmlElement | None


def tested(field: Field, held: Sequence[Unit], *, in_turn: bool) -> Field | None:
    """Return *field* with its scores on the units *held* back; None if all are zero.

    With *in_turn* the units are those it was learned from, each held back in turn: one
    counts only for a locator that other units have, too.
    """
    if not held:
        return field
    found = []
    for one in field.locators:
        texts = [_text(unit, one, field) for unit in held]
        # What structured data says needs no other page to be known as what it is.
        alone = in_turn and sum(map(bool, texts)) < 2 and one.kind not in STRUCTURED
        found.append([""] * len(texts) if alone else texts)
    first = [
        next((text for text in column if text), "")
        for column in zip(*found, strict=True)
    ]
    if not any(first):
        return None
    locators: list[Locator] = []
    for one, texts in zip(field.locators, found, strict=True):
        pairs = [
            (text, other) for text, other in zip(texts, first, strict=True) if text
        ]
        agreeing = sum(likeness(text, other) >= _ALIKE for text, other in pairs)
        locators.append(
            replace(
                one,
                coverage=round(len(pairs) / len(held), 3),
                agreement=round(agreeing / len(pairs), 3) if pairs else None,
            )
        )
    coverage = sum(map(bool, first)) / len(held)
    return replace(
        field,
        locators=tuple(locators),
        coverage=round(coverage, 3),
        nullable=field.nullable or coverage < 1,
    )


def measured(
    schema: TemplateSchema, filled: Mapping[str, int], records: int
) -> TemplateSchema:
    """Return *schema* with `filled` and `nullable` as all records of a crawl have it.

    *filled* tells how many of all *records* have a field. Coverage stays that of the
    pages held back.
    """
    if not records:
        return schema
    return replace(
        schema,
        fields=tuple(
            replace(
                field,
                filled=round(filled.get(field.name, 0) / records, 4),
                nullable=filled.get(field.name, 0) < records,
            )
            for field in schema.fields
        ),
    )


def _text(unit: Unit, locator: Locator, field: Field) -> str:
    """Return what a record would have of *locator* alone, as text; "" if nothing."""
    found = value_at(locator, field, unit.reading, unit.card)
    if found is None:
        return ""
    text = " ".join(map(str, found)) if isinstance(found, list) else str(found)
    return folded(text) or text  # a sign has no words
