"""JSON paths (RFC 9535) of values and of lists of objects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from vultrcrawl.values.identifiers import is_id

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Values of one response that are looked at, and levels of nesting.
_LEAVES: Final = 5_000
_DEPTH: Final = 9
_PLAIN = re.compile(r"[A-Za-z_$][\w$]*")


def member(path: str, name: str) -> str:
    """Return the JSON path of a member of the object at *path*.

    Names that are numbers, hashes or dates become ``*``: the object is a map.
    """
    if is_id(name):
        return f"{path}.*"
    if _PLAIN.fullmatch(name):
        return f"{path}.{name}"
    escaped = name.replace("\\", "\\\\").replace("'", "\\'")
    return f"{path}['{escaped}']"


def leaves(data: Any) -> list[tuple[str, str | int | float | bool]]:
    """Return JSON path (RFC 9535) and value of what is no list, object or null.

    Items of a list share the path ``[*]``.
    """
    found: list[tuple[str, str | int | float | bool]] = []
    stack: list[tuple[str, Any, int]] = [("$", data, 0)]
    while stack and len(found) < _LEAVES:
        path, value, depth = stack.pop()
        if isinstance(value, dict):
            if depth < _DEPTH:
                parts = [(member(path, name), one, depth + 1)
                         for name, one in value.items()]  # fmt: skip
                stack += reversed(parts)
        elif isinstance(value, list):
            if depth < _DEPTH:
                stack += [(f"{path}[*]", one, depth + 1) for one in reversed(value)]
        elif value is not None and value != "":
            found.append((path, value))
    return found


def lists(data: Any) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield JSON path and items of the lists of objects, those further up first.

    Objects in maps by identifier count as items of a list, too.
    """
    level: list[tuple[str, Any]] = [("$", data)]
    for _ in range(5):
        below: dict[str, list[Any]] = {}
        for path, value in level:
            if isinstance(value, list):
                items = [one for one in value if isinstance(one, dict)]
                place = f"{path}[*]"
            elif isinstance(value, dict):
                for name, one in value.items():
                    if not is_id(name) and isinstance(one, dict | list):
                        below.setdefault(member(path, name), []).append(one)
                items = [
                    one
                    for name, one in value.items()
                    if is_id(name) and isinstance(one, dict)
                ]
                place = f"{path}.*"
            else:
                continue
            if items:
                yield place, items
                below.setdefault(place, []).extend(items[:200])
        level = [(path, one) for path, values in below.items() for one in values[:200]]
