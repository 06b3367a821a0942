"""The part of site.json that tells of a template, and JSON Schemas of its records."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from vultrcrawl.urls.shapes import with_any_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vultrcrawl.schema.model import Field, TemplateSchema
    from vultrcrawl.schema.navigation.actions import Action
    from vultrcrawl.schema.navigation.linking import LinkModel
    from vultrcrawl.schema.navigation.pagination import Pagination
    from vultrcrawl.schema.templates.grouping import TemplatePages

#: Version of the document: the major number changes when an older reader can't read it.
SCHEMA_VERSION = "1.0"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: Example URLs of a template.
_EXAMPLES = 5
_TOKENS = {
    "n": "[0-9]+", "date": "[0-9]{4}[0-9/._-]*", "v": "v?[0-9][0-9a-z.-]*",
    "uuid": "[0-9A-Fa-f-]{36}", "hash": "[0-9A-Fa-f]{7,64}", "path": "[^?#]+",
    "query": "[^#]*", "value": "[^/&#]*",
}  # fmt: skip
_TOKEN = re.compile(r"\{(\*|[a-z]+)\}")


def url_pattern(shape: str) -> str:
    """Return a regular expression for what follows the host in URLs of *shape*."""
    shape = with_any_value(shape, "{value}")
    pieces = []
    at = 0
    for match in _TOKEN.finditer(shape):
        pieces.append(re.escape(shape[at : match.start()]))
        pieces.append(_TOKENS.get(match[1], "[^/?#]+"))
        at = match.end()
    pieces.append(re.escape(shape[at:]))
    return "^" + "".join(pieces) + "$"


def record_schema(schema: TemplateSchema) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a record of *schema*.

    Fields that every page held back had are required; others may be absent.
    """
    properties: dict[str, Any] = {
        "url": {
            "type": "string",
            "format": "uri",
            "description": "Address of the page that the record comes from.",
        }
    }
    for field in schema.fields:
        properties[field.name] = _property(field)
    return {
        "$schema": _DIALECT,
        "title": schema.name,
        "type": "object",
        "properties": properties,
        "required": [
            "url",
            *(
                field.name
                for field in schema.fields
                if not field.nullable and field.coverage is not None
            ),
        ],
        "additionalProperties": False,
    }


def _property(field: Field) -> dict[str, Any]:
    described: dict[str, Any] = {"type": field.type}
    if field.type == "array":
        described["items"] = {
            "type": "object",
            "properties": {one.name: _property(one) for one in field.items},
            "additionalProperties": False,
        }
    elif field.type == "object":
        described["additionalProperties"] = {"type": "string"}
    if field.format:
        described["format"] = field.format
    if field.multiple:
        described = {"type": "array", "items": described}
    if text := field.description or (
        f"schema.org {field.schema_org}" if field.schema_org else field.label
    ):
        described["description"] = text
    return described


def template_document(
    group: TemplatePages,
    schema: TemplateSchema,
    *,
    name: str,
    actions: Sequence[Action] = (),
    pagination: Pagination | None = None,
    links: Sequence[LinkModel] = (),
    apis: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the template's entry in ``templates`` of site.json."""
    return {
        "name": name,
        "page_type": group.page_type,
        "item_type": schema.item_type,
        "description": schema.description or None,
        "agreement": round(group.agreement, 3),
        "match": {
            "url_shapes": group.patterns,
            "url_patterns": [url_pattern(shape) for shape in group.patterns],
            "must_have": list(schema.must_have),
            "min_share": schema.min_share,
        },
        "pages": {
            "seen": len(group.urls),
            "estimated_total": None,  # until `templates.estimate` has counted
            "estimate_basis": None,
            "examples": group.sample(_EXAMPLES),
        },
        "item": {
            "cardinality": schema.cardinality,
            "container": schema.container,
            "spread": schema.spread,
            "identity": list(schema.identity),
            "fields": [_field(field) for field in schema.fields],
        },
        "json_schema": record_schema(schema),
        "links": [_brief(asdict(link)) for link in links],
        "pagination": _brief(asdict(pagination)) if pagination is not None else None,
        "actions": [asdict(action) for action in actions],
        "apis": [dict(api) for api in apis],
        "validation": {
            "method": schema.validation.method,
            "learned_from": list(schema.validation.learned_from),
            "held_out": list(schema.validation.held_out),
            "dropped": [asdict(dropped) for dropped in schema.dropped],
        },
        "missing": [asdict(one) for one in schema.missing],
        "notes": list(schema.notes),
    }


def _field(field: Field) -> dict[str, Any]:
    data = asdict(field)
    data["locators"] = [_brief(locator) for locator in data["locators"]]
    data["items"] = [_field(one) for one in field.items]
    if field.type != "array":
        del data["spread"]
    return {
        key: value
        for key, value in data.items()
        if value not in (None, "", (), [])
        or key in ("coverage", "multiple", "nullable", "locators")
    }


def _brief(data: dict[str, Any]) -> dict[str, Any]:
    """Return *data* without what says nothing."""
    return {key: value for key, value in data.items() if value not in (None, "", ())}
