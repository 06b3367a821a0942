"""Applies a language model's answers to a schema: names, roles, boilerplate.

It may say that a labelled fact is one of the known roles, if its values can be that,
name a fact that the page has no label for, leave out what is of the page's frame, and
describe. Roles that the program told, selectors and values are out of its reach. How
far it is to be trusted shows in what it says of these roles, whose names it is not
shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vultrcrawl.counsel.account import FieldChanged
from vultrcrawl.counsel.asking import is_open, place, together
from vultrcrawl.llm.contract import FACT, FURNITURE
from vultrcrawl.schema.induction.fitness import written_as
from vultrcrawl.schema.model import Dropped, Field, TemplateSchema
from vultrcrawl.schema.properties.registry import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vultrcrawl.counsel.asking import AskedTemplates, Draft, FieldPlace
    from vultrcrawl.llm.contract import FieldAnswer, SchemaSaid

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


@dataclass(slots=True)
class NamingAnswers:
    """What a model said of a crawl's schemas so far."""

    fields: dict[FieldPlace, FieldAnswer] = field(default_factory=dict)
    described: dict[str, str] = field(default_factory=dict)
    """Descriptions of templates, by the pages that they had."""
    asked: int = 0
    """Fields of known roles that it was asked about."""
    right: int = 0
    """Those whose role it knew; what it left out is wrong."""
    wanted: Mapping[str, str] = field(default_factory=dict)
    """What people say of the fields that they want, by name."""

    def take(self, asked: AskedTemplates, said: SchemaSaid) -> None:
        """Take in what was *said* to what was *asked*."""
        for key, one in asked.fields.items():
            answer = said.fields.get(key)
            if answer is not None:
                self.fields[one] = answer
            if key in asked.known and not (answer and answer.role in self.wanted):
                self.asked += 1
                self.right += answer is not None and _same(answer.role, one.name)
        for key, urls in asked.pages.items():
            if text := said.templates.get(key):
                self.described.update(dict.fromkeys(urls, text))

    @property
    def trusted(self) -> bool:
        """Whether it knows the roles that the program is sure of."""
        return (self.right + 1) / (self.asked + 3) >= _TRUSTED

    def missing(self, schema: TemplateSchema) -> int:
        """Return how many fields of *schema* keep their names for want of an answer."""
        parts = (parts[0] for parts in together(schema.fields))
        return sum(is_open(one) and place(one) not in self.fields for one in parts)

    def meant(self, schema: TemplateSchema) -> dict[str, str]:
        """Return which fields of *schema* are which wanted ones, by name."""
        if not self.trusted:
            return {}
        said = {one.name: self.fields.get(place(one)) for one in schema.fields}
        return {
            name: answer.role
            for name, answer in said.items()
            if answer is not None and answer.role in self.wanted
        }


def _same(said: str, role: str) -> bool:
    return said == role or any({said, role} <= names for names in _SAME)


def renamed(
    draft: Draft, answers: NamingAnswers
) -> tuple[TemplateSchema, list[FieldChanged]]:
    """Return the schema of *draft* after *answers*, and what they changed, or not.

    A model that does not know the roles that the program is sure of changes nothing.
    """
    schema = draft.schema
    if not answers.trusted:
        return schema, []
    said: dict[str, tuple[FieldAnswer, bool]] = {}
    """By name: the answer, and whether it is about this very field."""
    for parts in together(schema.fields):
        if (answer := answers.fields.get(place(parts[0]))) is not None:
            said |= {one.name: (answer, one is parts[0]) for one in parts}
    taken = {"url", *(one.name for one in schema.fields)}
    kept: list[Field] = []
    names: dict[str, str] = {}  # new names of kept fields, by the old ones
    dropped = list(schema.dropped)
    changes: list[FieldChanged] = []
    for one in schema.fields:
        if one.name not in said:
            kept.append(one)
            names[one.name] = one.name
            continue
        answer, first = said[one.name]
        changed = _changed(one, answer, taken, first=first)
        if changed is None:
            reason = f"of the frame, says the language model: {answer.description}"
            dropped.append(Dropped(name=one.name, reason=reason[:200]))
        else:
            taken.add(changed.name)
            kept.append(changed)
            names[one.name] = changed.name
        if done := _told(one, answer, changed):
            changes.append(FieldChanged(schema.name, one.name, answer.role, done))
    made = replace(
        schema,
        fields=tuple(kept),
        dropped=tuple(dropped),
        identity=tuple(names[one] for one in schema.identity if one in names),
        description=_description(draft, answers),
    )
    return made, changes


def _description(draft: Draft, answers: NamingAnswers) -> str:
    """Return what was said of most pages of *draft* that anything was said of."""
    texts = (answers.described.get(url, "") for url in draft.urls)
    most = Counter(filter(None, texts)).most_common(1)
    return most[0][0] if most else ""


def _changed(
    one: Field, answer: FieldAnswer, taken: set[str], *, first: bool
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


def _told(one: Field, answer: FieldAnswer, changed: Field | None) -> str:
    """Return what became of *answer*; empty if it changes nothing and is right."""
    if changed is None:
        return "left out"
    if changed.name != one.name:
        return f"named {changed.name}"
    agrees = answer.role not in PROPERTIES or _same(answer.role, one.name)
    if not is_open(one) and answer.role in (FACT, FURNITURE):
        agrees = False
    return "" if agrees else "overruled"


def _name(one: Field, answer: FieldAnswer, taken: set[str]) -> str:
    """Return the name that *one* has after *answer*: its own where that can't be."""
    name = one.name
    if answer.role in PROPERTIES:
        if _can_be(one, answer.role):
            name = answer.role
    elif answer.role == FACT and one.label is None and answer.name not in PROPERTIES:
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
