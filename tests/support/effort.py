"""Processor time of calls, told so that whatever runs beside them decides nothing.

Time on the clock is that of the machine; processor time is nearly our own, but still up
to twice as much where a neighbor fills the caches. So each bound may be kept in any of
a few tries, which code that grew too slow for it misses in all of them.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

TRIES = 5
#: Seconds below which the steps of the clock, and of the interpreter, are all there is.
NOISE = 0.005

Work = Callable[[], object]


def cpu_seconds(work: Work) -> float:
    """Return the seconds of processor time that this thread spends on *work*.

    As `timeit` does, without collecting garbage, of which earlier tests left some.
    """
    collected = gc.isenabled()
    gc.disable()
    try:
        began = time.thread_time()
        work()
        return time.thread_time() - began
    finally:
        if collected:
            gc.enable()


def assert_quick(work: Work, seconds: float) -> None:
    """Check that *work* can be done in *seconds* of processor time."""
    took: list[float] = []
    while not took or took[-1] >= seconds:
        assert len(took) < TRIES, f"not done in {seconds} s: {took}"
        took.append(cpu_seconds(work))


def assert_grows(
    prepared: Callable[[int], Work],
    size: int,
    *,
    by: int = 4,
    most: float = 10.0,
    noise: float = NOISE,
) -> None:
    """Check that *by* times the *size* costs at most *most* times the processor time.

    *prepared* returns what is timed for a size; what it does itself is not timed. The
    least of a few tries is compared, and no size counts as less than *noise* seconds.
    """
    cpu_seconds(prepared(max(1, size // 20)))  # what is done once in a process
    small = large = float("inf")
    for _ in range(TRIES):
        small = min(small, cpu_seconds(prepared(size)))
        large = min(large, cpu_seconds(prepared(by * size)))
        if large < most * max(small, noise):
            return
    raise AssertionError(f"{small:.3f} s for {size}, {large:.3f} s for {by} times that")
