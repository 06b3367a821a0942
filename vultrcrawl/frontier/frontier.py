"""Which URL next: every URL once, new shapes first, never over the budget.

A URL is known, then leased, then settled: done, failed or skipped with one reason. The
books balance at any time: known = done + failed + skipped + pending (leased included).
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vultrcrawl.errors import StorageError
from vultrcrawl.frontier.books import Books
from vultrcrawl.frontier.discovery import READMITTED, Discovery
from vultrcrawl.frontier.queue import ShapeQueue
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
    from collections.abc import Iterable, Iterator, Mapping

    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.page.links import Link

#: Where the scope went along with the start URL, in the store's notes.
_MOVED_TO = "moved_to"


class Frontier:
    """The URLs of one crawl over *store*.

    At most *max_pages* pages are answered: a lease is given only while pages answered
    and leases out are fewer. Raises StateError if *store* holds a crawl with another
    start or scope.

    Once the store can't be written, `failure` says why: then nothing more is handed
    out, what is settled is not kept, and the URLs stand as they stood before.
    """

    def __init__(self, store: Store, scope: Scope, max_pages: int) -> None:
        self.scope = scope
        self.failure: StorageError | None = None
        self._store = store
        self._max_pages = max_pages
        self._leased: dict[int, tuple[KnownUrl, int]] = {}
        store.claim(
            {
                "start_url": scope.start_url,
                "scope": scope.mode,
                "include": "|".join(scope.include),
                "exclude": "|".join(scope.exclude),
                "max_depth": str(scope.max_depth),
            }
        )
        if moved := store.about().get(_MOVED_TO):
            self.scope = scope.moved_to(moved)
        if store.resumed:
            store.readmit_all(SkipReason.DEFERRED)
        self._count()

    def _count(self) -> None:
        """Learn from the store where everything stands."""
        self.answered = self._store.answered()
        self._counts = Counter(self._store.counts())
        waiting = Counter(self._store.waiting())
        fetched = Counter(self._store.fetched())
        for _, shape in self._leased.values():
            waiting[shape] -= 1
            fetched[shape] += 1
        self._queue = ShapeQueue(waiting, fetched)
        self._discovery = Discovery(self._store, self.scope, self._counts, self._queue)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Do all or nothing of what is done inside."""
        leased = dict(self._leased)
        try:
            with self._store.transaction():
                yield
        except BaseException as error:
            self._leased = leased
            self._count()
            if not isinstance(error, StorageError):
                raise
            self.failure = error

    # Making URLs known.

    def seed(self, url: str, via: Via, *, parent: int | None = None) -> bool:
        """Make *url* known, from a sitemap for one; whether it will be fetched."""
        return self.seed_all([url], via, parent=parent) == 1

    def seed_all(
        self, urls: Iterable[str], via: Via, *, parent: int | None = None
    ) -> int:
        """Make *urls* known; how many of them are new and will be fetched.

        *parent* is the number of the leased page that names them. One transaction: give
        it a thousand at a time.
        """
        source = None if parent is None else self.leased(parent)
        fresh = 0
        with self._writing():
            fresh += sum(self._discovery.seed(url, via, source) for url in urls)
        return fresh

    # Handing URLs out.

    @property
    def has_budget(self) -> bool:
        """Whether one more page may be asked for."""
        return self.answered + len(self._leased) < self._max_pages

    @property
    def leases(self) -> int:
        """How many URLs are out."""
        return len(self._leased)

    def has_next(self) -> bool:
        """Whether `lease` would give something."""
        return (
            self.failure is None
            and self.has_budget
            and self._counts[State.PENDING] > len(self._leased)
        )

    def lease(self) -> KnownUrl | None:
        """Hand out the URL to fetch next; None if nothing waits or the budget is spent.

        The shape with the fewest pages fetched comes first; in a shape what stands in a
        better place, then nearer to the start, then known for longer.
        """
        if not self.has_next() or (group := self._queue.take()) is None:
            return None
        out = [number for number, (_, of) in self._leased.items() if of == group]
        known = self._store.next_of(group, out)
        assert known is not None  # noqa: S101 (the queue says that one waits)
        self._leased[known.id] = (known, group)
        return known

    def leased(self, number: int) -> KnownUrl:
        """Return what is leased under *number*. Raises KeyError if nothing is."""
        return self._leased[number][0]

    def is_leased(self, number: int) -> bool:
        """Whether *number* is out and not settled yet."""
        return number in self._leased

    def release(self, number: int) -> None:
        """Take a lease back: the URL waits again."""
        _, group = self._leased.pop(number)
        self._queue.give_back(group)

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
            self._queue.forget(group)
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
        with self._writing():
            rows, inside, outside = self._discovery.read(
                known, page.final_url or known.url, links
            )
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

    def note(self, facts: Mapping[str, str]) -> None:
        """Note *facts* for a crawl that goes on later; `Store.about` has them."""
        with self._writing():
            self._store.note(facts)

    def update(self, number: int, page: Page) -> None:
        """Put *page* in the place of the row of a settled URL."""
        with self._writing():
            self._store.update_page(number, as_row(page))

    def skip(self, number: int, reason: SkipReason, rule: str | None = None) -> None:
        """Settle a lease without a page."""
        with self._writing():
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
            self._move(url)
        if url == known.url:
            return True  # to itself, with a cookie; the downloader counts the rounds
        if refusal := self.scope.refuse(url, known.depth):
            self.skip(number, refusal[0], f"redirects to {url}"[:300])
            return False
        return self._claim(known, url)

    def _move(self, url: str) -> None:
        moved = self.scope.moved_to(url)
        if moved is not self.scope:
            self.scope = self._discovery.scope = moved
            self.note({_MOVED_TO: url})

    def _claim(self, known: KnownUrl, url: str) -> bool:
        """Make *url* a duplicate of the leased *known*, or the other way round."""
        with self._writing():
            rule = f"of {known.url}"
            found = self._store.find(url)
            if found is None:
                self._store.add(
                    NewUrl(
                        url,
                        State.SKIPPED,
                        0,
                        1,
                        known.depth,
                        known.id,
                        Via.REDIRECT,
                        SkipReason.DUPLICATE,
                        rule,
                    )
                )
                self._counts[State.SKIPPED] += 1
                return True
            other, state, reason, why = found
            if state is State.SKIPPED and reason in READMITTED:
                self._store.settle(other, State.SKIPPED, SkipReason.DUPLICATE, rule)
                return True
            if state is State.PENDING and other not in self._leased:
                self._store.settle(other, State.SKIPPED, SkipReason.DUPLICATE, rule)
                self._queue.withdraw(self._discovery.shape_id(url))
                self._counts[State.PENDING] -= 1
                self._counts[State.SKIPPED] += 1
                return True
            if reason == SkipReason.DUPLICATE and self._leads_to(why, known.url):
                return True  # another try, perhaps of another run
            self._settle(known.id, State.SKIPPED, SkipReason.DUPLICATE, f"of {url}")
        return False

    def _leads_to(self, rule: str | None, url: str) -> bool:
        """Whether the duplicate with that *rule* is one of *url*, at first hand or not.

        Were *url* settled as a duplicate of it, neither would ever be fetched.
        """
        passed: set[str] = set()
        while rule is not None and rule not in passed:
            passed.add(rule)
            original = rule.removeprefix("of ")
            if original == url:
                return True
            found = self._store.find(original)
            is_copy = found is not None and found[2] == SkipReason.DUPLICATE
            rule = found[3] if found is not None and is_copy else None
        return False

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
