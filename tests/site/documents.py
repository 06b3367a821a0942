"""A small site document, to be spoiled in any way."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

_DOCUMENT: dict[str, Any] = {
    "schema_version": "1.0",
    "start_url": "https://a.example/",
    "run": {"arguments": {"scope": "host"}},
    "templates": [
        {
            "name": "thing",
            "match": {"url_shapes": ["/thing/{n}"], "must_have": ["h1"]},
            "pages": {"seen": 3, "examples": ["https://a.example/thing/1"]},
            "item": {
                "cardinality": "one",
                "fields": [
                    {
                        "name": "name",
                        "type": "string",
                        "filled": 1.0,
                        "locators": [{"kind": "css", "expr": "h1"}],
                    }
                ],
            },
            "json_schema": {"type": "object", "required": ["name"]},
        }
    ],
}


def document() -> dict[str, Any]:
    """Return a document that is sound."""
    return copy.deepcopy(_DOCUMENT)


def spoiled(place: str, value: object) -> dict[str, Any]:
    """Return the document with *value* at *place*, a path with slashes."""
    data: Any = document()
    at = data
    *way, last = [int(part) if part.isdigit() else part for part in place.split("/")]
    for part in way:
        at = at[part]
    if isinstance(at, list) and last == len(at):
        at.append(value)
    else:
        at[last] = value
    return dict(data)


def saved(data: object, folder: Path) -> Path:
    """Write *data* to site.json in *folder*."""
    path = folder / "site.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path
