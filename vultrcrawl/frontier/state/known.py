"""URL records: discovered, stored, leased; and how many are in which state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from vultrcrawl.items import SkipReason, Via


class State(IntEnum):
    """Where a URL stands."""

    PENDING = 0
    DONE = 1
    FAILED = 2
    SKIPPED = 3


class NewUrl(NamedTuple):
    """A URL to be made known."""

    url: str
    state: State
    kind: int
    rank: int
    depth: int
    parent: int | None
    via: Via
    reason: SkipReason | None = None
    rule: str | None = None


class FoundUrl(NamedTuple):
    """Where a URL stands."""

    id: int
    state: State
    reason: str | None
    rule: str | None
    kind: int


class KnownUrl(NamedTuple):
    """A URL as it stands in the store."""

    id: int
    url: str
    depth: int
    parent_url: str | None
    via: str


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
