"""Responses that are kept in memory, so that a site isn't asked for them again."""

from __future__ import annotations

import math
from collections import OrderedDict
from time import monotonic
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable


class HasBody(Protocol):
    """A response of any kind."""

    @property
    def body(self) -> bytes:
        """What was sent."""


_Response = TypeVar("_Response", bound=HasBody)


class ResponseCache(Generic[_Response]):
    """Responses by URL, those that were used last, in *room* bytes.

    None is larger than *largest*, by default than the room, and each is good for so
    many *seconds*; *clock* is in seconds.
    """

    def __init__(
        self,
        room: int,
        *,
        largest: int | None = None,
        seconds: float = math.inf,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._room = room
        self._largest = room if largest is None else largest
        self._seconds = seconds
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, _Response]] = OrderedDict()
        self._size = 0

    def get(self, url: str) -> _Response | None:
        """Return the response to *url*; None if none is kept, or it is too old."""
        if url not in self._kept:
            return None
        until, response = self._kept[url]
        if until <= self._clock():
            self._drop(url)
            return None
        self._kept.move_to_end(url)
        return response

    def put(self, url: str, response: _Response) -> None:
        """Keep *response* for *url*; those not used for longest make room."""
        if url in self._kept:
            self._drop(url)
        if len(response.body) > self._largest or self._seconds <= 0:
            return
        self._kept[url] = (self._clock() + self._seconds, response)
        self._size += len(response.body)
        while self._size > self._room:
            self._drop(next(iter(self._kept)))

    def _drop(self, url: str) -> None:
        _, response = self._kept.pop(url)
        self._size -= len(response.body)
