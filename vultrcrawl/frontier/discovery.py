"""Makes URLs known, each once: in normal form, with its shape, rank and depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vultrcrawl.frontier.shapes import shape
from vultrcrawl.frontier.store import NewUrl, State
from vultrcrawl.frontier.urls import normalize
from vultrcrawl.items import Region, SkipReason, Via

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

    from vultrcrawl.frontier.queue import ShapeQueue
    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.frontier.store import KnownUrl, Store
    from vultrcrawl.page.links import Link

#: Links read of one page (a page of 10 MB holds 150,000).
MAX_LINKS = 5_000
#: Known URLs kept at hand, so that the menu of every page costs no look-up.
_CACHE = 50_000
#: A URL skipped for one of these is taken up when it is found in a better place.
READMITTED = frozenset({SkipReason.DEPTH, SkipReason.NOFOLLOW})

_RANK_OF_VIA = {Via.START: 0, Via.SITEMAP: 1, Via.FEED: 1, Via.REDIRECT: 1}
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


class _Seen(NamedTuple):
    """The best place in which a URL was found, as far as is remembered."""

    number: int
    rank: int
    depth: int


class Discovery:
    """What is found of a crawl's URLs, put down in *store*, *counts* and *queue*.

    To be used inside a transaction of the store.
    """

    def __init__(
        self, store: Store, scope: Scope, counts: Counter[State], queue: ShapeQueue
    ) -> None:
        self.scope = scope
        self._store = store
        self._counts = counts
        self._queue = queue
        self._cache: dict[str, _Seen] = {}
        self._shape_ids: dict[str, int] = {}

    def shape_id(self, url: str) -> int:
        """Return the number of the shape of *url*."""
        pattern = shape(url)
        if (number := self._shape_ids.get(pattern)) is None:
            number = self._shape_ids[pattern] = self._store.shape_id(pattern)
        return number

    def seed(self, url: str, via: Via, parent: KnownUrl | None) -> bool:
        """Make *url* known; whether it is new and will be fetched."""
        normal = normalize(url)
        if normal is None:
            return False
        depth = 0
        if parent is not None:
            depth = parent.depth + (via is not Via.REDIRECT)
        source = None if parent is None else parent.id
        return self._add(normal, via, _RANK_OF_VIA[via], depth, source)[1]

    def read(
        self, known: KnownUrl, base: str, links: Iterable[Link]
    ) -> tuple[list[LinkFound], int, int]:
        """Make the *links* of page *known* known, whose address is *base*.

        Returns the links, and how many different URLs in scope and out of it.
        """
        depth = known.depth + 1
        rows: list[LinkFound] = []
        inside: set[int] = set()
        outside: set[int] = set()
        for count, link in enumerate(links):
            if count >= MAX_LINKS:
                break
            url = normalize(link.href, link.base_url or base)
            if url is None and (url := _foreign_scheme(link)) is None:
                continue
            rank = _RANK_OF_REGION[link.region]
            seen = self._cache.get(url)
            if seen is None or seen.rank > rank or seen.depth > depth:
                via = Via.FRAME if link.rel == "frame" else Via.LINK
                number, _ = self._add(
                    url, via, rank, depth, known.id, nofollow=link.nofollow
                )
            else:
                number = seen.number
            (inside if self.scope.contains(url) else outside).add(number)
            rows.append((known.id, number, link.text, link.region, link.rel))
        return rows, len(inside), len(outside)

    def _add(
        self,
        url: str,
        via: Via,
        rank: int,
        depth: int,
        parent: int | None,
        *,
        nofollow: bool = False,
    ) -> tuple[int, bool]:
        """Return the number of *url*, and whether it was made pending just now."""
        refusal = self.scope.refuse(url, depth)
        if refusal is None and nofollow:
            refusal = SkipReason.NOFOLLOW, None
        reason, rule = refusal or (None, None)
        state = State.PENDING if reason is None else State.SKIPPED
        group = self.shape_id(url) if reason is None else 0
        new = NewUrl(url, state, group, rank, depth, parent, via, reason, rule)
        number = self._store.add(new)
        if number is None:
            return self._found_again(new)
        if reason not in READMITTED:
            self._remember(number, new)
        self._counts[state] += 1
        if state is State.PENDING:
            self._queue.add(group)
        return number, state is State.PENDING

    def _found_again(self, new: NewUrl) -> tuple[int, bool]:
        known = self._store.find(new.url)
        assert known is not None  # noqa: S101 (it could not be added)
        number, was, because, _ = known
        if was is State.SKIPPED and because in READMITTED:
            if new.reason is not None:
                return number, False
            self._store.readmit(number, new)
            self._counts[State.SKIPPED] -= 1
            self._counts[State.PENDING] += 1
            self._queue.add(new.shape)
            self._remember(number, new)
            return number, True
        if was is State.PENDING and new.reason is None:
            self._store.improve(number, new.rank, new.depth)
        self._remember(number, new)
        return number, False

    def _remember(self, number: int, new: NewUrl) -> None:
        if len(self._cache) >= _CACHE:
            self._cache.clear()
        rank, depth = new.rank, new.depth
        if (seen := self._cache.get(new.url)) is not None:
            rank, depth = min(rank, seen.rank), min(depth, seen.depth)
        self._cache[new.url] = _Seen(number, rank, depth)


def _foreign_scheme(link: Link) -> str | None:
    """Return the URL of a link to another scheme; None if it is no URL at all."""
    scheme, colon, _ = link.url.partition(":")
    named = colon and scheme.isascii() and scheme.replace("+", "").isalnum()
    return link.url if named and not link.url.startswith("http") else None
