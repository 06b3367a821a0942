from __future__ import annotations

import pytest

from vultrcrawl.errors import LLMInvalid, LLMRejected, LLMUnavailable
from vultrcrawl.llm.wire.breaker import THRESHOLD, Breaker, backoff_s
from vultrcrawl.llm.wire.failures import Unavailable


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def _fail(breaker: Breaker, error: Exception | None = None, times: int = 1) -> None:
    error = error or Unavailable("down", retry=True)
    for _ in range(times):
        with pytest.raises(type(error), match=str(error)), breaker.attempt():
            raise error


def test_lets_one_probe_through_after_each_longer_cool_down() -> None:
    clock = Clock()
    breaker = Breaker(30.0, clock)
    _fail(breaker, times=THRESHOLD)
    for cooldown_s in (30, 60, 120, 240, 480, 600, 600):
        clock.now += cooldown_s - 1
        with pytest.raises(LLMUnavailable, match=r"next try in 1 s.*down"):
            breaker.check()
        clock.now += 1
        _probe(breaker)


def _probe(breaker: Breaker) -> None:
    def probe() -> None:
        with breaker.attempt():
            with pytest.raises(LLMUnavailable, match="being tried again"):
                breaker.check()  # a second call, while the probe is out
            raise Unavailable("down", retry=True)

    with pytest.raises(Unavailable, match="down"):
        probe()


def test_a_probe_that_is_answered_closes_it() -> None:
    clock = Clock()
    breaker = Breaker(30.0, clock)
    _fail(breaker, times=THRESHOLD)
    clock.now += 30
    with breaker.attempt():
        pass
    assert not breaker.is_open
    _fail(breaker, times=THRESHOLD - 1)
    assert not breaker.is_open
    _fail(breaker)
    clock.now += 30  # the cool-down is the first one again
    breaker.check()


def test_a_probe_that_is_given_up_leaves_room_for_the_next() -> None:
    clock = Clock()
    breaker = Breaker(30.0, clock)
    _fail(breaker, times=THRESHOLD)
    clock.now += 30
    with pytest.raises(KeyboardInterrupt), breaker.attempt():
        raise KeyboardInterrupt
    breaker.check()
    assert breaker.is_open


def test_answers_between_failures_keep_it_closed() -> None:
    breaker = Breaker(30.0, Clock())
    for _ in range(3):
        _fail(breaker, times=THRESHOLD - 1)
        _fail(breaker, LLMInvalid("no JSON"))  # the server is well
    assert not breaker.is_open


def test_a_refused_key_is_not_shown_again_soon() -> None:
    clock = Clock()
    breaker = Breaker(1.0, clock)
    _fail(breaker, LLMRejected("wrong key"))
    clock.now += 299
    with pytest.raises(LLMRejected, match="wrong key"):
        breaker.check()
    clock.now += 1
    breaker.check()


def test_an_absurd_wait_is_bounded() -> None:
    clock = Clock()
    breaker = Breaker(1.0, clock)
    _fail(breaker, Unavailable("busy", retry=True, wait_s=1e9))
    clock.now += 599
    with pytest.raises(LLMUnavailable, match="busy"):
        breaker.check()
    clock.now += 1
    breaker.check()


def test_pauses_grow_to_eight_seconds() -> None:
    for attempt, most in [(1, 0.5), (2, 1), (3, 2), (4, 4), (5, 8), (50, 8)]:
        assert most * 0.75 <= backoff_s(attempt) <= most
