"""Schemas without a word of the site in them, but for names: for people and models.

What a page says is no part of a tool's description: a label may instruct a model, or
end a comment. Names are letters, digits and `_` of any script, as in a database.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vultrcrawl.export.identifiers import Names
from vultrcrawl.schema.document import record_schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vultrcrawl.schema.model import Field, TemplateSchema
    from vultrcrawl.site.document import SiteTemplate

#: A path of schema.org, such as ``offers.price``.
_PATH = re.compile(r"[A-Za-z]{1,40}(?:\.[A-Za-z]{1,40}){0,4}")
_FORMATS = frozenset(("uri", "date", "date-time", "duration", "time", "email"))
_TYPES = frozenset(
    ("string", "number", "integer", "boolean", "object", "array", "null")
)
#: Keys of JSON that an endpoint's schema may have, and how deep it may go.
_KEY = re.compile(r"[\w$@.:-]{1,60}")
_DEEPEST = 20


def plain_schema(template: SiteTemplate) -> TemplateSchema:
    """Return the schema of *template* with names that are safe, and no text of pages.

    Records that an `Extractor` makes of it have these names.
    """
    schema = template.schema
    return replace(schema, fields=_fields(schema.fields, "url"), description="")


def _fields(fields: Iterable[Field], *taken: str) -> tuple[Field, ...]:
    names = Names(*taken)
    return tuple(
        replace(
            one,
            name=names.give(one.name),
            schema_org=_path(one.schema_org),
            label=None,
            description="",
            format=one.format if one.format in _FORMATS else None,
            items=_fields(one.items),
        )
        for one in fields
    )


def _path(given: str | None) -> str | None:
    return given if given is not None and _PATH.fullmatch(given) else None


def record_of(template: SiteTemplate, plain: TemplateSchema) -> dict[str, Any]:
    """Return the JSON Schema of a record of *template* by its *plain* schema.

    Required is what every page had, and what the document's own JSON Schema asks for.
    """
    found = record_schema(plain)
    del found["$schema"]
    asked = set(template.json_schema.get("required", ()))
    also = [
        safe.name
        for given, safe in zip(template.schema.fields, plain.fields, strict=True)
        if given.name in asked and safe.name not in found["required"]
    ]
    return {**found, "required": [*found["required"], *also]}


def with_given(record: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return the schema of a *record* to which page objects may give *names*.

    What such a value is, and whether it is there, only its author knows.
    """
    given = {name: {"description": "Given by a page object."} for name in names}
    return {
        **record,
        "properties": {**record["properties"], **given},
        "required": [name for name in record["required"] if name not in given],
    }


def loose(record: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a record of which only the address is sure: of a card."""
    return {**record, "required": ["url"]}


def plain_answer(schema: object, depth: int = 0) -> dict[str, Any]:
    """Return the JSON Schema of an endpoint's answer with what is safe of it.

    That is types and names; neither texts, nor examples, patterns or references.
    """
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return {}
    found: dict[str, Any] = {}
    given = schema.get("type")
    kinds = given if isinstance(given, list) else [given]
    known = [one for one in kinds if isinstance(one, str) and one in _TYPES]
    if known:
        found["type"] = known if isinstance(given, list) else known[0]
    properties = schema.get("properties")
    if isinstance(properties, dict):
        kept = {
            name: plain_answer(one, depth + 1)
            for name, one in properties.items()
            if _KEY.fullmatch(name)
        }
        found["properties"] = kept
        required = schema.get("required")
        if isinstance(required, list):
            found["required"] = [one for one in required if one in kept]
    if isinstance(schema.get("items"), dict):
        found["items"] = plain_answer(schema["items"], depth + 1)
    if isinstance(schema.get("anyOf"), list):
        found["anyOf"] = [plain_answer(one, depth + 1) for one in schema["anyOf"][:20]]
    return found
