"""Circuit breaker: no calls after repeated failures, nor while a server says wait."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vultrcrawl.errors import LLMError, LLMRejected, LLMUnavailable
from vultrcrawl.llm.wire.failures import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Failures in a row that open the breaker.
THRESHOLD = 5
MAX_COOLDOWN_S = 600.0
#: A longer Retry-After is not waited for: the breaker opens instead.
MAX_WAIT_S = 30.0
#: Answers that refuse the key or the model are not worth a probe sooner than this.
REJECTED_COOLDOWN_S = 300.0


class Breaker:
    """Counts failures in a row; open, it lets one probe through after each cool-down.

    A failure is a request that got no answer of a model. *clock* gives seconds, as
    time.monotonic does. Not for use by several threads.
    """

    def __init__(
        self, cooldown_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._base_s = cooldown_s
        self._cooldown_s = cooldown_s
        self._failures = 0
        self._open_until: float | None = None
        self._probing = False
        self._pause_until = 0.0
        self._last: LLMError | None = None

    @property
    def refuses(self) -> bool:
        """Whether no call may be made now, not even a probe."""
        if self._open_until is None:
            return False
        return self._probing or self._clock() < self._open_until

    @property
    def is_open(self) -> bool:
        """Whether calls are refused, but for a probe after each cool-down."""
        return self._open_until is not None

    async def pause(self) -> None:
        """Wait until the server may be asked again, by its own word."""
        while (left := self._pause_until - self._clock()) > 0:  # noqa: ASYNC110 (time)
            await asyncio.sleep(left)

    def check(self) -> None:
        """Raise the failure that opened the breaker if no call may be made now."""
        if not self.refuses:
            return
        left = (self._open_until or 0.0) - self._clock()
        kind = LLMRejected if isinstance(self._last, LLMRejected) else LLMUnavailable
        when = f"next try in {left:.0f} s" if left > 0 else "being tried again"
        raise kind(f"not asked ({when}) after: {self._last}")

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Make one request within; its outcome is read from what is raised."""
        self.check()
        probe = self._open_until is not None
        self._probing = self._probing or probe
        try:
            yield
        except LLMRejected as error:
            self._open(error, max(self._cooldown_s, REJECTED_COOLDOWN_S))
            raise
        except LLMUnavailable as error:
            self._failed(error)
            raise
        except Exception:
            self._succeeded()  # the server is well; the answer was not
            raise
        else:
            self._succeeded()
        finally:
            if probe:
                self._probing = False

    def _succeeded(self) -> None:
        self._failures = 0
        self._open_until = None
        self._cooldown_s = self._base_s

    def _failed(self, error: LLMError) -> None:
        self._failures += 1
        wait_s = error.wait_s if isinstance(error, Unavailable) else None
        if wait_s is not None and wait_s > MAX_WAIT_S:
            self._open(error, max(self._cooldown_s, min(wait_s, MAX_COOLDOWN_S)))
        elif self._failures >= THRESHOLD or self._open_until is not None:
            self._open(error, self._cooldown_s)
        elif wait_s is not None:
            self._pause_until = max(self._pause_until, self._clock() + wait_s)

    def _open(self, error: LLMError, cooldown_s: float) -> None:
        self._last = error
        self._open_until = self._clock() + cooldown_s
        self._cooldown_s = min(self._cooldown_s * 2, MAX_COOLDOWN_S)


def backoff_s(attempt: int) -> float:
    """Return the pause after failed try number *attempt* (from 1): 0.5 s, 1 s ... 8 s.

    Up to a quarter less, at random, so that calls refused together don't return
    together.
    """
    return float(min(0.5 * 2 ** (attempt - 1), 8.0) * (1 - 0.25 * random.random()))
