"""Data in the stream that React's server components are sent as: the Flight format.

Next.js writes the stream into the page, in pieces: ``self.__next_f.push([1, "..."])``.
It is a series of rows ``id:payload``: JSON in which strings that begin with ``$`` refer
to other rows, and arrays that begin with ``"$"`` are elements. What is wanted of it are
the properties that components get, wherever in the tree they stand.

Source: ``processBinaryChunk``, ``parseModelString`` and ``getOutlinedModel`` of React's
packages/react-client/src/ReactFlightClient.js.
"""

from __future__ import annotations

import base64
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

#: Characters of the stream, and rows of it, that are read at most.
_MAX_STREAM: Final = 3_000_000
_MAX_ROWS: Final = 20_000
#: References that are followed one after the other, and keys of a path in one.
_MAX_HOPS: Final = 8
_MAX_STEPS_OF_PATH: Final = 32
#: Calls that are not as they should be, until no more are read.
_MAX_BROKEN: Final = 20
#: Values of data that are read at most.
_MAX_STEPS: Final = 300_000
#: Values in properties of one name that are kept.
_MAX_VALUES: Final = 200

_PUSH = re.compile(r"__next_f\s*\|\|\s*\[\]\)\.push\(\s*|__next_f\.push\(\s*")
_ROW = re.compile(rb"([0-9a-fA-F]{0,8}):")
_SIZED = re.compile(rb"([TAOoUSsLlGgMmVb])([0-9a-f]{1,7}),")
_TAG = re.compile(rb"[A-Z#rx]")
_REFERENCE = re.compile(r"\$[L@QWBKi]?([0-9a-fA-F]{1,8})((?::[^:]+)*)")
#: Where the parts of an element stand: ``["$", type, key, props]``.
_PARTS: Final = {"type": 1, "key": 2, "props": 3}
_PROPS: Final = 3
_DECODER: Final = json.JSONDecoder(strict=False)


def flight_chunks(scripts: Iterable[str]) -> Iterator[bytes]:
    """Yield the pieces of the stream that calls in the texts of *scripts* push."""
    left, broken = _MAX_STREAM, 0
    for text in scripts:
        at = 0
        while (match := _PUSH.search(text, at)) is not None:
            at = match.end()
            try:
                call, at = _DECODER.raw_decode(text, at)
            except (ValueError, RecursionError):
                broken += 1
                if broken > _MAX_BROKEN:  # each costs as much as the script is long
                    return
                continue
            match call:
                case [1, str(piece), *_]:
                    binary = piece.encode("utf-8", "surrogatepass")
                case [3, str(piece), *_]:
                    binary = _decoded(piece)
                case _:
                    continue
            left -= len(piece)
            if left < 0:
                return
            yield binary


def component_properties(stream: bytes) -> dict[str, list[Any]]:
    """Return what components get as properties: by the property's name, in order.

    Left out are children, elements, what host elements (``div``) have, and what stands
    in an item of a list: two elements of one type with keys, side by side. Values are
    plain JSON, but objects may be shared and contain each other. What is broken is left
    out; no input makes it raise. Time is proportional to the length of *stream*, up to
    a limit.
    """
    return _Tree(stream).properties()


def _decoded(piece: str) -> bytes:
    try:
        return base64.b64decode(piece)
    except ValueError:
        return b""


