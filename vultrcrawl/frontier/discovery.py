"""Adds discovered URLs to the store, each once, with shape, rank and depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from vultrcrawl.frontier.order.places import place_of_link
from vultrcrawl.frontier.order.turns import Turn
from vultrcrawl.frontier.refusals import BY_TEXT, may_be_lifted
from vultrcrawl.frontier.state.known import NewUrl, State
from vultrcrawl.items import Region, SkipReason, Via
from vultrcrawl.page.links import MAX_LINKS
from vultrcrawl.urls.actions import by_words
from vultrcrawl.urls.normal_form import normalize, normalize_named, normalize_routed
from vultrcrawl.urls.shapes import shape

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

    from lxml.html import HtmlElement

    from vultrcrawl.frontier.order.queue import KindQueue
    from vultrcrawl.frontier.refusals import Refusals
    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.frontier.state.known import FoundUrl, KnownUrl
    from vultrcrawl.frontier.state.store import Store
    from vultrcrawl.page.links import Link

#: Known URLs kept at hand, so that the menu of every page costs no look-up.
_CACHE = 50_000
_OUTSIDE = frozenset({SkipReason.SCOPE, SkipReason.SCHEME})

_RANK_OF_VIA = {
    Via.START: 0,
    Via.SITEMAP: 0,
    Via.FEED: 1,
    Via.REDIRECT: 1,
    Via.SCRIPT: 1,
}
#: Whoever found a URL so would be led to its route; lists of pages name no routes.
_ROUTED = frozenset({Via.START, Via.REDIRECT, Via.SCRIPT})
_RANK_OF_REGION = {
    Region.MAIN: 1,
    Region.PAGINATION: 1,
    Region.BREADCRUMB: 2,
    Region.NAV: 2,
    Region.HEADER: 2,
    Region.ASIDE: 3,
    Region.FOOTER: 4,
}


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


class Discovery:
    """What is found of a crawl's URLs, put down in *store*, *counts* and *queue*.

    To be used inside a transaction of the store.
    """

    def __init__(
        self,
        store: Store,
        scope: Scope,
        refusals: Refusals,
        counts: Counter[State],
        queue: KindQueue,
    ) -> None:
        self.scope = scope
        self._store = store
        self.refusals = refusals
        self._counts = counts
        self._queue = queue
        self._cache: dict[str, Seen] = {}
        self._kind_ids: dict[tuple[str, str], int] = {}
        self._place_of: dict[int, int] = {}

    def kind_id(self, url: str, place: str) -> int:
        """Return the number of the kind of *url*, to which a link in *place* leads."""
        key = shape(url), place
        if (number := self._kind_ids.get(key)) is None:
            at = self._store.place_id(place)
            number = self._kind_ids[key] = self._store.kind_id(key[0], at)
            self._place_of[number] = at
        return number

    def seed(self, urls: Iterable[str], via: Via, parent: KnownUrl | None) -> list[str]:
        """Make *urls* known; those in scope that are new."""
        depth = 0
        if parent is not None:
            depth = parent.depth + (via is not Via.REDIRECT)
        sighting = Sighting(via, _RANK_OF_VIA[via], via.value)
        normal_form = normalize_routed if via in _ROUTED else normalize
        found = {
            normal: sighting for url in urls if (normal := normal_form(url)) is not None
        }
        return self._learn(found, depth, parent).fresh

    def read(
        self,
        known: KnownUrl,
        base: str,
        links: Iterable[Link],
        *,
        routes: bool = False,
    ) -> tuple[Learned, list[LinkFound]]:
        """Make the *links* of page *known* known, whose address is *base*.

        Returns what there was to learn, and the links as the store keeps them. With
        *routes*, routes are pages of their own: scripts ran on the page.
        """
        found: dict[str, Sighting] = {}
        resolved: list[tuple[str, Link]] = []
        around: dict[HtmlElement, str] = {}
        normal_form = normalize_routed if routes else normalize
        for count, link in enumerate(links):
            if count >= MAX_LINKS:
                break
            if not routes and link.href.startswith("#"):
                continue  # to the page itself
            url = normal_form(link.href, link.base_url or base)
            if link.href[:1] == "#" and link.href[1:2] not in ("/", "!"):
                # The reader of links lets none through but names of pages.
                url = normalize_named(link.href, link.base_url or base)
            if url is None and (url := _foreign_scheme(link)) is None:
                continue
            resolved.append((url, link))
            rank, nofollow = _RANK_OF_REGION[link.region], link.nofollow
            acts = by_words(link.text, url)
            sighting = found.get(url)
            if sighting is None:
                via = Via.FRAME if link.rel == "frame" else Via.LINK
                place = place_of_link(link, around)
                found[url] = Sighting(via, rank, place, nofollow, acts)
            else:
                sighting.rank = min(rank, sighting.rank)
                sighting.nofollow = nofollow and sighting.nofollow
                sighting.acts = acts and sighting.acts
        learned = self._learn(found, known.depth + 1, known)
        rows = [
            (known.id, learned.seen[url].number, link.text, link.region.value, link.rel)
            for url, link in resolved
        ]
        return learned, rows

    def _learn(
        self, found: dict[str, Sighting], depth: int, parent: KnownUrl | None
    ) -> Learned:
        learned = Learned({}, [], [])
        seen = learned.seen
        asked: list[str] = []
        for url, sighting in found.items():
            place = self._cache.get(url)
            if place is None or place.rank > sighting.rank or place.depth > depth:
                asked.append(url)
            else:
                seen[url] = place
        if not asked:
            return learned
        known = self._store.find_all(asked)
        first = self._store.next_number
        new: list[NewUrl] = []
        fresh = learned.fresh
        stand_ins: dict[str, Sighting] = {}
        for url in asked:
            entry, stand_in = self._entry(url, found[url], depth, parent)
            place = Seen(
                first + len(new), entry.rank, depth, entry.reason not in _OUTSIDE
            )
            if (before := known.get(url)) is not None:
                place = place._replace(number=before.id)
                self._again(before, entry)
            else:
                new.append(entry)
                self._count(place.number, entry)
                if place.inside:
                    fresh.append(url)
                if stand_in is not None:
                    stand_ins[stand_in] = found[url]
            seen[url] = place
            if not may_be_lifted(entry.reason, entry.rule):
                self._remember(url, place)
        self._store.add_all(new)
        learned.kinds.extend(one.kind for one in new if one.state is State.PENDING)
        if stand_ins:
            self._learn(stand_ins, depth, parent)
        return learned

    def _entry(
        self, url: str, sighting: Sighting, depth: int, parent: KnownUrl | None
    ) -> tuple[NewUrl, str | None]:
        """Return *url* as it is put down if it is new, and what stands in for it."""
        above = None if parent is None else parent.url
        reason, rule = self.scope.refuse(url, depth) or (None, None)
        stand_in = None
        if reason is None and sighting.nofollow:
            reason = SkipReason.NOFOLLOW
        elif reason is None and sighting.acts is not None:
            reason, rule = SkipReason.ACTION, f"{sighting.acts}, {BY_TEXT}"
        if reason is None and sighting.via is not Via.START:
            verdict = self.refusals.judge(url, above, self.scope)
            if verdict is not None:
                reason, rule, stand_in = verdict
        state = State.PENDING if reason is None else State.SKIPPED
        # What may be fetched later has its shape from the beginning.
        plain = reason is None or may_be_lifted(reason, rule)
        number = self.kind_id(url, sighting.place) if plain else 0
        source = None if parent is None else parent.id
        return NewUrl(
            url, state, number, sighting.rank, depth, source, sighting.via, reason, rule
        ), stand_in

    def _count(self, number: int, entry: NewUrl) -> None:
        self._counts[entry.state] += 1
        if entry.state is State.PENDING:
            place = self._place_of[entry.kind]
            turn = Turn(entry.rank, entry.depth, number)
            self._queue.add(entry.kind, place, entry.url, turn)

    def _again(self, before: FoundUrl, entry: NewUrl) -> None:
        """Note that a known URL was found once more."""
        if entry.reason is not None:
            return
        if before.state is State.PENDING:
            self._store.improve(before.id, entry.rank, entry.depth)
            turn = Turn(entry.rank, entry.depth, before.id)
            self._queue.bring_forward(before.kind, turn)
        elif before.state is State.SKIPPED and may_be_lifted(
            before.reason, before.rule
        ):
            self._store.readmit(before.id, entry)
            self._counts[State.SKIPPED] -= 1
            self._count(before.id, entry)

    def _remember(self, url: str, place: Seen) -> None:
        if len(self._cache) >= _CACHE:
            self._cache.clear()
        if (old := self._cache.get(url)) is not None:
            place = place._replace(
                rank=min(place.rank, old.rank), depth=min(place.depth, old.depth)
            )
        self._cache[url] = place

    def stand_in(self, url: str, known: KnownUrl) -> None:
        """Make *url* known, which leads to the same page as *known*."""
        via = Via(known.via)
        rank = _RANK_OF_VIA.get(via, 1)
        self._learn({url: Sighting(via, rank, via.value)}, known.depth, None)


def _foreign_scheme(link: Link) -> str | None:
    """Return the URL of a link to another scheme; None if it is no URL at all."""
    scheme, colon, _ = link.url.partition(":")
    named = colon and scheme.isascii() and scheme.replace("+", "").isalnum()
    return link.url if named and not link.url.startswith("http") else None
