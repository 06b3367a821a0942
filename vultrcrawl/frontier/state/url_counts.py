"""Counts of a crawl's URLs: known = done + failed + skipped + pending."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UrlCounts:
    """How many URLs of a crawl are in which state."""

    done: int
    failed: int
    skipped: int
    pending: int
    """Waiting, or being fetched."""
    known: int
    """All of them, counted apart from the others."""

    def sentence(self) -> str:
        """Return the counts in one line."""
        return (
            f"URLs known: {self.known} = {self.done} done + {self.failed} failed"
            f" + {self.skipped} skipped + {self.pending} waiting"
        )
