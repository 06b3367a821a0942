"""Questions to a language model about schemas: fields, their places, sample values."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from vultrcrawl.llm.injection import detect_injection, order_in
from vultrcrawl.llm.prompts import FieldSample, TemplateSample
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.properties.registry import PROPERTIES
from vultrcrawl.urls.shapes import shape

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from vultrcrawl.items import Row
    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.builder import SchemaBuilder
    from vultrcrawl.schema.model import Field, TemplateSchema

ASKED_ROLES: tuple[str, ...] = tuple(PROPERTIES)
"""The closed list that answers choose from."""
#: Templates and fields of one question at most, and fields of a template.
_TEMPLATES, _FIELDS, _OF_TEMPLATE = 12, 60, 12
#: Templates whose schema is made early: with so many pages, and no more than these.
_LARGE, _MOST = 8, 5
#: Pages that such a schema is made of.
_SAMPLE = 10


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
    flagged: Mapping[str, str] = field(default_factory=dict)
    """By URL: pages that speak to a language model, and how. No value of theirs is
    shown to it where others have one."""


def drafted(
    schema: TemplateSchema, urls: Iterable[str], shape: str, sample: Sequence[Document]
) -> Draft:
    """Return the draft of a template with the pages *urls*, a *sample* of them read.

    Takes some milliseconds a page of the sample.
    """
    flagged = {one.url: how for one in sample if (how := detect_injection(one))}
    shown = [one.title for one in sample if one.url not in flagged]
    return Draft(schema, tuple(urls), shape, tuple(shown[:3]), flagged)


def early_drafts(builder: SchemaBuilder, rows: Sequence[Row]) -> list[Draft]:
    """Return drafts of the large templates among the pages of *rows*.

    A second or two of work, which may be done in a thread.
    """
    found = builder.verdicts(rows)
    pages: dict[int, list[str]] = defaultdict(list)
    for url, verdict in found.items():
        pages[verdict.template].append(url)
    large = sorted(pages.values(), key=len, reverse=True)[:_MOST]
    drafts = []
    for number, urls in enumerate(large):
        if len(urls) < _LARGE:
            continue
        documents = list(builder.documents(builder.unlike(urls, _SAMPLE)))
        (kind, _), *_ = Counter(found[url].page_type for url in urls).most_common(1)
        schema = induce(documents, name=f"t{number}", page_type=kind)
        (shaped, _), *_ = Counter(map(shape, urls)).most_common(1)
        drafts.append(drafted(schema, urls, shaped, documents))
    return drafts


@dataclass(slots=True)
class AskedTemplates:
    """The templates and fields of one question, by their ids."""

    templates: list[TemplateSample] = field(default_factory=list)
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Pages of the templates."""
    fields: dict[str, FieldPlace] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    """Fields whose role is sure: these measure the model, and are described."""


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


def questions_about(
    drafts: Sequence[Draft],
    answered: Collection[FieldPlace],
    described: Collection[str],
    most: int,
) -> list[AskedTemplates]:
    """Return at most *most* questions about *drafts*, none about the same; as below."""
    places, urls = set(answered), set(described)
    found: list[AskedTemplates] = []
    while len(found) < most:
        asked = question(drafts, places, urls)
        if not asked.fields:
            break
        found.append(asked)
        places.update(asked.fields.values())
        urls.update(*asked.pages.values())
    return found


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
        samples = _samples(draft, asked, answered)
        if not samples and any(url in described for url in draft.urls):
            continue
        about = f"{draft.schema.page_type or 'page'}, {len(draft.urls)} pages"
        template = TemplateSample(
            id=f"t{len(asked.templates)}",
            about=about if order_in(draft.shape) else f"{about}, {draft.shape}",
            titles=tuple(one for one in draft.titles if not order_in(one)),
            fields=tuple(samples),
        )
        asked.templates.append(template)
        asked.pages[template.id] = draft.urls
    return asked


def _samples(
    draft: Draft, asked: AskedTemplates, answered: Collection[FieldPlace]
) -> list[FieldSample]:
    samples: list[FieldSample] = []
    for parts in together(draft.schema.fields):
        if len(asked.fields) >= _FIELDS or len(samples) >= _OF_TEMPLATE:
            break
        one = parts[0]
        sample = _sample(one, f"f{len(asked.fields)}", draft.flagged)
        if place(one) in answered or _speaks(sample):
            continue
        if not is_open(one):
            if one.name not in PROPERTIES:
                continue
            asked.known.add(sample.id)
        samples.append(sample)
        asked.fields[sample.id] = place(one)
    return samples


def _sample(one: Field, key: str, flagged: Collection[str]) -> FieldSample:
    fair = [example for example in one.examples if example.url not in flagged]
    pages = {one.url: str(one.raw)[:500] for one in fair or one.examples}
    return FieldSample(
        id=key,
        label=one.label or "",
        name=one.name if is_open(one) else "",
        markup=next((found.expr for found in one.locators if not one.label), "")[:200],
        type=one.format or one.type,
        examples=tuple(pages.values())[:3],
    )


def _speaks(sample: FieldSample) -> bool:
    texts = (sample.label, sample.name, sample.markup, *sample.examples)
    return any(order_in(text) for text in texts)
