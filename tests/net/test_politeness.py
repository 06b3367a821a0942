from __future__ import annotations

from vultrcrawl.net.politeness import PolitenessLog


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_gaps_are_kept_by_host() -> None:
    clock = Clock()
    log = PolitenessLog(clock)
    for gap in (0.0, 0.2, 0.2, 0.2, 1.0):
        clock.now += gap
        log.sent("a.test")
    log.sent("b.test")
    assert log.gaps() == {
        "a.test": {"requests": 5, "least": 0.2, "median": 0.2, "p95": 1.0},
        "b.test": {"requests": 1, "least": None, "median": None, "p95": None},
    }


def test_slowdowns_tell_when_why_and_how_long() -> None:
    clock = Clock()
    log = PolitenessLog(clock)
    clock.now += 1.5
    log.slowed("a.test", "http 429", 3.0004)
    assert log.slowdowns == [
        {"host": "a.test", "reason": "http 429", "seconds": 3.0, "at": 1.5}
    ]
