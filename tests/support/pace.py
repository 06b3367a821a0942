"""How far apart requests came, as far as a server can see it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import mean, median


def assert_paced(times: Sequence[float], delay: float, most: float = 0.0) -> None:
    """Check that requests at *times* were sent *delay* seconds apart.

    What is sent is even. What arrives has the jitter of two processes on a machine that
    may be busy, which makes one gap shorter by as much as it made another longer: a
    single gap may be far shorter, none by chance be next to nothing. With *most*, the
    mean of the gaps is at most so many seconds.
    """
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert min(gaps) > 0.3 * delay, gaps
    assert median(gaps) > 0.8 * delay, gaps
    assert mean(gaps) > 0.9 * delay, gaps
    assert not most or mean(gaps) < most, gaps
