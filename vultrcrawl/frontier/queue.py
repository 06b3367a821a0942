"""Which URL is asked for next: of the kind that the fewest pages were spent on.

URLs are grouped by shape, and shapes that were learned to be alike by `ShapeTrie`:
``/wiki/Foo`` and ``/wiki/Bar``. Groups take turns, and so do the shapes of a group.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from vultrcrawl.frontier.shapes import ShapeTrie
from vultrcrawl.frontier.shapes import shape as shape_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

#: Groups are formed anew once so many more shapes are known: a share, and a number.
_GROWTH, _AT_LEAST = 1.25, 10
#: Rank of what nothing is known of yet.
_LAST = 9

#: Cost, rank, and when it was found.
_Key = tuple[int, int, int]
_Member = TypeVar("_Member", str, int)


class _Turns(Generic[_Member]):
    """Members, the one with the least key first; keys may change."""

    def __init__(self) -> None:
        self._keys: dict[_Member, _Key] = {}
        self._heap: list[tuple[_Key, _Member]] = []

    def __len__(self) -> int:
        return len(self._keys)

    def put(self, member: _Member, key: _Key) -> None:
        if self._keys.get(member) == key:
            return
        self._keys[member] = key
        heapq.heappush(self._heap, (key, member))
        if len(self._heap) > 64 + 4 * len(self._keys):  # old keys, most of it
            self._heap = [(key, member) for member, key in self._keys.items()]
            heapq.heapify(self._heap)

    def remove(self, member: _Member) -> None:
        self._keys.pop(member, None)

    def first(self) -> _Member | None:
        while self._heap:
            key, member = self._heap[0]
            if self._keys.get(member) == key:
                return member
            heapq.heappop(self._heap)
        return None


@dataclass(slots=True)
class _Shape:
    pattern: str
    example: str
    """One of its URLs."""
    waiting: int = 0
    fetched: int = 0
    cost: int = 0
    rank: int = _LAST
    """Best rank of its URLs."""
    group: str = ""


@dataclass(slots=True)
class _Group:
    cost: int = 0
    rank: int = _LAST
    found: int = 0
    fetched: int = 0
    shapes: _Turns[int] = field(default_factory=_Turns)


class ShapeQueue:
    """Shapes, by number, with URLs that wait.

    *cost* tells what so many fetched pages of a shape count for. A URL that is out
    counts as fetched.
    """

    def __init__(self, cost: Callable[[str, int], int]) -> None:
        self._cost = cost
        self._trie = ShapeTrie()
        self._shapes: dict[int, _Shape] = {}
        self._groups: dict[str, _Group] = {}
        self._turns: _Turns[str] = _Turns()
        self._grouped = 0

    def load(self, shapes: Iterable[tuple[int, str, str, int, int, int]]) -> None:
        """Take in shapes as they stand.

        Number, shape, one of its URLs, URLs that wait, URLs fetched, and the best rank
        of those that wait.
        """
        for number, pattern, example, waiting, fetched, rank in shapes:
            cost = self._cost(pattern, fetched)
            self._shapes[number] = _Shape(
                pattern, example, waiting, fetched, cost, rank
            )
            self._trie.add(example)
        self._regroup()

    def add(self, number: int, url: str, rank: int) -> None:
        """Note that one more URL of a shape waits."""
        shape = self._shapes.get(number)
        if shape is None:
            pattern = shape_of(url)
            shape = self._shapes[number] = _Shape(pattern, url)
            shape.cost = self._cost(pattern, 0)
            self._trie.add(url)
            if len(self._shapes) > self._grouped * _GROWTH + _AT_LEAST:
                self._regroup()
            else:
                self._join(shape)
        shape.waiting += 1
        if shape.waiting == 1 or rank < shape.rank:
            shape.rank = min(shape.rank, rank)
            self._refresh(number, shape)

    def withdraw(self, number: int) -> None:
        """Note that a URL of a shape no longer waits, without having been fetched."""
        shape = self._shapes[number]
        shape.waiting -= 1
        self._refresh(number, shape)

    def take(self) -> int | None:
        """Return the shape to take a URL of, None if nothing waits."""
        name = self._turns.first()
        if name is None:
            return None
        number = self._groups[name].shapes.first()
        assert number is not None  # noqa: S101 (a group with a turn has one)
        self.take_of(number)
        return number

    def take_of(self, number: int) -> None:
        """Take a URL of a shape out of turn."""
        self._shapes[number].waiting -= 1
        self._spend(number, 1)

    def give_back(self, number: int) -> None:
        """Note that a URL that was taken waits again."""
        self._shapes[number].waiting += 1
        self._spend(number, -1)

    def forget(self, number: int) -> None:
        """Note that a URL that was taken gave no page."""
        self._spend(number, -1)

    def reckon(self, number: int) -> None:
        """Ask anew what the pages of a shape cost."""
        if number in self._shapes:
            self._spend(number, 0)

    @property
    def has_unseen(self) -> bool:
        """Whether a group waits of which nothing was fetched."""
        return any(
            not group.fetched and len(group.shapes) for group in self._groups.values()
        )

    def _spend(self, number: int, pages: int) -> None:
        shape = self._shapes[number]
        group = self._groups[shape.group]
        shape.fetched += pages
        group.fetched += pages
        group.cost -= shape.cost
        shape.cost = self._cost(shape.pattern, shape.fetched)
        group.cost += shape.cost
        self._refresh(number, shape)

    def _join(self, shape: _Shape) -> None:
        shape.group = self._trie.shape(shape.example)
        group = self._groups.get(shape.group)
        if group is None:
            group = self._groups[shape.group] = _Group(found=len(self._groups))
        group.cost += shape.cost
        group.fetched += shape.fetched

    def _refresh(self, number: int, shape: _Shape) -> None:
        """Put a shape, and its group, where they belong now."""
        group = self._groups[shape.group]
        if shape.waiting:
            group.rank = min(group.rank, shape.rank)
            group.shapes.put(number, (shape.cost, shape.rank, number))
        else:
            group.shapes.remove(number)
        if len(group.shapes):
            self._turns.put(shape.group, (group.cost, group.rank, group.found))
        else:
            self._turns.remove(shape.group)

    def _regroup(self) -> None:
        self._grouped = len(self._shapes)
        self._groups.clear()
        self._turns = _Turns()
        for shape in self._shapes.values():
            self._join(shape)
        for number, shape in self._shapes.items():
            self._refresh(number, shape)
