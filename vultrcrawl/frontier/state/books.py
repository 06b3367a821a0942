"""Where the URLs of a crawl stand, in numbers that must add up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UrlCounts:
    """Where the URLs of a crawl stand."""

    done: int
    failed: int
    skipped: int
    pending: int
    """Waiting, or being fetched."""
    known: int
    """All of them, counted apart from the others."""

    def sentence(self) -> str:
        """Return the books in one line."""
        return (
            f"URLs known: {self.known} = {self.done} done + {self.failed} failed"
            f" + {self.skipped} skipped + {self.pending} waiting"
        )
