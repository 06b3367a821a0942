"""How many requests may be sent to a site in an hour."""

from __future__ import annotations

import math
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING

from vultrcrawl.serve.failures import Spent

if TYPE_CHECKING:
    from collections.abc import Callable

_HOUR = 3600.0


class RequestBudget:
    """Counts the requests of the last hour, at most *most*; *clock* is in seconds."""

    def __init__(self, most: int, clock: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._clock = clock
        self._sent: deque[float] = deque()

    def take(self) -> None:
        """Count a request that is about to be sent. Raises Spent if there is no room.

        One that the site makes necessary, such as a second try, is counted by `add`.
        """
        now = self._forget()
        if len(self._sent) >= self._most:
            # Where more were added than fit, the first to go makes no room.
            last_over = self._sent[len(self._sent) - self._most]
            seconds = math.ceil(last_over + _HOUR - now)
            raise Spent(
                f"{self._most} requests were sent in the last hour, which is the "
                f"budget; there is room again in {seconds} s",
                retry_after_seconds=seconds,
            )
        self._sent.append(now)

    def add(self) -> None:
        """Count a request that was sent without asking."""
        self._sent.append(self._forget())

    def give_back(self) -> None:
        """Count one less: the last one that was taken was not sent."""
        if self._sent:
            self._sent.pop()

    def _forget(self) -> float:
        now = self._clock()
        while self._sent and self._sent[0] <= now - _HOUR:
            self._sent.popleft()
        return now
