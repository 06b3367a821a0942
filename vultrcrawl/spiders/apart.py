"""Work on large pages, apart from the event loop."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
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
    loop = asyncio.get_running_loop()
    future: asyncio.Future[_T] = loop.create_future()

    def settle(result: _T | None, error: BaseException | None) -> None:
        if future.done():
            return  # nobody waits any more
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type] # one of the two is there

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as caught:  # noqa: BLE001 (raised where it is awaited)
            error = caught
        try:
            loop.call_soon_threadsafe(partial(settle, result, error))
        except RuntimeError:
            return  # the loop has ended meanwhile

    threading.Thread(target=run, name="apart", daemon=True).start()
    async with asyncio.timeout(seconds):
        return await future
