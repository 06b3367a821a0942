"""What is found of URLs: on one page, or in one sitemap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from vultrcrawl.items import Via

#: Source, target (numbers of URLs), anchor, region, rel.
LinkFound = tuple[int, int, str, str, str]


class Seen(NamedTuple):
    """The best place in which a URL was found, as far as is remembered."""

    number: int
    rank: int
    depth: int
    inside: bool
    """Whether it is in scope."""


class Learned(NamedTuple):
    """What there was to learn from URLs that were found."""

    seen: dict[str, Seen]
    """Where each of them stands."""
    fresh: list[str]
    """Those in scope that are new."""
    kinds: list[int]
    """The kind of each of these that waits now."""

    @property
    def inside(self) -> int:
        """How many of them are in scope."""
        return sum(place.inside for place in self.seen.values())


@dataclass(slots=True)
class Sighting:
    """One URL, as it was found on one page or in one sitemap."""

    via: Via
    rank: int
    place: str
    nofollow: bool = False
    acts: str | None = None
    """What its link says that it does, if it says so."""
