"""What is found of URLs: on one page, or in one sitemap."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    """Where they stand."""
    fresh: list[str]
    """Those in scope that are new."""
    kinds: list[int]
    """The kind of each of these that waits now."""


@dataclass(slots=True)
class Sighting:
    """One URL, as it was found on one page or in one sitemap."""

    via: Via
    rank: int
    place: str
    nofollow: bool = False
    acts: str | None = None
    """What its link says that it does, if it says so."""


@dataclass(slots=True)
class LinkCounts:
    """What the links of one page came to."""

    rows: list[LinkFound] = field(default_factory=list)
    inside: int = 0
    """Different URLs in scope."""
    outside: int = 0
    """Different URLs out of it."""
    urls: list[str] = field(default_factory=list)
    """All of them."""
    fresh: list[str] = field(default_factory=list)
    """Those in scope that were not known before."""
    kinds: list[int] = field(default_factory=list)
    """The kind of each of these that waits now."""
