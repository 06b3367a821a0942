"""A call parsed into path segments, query parameters and JSON body."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from vultrcrawl.schema.apis.json_paths import leaves

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vultrcrawl.schema.apis.recorded_calls import Call

#: Parameters of a query, and places of a body.
_PLACES = 60
_OPERATION = re.compile(r"\s*(?:query|mutation|subscription)\s+(\w{1,80})")
_WORD = re.compile(r"[A-Za-z][\w.-]{1,60}")
#: Parameters that only keep a response out of caches, if their value is a number.
_BUSTERS: Final = frozenset(("_", "cb", "cachebuster", "nocache", "rnd", "rand", "ts"))
#: Parameters that say what is done, where one address does many things.
_OPERATIONS: Final = frozenset((
    "action", "op", "operation", "operationname", "cmd", "command", "do", "method",
))  # fmt: skip

BodyText = str | int | float | bool


class ValuePlace(NamedTuple):
    """A place of a request that has a value."""

    where: str
    """``path``, ``query`` or ``body``."""
    name: str
    """Number of the segment, name of the parameter, or path in the body."""


@dataclass(slots=True, eq=False)
class ParsedCall:
    """A call as path segments, query parameters and JSON body."""

    page: int
    """Number of the page whose scripts asked."""
    order: int
    """How many calls the page had made before."""
    call: Call
    segments: tuple[str, ...]
    query: dict[str, str]
    body: dict[str, BodyText]
    operation: str | None
    paths: frozenset[str]
    """JSON paths of the response."""

    def value(self, place: ValuePlace) -> str | None:
        """Return the text at *place*; None if there is nothing."""
        if place.where == "path":
            return self.segments[int(place.name)]
        if place.where == "query":
            return self.query.get(place.name)
        found = self.body.get(place.name)
        return None if found is None else as_text(found)

    @property
    def places(self) -> list[ValuePlace]:
        """Places of query and body that have a value."""
        found = [ValuePlace("query", name) for name in self.query]
        return found + [ValuePlace("body", name) for name in self.body]


@dataclass(slots=True)
class CallGroup:
    """Calls to one endpoint."""

    method: str
    origin: str
    pattern: tuple[str | None, ...]
    """Segments of the path, None for those that vary."""
    operation: str | None
    calls: list[ParsedCall] = field(default_factory=list)

    def values(self, place: ValuePlace) -> list[tuple[ParsedCall, str]]:
        """Return the calls that have a value at *place*, with that value."""
        return [
            (one, value)
            for one in self.calls
            if (value := one.value(place)) is not None
        ]

    @property
    def places(self) -> list[ValuePlace]:
        """All places of query and body, in the order of their coming."""
        found = dict.fromkeys(place for one in self.calls for place in one.places)
        return list(found)[:_PLACES]

    @property
    def answered(self) -> list[ParsedCall]:
        """The calls that were answered well, or all if none was."""
        good = [one for one in self.calls if 200 <= one.call.status < 300]
        return good or self.calls


def as_text(value: BodyText) -> str:
    """Return *value* as it stands in a URL."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def parse_call(call: Call, page: int, order: int) -> ParsedCall:
    """Return *call* parsed, which was number *order* of page number *page*."""
    parts = urlsplit(call.url)
    query: dict[str, str] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True)[:_PLACES]:
        if not (name in _BUSTERS and value.replace(".", "").isdigit()):
            query[name] = f"{query[name]},{value}" if name in query else value
    body: dict[str, BodyText] = {}
    if isinstance(call.body, dict | list):
        _flatten(call.body, "", body)
    segments = tuple(unquote(one) for one in parts.path.split("/")[1:])
    paths = frozenset(path for path, _ in leaves(call.data))
    operation = _operation(call.body, query)
    return ParsedCall(page, order, call, segments, query, body, operation, paths)


def _flatten(data: Any, path: str, found: dict[str, BodyText], depth: int = 0) -> None:
    if len(found) >= _PLACES:
        return
    if isinstance(data, dict) and data and depth < 5:
        for name, value in data.items():
            _flatten(value, f"{path}.{name}" if path else name, found, depth + 1)
    elif isinstance(data, list) and data and depth < 2 and isinstance(data[0], dict):
        for number, value in enumerate(data[:10]):
            place = f"{path}.{number}" if path else str(number)
            _flatten(value, place, found, depth + 1)
    elif isinstance(data, dict | list):
        found[path] = json.dumps(data, ensure_ascii=False)[:2_000]
    elif data is not None and path:
        finite = not isinstance(data, float) or isfinite(data)
        found[path] = data if finite else str(data)


def _operation(body: Any, query: Mapping[str, str]) -> str | None:
    """Return what a call asks an address to do that does many things."""
    first = body[0] if isinstance(body, list) and body else body
    fields = first if isinstance(first, dict) else {}
    for source in (fields, query):
        for name, value in source.items():
            if (
                name.lower() in _OPERATIONS
                and isinstance(value, str)
                and _WORD.fullmatch(value)
            ):
                return value
    text = fields.get("query") or query.get("query") or ""
    if isinstance(text, str) and "{" in text:
        named = _OPERATION.match(text)
        return named[1] if named else " ".join(text.split())[:500]
    extensions = fields.get("extensions")
    if isinstance(extensions, dict) and "persistedQuery" in extensions:
        return json.dumps(extensions["persistedQuery"], sort_keys=True)
    return None
