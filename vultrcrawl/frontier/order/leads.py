"""What pages lead to: new URLs, by the arms of the page and of the URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from vultrcrawl.frontier.order.tally import longer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vultrcrawl.frontier.order.tally import Floats

#: What one page leaves of what was learned before: some ten pages count, for the
#: lists of a site run dry.
_FORGET: Final = 0.9
#: Pages that what the site's pages lead to counts for.
_STEADY: Final = 2.0
#: What the URLs of a page are worth at most: no more than the best page itself.
_MOST: Final = 1.0
#: Most pages that are remembered of an arm.
_REMEMBERED: Final = 1 / (1 - _FORGET)


class Leads:
    """New URLs that pages of arms led to. A sparse matrix of arms by arms."""

    def __init__(self) -> None:
        self._pages = np.zeros(64)
        self._entries: dict[tuple[int, int], int] = {}
        self._of: dict[int, list[int]] = {}
        self._from = np.zeros(64, dtype=np.int32)
        self._to = np.zeros(64, dtype=np.int32)
        self._urls = np.zeros(64)

    def note(self, arm: int, led: Mapping[int, int]) -> None:
        """Note a page of *arm* that *led* to so many new URLs of other arms."""
        self._grow(arm)
        self._pages[arm] = _FORGET * self._pages[arm] + 1
        if arm in self._of:
            self._urls[self._of[arm]] *= _FORGET
        for to, urls in led.items():
            self._add(arm, to, urls)

    def take_over(self, others: Leads, arms: Mapping[int, int]) -> None:
        """Take over what *others* know, whose arms are these *arms* now."""
        for old, arm in arms.items():
            if 0 <= old < len(others._pages):
                self._grow(arm)
                self._pages[arm] += others._pages[old]
        for (old, to), at in others._entries.items():
            self._add(arms[old], arms[to], float(others._urls[at]))

    def recall(
        self, pages: Mapping[int, int], led: Iterable[tuple[int, int, int]]
    ) -> None:
        """Take in how many *pages* arms had, and which *led* to how many URLs."""
        for arm, count in pages.items():
            self._grow(arm)
            self._pages[arm] = min(count, _REMEMBERED)
        for arm, to, urls in led:
            if pages.get(arm):
                share = self._pages[arm] / pages[arm]
                self._add(arm, to, share * urls)

    def yields(self, gains: Floats) -> Floats:
        """Return what the new URLs of one more page are worth, by arm, 0 to 1.

        *gains* is what one URL of each arm is worth beyond what else a request buys.
        """
        size, count = len(gains), len(self._entries)
        self._grow(size)
        worth = self._urls[:count] * gains[self._to[:count]]
        pages = self._pages[:size]
        found = np.bincount(self._from[:count], worth, size)
        found = np.minimum(found, _MOST * pages)
        site = float(found.sum() / max(1.0, pages.sum()))
        yields: Floats = (found + _STEADY * site) / (pages + _STEADY)
        return yields

    def _add(self, arm: int, to: int, urls: float) -> None:
        at = self._entries.get((arm, to))
        if at is None:
            at = self._entries[arm, to] = len(self._entries)
            if at == len(self._urls):
                self._from, self._to = longer(self._from), longer(self._to)
                self._urls = longer(self._urls)
            self._from[at], self._to[at] = arm, to
            self._of.setdefault(arm, []).append(at)
        self._urls[at] += urls

    def _grow(self, size: int) -> None:
        if size >= len(self._pages):
            self._pages = np.concatenate([self._pages, np.zeros(size + 64)])


def price(means: Floats, waiting: Floats, left: float) -> float:
    """Return what the last of *left* requests is worth, if the best come first.

    *means* and *waiting* are what a page is worth and how many URLs wait, by arm; 0 if
    there are requests for all of them.
    """
    best_first = np.argsort(-means)
    last = int(np.searchsorted(np.cumsum(waiting[best_first]), left))
    return float(means[best_first[last]]) if last < len(means) else 0.0
