from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from vultrcrawl.spiders.apart import apart

T = TypeVar("T")


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Return what *work* gives in a loop of its own, beside the reactor's."""
    found: list[T | BaseException] = []

    def inside() -> None:
        loop = asyncio.new_event_loop()
        try:
            found.append(loop.run_until_complete(work()))
        except BaseException as error:  # noqa: BLE001 (raised below)
            found.append(error)
        finally:
            loop.close()

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join(20)
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def test_what_comes_of_the_work() -> None:
    assert run(lambda: apart(lambda: 6 * 7, 5)) == 42

    def fail() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        run(lambda: apart(fail, 5))


def test_the_loop_goes_on_meanwhile() -> None:
    turns = 0

    async def both() -> None:
        nonlocal turns
        work = asyncio.ensure_future(apart(lambda: time.sleep(0.5), 5))
        while not work.done():
            turns += 1
            await asyncio.sleep(0.01)
        await work

    run(both)
    assert turns > 3


def test_nobody_waits_longer_than_that() -> None:
    go_on = threading.Event()
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        run(lambda: apart(lambda: go_on.wait(10), 0.2))
    assert time.monotonic() - began < 5
    go_on.set()  # its loop has ended: nothing comes of that, no error either
    for thread in threading.enumerate():
        if thread.name == "apart":
            assert thread.daemon
            thread.join(5)
