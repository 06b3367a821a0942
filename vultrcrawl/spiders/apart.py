"""Work on large pages, apart from the event loop."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")

#: Length of a page, in bytes or characters, from which what is done with it is done in
#: a thread: it takes a third of a second and more.
LARGE_PAGE = 300_000


async def apart_if_large(length: int, work: Callable[[], _T]) -> _T:
    """Return what *work* on a page of this *length* returns; raise what it raises."""
    return work() if length < LARGE_PAGE else await asyncio.to_thread(work)


async def apart(work: Callable[[], _T], seconds: float) -> _T:
    """Return what *work* returns in a thread of its own; raise what it raises.

    Raises TimeoutError after *seconds*. A thread can't be stopped: it then works on
    beside the crawl until it is done, but nothing waits for it, the end of the process
    neither.
    """
    future: Future[_T] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as caught:  # noqa: BLE001 (raised where it is awaited)
            future.set_exception(caught)

    threading.Thread(target=run, name="apart", daemon=True).start()
    async with asyncio.timeout(seconds):
        return await asyncio.wrap_future(future)
