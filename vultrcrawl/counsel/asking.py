"""Questions to a language model about schemas: fields, their places, sample values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from vultrcrawl.llm.field_sample import FieldSample, TemplateSample
from vultrcrawl.llm.injection import order_in
from vultrcrawl.schema.properties.registry import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from vultrcrawl.schema.model import Field, TemplateSchema

ASKED_ROLES: tuple[str, ...] = tuple(PROPERTIES)
"""The closed list that answers choose from."""
#: Templates and fields of one question at most, and fields of a template.
_TEMPLATES, _FIELDS, _OF_TEMPLATE = 12, 60, 12


class FieldPlace(NamedTuple):
    """What a field is known by, also in the schema of more pages."""

    name: str
    kind: str
    expr: str
    attribute: str | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A template whose schema waits for its names."""

    schema: TemplateSchema
    urls: tuple[str, ...]
    """Its pages."""
    shape: str
    """What many of their addresses look like."""
    titles: tuple[str, ...] = ()
    """Those of some of the pages."""


@dataclass(slots=True)
class AskedTemplates:
    """The templates and fields of one question, by their ids."""

    templates: list[TemplateSample] = field(default_factory=list)
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Pages of the templates."""
    fields: dict[str, FieldPlace] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    """Fields whose role was told: these measure the model, and are described."""


def is_open(one: Field) -> bool:
    """Whether a model may say what *one* is: a role that was told is out of reach."""
    bare = one.name.removesuffix("Raw")
    known = bare in PROPERTIES or bare == "itemUrl" or one.schema_org is not None
    return not known and one.type != "array"


def together(fields: Sequence[Field]) -> list[list[Field]]:
    """Return *fields*, those that one place gives as one: a price and its currency.

    Those that a model may name come first.
    """
    by_place: dict[object, list[Field]] = {}
    for number, one in enumerate(fields):
        first = one.locators[0] if one.locators else None
        found = (first.kind, first.expr, first.attribute) if first else number
        by_place.setdefault(found, []).append(one)
    for parts in by_place.values():  # what is told of a place names it
        parts.sort(key=lambda one: one.name not in PROPERTIES)
    return sorted(by_place.values(), key=lambda parts: not is_open(parts[0]))


def place(one: Field) -> FieldPlace:
    """Return what *one* is known by."""
    if not one.locators:
        return FieldPlace(one.name, "", "", None)
    first = one.locators[0]
    return FieldPlace(one.name, first.kind, first.expr, first.attribute)


def question(
    drafts: Iterable[Draft],
    answered: Collection[FieldPlace] = (),
    described: Collection[str] = (),
) -> AskedTemplates:
    """Return what to ask about *drafts*, the largest templates first.

    But for what was *answered* before, and templates one of whose pages was
    *described*. What speaks to a language model is not shown to one.
    """
    asked = AskedTemplates()
    for draft in sorted(drafts, key=lambda draft: -len(draft.urls)):
        if len(asked.templates) == _TEMPLATES:
            break
        samples = _samples(draft.schema, asked, answered)
        if not samples and any(url in described for url in draft.urls):
            continue
        template = TemplateSample(
            id=f"t{len(asked.templates)}",
            about=(
                f"{draft.schema.page_type or 'page'}, {len(draft.urls)} pages, "
                f"{draft.shape}"
            ),
            titles=tuple(one for one in draft.titles if not order_in(one)),
            fields=tuple(samples),
        )
        asked.templates.append(template)
        asked.pages[template.id] = draft.urls
    return asked


def _samples(
    schema: TemplateSchema, asked: AskedTemplates, answered: Collection[FieldPlace]
) -> list[FieldSample]:
    samples: list[FieldSample] = []
    for parts in together(schema.fields):
        if len(asked.fields) >= _FIELDS or len(samples) >= _OF_TEMPLATE:
            break
        one = parts[0]
        sample = _sample(one, f"f{len(asked.fields)}")
        if place(one) in answered or _speaks(sample):
            continue
        if not is_open(one):
            if one.name not in PROPERTIES:
                continue
            asked.known.add(sample.id)
        samples.append(sample)
        asked.fields[sample.id] = place(one)
    return samples


def _sample(one: Field, key: str) -> FieldSample:
    pages = {example.url: str(example.raw)[:500] for example in one.examples}
    return FieldSample(
        id=key,
        label=one.label or "",
        markup=next((found.expr for found in one.locators if not one.label), "")[:200],
        type=one.format or one.type,
        examples=tuple(pages.values())[:3],
    )


def _speaks(sample: FieldSample) -> bool:
    return any(order_in(text) for text in (sample.label, *sample.examples))
