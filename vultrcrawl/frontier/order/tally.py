"""Decayed counts of pages and rewards, by member."""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

#: Pages that what is known beforehand counts for. Between 1 and 5 it hardly matters on
#: 17 recorded sites (the sum of the three figures of the README changes by 0.005).
_STEADY: Final = 2.0
#: What one page leaves of what was learned before: some fifty pages count.
FORGET: Final = 0.98


class WorthTally:
    """Pages and what they were worth, by member; older ones count less.

    *size* are the members that it begins with.
    """

    def __init__(self, size: int = 0) -> None:
        self._pages, self._worth = np.zeros(64), np.zeros(64)
        self.size = size

    @property
    def pages(self) -> Floats:
        """Pages that each member had, as far as they are remembered."""
        return self._pages[: self.size]

    @property
    def worth(self) -> Floats:
        """What they were worth in all."""
        return self._worth[: self.size]

    def add_member(self) -> int:
        """Return the number of a new member."""
        if self.size == len(self._pages):
            self._pages = np.concatenate([self._pages, np.zeros(self.size)])
            self._worth = np.concatenate([self._worth, np.zeros(self.size)])
        self.size += 1
        return self.size - 1

    def note(self, member: int, worth: float) -> None:
        """Note what a page of *member* was worth."""
        self._pages[member] = FORGET * self._pages[member] + 1
        self._worth[member] = FORGET * self._worth[member] + worth

    def add(self, member: int, pages: float, worth: float) -> None:
        """Note *pages* of *member* at once, and what they were worth in all."""
        self._pages[member] += pages
        self._worth[member] += worth

    def mean(self, before: Floats | float) -> Floats:
        """Return what a page is worth; *before* is what is thought without any."""
        worth = self._worth[: self.size] + _STEADY * before
        mean: Floats = worth / (self.pages + _STEADY)
        return mean
