"""Decoders for devalue (SvelteKit, Nuxt) and turbo-stream.

Two formats do so: *devalue*, in which Nuxt 3 leaves its payload in the page, and
*turbo-stream*, in which React Router 7 and Remix do. Sources: src/parse.js of
github.com/sveltejs/devalue, and vendor/turbo-stream-v2/unflatten.ts in
packages/react-router of github.com/remix-run/react-router.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, TypeAlias

#: Members of the array, references between them, and lines of a stream at most.
_MAX_VALUES: Final = 300_000
_MAX_STEPS: Final = 300_000
_MAX_LINES: Final = 10_000
#: Wrappers around a value, one in the other, that are looked into.
_MAX_WRAPPERS: Final = 16

#: What is written as text right in its place.
_WRITTEN: Final = frozenset(("Date", "URL", "BigInt", "Object", "D", "U", "B"))
#: What has no value that could be shown.
_EMPTY: Final = frozenset((
    "RegExp", "ArrayBuffer", "EmptyRef", "EmptyShallowRef", "R", "Y", "E",
))  # fmt: skip
_SETS: Final = frozenset(("Set", "S"))
_MAPS: Final = frozenset(("Map", "M"))
_ARRAY = re.compile(r"(?:Big)?(?:Ui|I)nt\d+(?:Clamped)?Array|Float\d+Array|DataView")
_Members: TypeAlias = list[tuple[Any, Any]]

_KEY = re.compile(r"_\d{1,7}")
_LINE = re.compile(r"P(\d{1,9}):")


def devalued(values: Any) -> Any:
    """Return the data that devalue flattened to *values*; None if it is not that.

    Objects may be shared and contain each other. What JSON doesn't have is None; dates,
    addresses and large integers are text, sets are lists. Wrappers that an application
    has its own names for, such as Nuxt's ``Reactive``, are what they wrap.
    """
    return _Values(values).at(0) if isinstance(values, list) and values else None


def streamed(text: str) -> Any:
    """Return the data of a turbo-stream; None if *text* doesn't begin like one.

    Promises are what they resolve to in the stream. Else it is as `devalued`.
    """
    first, *lines = text.split("\n", _MAX_LINES)
    values = _array(first)
    if not values:
        return None
    promised: dict[int, int] = {}
    for line in lines[:_MAX_LINES]:
        match = _LINE.match(line)
        body = line[match.end() :] if match else ""
        if match is None or len(values) >= _MAX_VALUES:
            continue
        if body.lstrip("-").isdecimal() and len(body) < 10:
            promised[int(match[1])] = int(body)
        elif more := _array(body):
            promised[int(match[1])] = len(values)
            values += more
    return _Values(values, promised).at(0)


def _array(text: str) -> list[Any]:
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


class _Values:
    """The members of a flattened array; *promised* are those of promises by number."""

    def __init__(
        self, values: list[Any], promised: dict[int, int] | None = None
    ) -> None:
        self._values = values[:_MAX_VALUES]
        self._promised = promised
        self._known: dict[int, Any] = {}

    def at(self, index: Any) -> Any:
        """Return the data at *index*: plain, each object made once."""
        holder: list[Any] = [None]
        stack: list[tuple[Any, _Members]] = [(holder, [(0, index)])]
        left = _MAX_STEPS
        while stack:
            whole, members = stack.pop()
            del members[left:]
            left -= len(members)
            for key, place in members:
                at, value = self._unwrapped(place)
                if isinstance(value, dict | list):
                    if at not in self._known:
                        self._known[at], inner = self._opened(value)
                        stack.append((self._known[at], inner))
                    value = self._known[at]
                whole[key] = value
        return holder[0]

    def _unwrapped(self, index: Any) -> tuple[int, Any]:
        """Return what is at *index*, or in what wraps it, and where; else None.

        Numbers below zero stand for what JSON doesn't have: undefined, holes, NaN.
        """
        for _ in range(_MAX_WRAPPERS):
            if type(index) is not int or not 0 <= index < len(self._values):
                break
            value = self._values[index]
            tag = value[0] if type(value) is list and value else None
            if type(tag) is not str or tag in _SETS or tag in _MAPS:
                return index, value
            second = value[1] if len(value) > 1 else None
            if tag in ("null", "N"):
                return index, value
            if tag in _WRITTEN:
                return index, None if isinstance(second, dict | list) else second
            if tag in _EMPTY or _ARRAY.fullmatch(tag):
                break
            if self._promised is not None and tag == "P":
                if type(second) is not int:
                    break
                index = self._promised.get(second, second)
            else:
                index = second
        return -1, None

    def _opened(self, value: dict[str, Any] | list[Any]) -> tuple[Any, _Members]:
        """Return an empty container for *value*, and its members with their places."""
        if isinstance(value, dict):
            return self._object(value)
        tag = value[0] if value and isinstance(value[0], str) else None
        if tag == "N" and self._promised is not None:
            inner = value[1] if len(value) > 1 else None
            return self._object(inner if isinstance(inner, dict) else {})
        if tag == "null":
            pairs = zip(value[1::2], value[2::2], strict=False)
            return {}, [(str(name), place) for name, place in pairs]
        if tag in _MAPS:
            keys = [self._unwrapped(place)[1] for place in value[1::2]]
            pairs = zip(keys, value[2::2], strict=False)
            return {}, [
                (str(key), place) for key, place in pairs if isinstance(key, str | int)
            ]
        items = value[tag is not None : _MAX_STEPS]
        return [None] * len(items), list(enumerate(items))

    def _object(self, value: dict[str, Any]) -> tuple[Any, _Members]:
        if self._promised is None:
            return {}, list(value.items())
        members = []
        for key, place in value.items():
            name = self._unwrapped(int(key[1:]))[1] if _KEY.fullmatch(key) else None
            if isinstance(name, str):
                members.append((name, place))
        return {}, members
