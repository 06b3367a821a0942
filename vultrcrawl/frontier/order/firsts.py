"""What the first pages of groups of URLs were worth, by the place of their links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vultrcrawl.frontier.order.tally import WorthTally

if TYPE_CHECKING:
    from vultrcrawl.frontier.order.tally import Floats

#: What such a page is thought to be worth before any was fetched.
_AT_FIRST: Final = 0.5
#: First pages that what is thought beforehand counts for. With 4, half the budget finds
#: 0.004 fewer of the records of 17 recorded sites, and as many kinds of pages.
_STEADY: Final = 1.0


class Firsts:
    """First pages of groups, by numbers that it gives to places.

    A link of a menu leads to what no other does; the tenth image in a row with an
    address of its own leads nowhere again.
    """

    def __init__(self) -> None:
        self._site, self._tally = WorthTally(1), WorthTally()
        self._numbers: dict[int, int] = {}

    @property
    def size(self) -> int:
        """How many places have a number, from 0 on."""
        return self._tally.size

    def number(self, place: int) -> int:
        """Return the number of *place*, a new one if need be."""
        found = self._numbers.get(place)
        if found is None:
            found = self._numbers[place] = self._tally.add_member()
        return found

    def note(self, number: int, worth: float) -> None:
        """Note what the first page of a group was worth, found in place *number*."""
        self._site.note(0, worth)
        self._tally.note(number, worth)

    @property
    def mean(self) -> float:
        """What they were worth on the whole site, 0 to 1."""
        return float(self._site.mean(_AT_FIRST)[0])

    def shares(self, out: Floats) -> Floats:
        """Return by place, 0 to 1, how far it pays to look at one more group.

        *out* are first pages that are being fetched: as long as nobody knows, they
        count as worth nothing.
        """
        before = _STEADY * min(1.0, 2 * self.mean)
        worth, pages = self._tally.worth, self._tally.pages
        shares: Floats = (worth + before) / (pages + out + _STEADY)
        return shares
