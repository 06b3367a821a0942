"""Leases of URLs, and the one state that each ends in."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING

from vultrcrawl.errors import StorageError
from vultrcrawl.frontier.discovery import Discovery
from vultrcrawl.frontier.order.queue import KindQueue
from vultrcrawl.frontier.state.known import KnownUrl, State, UrlCounts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vultrcrawl.frontier.learning import Knowledge
    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.frontier.state.results import Results
    from vultrcrawl.frontier.state.store import Store
    from vultrcrawl.items import SkipReason


class Ledger:
    """The leases over *store*, and where all of its URLs stand.

    Once the store can't be written, `failure` says why: then what is settled is not
    kept, and the URLs stand as they stood before.
    """

    def __init__(self, store: Store, scope: Scope, knowledge: Knowledge) -> None:
        self.scope = scope
        self.results: Results = store
        self.failure: StorageError | None = None
        self._store = store
        self._knowledge = knowledge
        self._leased: dict[int, tuple[KnownUrl, int]] = {}
        self._count()

    def _count(self) -> None:
        """Learn from the store where everything stands."""
        self.answered = self._store.answered()
        self._counts = Counter(self._store.counts())
        # What leads to wanted pages is told by their own rewards.
        self._queue = KindQueue(leads=self._knowledge.wanted is None)
        out = Counter(kind for _, kind in self._leased.values())
        self._queue.load(self._store.kinds(), self._store.led(), out)
        self._discovery = Discovery(
            self._store,
            self.scope,
            self._knowledge.refusals,
            self._counts,
            self._queue,
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

    # Leases, and their ends.

    @property
    def leases(self) -> int:
        """How many URLs are out."""
        return len(self._leased)

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

    def _settle(
        self,
        number: int,
        state: State,
        reason: SkipReason | None = None,
        rule: str | None = None,
        *,
        worth: float | None = None,
        led: Iterable[int] = (),
    ) -> None:
        _, kind = self._leased.pop(number)
        if worth is None:
            self._queue.forget(kind)
        else:
            self._queue.note(kind, worth, led)
        self._store.settle(number, state, reason, rule)
        self._counts[State.PENDING] -= 1
        self._counts[state] += 1

    def note(self, facts: Mapping[str, str]) -> None:
        """Note *facts* for a crawl that goes on later; `Store.about` has them."""
        with self._writing():
            self._store.note(facts)

    def skip(self, number: int, reason: SkipReason, rule: str | None = None) -> None:
        """Settle a lease without a page."""
        with self._writing():
            self._settle(number, State.SKIPPED, reason, rule)

    # Looking at it.

    @property
    def pending(self) -> int:
        """URLs that wait or are being fetched."""
        return self._counts[State.PENDING]

    @property
    def failed(self) -> int:
        """URLs that failed."""
        return self._counts[State.FAILED]

    def url_counts(self) -> UrlCounts:
        """Return where the URLs stand, counted anew in the store."""
        counts = self._store.counts()
        return UrlCounts(
            done=self._counts[State.DONE],
            failed=self._counts[State.FAILED],
            skipped=self._counts[State.SKIPPED],
            pending=self._counts[State.PENDING],
            known=sum(counts.values()),
        )
