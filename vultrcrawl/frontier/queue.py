"""Which shape of URL is asked for next: the one with the fewest pages so far."""

from __future__ import annotations

import heapq
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class ShapeQueue:
    """Shapes, by number, with URLs that wait.

    *waiting* and *fetched* are numbers of URLs by shape. A URL that is out counts as
    fetched.
    """

    def __init__(self, waiting: Mapping[int, int], fetched: Mapping[int, int]) -> None:
        self._waiting = Counter(waiting)
        self._fetched = Counter(fetched)
        self._heap: list[tuple[int, int]] = []
        self._listed: set[int] = set()
        for shape in waiting:
            self._list(shape)

    def _list(self, shape: int) -> None:
        # A shape stands in the heap once; its count there may be old.
        if shape not in self._listed:
            self._listed.add(shape)
            heapq.heappush(self._heap, (self._fetched[shape], shape))

    def add(self, shape: int) -> None:
        """Note that one more URL of *shape* waits."""
        self._waiting[shape] += 1
        self._list(shape)

    def withdraw(self, shape: int) -> None:
        """Note that a URL of *shape* no longer waits, without having been fetched."""
        self._waiting[shape] -= 1

    def take(self) -> int | None:
        """Return the shape to take a URL of, None if nothing waits."""
        while self._heap:
            fetched, shape = heapq.heappop(self._heap)
            self._listed.discard(shape)
            if not self._waiting[shape]:
                continue
            if fetched == self._fetched[shape]:
                self._waiting[shape] -= 1
                self._fetched[shape] += 1
                if self._waiting[shape]:
                    self._list(shape)
                return shape
            self._list(shape)
        return None

    def give_back(self, shape: int) -> None:
        """Note that a URL that was taken waits again."""
        self.forget(shape)
        self.add(shape)

    def forget(self, shape: int) -> None:
        """Note that a URL that was taken gave no page."""
        self._fetched[shape] -= 1
