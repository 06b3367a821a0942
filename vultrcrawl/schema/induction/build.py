"""Fields of candidates: their type, transforms and locators, not yet tested."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.model import (
    MAX_EXAMPLE,
    STRUCTURED,
    Example,
    Field,
    JsonType,
    Locator,
    Stability,
    Transform,
    TransformName,
)
from vultrcrawl.schema.properties.registry import PROPERTIES
from vultrcrawl.schema.transforms import DATE_ROLES, OF_EVENTS, converted
from vultrcrawl.schema.value_types import for_role, settled, type_of
from vultrcrawl.schema.values import kind_of
from vultrcrawl.values import dates
from vultrcrawl.values.declarations import declared
from vultrcrawl.values.locales import Locale

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.properties.registry import Property
    from vultrcrawl.values.years import Years

#: Texts of a date that are looked at for words beside it, at most.
_READ: Final = 200
_TYPES: Final[dict[str, tuple[JsonType, str | None, TransformName | None]]] = {
    "boolean": ("boolean", None, "boolean"), "integer": ("integer", None, "integer"),
    "decimal": ("number", None, "number"), "date": ("string", "date", None),
    "moment": ("string", "date-time", None), "duration": ("string", "duration", None),
    "url": ("string", "uri", None),
}  # fmt: skip
_POSITIONAL = re.compile(r"nth-")


def build(
    name: str,
    candidates: Sequence[Candidate],
    urls: Sequence[str],
    *,
    years: Sequence[Years] = (),
    language: str | None = None,
    currency: str | None = None,
) -> list[Field]:
    """Return the fields of *candidates*, which all say *name*, best first.

    Several for a price, which has a currency, too; none for what is a date of another
    role, such as a byline's for ``dateModified``. *years* are those that the pages at
    *urls* state, *language* is that of most, *currency* the code that they state.
    """
    known = PROPERTIES.get(name)
    head = candidates[0]
    texts = [text for one in candidates for text in one.texts()]
    locale = Locale(language, urls[0])
    locales = [locale._replace(years=one) for one in years] or [locale] * len(urls)
    made_by = next((t for one in candidates if (t := one.transform)), None)
    if made_by is not None:
        transform: Transform | None = settled(made_by, texts, locale)
    else:
        transform = for_role(name, texts, locale, currency=currency)
    type_: JsonType = "string"
    format_: str | None = None
    if transform is None and not _may_be(name, texts, language):
        return []
    if transform is not None:
        values = [
            value
            for one in candidates
            for number, said in one.values.items()
            for value in converted(said, (transform,), locales[number])
        ]
        type_, format_ = type_of(transform.name, values)
    elif known is None or known.keeps_label:
        kind = kind_of(head.texts())
        type_, format_, number = _TYPES.get(kind, ("string", None, None))
        transform = Transform(name=number) if number is not None else None
    elif known.accepts in ("image", "url"):
        format_ = "uri"
    if name == "keywords" and not _has_commas(head):
        transform = Transform(name="list")
    is_text = known is not None and known.accepts == "prose" and not known.is_list
    # Which of two numbers is the day is not known: the text is no date.
    is_unread = transform is None and name in DATE_ROLES
    field = Field(
        name=f"{name}Raw" if is_unread else name,
        schema_org=next((one.schema_org for one in candidates if one.schema_org), None),
        label=next((one.label for one in candidates if one.label), None),
        type=type_,
        format=format_,
        multiple=name in ("images", "breadcrumbs", "keywords")
        or (head.is_list and name != "image" and _may_be_several(known, transform)),
        joined=is_text and not _is_declaration(name, head),
        nullable=len({n for one in candidates for n in one.keys}) < len(urls),
        locators=tuple(map(locator, candidates)),
        transforms=() if transform is None else (transform,),
        distinct_ratio=round(head.distinct / max(1, len(head.keys)), 3),
    )
    fields = [field]
    if transform is not None and name == "availability" and _counted(texts):
        fields.append(
            replace(field, name="availabilityRaw", schema_org=None, transforms=())
        )
    if transform is not None and name == "price":
        for other in ("currency", "currencyRaw"):
            sign = replace(transform, name=other)
            fields.append(
                replace(
                    field,
                    name=other,
                    schema_org=None,
                    type="string",
                    transforms=(sign,),
                    distinct_ratio=0.0,
                )
            )
    found = [
        replace(one, examples=tuple(_examples(head, one, urls, locales)))
        for one in fields
    ]
    return [one for one in found if one.examples or one is found[0]]


def _may_be_several(known: Property | None, transform: Transform | None) -> bool:
    """Whether a thing may have several values of a property, or of a labelled fact.

    What a label promises and no value is, such as whether something is in stock, is a
    fact as all others.
    """
    if known is None or known.is_list or known.keeps_label:
        return True
    return known.accepts == "availability" and transform is None


def _is_declaration(name: str, head: Candidate) -> bool:
    """Whether *head* is the first of several declarations, as *name* a signature."""
    texts = head.texts()
    return name == "signature" and 2 * sum(map(bool, map(declared, texts))) > len(texts)


def _has_commas(one: Candidate) -> bool:
    """Whether *one* finds members of a list apart, some of which have a comma."""
    return one.is_list and any("," in text for text in one.texts())


def _counted(texts: Sequence[str]) -> bool:
    """Whether most *texts* say a number, such as how many are in stock."""
    return 2 * sum(any(map(str.isdigit, text)) for text in texts) > len(texts)


def _may_be(name: str, texts: Sequence[str], language: str | None) -> bool:
    """Whether one of *texts*, few of which could be read as *name*, may be that.

    Words beside dates tell of these; a price that is no number is none.
    """
    accepts = PROPERTIES[name].accepts if name in PROPERTIES else "text"
    if accepts == "number":  # such as a rating in per cent
        return kind_of(list(texts[:_READ])) in ("integer", "decimal")
    if accepts == "price":
        return False
    role = DATE_ROLES.get(name)
    return role is None or any(
        dates.read(text, Locale(language), order="dmy", role=role)
        for text in texts[:_READ]
    )


def _examples(
    head: Candidate, field: Field, urls: Sequence[str], locales: Sequence[Locale]
) -> list[Example]:
    examples: list[Example] = []
    for number in sorted(head.values):
        texts = head.values[number]
        if not texts or len(examples) == 3:
            continue
        if all(one.name not in OF_EVENTS for one in field.transforms):
            texts = texts[:1]
        values = converted(texts, field.transforms, locales[number])
        if not values:
            continue
        shown = [one[:MAX_EXAMPLE] if isinstance(one, str) else one for one in values]
        examples.append(
            Example(
                url=urls[number],
                raw=" | ".join(texts)[:MAX_EXAMPLE],
                value=shown if field.multiple else shown[0],
            )
        )
    return examples


def locator(one: Candidate) -> Locator:
    """Return the locator of a candidate, not yet tested."""
    stability: Stability
    if one.kind in STRUCTURED or one.kind == "label":
        stability = "high"
    elif one.kind == "near":
        stability = "low"
    elif (
        one.kind in ("section", "prose")
        or "#" in one.expr
        or "[" in one.expr
        or ("." in one.expr and not _POSITIONAL.search(one.expr))
    ):
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
