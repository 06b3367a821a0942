"""Bounds the time that the end of a crawl waits for a language model."""

from __future__ import annotations

import asyncio
import logging
import math
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

logger = logging.getLogger(__name__)

#: Seconds between two looks whether the crawl was asked to stop, and two lines of log.
_LOOK, _TELL = 0.25, 10.0
#: Of the longest wait, what is kept for ending calls and for what else a model's part
#: takes at the end: this share of it, and no more than so many seconds.
_KEPT, _KEPT_MOST = 0.1, 2.0
#: Share of it that one wait may take: a model that needs more than that for one kind of
#: question would leave no time for the other, and slows the crawl where it is local.
_ONE_WAIT = 2 / 3


def end(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel *tasks*, each of which may leave what it is kept in."""
    for task in list(tasks):
        task.cancel()


class Deadline:
    """What is left of *seconds*, which a model may add to a crawl; None for no bound.

    *stopped* tells whether the crawl was asked to stop, *answers* how many questions
    came to an end, and how many were asked, *ignored* for how many seconds the first
    question has gone unanswered; 0 if any was answered.
    """

    def __init__(
        self,
        seconds: float | None,
        stopped: Callable[[], bool],
        answers: Callable[[], tuple[int, int]],
        ignored: Callable[[], float],
    ) -> None:
        self._bound = seconds is not None
        whole = seconds or 0.0
        self._left_s = whole - min(_KEPT * whole, _KEPT_MOST)
        self._one_wait_s = _ONE_WAIT * whole
        self._stopped = stopped
        self._answers = answers
        self._ignored = ignored
        self._began = 0.0
        self.waits = False
        """Whether answers are waited for now."""

    @contextmanager
    def adding(self) -> Iterator[None]:
        """Count the time within: without a model it would not be spent."""
        self._began = monotonic()
        try:
            yield
        finally:
            self._left_s -= monotonic() - self._began

    @property
    def left(self) -> float:
        """Seconds for which answers may be waited for now."""
        if not self._bound:
            return math.inf
        most = min(self._left_s, self._one_wait_s)
        return most - (monotonic() - self._began)

    @property
    def hopeless(self) -> bool:
        """Whether the first question went unanswered as long as a wait may take."""
        return self._bound and self._ignored() > self._one_wait_s

    async def wait(self, tasks: set[asyncio.Task[Any]]) -> None:
        """Wait for *tasks*, as long as is left; those that take longer are ended."""
        waiting, told = set(tasks), monotonic()
        self.waits = True
        while waiting and not self._stopped() and not self.hopeless:
            look = min(_LOOK, self.left)
            if look <= 0:
                break
            _, waiting = await asyncio.wait(waiting, timeout=look)
            if waiting and monotonic() - told > _TELL:
                told = monotonic()
                ended, asked = self._answers()
                most = f", {self.left:.0f} s more at most" if self._bound else ""
                logger.info(
                    "Waiting for the language model: %d of %d questions have ended%s",
                    ended,
                    asked,
                    most,
                )
        self.waits = False
        end(waiting)
        if waiting:
            await asyncio.wait(waiting, timeout=1)
