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
from vultrcrawl.frontier.curiosity import Curiosity
from vultrcrawl.frontier.discovery import Discovery
from vultrcrawl.frontier.known import KnownUrl, State
from vultrcrawl.frontier.novelty import Novelty
from vultrcrawl.frontier.queue import ShapeQueue
from vultrcrawl.frontier.redirects import Claim, claim, copy_of
from vultrcrawl.frontier.traps import Observation, Traps
from vultrcrawl.frontier.urls import normalize_routed
from vultrcrawl.items import (
    Page,
    Rendering,
    SkipReason,
    Via,
    as_row,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vultrcrawl.frontier.results import Results
    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.frontier.store import Store
    from vultrcrawl.page.links import Link

#: Where the scope went along with the start URL, in the store's notes.
_MOVED_TO = "moved_to"
#: URLs looked at in one go, of which traps leave none: some 20 ms.
_LOOKS = 300


class Frontier:
    """The URLs of one crawl over *store*.

    At most *max_pages* pages are answered: a lease is given only while pages answered
    and leases out are fewer; with *until_dry* also only until new templates no longer
    appear. Raises StateError if *store* holds a crawl with another
    start or scope.

    Once the store can't be written, `failure` says why: then nothing more is handed
    out, what is settled is not kept, and the URLs stand as they stood before.
    """

    def __init__(
        self, store: Store, scope: Scope, max_pages: int, *, until_dry: bool = False
    ) -> None:
        self.scope = self._asked = scope
        self.results: Results = store
        self.novelty = Novelty()
        self.failure: StorageError | None = None
        self._store = store
        self._max_pages = max_pages
        self._until_dry = until_dry
        self._traps = Traps()
        self._leased: dict[int, tuple[KnownUrl, int]] = {}
        self._curious: set[int] = set()
        self._curiosity = Curiosity()
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
            if not store.answered():
                # The site was out of reach, or its robots.txt: begin again.
                store.readmit_unanswered()
                store.readmit_all(SkipReason.ROBOTS)
        self._recall()
        self._count()

    def _recall(self) -> None:
        """Learn once more from what earlier runs fetched."""
        for row, observed in self._store.observations():
            url, template = str(row["final_url"]), row["template"]
            self.novelty.note(template if isinstance(template, str) else None)
            if observed is not None:
                known = normalize_routed(url) or url
                self._traps.replay(known, Observation.decode(observed))

    def _count(self) -> None:
        """Learn from the store where everything stands."""
        self.answered = self._store.answered()
        self._counts = Counter(self._store.counts())
        self._queue = ShapeQueue(self._traps.cost)
        out = Counter(shape for _, shape in self._leased.values())
        self._queue.load(
            (number, pattern, url, waiting - out[number], done + out[number], rank)
            for number, pattern, url, waiting, done, rank in self._store.shapes()
        )
        self._discovery = Discovery(
            self._store, self.scope, self._traps, self._counts, self._queue
        )

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
            fresh += self._discovery.seed(urls, via, source)
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

    @property
    def saturated(self) -> bool:
        """Whether new templates no longer appear, nor shapes that may have one."""
        return self.novelty.is_dry and not self._queue.has_unseen

    @property
    def ended_dry(self) -> bool:
        """Whether that is why nothing more is handed out."""
        return self._until_dry and self.saturated and self.pending > 0

    def has_next(self) -> bool:
        """Whether there is something to hand out."""
        return (
            self.failure is None
            and self.has_budget
            and self._counts[State.PENDING] > len(self._leased)
            and not (self._until_dry and self.saturated)
        )

    def lease(self) -> KnownUrl | None:
        """Hand out the URL to fetch next; None if there is none, or none was found yet.

        By turns of the shape with the fewest pages fetched (in it what stands in a
        better place, then nearer to the start, then known for longer), and nearest to
        the start: see `Curiosity`. What is known for a trap by now is skipped; after
        many such, `has_next` is still true, and others should get their turn.
        """
        for _ in range(_LOOKS):
            if not self.has_next():
                return None
            known, shape, curious = self._choose()
            self._leased[known.id] = (known, shape)
            if self._is_wanted(known):
                if curious:
                    self._curious.add(known.id)
                return known
        return None

    def _choose(self) -> tuple[KnownUrl, int, bool]:
        """Take a URL that waits: itself, its shape, and whether it was for that."""
        if curious := self._curiosity.next():
            shape = self._queue.take()
            assert shape is not None  # noqa: S101 (the counts say that one waits)
            out = [number for number, (_, of) in self._leased.items() if of == shape]
            known = self._store.next_of(shape, out)
        else:
            nearest = self._store.nearest(self._leased)
            assert nearest is not None  # noqa: S101 (as above)
            shape, known = nearest
            self._queue.take_of(shape)
        assert known is not None  # noqa: S101 (as above)
        return known, shape, curious

    def _is_wanted(self, known: KnownUrl) -> bool:
        """Whether a URL is still worth its request; if not, it is skipped."""
        if known.via == Via.START:
            return True
        verdict = self._discovery.judge(known.url, known.parent_url)
        if verdict is None:
            return True
        reason, rule, stand_in = verdict
        with self._writing():
            self._settle(known.id, State.SKIPPED, reason, rule)
            if stand_in is not None:
                self._discovery.stand_in(stand_in, known)
        return False

    def leased(self, number: int) -> KnownUrl:
        """Return what is leased under *number*. Raises KeyError if nothing is."""
        return self._leased[number][0]

    def is_leased(self, number: int) -> bool:
        """Whether *number* is out and not settled yet."""
        return number in self._leased

    def release(self, number: int) -> None:
        """Take a lease back: the URL waits again."""
        _, group = self._leased.pop(number)
        self._curious.discard(number)
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
        elif number in self._curious:
            self._curiosity.note(gave_page=state is State.DONE)
        self._curious.discard(number)
        self._store.settle(number, state, reason, rule)
        self._counts[State.PENDING] -= 1
        self._counts[state] += 1

    def complete(
        self,
        number: int,
        page: Page,
        links: Iterable[Link] = (),
        text: str | None = None,
    ) -> None:
        """Settle a lease with the row of its page, the links on it and its main *text*.

        Sets the fields of *page* that the frontier knows: numbers of links, and
        `duplicate_of`. A page with an `error` is failed, any other done. All of it is
        one transaction.
        """
        known, shape = self._leased[number]
        url = page.final_url or known.url
        with self._writing():
            rendered = page.rendering is Rendering.RENDERED
            reading = self._discovery.read(known, url, links, routes=rendered)
            page.links_internal, page.links_external = reading.inside, reading.outside
            observed = None
            if page.error is None:
                if page.content_hash is not None:
                    page.duplicate_of = self._store.first_with(page.content_hash)
                self.novelty.note(page.template)
                if text is not None:
                    at = normalize_routed(url) or url
                    observed = self._traps.observe(
                        at, text, reading.urls, reading.fresh
                    )
            answered = page.status is not None
            self._store.add_page(
                number,
                as_row(page),
                page.content_hash,
                answered=answered,
                observed=None if observed is None else observed.encode(),
            )
            self._store.add_links(reading.rows)
            self._settle(number, State.FAILED if page.error else State.DONE)
            self._queue.reckon(shape)
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
        url = normalize_routed(target)
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
        # A target with a session id is the page without it, as far as we are concerned.
        verdict = self._discovery.judge(url, known.parent_url)
        if verdict is not None and verdict[2] is not None:
            url = verdict[2]
            if url == known.url:
                return True
        return self._claim(known, url)

    def _move(self, url: str) -> None:
        # From what was asked for, not from an earlier hop: a resume knows no hops.
        moved = self._asked.moved_to(url)
        if moved != self.scope:
            self.scope = self._discovery.scope = moved
            self.note({_MOVED_TO: url})

    def _claim(self, known: KnownUrl, url: str) -> bool:
        """Make *url* a duplicate of the leased *known*, or the other way round."""
        came = Claim.ELSEWHERE
        with self._writing():
            came = claim(self._store, known, url, self._leased)
            if came is Claim.NEW:
                self._counts[State.SKIPPED] += 1
            elif came is Claim.WITHDRAWN:
                self._queue.withdraw(self._discovery.shape_id(url))
                self._counts[State.PENDING] -= 1
                self._counts[State.SKIPPED] += 1
            elif came is Claim.ELSEWHERE:
                copy = copy_of(url)
                self._settle(known.id, State.SKIPPED, SkipReason.DUPLICATE, copy)
        return came is not Claim.ELSEWHERE

    # Looking at it.

    @property
    def pending(self) -> int:
        """URLs that wait or are being fetched."""
        return self._counts[State.PENDING]

    @property
    def failed(self) -> int:
        """URLs that failed."""
        return self._counts[State.FAILED]

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
