"""Contracts of answers (pydantic models), and their validation.

Wire models use what every server takes: each key required, closed lists as enums, no
maps, no bounds; bounds are checked here, by pydantic. Keys beyond the contract are
dropped rather than refused: they can do no harm, and a repair turn costs a call.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from vultrcrawl.llm.invisible import visible_only
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

C = TypeVar("C", bound=BaseModel)
"""The contract of an answer."""

#: Longest reason that is kept, in characters.
MAX_EVIDENCE = 200
_MAX_NAME = 40


def _clamped(value: object) -> object:
    """Read a confidence, as models write it: 1e15, "0.9", NaN."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("must be a number from 0 to 1")  # noqa: TRY004 (for pydantic)
    try:
        number = float(value)
    except OverflowError:  # an integer of more than 308 digits
        number = math.inf
    if math.isnan(number):
        return 0.0
    return min(max(number, 0.0), 1.0)


def _clipped(value: object) -> object:
    if isinstance(value, str):
        return " ".join(visible_only(value[:2_000]).split())[:MAX_EVIDENCE]
    return value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _snake(value: object) -> object:
    """Read a name: `[a-z][a-z0-9_]{0,39}`, or empty."""
    if not isinstance(value, str):
        return value
    words = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", value[:200])
    words = re.sub(r"[^a-z0-9]+", "_", words.lower()).strip("_")
    return words[:_MAX_NAME].strip("_") if words[:1].isalpha() else ""


class Wire(BaseModel):
    """Base of all that a model writes."""

    model_config = ConfigDict(extra="ignore", frozen=True)


_Evidence = Annotated[
    str,
    BeforeValidator(_clipped),
    Field(description="what on the page decides, in at most 20 words"),
]
_Type = Annotated[
    PageType, BeforeValidator(_lower), Field(description="one of the page types")
]
_Confidence = Annotated[
    float, BeforeValidator(_clamped), Field(description="from 0 (a guess) to 1 (sure)")
]


class PageVerdict(Wire):
    """The type of one page; the reason is asked before the verdict."""

    evidence: _Evidence
    page_type: _Type
    confidence: _Confidence


class PageAnswer(Wire):
    """The type of one page of several."""

    id: Annotated[str, Field(description="the page's id, copied")]
    evidence: _Evidence
    page_type: _Type
    confidence: _Confidence


class PageAnswers(Wire):
    """The types of several pages."""

    pages: Annotated[
        list[PageAnswer], Field(description="one entry for each page, none twice")
    ]

    def by_id(self, ids: Iterable[str]) -> dict[str, PageVerdict]:
        """Return the verdicts for *ids*; an id that is answered twice is left out."""
        wanted = set(ids)
        found: dict[str, PageVerdict] = {}
        for page in self.pages:
            if page.id in found:
                wanted.discard(page.id)
            found[page.id] = PageVerdict.model_construct(
                evidence=page.evidence,
                page_type=page.page_type,
                confidence=page.confidence,
            )
        return {key: verdict for key, verdict in found.items() if key in wanted}


class TemplateAnswer(Wire):
    """What the pages of one template are."""

    id: Annotated[str, Field(description="the template's id, copied")]
    description: Annotated[
        str,
        BeforeValidator(_clipped),
        Field(description="what its pages are about, in at most 15 words"),
    ]


class FieldAnswer(Wire):
    """What one field of a template is."""

    id: Annotated[str, Field(description="the field's id, copied")]
    description: Annotated[
        str,
        BeforeValidator(_clipped),
        Field(description="what the field holds, in at most 12 words"),
    ]
    role: Annotated[
        str,
        BeforeValidator(_clipped),
        Field(description="one of the roles, or fact, or furniture"),
    ]
    name: Annotated[
        str,
        BeforeValidator(_snake),
        Field(description="for a fact: snake_case name, at most three words"),
    ]


class SchemaAnswers(Wire):
    """What templates and their fields are."""

    templates: Annotated[
        list[TemplateAnswer], Field(description="one entry for each template")
    ]
    fields: Annotated[
        list[FieldAnswer], Field(description="one entry for each field, none twice")
    ]


FACT, FURNITURE = "fact", "furniture"


@dataclass(frozen=True, slots=True)
class SchemaSaid:
    """What a model says of templates and fields, by the ids asked for."""

    templates: dict[str, str]
    """Descriptions: one line each, at most 200 characters."""
    fields: dict[str, FieldAnswer]
    """Those with one of the roles asked for, or `fact`, or `furniture`."""


def schema_said(
    answers: SchemaAnswers, ids: Collection[str], roles: Collection[str]
) -> SchemaSaid:
    """Return the answers by id; the one place that decides what a bad one becomes.

    *ids* are those of templates and fields that were asked for; others are dropped, and
    so is a role that is none of *roles*. The first of repeated ids counts.
    """
    fields: dict[str, FieldAnswer] = {}
    closed = {role.lower(): role for role in (*roles, FACT, FURNITURE)}
    for field in answers.fields:
        role = closed.get(field.role.strip().lower())
        if field.id in ids and field.id not in fields and role is not None:
            fields[field.id] = field.model_copy(update={"role": role})
    templates: dict[str, str] = {}
    for template in answers.templates:
        if template.id in ids:
            templates.setdefault(template.id, template.description)
    return SchemaSaid(templates, fields)


class Probe(Wire):
    """Answer to the question that finds out which rung works."""

    sum_of_both: Annotated[int, Field(description="the sum")]


@cache
def strict_schema(contract: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of *contract* in the subset that servers take.

    References are written out, titles and defaults left away, every key is required and
    no other allowed. Not to be changed by the caller.
    """
    schema = contract.model_json_schema()
    definitions = schema.pop("$defs", {})
    strict = _strict(schema, definitions)
    assert isinstance(strict, dict)  # noqa: S101 (a schema of a model is an object)
    return strict


def _strict(node: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_strict(each, definitions) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = definitions[node["$ref"].rpartition("/")[2]]
        node = {k: v for k, v in target.items() if k != "description"} | {
            k: v for k, v in node.items() if k != "$ref"
        }
    strict: dict[str, Any] = {}
    for key, value in node.items():
        if key == "properties":
            strict[key] = {
                name: _strict(each, definitions) for name, each in value.items()
            }
        elif key not in ("title", "default"):
            strict[key] = _strict(value, definitions)
    if "properties" in strict:
        strict["required"] = list(strict["properties"])
        strict["additionalProperties"] = False
        # A class's docstring speaks to readers of the code.
        strict.pop("description", None)
    return strict
