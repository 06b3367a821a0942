"""Rules against traps: pages without end or without content.

`Traps.judge` looks at every URL that is found, `Traps.observe` at every page that was
fetched. A rule refuses a URL only on marks that no real page has, or after a row of
pages that brought nothing; what is merely dull is told (`Traps.learn`), so that it can
wait for others.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from vultrcrawl.frontier.idle_parameters import Parameters
from vultrcrawl.frontier.near_duplicates import (
    Fingerprint,
    SimhashIndex,
    fingerprint,
    run_hashes,
    word_hashes,
)
from vultrcrawl.frontier.url_rules import is_calendar, is_far_date, is_step, path_rule
from vultrcrawl.items import SkipReason
from vultrcrawl.urls.normal_form import split_query
from vultrcrawl.urls.shapes import shape
from vultrcrawl.urls.tracking import without_session

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy as np
    import numpy.typing as npt

STREAK = 15
"""Pages in a row of one calendar, or one set of facets, that may bring nothing new."""

_PAGING = frozenset(
    {"from", "offset", "p", "page", "paged", "pg", "seite", "skip", "start"}
)
_MOST_TAILS = 300  # links of a page that are compared with those of others
_MOST_FACETED = 200
_MOST_SHOWN = 20_000
_SHORT = 12  # words of a page that is compared by words
_NEW_SHARE = 0.2  # of the runs of words of a longer one, to be called nothing new


class Refusal(NamedTuple):
    """Why a URL is not fetched."""

    reason: SkipReason
    rule: str | None = None
    """Of a trap ``path-depth``, ``path-repeats``, ``path-grows``, ``calendar`` or
    ``facets``; ``parameter:NAME`` where it was fetched with another value of a
    parameter that changes nothing (the name of what is made for one response in a path
    begins with a slash). Of a copy ``session-id`` or ``tracking``, and the stand-in."""
    stand_in: str | None = None
    """The URL that leads to the same page, if there is one."""


@dataclass(frozen=True, slots=True)
class Observation:
    """What is kept of a fetched page, so that a resumed crawl knows what it knew."""

    text: Fingerprint
    barren: bool
    """It may be of a calendar or facets, and led to no new URL but of its own kind."""
    stale: bool
    """It has facets, or links to such, and shows what its path has shown before."""
    grown: bool
    """Its folder repeats, one level down, the relative links of a folder above it."""
    tails: int
    """Fingerprint of its relative links down the path; 0 if fewer than three."""

    def encode(self) -> str:
        """Return it as a text of at most 80 characters."""
        simhash = "-" if self.text.simhash is None else f"{self.text.simhash:x}"
        flags = self.barren + 2 * self.stale + 4 * self.grown
        return (
            f"{self.text.words:x} {self.text.plain:x} {simhash} {flags} {self.tails:x}"
        )

    @classmethod
    def decode(cls, text: str) -> Observation:
        """Return what `encode` wrote. Raises ValueError for anything else."""
        words, plain, simhash, flags, tails = text.split(" ")
        return cls(
            Fingerprint(
                int(words, 16),
                int(plain, 16),
                None if simhash == "-" else int(simhash, 16),
            ),
            barren=bool(int(flags) & 1),
            stale=bool(int(flags) & 2),
            grown=bool(int(flags) & 4),
            tails=int(tails, 16),
        )


class Traps:
    """What is known of one site's traps. In memory; `learn` rebuilds it."""

    def __init__(self) -> None:
        self._parameters = Parameters()
        self._near = SimhashIndex()
        self._seen: set[int] = set()
        # Rows of pages without anything new, by shape of calendar and path of facets.
        self._streaks: Counter[str] = Counter()
        self._plain: dict[str, set[int]] = {}
        self._shown: dict[str, set[int]] = {}
        self._tails: dict[str, int] = {}
        self._grown: set[str] = set()
        self._full: set[str] = set()

    def judge(self, url: str, parent: str | None = None) -> Refusal | None:
        """Tell why *url*, found on the page *parent*, is a trap, or a copy.

        Both are in normal form. Some 3 µs, and 8 with a query. Ask again before
        fetching: rules learn meanwhile.
        """
        clean, rule = without_session(url)
        trap = path_rule(clean)
        if trap is None and self._full:
            trap = self._streak_rule(clean, parent)
        if trap is None and parent is not None:
            trap = self._growth_rule(clean, parent)
        if trap is None and (idle := self._parameters.known_as(clean)) is not None:
            trap = f"parameter:{idle}"
        if trap is not None:
            return Refusal(SkipReason.TRAP, trap)
        if rule is not None:
            return Refusal(SkipReason.DUPLICATE, f"{rule}, of {clean}", clean)
        return None

    def observe(
        self,
        url: str,
        text: str,
        links: Collection[str],
        fresh: Collection[str],
    ) -> Observation:
        """Return what there is to `learn` from a page that was fetched.

        *text* is its main text, *links* all it links to, *fresh* those of them that
        were not known before and are in scope; all URLs in normal form.
        """
        hashes = word_hashes(text)
        tails = _tails(url, links)
        return Observation(
            fingerprint(text, hashes),
            barren=(_facets(url) > 1 or is_calendar(url)) and _is_barren(url, fresh),
            stale=_has_facets(url, links) and self._is_stale(url, hashes),
            grown=bool(tails) and self._is_grown(url, tails),
            tails=_hash(tails),
        )

    def learn(self, url: str, observation: Observation) -> bool:
        """Learn from a page, at once or when a crawl is resumed; whether it is dull.

        That is a near-duplicate, or one that has facets and leads nowhere new.
        """
        text, kind = observation.text, shape(url)
        self._parameters.observe(url, text.words)
        near = text.simhash is not None and self._near.seen(text.simhash)
        fruitless = observation.barren and _facets(url) > 1
        dull = near or fruitless or text.words in self._seen
        self._seen.add(text.words)
        if is_calendar(url):
            known = self._plain.setdefault(kind, set())
            self._count(kind, nothing=observation.barren and text.plain in known)
            known.add(text.plain)
        if _facets(url) > 1:
            nothing = observation.barren and observation.stale
            self._count(split_query(url)[0], nothing=nothing)
        folder = _folder(url)
        if observation.tails:
            self._tails.setdefault(folder, observation.tails)
        if observation.grown:
            self._grown.add(folder)
        return dull

    def _count(self, key: str, *, nothing: bool) -> None:
        self._streaks[key] = self._streaks[key] + 1 if nothing else 0
        if self._streaks[key] >= STREAK:
            self._full.add(key)
        else:
            self._full.discard(key)

    def _streak_rule(self, url: str, parent: str | None) -> str | None:
        """Refuse more of what has brought nothing for a `STREAK`."""
        if split_query(url)[0] in self._full and _facets(url) > 1:
            return "facets"
        if parent is not None:
            kind = shape(url)
            if kind in self._full and kind == shape(parent):
                return "calendar"
        return None

    def _growth_rule(self, url: str, parent: str) -> str | None:
        if self._grown:
            folder = _folder(parent)
            if folder in self._grown and url.startswith(folder):
                return "path-grows"
        if is_far_date(url) and is_step(parent, url):
            return "calendar"
        return None

    def _is_stale(self, url: str, hashes: npt.NDArray[np.uint64]) -> bool:
        """Tell whether a page recombines what its path has shown.

        Lists that are filtered have the same entries again: nearly all of their runs of
        words are known, but for those across two entries. Of a short page, all words.
        """
        path = split_query(url)[0]
        if len(self._shown) >= _MOST_FACETED and path not in self._shown:
            return False
        known = self._shown.setdefault(path, set())
        short = len(hashes) < _SHORT
        units = set((hashes if short else run_hashes(hashes)).tolist())
        new = units - known
        if len(known) < _MOST_SHOWN:
            known |= new
            if not short:
                known.update(hashes.tolist())
        return len(new) <= (0 if short else _NEW_SHARE * len(units))

    def _is_grown(self, url: str, tails: set[str]) -> bool:
        folder = _folder(url)
        wanted = _hash(tails)
        above = folder.rfind("/", 0, -1)
        while above > 8:
            own = folder[above + 1 :]
            if self._tails.get(folder[: above + 1]) == wanted:
                return any(tail.startswith(own) for tail in tails)
            above = folder.rfind("/", 0, above)
        return False


