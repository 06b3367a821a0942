"""Fields that a person asks for, and which of those found are meant.

A wanted field is told by its name, the property that people call so, the words of its
description, and the type of its values; records then have exactly those.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from vultrcrawl.errors import UsageError
from vultrcrawl.schema.model import OF_PARTS, Dropped, Missing
from vultrcrawl.schema.names import worded
from vultrcrawl.schema.properties.registry import by_class, by_labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from vultrcrawl.schema.model import Field, TemplateSchema

#: Fields that may be asked for, and characters of a file that says which.
_MOST, _LONGEST = 100, 1_000_000
_NAME = re.compile(r"[A-Za-z_][\w-]{0,59}")
_WORD = re.compile(r"[^\W_]+")
#: Likeness from which on a field is the one that is meant, and from which on it is told
#: as a near one.
_MEANT, _NEAR = 0.6, 0.2
#: Likeness of the one that a language model says is meant: names and roles that people
#: use for it are surer.
_TOLD = 0.85
_NEAREST = 3
_TYPES: Final = frozenset(("string", "number", "integer", "boolean", "array"))
_NUMBERS: Final = frozenset(("number", "integer"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field that is asked for."""

    name: str
    """Its name in records."""
    about: str = ""
    """What else is said of it: title and description of its JSON Schema."""
    type: str | None = None
    """Type of its values, by JSON Schema; None for any."""


def from_names(text: str) -> tuple[Wanted, ...]:
    """Return the fields in *text*, names with commas between; raises UsageError."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    return _checked([Wanted(name) for name in names])


def from_json_schema(path: Path) -> tuple[Wanted, ...]:
    """Return the properties of the JSON Schema in the file *path*; UsageError."""
    try:
        with path.open(encoding="utf-8-sig") as file:  # some editors begin with a mark
            data = json.loads(file.read(_LONGEST))
        found = [_wanted(name, one) for name, one in data["properties"].items()]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise UsageError(
            f"fields={path}: not a file with the JSON Schema of an object"
        ) from None
    return _checked(found)


def _wanted(name: str, data: Any) -> Wanted:
    told = data if isinstance(data, dict) else {}
    words = [told[key] for key in ("title", "description") if key in told]
    options = [told, *(one for one in told.get("anyOf") or () if isinstance(one, dict))]
    kinds = [one.get("type") for one in options]
    kind = next((one for one in kinds if one in _TYPES), None)
    return Wanted(name, " ".join(map(str, words))[:500], kind)


def _checked(found: list[Wanted]) -> tuple[Wanted, ...]:
    names = [one.name for one in found]
    wrong = [name for name in names if not _NAME.fullmatch(name)]
    if wrong:
        raise UsageError(f"fields: {wrong[0][:60]!r} is not a name of a field")
    if not 0 < len(set(names)) == len(names) <= _MOST:
        raise UsageError(f"fields: name 1 to {_MOST} different fields")
    return tuple(one for one in found if one.name != "url")


def only(
    schema: TemplateSchema,
    wanted: Sequence[Wanted],
    told: Mapping[str, str] | None = None,
) -> TemplateSchema:
    """Return *schema* with exactly the *wanted* fields, by their names, where found.

    *told* is which fields are which wanted ones, by name, as a language model says.
    What is missing is told with the nearest fields.
    """
    fields, missing = _meant(schema.fields, wanted, told or {})
    used = {place for one in fields for place in one.locators}
    left = [one for one in schema.fields if not used.issuperset(one.locators)]
    renamed = {place: one.name for one in fields for place in one.locators[:1]}
    identity = [
        renamed[one.locators[0]]
        for one in schema.fields
        if one.name in schema.identity and one.locators and one.locators[0] in renamed
    ]
    dropped = (Dropped(name=one.name, reason="not asked for") for one in left)
    return replace(
        schema,
        fields=fields,
        identity=tuple(dict.fromkeys(identity)),
        dropped=(*schema.dropped, *dropped),
        missing=tuple(missing),
    )


def _meant(
    fields: Sequence[Field], wanted: Sequence[Wanted], told: Mapping[str, str]
) -> tuple[tuple[Field, ...], list[Missing]]:
    pairs = sorted(
        (
            (-_likeness(one, field, told), at, number)
            for at, one in enumerate(wanted)
            for number, field in enumerate(fields)
        ),
    )
    chosen: dict[int, int] = {}
    for unlike, at, number in pairs:
        if -unlike >= _MEANT and at not in chosen and number not in chosen.values():
            chosen[at] = number
    found = tuple(
        replace(fields[chosen[at]], name=one.name)
        for at, one in enumerate(wanted)
        if at in chosen
    )
    missing = [
        Missing(
            name=one.name,
            nearest=tuple(
                fields[number].name
                for unlike, which, number in pairs
                if which == at and -unlike >= _NEAR
            )[:_NEAREST],
        )
        for at, one in enumerate(wanted)
        if at not in chosen
    ]
    return found, missing


def _likeness(wanted: Wanted, field: Field, told: Mapping[str, str]) -> float:
    best = name_likeness(wanted, field)
    if told.get(field.name) == wanted.name:
        best = max(best, _TOLD * _fitting(wanted.type, field))
    return best


def name_likeness(wanted: Wanted, field: Field) -> float:
    """Return how likely *field* is the one that is *wanted*, 0 to 1."""
    asked, name = _words(wanted.name), _words(field.name)
    calls = [name, _words(field.label or ""), _words(field.schema_org or "")[-1:]]
    best = max(0.9 * _shared(asked, one) for one in calls)
    if asked == name:
        best = 1.0
    elif field.name in by_labels(" ".join(asked)) or (
        field.name == by_class("-".join(asked))
    ):
        best = max(best, 0.95)
    told = set(_words(wanted.about))
    if told and name:
        # All words of a field's name stand in what is said of the wanted one.
        best = max(best, 0.7 * len(told & set(name)) / len(set(name)))
    return best * _fitting(wanted.type, field)


def _fitting(kind: str | None, field: Field) -> float:
    """Return how well values of *field* fit the type that is wanted."""
    if kind is None or kind == field.type or (kind == "array" and field.multiple):
        return 1.0
    if {kind, field.type} <= _NUMBERS or (
        kind == "string" and field.type not in OF_PARTS
    ):
        return 1.0
    return 0.5


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(worded(text))]


def _shared(one: list[str], other: list[str]) -> float:
    """Return the share of words of both that both have."""
    both = set(one) | set(other)
    return len(set(one) & set(other)) / len(both) if both else 0.0
