"""How long the end of a crawl waits for a language model."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest

from vultrcrawl.counsel.deadline import Deadline


def waits(deadline: Deadline, times: int = 1) -> list[float]:
    """Return the seconds of each wait for a question that nobody answers."""

    async def wait() -> list[float]:
        took = []
        for _ in range(times):
            question = asyncio.ensure_future(asyncio.sleep(60))
            began = monotonic()
            with deadline.adding():
                await deadline.wait({question})
            took.append(monotonic() - began)
            assert question.cancelled()
        return took

    with ThreadPoolExecutor(1) as thread:  # Twisted's reactor has the loop of this one
        return thread.submit(asyncio.run, wait()).result()


def made(
    seconds: float | None, *, stopped: bool = False, ignored: float = 0.0
) -> Deadline:
    return Deadline(seconds, lambda: stopped, lambda: (0, 1), lambda: ignored)


def test_one_wait_takes_two_thirds_and_all_of_them_no_more_than_the_deadline() -> None:
    first, second, third = waits(made(3.0), 3)
    assert 1.9 < first < 2.5
    assert 0.5 < second < 1.0
    assert third < 0.3
    assert first + second + third < 3.0


@pytest.mark.parametrize(
    "deadline",
    [made(30.0, ignored=21.0), made(30.0, stopped=True), made(0.0)],
    ids=["nothing was answered while pages came", "stopped", "none"],
)
def test_it_is_not_waited_in_vain(deadline: Deadline) -> None:
    assert waits(deadline)[0] < 0.5


def test_without_a_bound_it_is_waited_for_all_answers() -> None:
    async def wait() -> bool:
        question = asyncio.ensure_future(asyncio.sleep(0.5))
        deadline = made(None, ignored=1_000.0)
        with deadline.adding():
            await deadline.wait({question})
        return question.done() and not question.cancelled()

    with ThreadPoolExecutor(1) as thread:
        assert thread.submit(asyncio.run, wait()).result()
