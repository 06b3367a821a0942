"""What the responses of an endpoint have in common, and whether that is data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from vultrcrawl.schema.apis.json_paths import leaves, lists
from vultrcrawl.schema.apis.json_schemas import JsonShape

if TYPE_CHECKING:
    from vultrcrawl.schema.apis.parsed_calls import CallGroup

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
#: Names of what a response says that has no data.
_STATUS: Final = frozenset((
    "ok", "status", "success", "error", "errors", "message", "code", "result",
    "accepted", "received", "statuscode", "msg", "timestamp", "requestid",
))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an endpoint answers."""

    json_schema: dict[str, Any]
    """The shape that all answers seen have in common."""
    media_type: str
    statuses: list[int]
    items_path: str | None
    """JSON path of the records in it, where it lists some."""
    truncated: bool
    """Whether answers held more than the schema describes."""


def has_data(endpoint: CallGroup) -> bool:
    """Return whether any answer says more than that it is one."""
    for one in endpoint.calls:
        if one.call.cut:
            return True
        found = leaves(one.call.data)
        names = {path.rpartition(".")[2].replace("_", "").lower() for path, _ in found}
        if len(found) > 4 or not names <= _STATUS | {"$"}:
            return True
        if "$" in names and isinstance(found[0][1], str) and len(found[0][1]) > 20:
            return True
    return False


def read_answers(endpoint: CallGroup, items_path: str | None) -> Answer:
    """Return what *endpoint* answers; records lie at *items_path*, if that is known."""
    shape = JsonShape()
    kinds: Counter[str] = Counter()
    cut = False
    for one in endpoint.answered:
        cut = cut or one.call.cut
        kinds[one.call.response_type] += 1
        if one.call.data is not None or not one.call.cut:
            shape.add(one.call.data)
    schema, deeper = shape.schema()
    return Answer(
        json_schema={"$schema": _DIALECT} | schema,
        media_type=kinds.most_common(1)[0][0],
        statuses=sorted({one.call.status for one in endpoint.calls}),
        items_path=items_path or _items_path(endpoint),
        truncated=cut or deeper,
    )


def _items_path(endpoint: CallGroup) -> str | None:
    """Return the path of the list that most of the responses' values are in."""
    total = 0
    inside: Counter[str] = Counter()
    longest: Counter[str] = Counter()
    for one in endpoint.answered[:20]:
        total += len(leaves(one.call.data))
        for path, items in lists(one.call.data):
            inside[path] += sum(len(leaves(item)) for item in items[:100])
            longest[path] = max(longest[path], len(items))
    likely = [
        path for path in inside if inside[path] > 0.5 * total and longest[path] > 1
    ]
    return min(likely, key=len, default=None)
