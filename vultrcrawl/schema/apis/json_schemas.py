"""Infers the JSON Schema (draft 2020-12) that values have in common."""

from __future__ import annotations

import re
from typing import Any, Final

from vultrcrawl.schema.values import DATE, DATE_TIME
from vultrcrawl.values.identifiers import is_id

#: Types of JSON by those of the values that `json` reads.
_TYPES: Final[dict[type, str]] = {
    type(None): "null", bool: "boolean", int: "integer", float: "number",
    str: "string", list: "array", dict: "object",
}  # fmt: skip
#: Members of all kinds that a schema describes, and levels of nesting, at most.
_MEMBERS: Final = 300
_DEPTH: Final = 9
#: An object with more names than this is a map from the start.
_NAMES: Final = 150
#: An object is a map if it has so many names, and each is in less than this share.
_MAP_NAMES, _MAP_SHARE = 12, 0.5
_FORMATS: Final = (
    ("date", DATE),
    ("date-time", DATE_TIME),
    ("uri", re.compile(r"https?://[^\s/]+\S*")),
)


class JsonShape:
    """What the values at one place of a document have in common.

    Every value that was added is valid by `schema`. Time is proportional to the number
    of values; room to that of different places, 150 names an object at most.
    """

    __slots__ = (
        "_formats",
        "_items",
        "_names",
        "_objects",
        "_rest",
        "_types",
        "count",
    )

    def __init__(self) -> None:
        self.count = 0
        self._types: dict[str, int] = {}
        self._formats: set[str | None] = set()
        self._items: JsonShape | None = None
        self._objects = 0
        self._names: dict[str, JsonShape] = {}
        self._rest: JsonShape | None = None  # of a map: the shape of all its values

    def add(self, value: Any, *, depth: int = 0) -> None:
        """Take up one *value*."""
        self.count += 1
        kind = _TYPES[type(value)]
        self._types[kind] = self._types.get(kind, 0) + 1
        if depth > _DEPTH:
            return
        if kind == "string":
            if len(self._formats) < 2:
                self._formats.add(_format(value))
        elif kind == "array":
            self._items = self._items or JsonShape()
            for one in value:
                self._items.add(one, depth=depth + 1)
        elif kind == "object":
            self._objects += 1
            self._add_members(value, depth + 1)

    def _add_members(self, value: dict[str, Any], depth: int) -> None:
        for name, member in value.items():
            if self._rest is None:
                shape = self._names.get(name)
                if shape is not None or len(self._names) < _NAMES:
                    if shape is None:
                        shape = self._names[name] = JsonShape()
                    shape.add(member, depth=depth)
                    continue
                self._rest = self._merged()
                self._names = {}
            self._rest.add(member, depth=depth)

    def _merged(self) -> JsonShape:
        merged = JsonShape()
        for shape in self._names.values():
            merged.absorb(shape)
        return merged

    def absorb(self, other: JsonShape) -> None:
        """Take up all that *other* has."""
        self.count += other.count
        self._objects += other._objects
        self._formats |= other._formats
        for kind, count in other._types.items():
            self._types[kind] = self._types.get(kind, 0) + count
        if other._items is not None:
            self._items = self._items or JsonShape()
            self._items.absorb(other._items)
        if other._rest is not None:
            if self._rest is None:
                self._rest, self._names = self._merged(), {}
            self._rest.absorb(other._rest)
        for name, shape in other._names.items():
            if self._rest is not None:
                self._rest.absorb(shape)
            else:
                self._names.setdefault(name, JsonShape()).absorb(shape)

    def _is_map(self) -> bool:
        if self._rest is not None:
            return True
        names = self._names
        if len(names) > 1 and all(map(is_id, names)):
            return True
        # A name of only one object says little if there is one object only.
        return (
            self._objects > 1
            and len(names) >= _MAP_NAMES
            and all(one.count < _MAP_SHARE * self._objects for one in names.values())
        )

    def schema(self) -> tuple[dict[str, Any], bool]:
        """Return the JSON Schema, and whether it leaves out what lies deeper.

        The deepest levels are left out until at most 300 places are described.
        """
        for depth in range(_DEPTH, 0, -1):
            cut = Cut(_MEMBERS)
            found = self.described(depth, cut)
            if cut.left >= 0:
                return found, cut.deeper
        return {"type": _types(self._types)}, True

    def described(self, depth: int, cut: Cut) -> dict[str, Any]:
        """Return the schema of the next *depth* levels."""
        cut.left -= 1
        if not self.count or cut.left < 0:
            return {}
        found: dict[str, Any] = {"type": _types(self._types)}
        if self._formats and None not in self._formats and len(self._formats) == 1:
            found["format"] = next(iter(self._formats))
        parts = self._items is not None or self._names or self._rest is not None
        if depth <= 0:
            cut.deeper = cut.deeper or bool(parts)
            return found
        if self._items is not None and self._items.count:
            found["items"] = self._items.described(depth - 1, cut)
        if self._is_map():
            rest = self._rest or self._merged()
            found["additionalProperties"] = rest.described(depth - 1, cut)
        elif self._names:
            found["properties"] = {
                name: shape.described(depth - 1, cut)
                for name, shape in self._names.items()
            }
            if always := [
                name
                for name, shape in self._names.items()
                if shape.count == self._objects
            ]:
                found["required"] = always
        return found


class Cut:
    """How many places may still be described, and whether deeper ones were not."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.deeper = False


def _types(counts: dict[str, int]) -> str | list[str]:
    kinds = sorted(set(counts) - ({"integer"} if "number" in counts else set()),
                   key=lambda kind: (kind == "null", kind))  # fmt: skip
    return kinds[0] if len(kinds) == 1 else kinds


def _format(text: str) -> str | None:
    if text[:1].isdigit() or text.startswith("http"):
        for name, pattern in _FORMATS:
            if pattern.fullmatch(text[:2_000]):
                return name
    return None
