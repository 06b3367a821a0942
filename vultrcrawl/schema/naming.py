"""Names and descriptions from a language model; what it may change, and what not.

It may rename, describe, drop and merge fields. Selectors, values and standard names are
not in its reach.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vultrcrawl.llm.field_sample import FieldSample
from vultrcrawl.schema.model import MAX_LOCATORS, Dropped, Field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vultrcrawl.llm.contract import FieldName
    from vultrcrawl.schema.model import TemplateSchema


def samples(schema: TemplateSchema) -> list[FieldSample]:
    """Return the fields of *schema* as the model is shown them."""
    return [
        FieldSample(
            id=f"f{number}",
            label=field.label or field.name,
            examples=tuple(str(example.raw) for example in field.examples),
            property=field.schema_org,
        )
        for number, field in enumerate(schema.fields)
    ]


def renamed(schema: TemplateSchema, names: Mapping[str, FieldName]) -> TemplateSchema:
    """Return *schema* with the *names* given, by the ids of `samples`.

    A field that a schema.org property names keeps that name and is never dropped. Two
    fields are merged only if both are lists or neither is, and of one type: the first
    one's locators are then tried first.
    """
    by_id = {f"f{number}": field for number, field in enumerate(schema.fields)}
    kept: dict[str, Field] = {}
    dropped = list(schema.dropped)
    taken = {"url"} | {one.name for one in schema.fields if one.schema_org}
    for key, field in by_id.items():
        said = names.get(key)
        if said is None or field.schema_org:
            described = said.description if said is not None else field.description
            kept[key] = replace(field, description=described)
            continue
        target = by_id.get(said.merge_into or "")
        if target is not None and _mergeable(field, target):
            continue
        if not said.keep:
            reason = f"of no use, says the model: {said.description}"[:200]
            dropped.append(Dropped(name=field.name, reason=reason))
            continue
        name = said.name if said.name not in taken else field.name
        taken.add(name)
        kept[key] = replace(field, name=name, description=said.description)
    for key, field in by_id.items():
        said = names.get(key)
        into = said.merge_into if said is not None and key not in kept else None
        if into in kept and _mergeable(field, kept[into]):
            target = kept[into]
            both = (*target.locators, *field.locators)[:MAX_LOCATORS]
            kept[into] = replace(target, locators=both)
            reason = f"the same as {target.name}, says the model"
            dropped.append(Dropped(name=field.name, reason=reason))
    return replace(schema, fields=_unique(kept), dropped=tuple(dropped))


def _mergeable(one: Field, other: Field) -> bool:
    return one.multiple == other.multiple and one.type == other.type


def _unique(kept: Mapping[str, Field]) -> tuple[Field, ...]:
    """Return the fields, the later of two with one name numbered."""
    taken: set[str] = set()
    fields = []
    for field in kept.values():
        name, number = field.name, 2
        while name in taken:
            name, number = f"{field.name}_{number}", number + 1
        taken.add(name)
        fields.append(replace(field, name=name))
    return tuple(fields)
