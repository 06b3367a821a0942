"""Answers of a site that are kept for a while, so that it isn't asked again."""

from __future__ import annotations

from collections import OrderedDict
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from vultrcrawl.page.stored_response import StoredResponse

#: Bytes of answers that are kept, those that were used last.
_ROOM = 64_000_000


class SiteCache:
    """Answers by URL, each for so many *seconds*; *clock* is in seconds."""

    def __init__(
        self,
        seconds: float,
        room: int = _ROOM,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._seconds = seconds
        self._room = room
        self._clock = clock
        self._answers: OrderedDict[str, tuple[float, StoredResponse]] = OrderedDict()
        self._size = 0

    def get(self, url: str) -> StoredResponse | None:
        """Return the answer kept for *url*; None if there is none, or it is too old."""
        found = self._answers.get(url)
        if found is None:
            return None
        if found[0] <= self._clock():
            self._drop(url)
            return None
        self._answers.move_to_end(url)
        return found[1]

    def put(self, url: str, answer: StoredResponse) -> None:
        """Keep *answer* for *url*; those not used for longest make room."""
        if url in self._answers:
            self._drop(url)
        if len(answer.body) > self._room or self._seconds <= 0:
            return
        self._answers[url] = (self._clock() + self._seconds, answer)
        self._size += len(answer.body)
        while self._size > self._room:
            self._drop(next(iter(self._answers)))

    def _drop(self, url: str) -> None:
        _, answer = self._answers.pop(url)
        self._size -= len(answer.body)
