"""What a language model may change of a schema, and what not.

It may say that a labelled fact is one of the known roles, if its values can be that,
name a fact that the page has no label for, leave out what is of the page's frame, and
describe. Roles that the program told are out of its reach, and so are selectors and
values. How far it is to be trusted shows in what it says of those roles, whose names it
is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vultrcrawl.counsel.account import FieldChanged
from vultrcrawl.llm.contract import FACT, FURNITURE
from vultrcrawl.llm.field_sample import FieldSample, TemplateSample
from vultrcrawl.llm.injection import order_in
from vultrcrawl.schema.induction.fitness import written_as
from vultrcrawl.schema.model import Dropped, Field, TemplateSchema
from vultrcrawl.schema.properties.registry import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vultrcrawl.llm.contract import FieldSaid, SchemaSaid

ROLES: tuple[str, ...] = tuple(PROPERTIES)
"""The closed list that answers choose from."""
#: Templates and fields of one question at most, and fields of a template.
_TEMPLATES, _FIELDS, _OF_TEMPLATE = 12, 60, 12
#: An answer changes a field only if so many of the measured ones would be right: one
#: that was not measured counts as right once in three times.
_TRUSTED = 0.5
#: Kinds of properties whose values are texts, as written.
_TEXTS = frozenset(("text", "label", "prose", "person", "code"))
#: Names that count as the same, where a page has one of them.
_SAME = (
    frozenset(("name", "alternateName")),
    frozenset(("description", "abstract", "articleBody")),
    frozenset(("sku", "mpn")),
    frozenset(("rating", "ratingCount", "reviewCount")),
    frozenset(("brand", "publisher", "organizer", "hiringOrganization")),
    frozenset(("author", "performer")),
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A template whose schema waits for its names."""

    schema: TemplateSchema
    pages: int
    shape: str
    """The most frequent shape of its addresses."""
    titles: tuple[str, ...] = ()


