"""Priority queue of members that take turns."""

from __future__ import annotations

import heapq
from typing import NamedTuple


class Turn(NamedTuple):
    """Where a URL that waits stands in line: the least one comes first."""

    rank: int
    """Of the place of its link."""
    depth: int
    """Links from the start."""
    number: int
    """Numbers are given in the order of finding."""


class Turns:
    """Numbers, the one with the least turn first; turns may change."""

    def __init__(self) -> None:
        self._turns: dict[int, Turn] = {}
        self._heap: list[tuple[Turn, int]] = []

    def __len__(self) -> int:
        return len(self._turns)

    def put(self, member: int, turn: Turn) -> None:
        """Give *member* this *turn*, whether it has one or not."""
        if self._turns.get(member) == turn:
            return
        self._turns[member] = turn
        heapq.heappush(self._heap, (turn, member))
        if len(self._heap) > 64 + 4 * len(self._turns):  # old turns, most of it
            self._heap = [(turn, member) for member, turn in self._turns.items()]
            heapq.heapify(self._heap)

    def remove(self, member: int) -> None:
        """Take the turn of *member* away."""
        self._turns.pop(member, None)

    def first(self) -> int | None:
        """Return whose turn it is."""
        while self._heap:
            turn, member = self._heap[0]
            if self._turns.get(member) == turn:
                return member
            heapq.heappop(self._heap)
        return None