def _folder(url: str) -> str:
    return split_query(url)[0].rpartition("/")[0] + "/"


def _facets(url: str) -> int:
    """Return the number of parameters of *url*, paging left out."""
    query = split_query(url)[1]
    if not query:
        return 0
    names = (pair.partition("=")[0].lower() for pair in query.split("&") if pair)
    return sum(name not in _PAGING for name in names)


def _has_facets(url: str, links: Collection[str]) -> bool:
    own = split_query(url)[0] + "?"
    return own in url or own in "\n".join(links)  # one search, not one a link


def _is_barren(url: str, fresh: Collection[str]) -> bool:
    """Tell whether a page leads to nothing new but its like: to the next month."""
    path, kind = split_query(url)[0], shape(url)
    for link in fresh:
        if split_query(link)[0] == path:
            continue
        other = shape(link)
        if other != kind and not ("{date}" in other and is_calendar(url)):
            return False
    return True


def _tails(url: str, links: Collection[str]) -> set[str]:
    """Return the links of a page down its own folder, relative to that folder."""
    if len(links) > _MOST_TAILS:
        return set()
    folder = _folder(url)
    below = {
        split_query(link)[0][len(folder) :] for link in links if link.startswith(folder)
    }
    below.discard("")
    return below if len(below) >= 3 else set()


def _hash(tails: set[str]) -> int:
    if not tails:
        return 0
    joined = "\n".join(sorted(tails)).encode()
    return int.from_bytes(blake2b(joined, digest_size=8).digest(), "little")
