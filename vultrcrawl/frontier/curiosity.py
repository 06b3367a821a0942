"""How much of the budget goes to kinds of URLs that were not fetched yet."""

from __future__ import annotations

#: Share of the leases that go to new shapes, at least and at most.
_LEAST, _MOST = 0.1, 0.75
#: How much the last page counts in what is thought of new shapes.
_LEARN = 0.1


class Curiosity:
    """Whether the next lease goes to a new shape, or to what is nearest to the start.

    New shapes are how new templates are found, so they get three leases in four: for as
    long as they give pages. A site's dead links have new shapes as well, and would eat
    the budget: the share follows the pages that new shapes gave of late.
    """

    def __init__(self) -> None:
        self._luck = 1.0
        self._credit = 0.0

    def next(self) -> bool:
        """Tell whether the next lease is for a new shape."""
        self._credit += min(_MOST, max(_LEAST, _MOST * self._luck))
        if self._credit < 1.0:
            return False
        self._credit -= 1.0
        return True

    def note(self, *, gave_page: bool) -> None:
        """Note what a lease for a new shape gave."""
        self._luck += _LEARN * (gave_page - self._luck)