@dataclass(slots=True)
class Asked:
    """The templates and fields of one question, by their ids."""

    templates: list[TemplateSample] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """Names of templates."""
    fields: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Template, and names of the fields that one answer is for."""
    known: set[str] = field(default_factory=set)
    """Fields whose role was told: these measure the model, and are described."""


def is_open(one: Field) -> bool:
    """Whether a model may say what *one* is: a role that was told is out of reach."""
    bare = one.name.removesuffix("Raw")
    known = bare in PROPERTIES or bare == "itemUrl" or one.schema_org is not None
    return not known and one.type != "array"


def question(drafts: Iterable[Draft]) -> Asked:
    """Return what to ask about *drafts*, the largest templates first.

    What speaks to a language model is not shown to one.
    """
    asked = Asked()
    for draft in sorted(drafts, key=lambda draft: -draft.pages):
        if len(asked.templates) == _TEMPLATES:
            break
        schema = draft.schema
        samples: list[FieldSample] = []
        for parts in _together(schema.fields):
            if len(asked.fields) >= _FIELDS or len(samples) >= _OF_TEMPLATE:
                break
            one = parts[0]
            sample = _sample(one, f"f{len(asked.fields)}")
            if any(order_in(text) for text in (sample.label, *sample.examples)):
                continue
            if not is_open(one):
                if one.name not in PROPERTIES:
                    continue
                asked.known.add(sample.id)
            samples.append(sample)
            names = tuple(part.name for part in parts)
            asked.fields[sample.id] = (schema.name, names)
        about = f"{schema.page_type or 'page'}, {draft.pages} pages, {draft.shape}"
        template = TemplateSample(
            id=f"t{len(asked.templates)}",
            about=about,
            titles=tuple(one for one in draft.titles if not order_in(one)),
            fields=tuple(samples),
        )
        asked.templates.append(template)
        asked.names[template.id] = schema.name
    return asked


def _together(fields: Sequence[Field]) -> list[list[Field]]:
    """Return *fields*, those that one place gives as one: a price and its currency."""
    by_place: dict[object, list[Field]] = {}
    for number, one in enumerate(fields):
        first = one.locators[0] if one.locators else None
        place = (first.kind, first.expr, first.attribute) if first else number
        by_place.setdefault(place, []).append(one)
    for parts in by_place.values():  # what is told of a place names it
        parts.sort(key=lambda one: one.name not in PROPERTIES)
    return sorted(by_place.values(), key=lambda parts: not is_open(parts[0]))


def _sample(one: Field, key: str) -> FieldSample:
    pages = {example.url: str(example.raw)[:500] for example in one.examples}
    return FieldSample(
        id=key,
        label=one.label or "",
        markup=next((place.expr for place in one.locators if not one.label), "")[:200],
        type=one.format or one.type,
        examples=tuple(pages.values())[:3],
    )


def trust(asked: Asked, said: SchemaSaid) -> tuple[int, int]:
    """Return how many fields of known roles were asked about, and how many were right.

    What it left out is wrong.
    """
    right = sum(
        key in said.fields and _same(said.fields[key].role, asked.fields[key][1][0])
        for key in asked.known
    )
    return len(asked.known), right


def _same(said: str, role: str) -> bool:
    return said == role or any({said, role} <= names for names in _SAME)


def renamed(
    schema: TemplateSchema, asked: Asked, said: SchemaSaid
) -> tuple[TemplateSchema, list[FieldChanged]]:
    """Return *schema* with what was *said*, and what that changed or could not.

    A model that does not know the roles that the program is sure of changes nothing.
    """
    count, right = trust(asked, said)
    if (right + 1) / (count + 3) < _TRUSTED:
        return schema, []
    answers: dict[str, FieldSaid] = {}
    follows: dict[str, str] = {}
    for key, (template, names) in asked.fields.items():
        if template == schema.name and key in said.fields:
            answers[names[0]] = said.fields[key]
            follows.update(dict.fromkeys(names, names[0]))
    others = schema.lists.fields if schema.lists is not None else ()
    taken = {"url", *(one.name for one in (*others, *schema.fields))}
    kept: list[Field] = []
    dropped = list(schema.dropped)
    changes: list[FieldChanged] = []
    for one in schema.fields:
        if one.name not in follows:
            kept.append(one)
            continue
        answer = answers[follows[one.name]]
        changed = _changed(one, answer, taken, first=one.name in answers)
        if changed is None:
            reason = f"of the frame, says the language model: {answer.description}"
            dropped.append(Dropped(name=one.name, reason=reason[:200]))
        else:
            taken.add(changed.name)
            kept.append(changed)
        if done := _told(one, answer, changed):
            changes.append(FieldChanged(schema.name, one.name, answer.role, done))
    names_left = {one.name for one in kept}
    described = {name: said.templates.get(key, "") for key, name in asked.names.items()}
    made = replace(
        schema,
        fields=tuple(kept),
        dropped=tuple(dropped),
        identity=tuple(one for one in schema.identity if one in names_left),
        description=described.get(schema.name, ""),
    )
    return made, changes


def _changed(
    one: Field, answer: FieldSaid, taken: set[str], *, first: bool
) -> Field | None:
    """Return *one* after *answer*, None if it is left out.

    It is named and described only if it is the *first* of those that were one question.
    """
    if is_open(one) and answer.role == FURNITURE:
        return None
    if not first:
        return one
    name = _name(one, answer, taken) if is_open(one) else one.name
    return replace(one, name=name, description=answer.description)


def _told(one: Field, answer: FieldSaid, changed: Field | None) -> str:
    """Return what became of *answer*; empty if it changes nothing and is right."""
    if changed is None:
        return "left out"
    if changed.name != one.name:
        return f"named {changed.name}"
    agrees = answer.role == FACT if is_open(one) else _same(answer.role, one.name)
    return "" if agrees else "overruled"


def _name(one: Field, answer: FieldSaid, taken: set[str]) -> str:
    """Return the name that *one* has after *answer*: its own where that can't be."""
    name = one.name
    if answer.role in PROPERTIES:
        if _can_be(one, answer.role):
            name = answer.role
    elif one.label is None and answer.name not in PROPERTIES:
        name = answer.name or name
    return name if name not in taken else one.name


def _can_be(one: Field, role: str) -> bool:
    """Whether the values of *one* are written, and read, as those of *role* are."""
    known = PROPERTIES[role]
    texts = [str(example.raw) for example in one.examples]
    text = one.type == "string" and one.format is None
    read = {
        "number": one.type in ("number", "integer"),
        "price": one.type == "number",
        "date": one.format in ("date", "date-time"),
        "duration": one.format == "duration",
        "url": one.format == "uri",
        "image": one.format == "uri",
    }.get(known.accepts, text and known.accepts in _TEXTS)
    several = known.is_list or not one.multiple
    return read and several and bool(texts) and written_as(role, texts)
