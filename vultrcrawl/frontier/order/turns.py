"""Priority queue of members that take turns."""

from __future__ import annotations

import heapq

#: Pages fetched, rank, and when it was found.
Key = tuple[int, int, int]


class Turns:
    """Numbers, the one with the least key first; keys may change."""

    def __init__(self) -> None:
        self._keys: dict[int, Key] = {}
        self._heap: list[tuple[Key, int]] = []

    def __len__(self) -> int:
        return len(self._keys)

    def put(self, member: int, key: Key) -> None:
        """Give *member* a turn by *key*, whether it has one or not."""
        if self._keys.get(member) == key:
            return
        self._keys[member] = key
        heapq.heappush(self._heap, (key, member))
        if len(self._heap) > 64 + 4 * len(self._keys):  # old keys, most of it
            self._heap = [(key, member) for member, key in self._keys.items()]
            heapq.heapify(self._heap)

    def remove(self, member: int) -> None:
        """Take the turn of *member* away."""
        self._keys.pop(member, None)

    def first(self) -> int | None:
        """Return whose turn it is."""
        while self._heap:
            key, member = self._heap[0]
            if self._keys.get(member) == key:
                return member
            heapq.heappop(self._heap)
        return None
