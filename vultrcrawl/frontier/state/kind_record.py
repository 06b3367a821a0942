"""What rendering gained for pages of one kind."""

from __future__ import annotations

from dataclasses import dataclass

SETTLED = 2
"""Comparisons in a row with one result, after which it is taken for granted."""


@dataclass(slots=True)
class KindRecord:
    """What was learned of pages of one kind."""

    gained: bool = False
    """What the last comparison said."""
    run: int = 0
    """Comparisons in a row that said so."""
    since: int = 0
    """Pages since then that were not."""
    failures: int = 0
    """Times in a row that the browser failed."""
    compared: int = 0
    gains: int = 0
    out: int = 0
    """Pages that are with the browser now."""
    why: str = ""
    """What was seen last on such a page."""

    def learn(self, *, gained: bool) -> None:
        """Note what a comparison of two readings of a page said."""
        self.run = self.run + 1 if gained is self.gained else 1
        self.gained = gained
        self.compared += 1
        self.gains += gained
        self.since = self.failures = 0

    def decision(self, losses: int = SETTLED) -> bool | None:
        """Tell whether such pages need scripts; None if that is open.

        *losses* are the comparisons without a gain that settle it.
        """
        if self.run < (SETTLED if self.gained else losses):
            return None
        return self.gained
