"""Batches questions: pages share a call, equal pages an answer."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from vultrcrawl.errors import (
    BudgetExhausted,
    LLMError,
    LLMInvalid,
    LLMRefused,
    LLMTruncated,
    LLMUnavailable,
)
from vultrcrawl.llm.contract import PageVerdict

#: Asks for one digest.
AskOne = Callable[[str], Awaitable[PageVerdict]]
#: Asks for several; those without a usable answer are left out of what it returns.
AskMany = Callable[[Sequence[str]], Awaitable[dict[str, PageVerdict]]]
#: After so many malformed batches in a row the model is asked for single pages only.
GIVE_UP = 2

_Batch = dict[str, "asyncio.Future[PageVerdict]"]


class Batcher:
    """Collects digests until there are *size*, or the oldest has waited *wait_s*.

    At most *limit* batches are under way; while they are, more digests gather. Equal
    digests are asked for once. What a batch leaves unanswered is asked one by one. A
    batch whose callers have all given up is ended: the model would go on for nobody.
    """

    def __init__(
        self, one: AskOne, many: AskMany, *, size: int, wait_s: float, limit: int
    ) -> None:
        self._one = one
        self._many = many
        self._size = size
        self._wait_s = wait_s
        self._limit = limit
        self._flights: _Batch = {}
        self._waiting: _Batch = {}
        self._callers: Counter[str] = Counter()
        self._tasks: dict[asyncio.Task[None], _Batch] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._due_at = 0.0
        self._malformed = 0
        self._closed = False

    async def ask(self, digest: str, *, alone: bool = False) -> PageVerdict:
        """Return the verdict on *digest*; raises an LLMError as the client does.

        *alone* keeps it out of batches: a page that speaks to the model could change
        what is said of its neighbours.
        """
        if self._closed:
            raise LLMUnavailable("the run is stopping")
        future = self._flights.get(digest)
        if future is None:
            loop = asyncio.get_running_loop()
            future = self._flights[digest] = loop.create_future()
            # Nobody may be left to look at a failure.
            future.add_done_callback(lambda f: f.cancelled() or f.exception())
            if alone:
                self._start({digest: future})
            else:
                if not self._waiting:
                    self._due_at = loop.time() + self._wait_s
                    self._timer = loop.call_at(self._due_at, self._pump)
                self._waiting[digest] = future
                self._pump()
        self._callers[digest] += 1
        try:
            # A caller that gives up takes nothing from the others.
            return await asyncio.shield(future)
        finally:
            self._callers[digest] -= 1
            if not self._callers[digest]:
                del self._callers[digest]
                if not future.done():
                    self._given_up(digest)

    def _given_up(self, digest: str) -> None:
        """End what nobody waits for any more, *digest* with it."""
        if digest in self._waiting:
            del self._waiting[digest], self._flights[digest]
        for task, batch in self._tasks.items():
            if digest in batch and not any(key in self._callers for key in batch):
                task.cancel()
                for key in batch:
                    self._flights.pop(key, None)

    async def close(self) -> None:
        """Fail all that wait, and end what is under way."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        self._fail(self._waiting, LLMUnavailable("the run is stopping"))

    def _pump(self) -> None:
        """Start what is due, or full, as far as the limit allows."""
        while self._waiting and len(self._tasks) < self._limit and not self._closed:
            size = self._size if self._malformed < GIVE_UP else 1
            now = asyncio.get_running_loop().time()
            if len(self._waiting) < size and now < self._due_at:
                return
            keys = list(self._waiting)[:size]
            self._start({key: self._waiting.pop(key) for key in keys})

    def _start(self, batch: _Batch) -> None:
        task = asyncio.ensure_future(self._run(batch))
        self._tasks[task] = batch
        task.add_done_callback(lambda task: self._ended(task, batch))

    def _ended(self, task: asyncio.Task[None], batch: _Batch) -> None:
        self._tasks.pop(task, None)
        error = None if task.cancelled() else task.exception()
        self._fail(batch, error or LLMUnavailable("the run is stopping"))
        self._pump()

    def _fail(self, batch: _Batch, error: BaseException) -> None:
        for key, future in list(batch.items()):
            if self._flights.get(key) is future:
                del self._flights[key]
            if not future.done():
                future.set_exception(error)

    async def _run(self, batch: _Batch) -> None:
        if len(batch) > 1:
            found: dict[str, PageVerdict] = {}
            try:
                found = await self._many(list(batch))
                self._malformed = 0 if len(found) == len(batch) else self._malformed + 1
            except (LLMInvalid, LLMTruncated, LLMRefused):
                self._malformed += 1
            except BudgetExhausted:
                pass  # there may be room for some of them
            for key, verdict in found.items():
                batch[key].set_result(verdict)
        await asyncio.gather(
            *(self._single(k, f) for k, f in batch.items() if not f.done())
        )

    async def _single(self, digest: str, future: asyncio.Future[PageVerdict]) -> None:
        try:
            future.set_result(await self._one(digest))
        except LLMError as error:
            future.set_exception(error)
