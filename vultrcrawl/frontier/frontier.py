"""Which URL next: every URL once, new shapes first, never over the budget.

A URL is known, then leased, then settled: done, failed or skipped with one reason. The
books balance at any time: known = done + failed + skipped + pending (leased included).
"""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vultrcrawl.frontier.shapes import shape
from vultrcrawl.frontier.store import KnownUrl, NewUrl, State, Store
from vultrcrawl.frontier.urls import normalize
from vultrcrawl.items import (
    LinkRow,
    Page,
    Region,
    SkippedUrl,
    SkipReason,
    Via,
    as_row,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.page.links import Link

#: Links read of one page; the rest is skipped (a page of 10 MB holds 150,000).
MAX_LINKS = 5_000
#: Known numbers kept at hand, so that the menu of every page costs no look-up.
_CACHE = 50_000
#: A URL skipped for one of these is taken up when it is found in a better place.
_READMITTED = frozenset({SkipReason.DEPTH, SkipReason.NOFOLLOW})

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


@dataclass(frozen=True, slots=True)
class Books:
    """Where the URLs of a crawl stand."""

    done: int
    failed: int
    skipped: int
    pending: int
    known: int

    @property
    def balanced(self) -> bool:
        """Whether every known URL stands in exactly one place."""
        return self.known == self.done + self.failed + self.skipped + self.pending

    def sentence(self) -> str:
        """Return the books in one line."""
        return (
            f"URLs known: {self.known} = {self.done} done + {self.failed} failed"
            f" + {self.skipped} skipped + {self.pending} waiting"
        )


class Frontier:
    """The URLs of one crawl over *store*.

    At most *max_pages* pages are answered: a lease is given only while pages answered
    and leases out are fewer.
    """

    def __init__(self, store: Store, scope: Scope, max_pages: int) -> None:
        self.scope = scope
        self._store = store
        self._max_pages = max_pages
        self._leased: dict[int, tuple[KnownUrl, int]] = {}
        self._cache: dict[str, int] = {}
        self._shape_ids: dict[str, int] = {}
        self.answered = store.answered()
        self._counts = Counter(store.counts())
        # By shape: URLs that wait, and URLs that were leased or settled by a fetch.
        self._waiting = Counter(store.waiting())
        self._fetched = Counter(store.fetched())
        self._heap = [(self._fetched[number], number) for number in self._waiting]
        heapq.heapify(self._heap)

    # Making URLs known.

    def seed(self, url: str, via: Via, *, parent: int | None = None) -> bool:
        """Make *url* known, from a sitemap for one; whether it will be fetched."""
        normal = normalize(url)
        if normal is None:
            return False
        with self._store.transaction():
            number, new = self._add(
                normal, via, _RANK_OF_VIA[via], 0, parent, nofollow=False
            )
        return new and number is not None

    def _add(
        self,
        url: str,
        via: Via,
        rank: int,
        depth: int,
        parent: int | None,
        *,
        nofollow: bool,
    ) -> tuple[int, bool]:
        """Return the number of *url*, and whether it was made pending just now."""
        refusal = self.scope.refuse(url, depth)
        if refusal is None and nofollow:
            refusal = SkipReason.NOFOLLOW, None
        reason, rule = refusal or (None, None)
        state = State.PENDING if reason is None else State.SKIPPED
        group = self._shape_id(url) if reason is None else 0
        new = NewUrl(url, state, group, rank, depth, parent, via, reason, rule)
        number = self._store.add(new)
        if number is None:
            known = self._store.find(url)
            assert known is not None  # noqa: S101 (it could not be added)
            number, was, because = known
            if not (was is State.SKIPPED and because in _READMITTED and reason is None):
                if because not in _READMITTED:
                    self._remember(url, number)
                return number, False
            self._store.readmit(number, new)
            self._counts[State.SKIPPED] -= 1
        elif reason not in _READMITTED:
            self._remember(url, number)
        self._counts[state] += 1
        if state is State.PENDING:
            self._push(group)
        return number, state is State.PENDING

    def _remember(self, url: str, number: int) -> None:
        if len(self._cache) >= _CACHE:
            self._cache.clear()
        self._cache[url] = number

    def _shape_id(self, url: str) -> int:
        pattern = shape(url)
        if (number := self._shape_ids.get(pattern)) is None:
            number = self._shape_ids[pattern] = self._store.shape_id(pattern)
        return number

    def _push(self, group: int) -> None:
        self._waiting[group] += 1
        if self._waiting[group] == 1:
            heapq.heappush(self._heap, (self._fetched[group], group))

    # Handing URLs out.

    @property
    def has_budget(self) -> bool:
        """Whether one more page may be asked for."""
        return self.answered + len(self._leased) < self._max_pages

    def has_next(self) -> bool:
        """Whether `lease` would give something."""
        return self.has_budget and self._counts[State.PENDING] > len(self._leased)

    def lease(self) -> KnownUrl | None:
        """Hand out the URL to fetch next; None if nothing waits or the budget is spent.

        The shape with the fewest pages fetched comes first; in a shape what stands in a
        better place, then nearer to the start, then known for longer.
        """
        if not self.has_next():
            return None
        while self._heap:
            fetched, group = heapq.heappop(self._heap)
            if not self._waiting[group]:
                continue
            if fetched != self._fetched[group]:
                heapq.heappush(self._heap, (self._fetched[group], group))
                continue
            out = [number for number, (_, of) in self._leased.items() if of == group]
            known = self._store.next_of(group, out)
            assert known is not None  # noqa: S101 (the count says that one waits)
            self._waiting[group] -= 1
            self._fetched[group] += 1
            self._leased[known.id] = (known, group)
            if self._waiting[group]:
                heapq.heappush(self._heap, (self._fetched[group], group))
            return known
        return None

    def leased(self, number: int) -> KnownUrl:
        """Return what is leased under *number*. Raises KeyError if nothing is."""
        return self._leased[number][0]

    def is_leased(self, number: int) -> bool:
        """Whether *number* is out and not settled yet."""
        return number in self._leased

    def release(self, number: int) -> None:
        """Take a lease back: the URL waits again."""
        _, group = self._leased.pop(number)
        self._fetched[group] -= 1
        self._waiting[group] += 1
        heapq.heappush(self._heap, (self._fetched[group], group))

    # Settling them.

    def _settle(
        self,
        number: int,
        state: State,
        reason: SkipReason | None = None,
        rule: str | None = None,
    ) -> None:
        _, group = self._leased.pop(number)
        if state is State.SKIPPED:
            self._fetched[group] -= 1
        self._store.settle(number, state, reason, rule)
        self._counts[State.PENDING] -= 1
        self._counts[state] += 1

    def complete(self, number: int, page: Page, links: Iterable[Link] = ()) -> None:
        """Settle a lease with the row of its page and the links on it.

        Sets the fields of *page* that the frontier knows: numbers of links, and
        `duplicate_of`. A page with an `error` is failed, any other done. All of it is
        one transaction.
        """
        known = self._leased[number][0]
        with self._store.transaction():
            rows, inside, outside = self._discover(known, page, links)
            page.links_internal, page.links_external = inside, outside
            if page.content_hash is not None and page.error is None:
                page.duplicate_of = self._store.first_with(page.content_hash)
            answered = page.status is not None
            self._store.add_page(
                number, as_row(page), page.content_hash, answered=answered
            )
            self._store.add_links(rows)
            self._settle(number, State.FAILED if page.error else State.DONE)
        self.answered += answered

    def _discover(
        self, known: KnownUrl, page: Page, links: Iterable[Link]
    ) -> tuple[list[tuple[int, int, str, str, str]], int, int]:
        base, depth = page.final_url or known.url, known.depth + 1
        rows: list[tuple[int, int, str, str, str]] = []
        inside: set[int] = set()
        outside: set[int] = set()
        for count, link in enumerate(links):
            url = normalize(link.href, link.base_url or base)
            if url is None and (url := _foreign_scheme(link)) is None:
                continue
            number = self._cache.get(url)
            if number is None:
                if count >= MAX_LINKS:
                    continue
                via = Via.FRAME if link.rel == "frame" else Via.LINK
                number, _ = self._add(
                    url,
                    via,
                    _RANK_OF_REGION[link.region],
                    depth,
                    known.id,
                    nofollow=link.nofollow,
                )
            (inside if self.scope.contains(url) else outside).add(number)
            rows.append((known.id, number, link.text, link.region, link.rel))
        return rows, len(inside), len(outside)

    def update(self, number: int, page: Page) -> None:
        """Put *page* in the place of the row of a settled URL."""
        self._store.update_page(number, as_row(page))

    def skip(self, number: int, reason: SkipReason, rule: str | None = None) -> None:
        """Settle a lease without a page."""
        with self._store.transaction():
            self._settle(number, State.SKIPPED, reason, rule)

    def redirected(self, number: int, target: str) -> bool:
        """Note that a leased URL redirects to *target*; whether to go there.

        A page that is reached under a second URL is fetched once: the target becomes a
        duplicate of the leased URL, or the leased URL one of the target if that was
        fetched, or is being fetched. Then, and if the target is out of scope, the lease
        is settled. The start URL takes the scope along with it.
        """
        known = self._leased[number][0]
        url = normalize(target)
        if url is None:
            self.skip(number, SkipReason.SCHEME, f"redirects to {target}"[:300])
            return False
        if known.via == Via.START:
            self.scope = self.scope.moved_to(url)
        if url == known.url:
            return True  # to itself, with a cookie; the downloader counts the rounds
        if refusal := self.scope.refuse(url, known.depth):
            self.skip(number, refusal[0], f"redirects to {url}"[:300])
            return False
        return self._claim(known, url)

    def _claim(self, known: KnownUrl, url: str) -> bool:
        """Make *url* a duplicate of the leased *known*, or the other way round."""
        with self._store.transaction():
            found = self._store.find(url)
            if found is None:
                added = self._store.add(
                    NewUrl(
                        url,
                        State.SKIPPED,
                        0,
                        1,
                        known.depth,
                        known.id,
                        Via.REDIRECT,
                        SkipReason.DUPLICATE,
                        f"of {known.url}",
                    )
                )
                assert added is not None  # noqa: S101 (it was not known)
                self._counts[State.SKIPPED] += 1
                return True
            other, state, reason = found
            if state is State.PENDING and other not in self._leased:
                self._withdraw(url, other, f"of {known.url}")
                return True
            if state is State.SKIPPED and reason in _READMITTED:
                return True
            self._settle(known.id, State.SKIPPED, SkipReason.DUPLICATE, f"of {url}")
            return False

    def _withdraw(self, url: str, number: int, rule: str) -> None:
        """Skip a URL that waits."""
        self._store.settle(number, State.SKIPPED, SkipReason.DUPLICATE, rule)
        self._waiting[self._shape_id(url)] -= 1
        self._counts[State.PENDING] -= 1
        self._counts[State.SKIPPED] += 1

    # Looking at it.

    @property
    def pending(self) -> int:
        """URLs that wait or are being fetched."""
        return self._counts[State.PENDING]

    def books(self) -> Books:
        """Return where the URLs stand, counted anew in the store."""
        counts = self._store.counts()
        return Books(
            done=self._counts[State.DONE],
            failed=self._counts[State.FAILED],
            skipped=self._counts[State.SKIPPED],
            pending=self._counts[State.PENDING],
            known=sum(counts.values()),
        )

    def skipped_counts(self) -> dict[str, int]:
        """Return the number of skipped URLs by reason."""
        return self._store.skipped_counts()

    def pages(self) -> Iterator[dict[str, object]]:
        """Yield the row of every page, in the order of fetching."""
        for _, row in self._store.pages():
            yield row

    def links(self) -> Iterator[LinkRow]:
        """Yield every link between known URLs."""
        for source, target, anchor, region, rel in self._store.links():
            yield LinkRow(
                source=source,
                target=target,
                anchor=anchor,
                region=Region(region),
                rel=rel,
            )

    def skipped(self) -> Iterator[SkippedUrl]:
        """Yield every URL that was not fetched; what still waits, for the budget."""
        for url, reason, rule, parent in self._store.unfetched():
            yield SkippedUrl(
                url=url,
                reason=SkipReason(reason) if reason else SkipReason.BUDGET,
                rule=rule,
                parent_url=parent,
            )


def _foreign_scheme(link: Link) -> str | None:
    """Return the URL of a link to another scheme; None if it is no URL at all."""
    scheme, colon, _ = link.url.partition(":")
    named = colon and scheme.isascii() and scheme.replace("+", "").isalnum()
    return link.url if named and not link.url.startswith("http") else None