class _Tree:
    """The rows of a stream."""

    def __init__(self, stream: bytes) -> None:
        self._models: dict[int, Any] = {}
        self._texts: dict[int, str] = {}
        self._modules: set[int] = set()
        self._plain: dict[int, Any] = {}
        self._known: dict[str, Any] = {}
        self._left = _MAX_STEPS
        for number, tag, body in _rows(stream):
            if tag == b"T":
                self._texts[number] = body.decode("utf-8", "replace")
            elif tag == b"I":
                self._modules.add(number)
            elif not tag:
                try:
                    model = _DECODER.decode(body.decode("utf-8", "replace"))
                except (ValueError, RecursionError):
                    continue
                self._models[number] = model
                if b'"$' not in body:  # neither elements nor references
                    self._plain[id(model)] = model

    def properties(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        seen = set(self._plain)
        # The root is row 0; rows that nothing refers to come after what it leads to.
        rows = sorted(self._models.items(), key=lambda row: row[0] != 0)
        stack = [(value, False) for _, value in reversed(rows)]
        for _ in range(_MAX_STEPS):
            if not stack:
                break
            value, listed = stack.pop()
            if type(value) is str:
                value = self._resolved(value)
            if not isinstance(value, dict | list) or id(value) in seen:
                continue
            seen.add(id(value))
            items: Collection[int] = ()
            if isinstance(value, list):
                if _is_element(value):
                    kind, value = value[1], self._resolved(value[_PROPS])
                    if not isinstance(value, dict):
                        continue
                    if not listed and self._is_component(kind):
                        self._note(value, found)
                else:
                    items = _items_of_lists(value)
            inner = _leading_on(value)
            stack += [(one, listed or id(one) in items) for _, one in reversed(inner)]
        return found

    def _note(self, props: dict[str, Any], found: dict[str, list[Any]]) -> None:
        for name, value in props.items():
            if name == "children":
                continue
            plain = self._as_plain(value)
            if plain is None or plain == "":
                continue
            values = found.setdefault(name, [])
            if len(values) < _MAX_VALUES:
                values.append(plain)

    def _is_component(self, kind: Any) -> bool:
        if not isinstance(kind, str) or not kind.startswith("$"):
            return False
        match = _REFERENCE.fullmatch(kind)
        return match is not None and int(match[1], 16) in self._modules

    def _resolved(self, value: Any) -> Any:
        """Return what a reference leads to; None if it leads nowhere."""
        trail: list[str] = []
        while isinstance(value, str) and value.startswith("$"):
            if value in self._known:
                value = self._known[value]
                break
            if len(trail) == _MAX_HOPS:
                value = None
                break
            trail.append(value)
            value, is_final = self._next(value)
            if is_final:
                break
        for reference in trail:
            self._known[reference] = value
        return value

    def _next(self, reference: str) -> tuple[Any, bool]:
        """Return what *reference* means, and whether that is no reference for sure."""
        if reference.startswith("$$"):
            return reference[1:], True
        if reference.startswith("$D"):  # before the row d, as React has it
            return reference[2:], True
        if reference.startswith("$n") and reference[2:].lstrip("-").isdecimal():
            return reference[2:], True  # as text: it may have any number of digits
        match = _REFERENCE.fullmatch(reference)
        if match is None:
            return None, True
        number = int(match[1], 16)
        if number in self._texts:
            return self._texts[number], True
        return self._at(number, match[2]), False

    def _at(self, number: int, path: str) -> Any:
        value = self._models.get(number)
        for step in path.split(":", _MAX_STEPS_OF_PATH)[1:]:
            if isinstance(value, str):
                match = _REFERENCE.fullmatch(value)
                value = self._models.get(int(match[1], 16)) if match else None
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list):
                place = _PARTS.get(step) if _is_element(value) else None
                if place is None and step.isdecimal() and len(step) < 7:
                    place = int(step)
                if place is None or place >= len(value):
                    return None
                value = value[place]
            else:
                return None
        return value

    def _as_plain(self, value: Any) -> Any:
        """Return *value* with its references followed and without elements."""
        holder: list[Any] = [value]
        stack: list[Any] = [holder]
        while stack:
            whole = stack.pop()
            for key, one in _leading_on(whole):
                inner = self._resolved(one) if type(one) is str else one
                if type(inner) is list and _is_element(inner):
                    inner = None
                elif type(inner) is dict or type(inner) is list:
                    plain = self._plain.get(id(inner))
                    if plain is None and self._left > 0:
                        self._left -= len(inner) + 1
                        plain = self._plain[id(inner)] = inner.copy()
                        stack.append(plain)
                    inner = plain
                whole[key] = inner
        return holder[0]


def _rows(stream: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield id, tag and payload of each row; rows that begin like none are skipped."""
    at = 0
    for _ in range(_MAX_ROWS):
        start = _ROW.match(stream, at)
        if start is not None:
            at = start.end()
            number = int(start[1] or b"0", 16)
            if (sized := _SIZED.match(stream, at)) is not None:
                size = int(sized[2], 16)
                at = sized.end() + size  # the next row follows without a line break
                if start[1]:
                    yield number, sized[1], stream[sized.end() : at]
                continue
        end = stream.find(b"\n", at)
        end = len(stream) if end < 0 else end
        if start is not None and start[1]:
            tag = _TAG.match(stream, at)
            yield number, tag[0] if tag else b"", stream[at + bool(tag) : end]
        at = end + 1
        if at >= len(stream):
            return


def _leading_on(value: dict[str, Any] | list[Any]) -> list[tuple[Any, Any]]:
    """Return place and value of what has members, or is a reference, in *value*."""
    pairs: Iterable[tuple[Any, Any]]
    pairs = value.items() if type(value) is dict else enumerate(value)
    # Nothing else takes so long: types as JSON has them are compared faster.
    return [
        (place, one)
        for place, one in pairs
        if (kind := type(one)) is dict
        or kind is list
        or (kind is str and one[:1] == "$")
    ]


def _is_element(value: list[Any]) -> bool:
    return len(value) > _PROPS and value[0] == "$"


def _items_of_lists(values: list[Any]) -> set[int]:
    """Return the ids of those elements among *values* that are items of a list."""
    keyed = [
        one
        for one in values
        if isinstance(one, list)
        and _is_element(one)
        and one[2] is not None
        and isinstance(one[1], str)
    ]
    kinds = Counter(one[1] for one in keyed)
    return {id(one) for one in keyed if kinds[one[1]] > 1}
