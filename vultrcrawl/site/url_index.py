"""Which templates have URLs like a given one: shapes with wildcards, looked up."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

#: Stands for one character or more of one part of a URL; no more than one part.
_ANY = "{*}"
#: Stands for the rest of a path, at its end.
_REST = "/{path}"
_BORDERS = re.compile(r"([/?#])")

_Key = tuple[str, str | None]


class UrlIndex(Generic[T]):
    """Values by the shapes of URLs (`vultrcrawl.urls.shapes`) that they have.

    A shape without a wildcard is found at once. The others are compared part by part,
    each in time linear in the URL: as a regular expression ``{*}a{*}a{*}a!`` would take
    the cube of it.
    """

    def __init__(self, values: Iterable[tuple[T, Iterable[str]]]) -> None:
        self._values: list[T] = []
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._wild: dict[_Key, list[tuple[int, list[str]]]] = defaultdict(list)
        self._folders: list[tuple[int, str, list[str]]] = []
        for number, (value, shapes) in enumerate(values):
            self._values.append(value)
            for shape in shapes:
                if shape.endswith(_REST):
                    borders, parts = _taken_apart(shape.removesuffix(_REST))
                    self._folders.append((number, borders, parts[:-1]))
                elif _ANY not in shape:
                    self._exact[shape].append(number)
                else:
                    borders, parts = _taken_apart(shape)
                    first = None if _ANY in parts[1] else parts[1]
                    self._wild[borders, first].append((number, parts))

    def find(self, shape: str) -> list[T]:
        """Return the values that have *shape*, in the order they were given."""
        borders, parts = _taken_apart(shape)
        found = set(self._exact.get(shape, ()))
        for key in ((borders, parts[1]), (borders, None)):
            for number, learned in self._wild.get(key, ()):
                if number not in found and all(map(_is_like, learned, parts)):
                    found.add(number)
        for number, borders_, folder in self._folders:
            rest = borders.removeprefix(borders_)
            below = borders.startswith(borders_) and rest and not rest.strip("/")
            if number not in found and below and all(map(_is_like, folder, parts)):
                found.add(number)
        return [self._values[number] for number in sorted(found)]


def _taken_apart(shape: str) -> tuple[str, list[str]]:
    """Return the borders in *shape* as one text, and the parts between, two or more."""
    pieces = _BORDERS.split(shape)
    return "".join(pieces[1::2]), [*pieces[::2], ""]


def _is_like(learned: str, part: str) -> bool:
    """Whether *part* of a URL is like a *learned* one, in which `_ANY` may stand."""
    if _ANY not in learned:
        return learned == part
    first, *between, last = learned.split(_ANY)
    if not part.startswith(first):
        return False
    at = len(first)
    for text in between:
        at = part.find(text, at + 1)
        if at < 0:
            return False
        at += len(text)
    return at < len(part) - len(last) and part.endswith(last)
