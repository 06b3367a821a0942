"""From groups of candidates to fields: chosen, named, typed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.bylines import author_in, date_in
from vultrcrawl.schema.model import (
    STRUCTURED,
    Dropped,
    Example,
    Field,
    JsonType,
    Locator,
    Stability,
    Transform,
)
from vultrcrawl.schema.names import is_standard, qualified, snake, usual_alternatives
from vultrcrawl.schema.pictures import SOURCES
from vultrcrawl.schema.redundancy import Said
from vultrcrawl.schema.transforms import convert
from vultrcrawl.schema.values import kind_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.candidate import Candidate

#: Fields of a template at most, and of those that only their markup names.
MAX_FIELDS: Final = 40
_MAX_UNNAMED: Final = 8
#: Most that the text of a page is worth: what labels or headings name comes first.
_PROSE: Final = 0.74
#: Length of a value from which on a label comes after other labels, in characters.
_LONG: Final = 60
#: Longest value shown in an example, in characters.
_EXAMPLE: Final = 200
#: Marks a field of prices until `with_amounts` has made the fields of it.
_PRICE: Final = "price"
_TYPES: Final[dict[str, tuple[JsonType, str | None]]] = {
    "boolean": ("boolean", None), "integer": ("integer", None),
    "decimal": ("number", None), "date": ("string", "date"),
    "moment": ("string", "date-time"), "duration": ("string", "duration"),
    "url": ("string", "uri"), "price": ("string", _PRICE),
}  # fmt: skip
_SEVERAL: Final = {"name": "names", "image": "images", "author": "authors"}
_POSITIONAL = re.compile(r"nth-")


def choose(
    groups: Sequence[Sequence[Candidate]], pages: int
) -> tuple[list[Sequence[Candidate]], list[Dropped]]:
    """Return the groups that become fields, best first, and what is dropped."""
    dropped: list[Dropped] = []
    ranked = sorted(groups, key=lambda group: -_worth(group, pages))
    said = Said(groups)
    chosen: list[Sequence[Candidate]] = []
    unnamed = 0
    for group in ranked:
        head = group[0]
        weak = max(one.score for one in group) < 0.5
        full = len(chosen) >= MAX_FIELDS and not _is_prose(head)
        if full or (weak and unnamed >= _MAX_UNNAMED):
            if len(dropped) < 20:
                reason = "more fields than a reader needs; others are better known"
                dropped.append(Dropped(name=head.name, reason=reason))
            continue
        if (repeats := said.reason(group)) is not None:
            dropped.append(Dropped(name=head.name, reason=repeats))
            if head.kind == "label" or not head.multiple:
                said.note(group)  # of other lists, and of a text, some may be new
            continue
        unnamed += weak
        chosen.append(group)
        said.add(group, best_name(group))
    return chosen, dropped


def _worth(group: Sequence[Candidate], pages: int) -> float:
    best = telling(group)
    coverage = max(len(one.keys) for one in group) / pages
    last = 0.1 if _is_long(group[0]) else 0
    return best * (0.6 + 0.4 * coverage) + 0.03 * min(len(group), 4) - last


def _is_long(one: Candidate) -> bool:
    """Whether a label has long values, which those of other labels may be made of.

    Not so one with a standard name, such as a list of steps.
    """
    if one.kind != "label" or is_standard(one.name):
        return False
    return _LONG * len(one.keys) < sum(map(len, one.keys.values()))


def telling(group: Sequence[Candidate]) -> float:
    """Return what the most telling candidate of *group* is worth, 0 to 1."""
    return max(map(_telling, group))


def _telling(one: Candidate) -> float:
    """Return what *one* is worth, but of the page's text no more than of what it holds.

    So a label or a heading names it, and what it repeats is found.
    """
    return min(one.score, _PROSE) if _is_prose(one) else one.score


def _is_prose(one: Candidate) -> bool:
    return one.name == "articleBody" and one.kind in ("css", "section", "prose")


def best_name(group: Sequence[Candidate]) -> str:
    """Return the name that the most telling candidate of *group* has."""
    return max(group, key=lambda one: (one.schema_org is not None, _telling(one))).name


def alternatives(group: Sequence[Candidate]) -> list[str]:
    """Return other names for *group*: by label, by markup or whose property it is."""
    head, name = group[0], best_name(group)
    labels = [snake(one.label) for one in group if one.label]
    several = _SEVERAL.get(name, "") if head.multiple else ""
    usual = usual_alternatives(name)
    if head.kind in STRUCTURED:
        return [*labels, several, *usual, qualified(head.expr)]
    if head.attribute in SOURCES:
        return [*labels, several]
    return [*labels, several, *(one.markup for one in group if one.markup), *usual]


def build(group: Sequence[Candidate], name: str, urls: Sequence[str]) -> Field:
    """Return the field of a *group*, not yet tested."""
    head = group[0]
    named = max(group, key=lambda one: (one.label is not None, one.score))
    texts = [text for values in head.values.values() for text in values]
    # A list of one place is a list; of a structured source, one value each is enough.
    multiple = head.multiple
    kind = kind_of(texts)
    if kind == "integer" and any(
        kind_of([text for values in one.values.values() for text in values])
        in ("decimal", _PRICE)
        for one in group[1:]
    ):
        kind = "decimal"  # 25 in the structured data, $25.00 on the page
    type_, format_ = _TYPES.get(kind, ("string", None))
    transforms: list[Transform] = []
    if kind == "boolean":
        transforms.append(Transform(name="boolean"))
    elif kind == "integer":
        transforms.append(Transform(name="integer"))
    elif kind == "decimal":
        transforms.append(Transform(name="number"))
    return Field(
        name=name,
        schema_org=next((one.schema_org for one in group if one.schema_org), None),
        label=named.label,
        type=type_,
        format=format_,
        multiple=multiple,
        nullable=len({number for one in group for number in one.keys}) < len(urls),
        locators=tuple(locator(one) for one in group),
        transforms=tuple(transforms),
        distinct_ratio=round(head.distinct / len(head.keys), 3),
        examples=tuple(_examples(head, transforms, urls, multiple=multiple)),
    )


def parts(field: Field) -> list[Field]:
    """Return the fields that are made of *field*: one, or more if it holds several.

    A price gives its amount, its sign and its text, a byline its author and its date.
    """
    if field.name == "author" and not field.multiple and _all_dated(field):
        by = _derived(field, "author", "string", (Transform(name="author"),))
        when = _derived(field, "datePublished", "string", (Transform(name="date"),))
        return [by, replace(when, schema_org=None)]
    return with_amounts(field)


def _all_dated(field: Field) -> bool:
    """Whether all examples of *field* name someone beside a date."""
    return bool(field.examples) and all(
        date_in(one.raw) and author_in(one.raw) for one in field.examples
    )


def with_amounts(field: Field) -> list[Field]:
    """Return *field*, and before it the amount and the sign if it holds prices."""
    if field.format != _PRICE or field.multiple:
        return [field if field.format != _PRICE else replace(field, format=None)]
    paid = (Transform(name="price"),)
    sign = (Transform(name="currency"),)
    amount = _derived(field, field.name, "number", paid)
    if field.coverage is not None and field.coverage < 0.5:
        return [amount]
    return [
        amount,
        _derived(field, "currencyRaw", "string", sign),
        replace(field, name=f"{field.name}_text", format=None),
    ]


def _derived(
    field: Field, name: str, kind: JsonType, transforms: tuple[Transform, ...]
) -> Field:
    examples = tuple(
        replace(one, value=convert(one.raw, transforms)) for one in field.examples
    )
    return replace(
        field,
        name=name,
        type=kind,
        format=None,
        transforms=transforms,
        examples=examples,
    )


def _examples(
    head: Candidate, transforms: list[Transform], urls: Sequence[str], *, multiple: bool
) -> list[Example]:
    examples = []
    for number in sorted(head.values)[:3]:
        values = head.values[number]
        raw = values[0][:_EXAMPLE]
        value = convert(values[0], transforms)
        shown = value[:_EXAMPLE] if isinstance(value, str) else value
        examples.append(
            Example(url=urls[number], raw=raw, value=[shown] if multiple else shown)
        )
    return examples


def locator(one: Candidate) -> Locator:
    """Return the locator of a candidate, not yet tested."""
    stability: Stability
    if one.kind in STRUCTURED:
        stability = "high"
    elif one.kind == "near":
        stability = "low"
    elif one.kind in ("label", "section") or "#" in one.expr or "[" in one.expr:
        stability = "high" if one.kind == "label" else "medium"
    elif "." in one.expr and not _POSITIONAL.search(one.expr):
        stability = "medium"
    else:
        stability = "low"
    return Locator(
        kind=one.kind,
        expr=one.expr,
        attribute=one.attribute,
        prefix=one.prefix,
        suffix=one.suffix,
        stability=stability,
    )
