"""Which templates have URLs like a given one: shapes with wildcards, looked up."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

#: Stands for one character or more of one part of a URL; no more than one part.
_ANY = "{*}"
#: Stands for the rest of a path, at its end.
_REST = "/{path}"
#: Stands for any query, at the end of a URL.
_QUERY = "?{query}"
#: What is no literal text of a shape, such as ``{slug}``.
_WILDCARD = re.compile(r"\{[^{}]*\}")
_BORDERS = re.compile(r"([/?#])")

_Key = tuple[str, str | None]


class UrlMatch(NamedTuple, Generic[T]):
    """A value with a shape that a URL is like."""

    value: T
    literal: int
    """Length of the literal text of the closest such shape, in characters."""


class _Entry(NamedTuple):
    number: int
    """That of the value."""
    literal: int
    """Length of the shape's literal text."""


class UrlIndex(Generic[T]):
    """Values by the shapes of URLs (`vultrcrawl.urls.shapes`) that they have.

    A shape without a wildcard is found at once. The others are compared part by part,
    each in time linear in the URL: as a regular expression ``{*}a{*}a{*}a!`` would take
    the cube of it.
    """

    def __init__(self, values: Iterable[tuple[T, Iterable[str]]]) -> None:
        self._values: list[T] = []
        self._exact: dict[str, list[_Entry]] = defaultdict(list)
        self._wild: dict[_Key, list[tuple[_Entry, list[str]]]] = defaultdict(list)
        self._folders: list[tuple[_Entry, str, list[str]]] = []
        for number, (value, shapes) in enumerate(values):
            self._values.append(value)
            for shape in shapes:
                entry = _Entry(number, len(_WILDCARD.sub("", shape)))
                if shape.endswith(_REST):
                    borders, parts = _taken_apart(shape.removesuffix(_REST))
                    self._folders.append((entry, borders, parts[:-1]))
                elif _ANY not in shape:
                    self._exact[shape].append(entry)
                else:
                    borders, parts = _taken_apart(shape)
                    first = None if _ANY in parts[1] else parts[1]
                    self._wild[borders, first].append((entry, parts))

    def find(self, shape: str) -> list[T]:
        """Return the values that have *shape*, in the order they were given."""
        return [match.value for match in self.matches(shape)]

    def matches(self, shape: str) -> list[UrlMatch[T]]:
        """Return the same with how close each is."""
        path, asked, _ = shape.partition("?")
        found = [*self._find(shape), *(self._find(path + _QUERY) if asked else ())]
        closest = dict(sorted(found))  # of a value's entries the last one, the longest
        return [UrlMatch(self._values[n], literal) for n, literal in closest.items()]

    def _find(self, shape: str) -> Iterator[_Entry]:
        borders, parts = _taken_apart(shape)
        yield from self._exact.get(shape, ())
        for key in ((borders, parts[1]), (borders, None)):
            for entry, learned in self._wild.get(key, ()):
                if all(map(_is_like, learned, parts)):
                    yield entry
        for entry, borders_, folder in self._folders:
            rest = borders.removeprefix(borders_)
            below = borders.startswith(borders_) and rest and not rest.strip("/")
            if below and all(map(_is_like, folder, parts)):
                yield entry


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
