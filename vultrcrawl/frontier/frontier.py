"""Which URL next: every URL once, what pays first, never over the budget.

A URL is known, then leased, then settled: done, failed or skipped with one reason. At
any time known = done + failed + skipped + pending (leased included).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vultrcrawl.frontier.learning import Knowledge
from vultrcrawl.frontier.ledger import Ledger
from vultrcrawl.frontier.redirects import RedirectClaim, copy_of, redirect_claim
from vultrcrawl.frontier.state.known import KnownUrl, State
from vultrcrawl.items import (
    Page,
    Rendering,
    SkipReason,
    Via,
    as_row,
)
from vultrcrawl.urls.normal_form import normalize_routed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vultrcrawl.frontier.order.novelty import Novelty
    from vultrcrawl.frontier.order.wanted import WantedPages
    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.frontier.state.store import Store
    from vultrcrawl.page.links import Link

#: Where the scope went along with the start URL, in the store's notes.
_MOVED_TO = "moved_to"
#: URLs looked at in one go, of which traps leave none: some 20 ms.
_LOOKS = 300


class Frontier(Ledger):
    """The URLs of one crawl over *store*.

    At most *max_pages* pages are answered: a lease is given only while pages answered
    and leases out are fewer; with *until_dry* also only until new templates no longer
    appear; with *wanted* what no longer leads to pages that it wants is skipped.
    Raises StateError if *store* holds a crawl with another start or scope.

    Once the store can't be written, `failure` says why: then nothing more is handed
    out, what is settled is not kept, and the URLs stand as they stood before.
    """

    def __init__(
        self,
        store: Store,
        scope: Scope,
        max_pages: int,
        *,
        until_dry: bool = False,
        wanted: WantedPages | None = None,
    ) -> None:
        self._asked = scope
        self._max_pages = max_pages
        self._until_dry = until_dry
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
            scope = scope.moved_to(moved)
        if store.resumed:
            store.readmit_all(SkipReason.DEFERRED)
            if not store.answered():
                # The site was out of reach, or its robots.txt: begin again.
                store.readmit_unanswered()
                store.readmit_all(SkipReason.ROBOTS)
        super().__init__(store, scope, Knowledge(store, wanted))

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
        before = self.pending
        with self._writing():
            fresh = self._discovery.seed(urls, via, source)
            if self._knowledge.wanted is not None:
                self._knowledge.wanted.found(fresh)
        return max(0, self.pending - before)

    # Handing URLs out.

    @property
    def novelty(self) -> Novelty:
        """Whether pages still are of templates that were not met."""
        return self._knowledge.novelty

    @property
    def has_budget(self) -> bool:
        """Whether one more page may be asked for."""
        return self.answered + len(self._leased) < self._max_pages

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

        Of the group of links that a request is worth most at, see `Bandit` (in it what
        stands in a better place, then nearer to the start, then known for longer). What
        is known for a trap by now is skipped; after many such, `has_next` is still
        true, and others should get their turn.
        """
        for _ in range(_LOOKS):
            if not self.has_next():
                return None
            known, kind = self._choose()
            self._leased[known.id] = (known, kind)
            if self._is_wanted(known, kind):
                return known
        return None

    def _choose(self) -> tuple[KnownUrl, int]:
        """Take a URL that waits: itself, and its kind."""
        left = self._max_pages - self.answered - len(self._leased)
        kind = self._queue.take(left)
        assert kind is not None  # noqa: S101 (the counts say that one waits)
        out = [number for number, (_, of) in self._leased.items() if of == kind]
        (_, known), *others = self._store.first_two(kind, out)
        for turn, _ in others:
            self._queue.go_on(kind, turn)
        return known, kind

    def _is_wanted(self, known: KnownUrl, kind: int) -> bool:
        """Whether a URL is still worth its request; if not, it is skipped."""
        first = self._queue.is_first(kind)
        refusal = self._knowledge.refuse(known, self.scope, first=first)
        if refusal is None:
            return True
        reason, rule, stand_in = refusal
        with self._writing():
            self._settle(known.id, State.SKIPPED, reason, rule)
            if stand_in is not None:
                self._discovery.stand_in(stand_in, known)
        return False

    # Settling them.

    def complete(
        self,
        number: int,
        page: Page,
        links: Iterable[Link] = (),
        text: str | None = None,
    ) -> Page:
        """Settle a lease with the row of its page, the links on it and its main *text*.

        Returns the row as it is kept: *page* with what the frontier knows, numbers of
        links and `duplicate_of`. A page with an `error` is failed, any other done. All
        of it is one transaction.
        """
        known, _ = self._leased[number]
        url = page.final_url or known.url
        with self._writing():
            rendered = page.rendering is Rendering.RENDERED
            learned, rows = self._discovery.read(known, url, links, routes=rendered)
            first = None
            if page.error is None and page.content_hash is not None:
                first = self._store.first_with(page.content_hash)
            page = replace(
                page,
                links_internal=learned.inside,
                links_external=len(learned.seen) - learned.inside,
                duplicate_of=first,
            )
            worth, observed = self._knowledge.learn(
                page, learned.seen, learned.fresh, text
            )
            answered = page.status is not None
            self._store.add_page(
                number,
                as_row(page),
                page.content_hash,
                answered=answered,
                observed=observed,
                worth=worth,
            )
            self._store.add_links(rows)
            state = State.FAILED if page.error else State.DONE
            self._settle(number, state, worth=worth, led=learned.kinds)
            self.answered += answered
        return page

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
            self.move(url)
        if url == known.url:
            return True  # to itself, with a cookie; the downloader counts the rounds
        if refusal := self.scope.refuse(url, known.depth):
            self.skip(number, refusal[0], f"redirects to {url}"[:300])
            return False
        # A target with a session id is the page without it, as far as we are concerned.
        refusals = self._knowledge.refusals
        verdict = refusals.judge(url, known.parent_url, self.scope)
        if verdict is not None and verdict.stand_in is not None:
            url = verdict.stand_in
            if url == known.url:
                return True
        if url == known.parent_url:
            refusals.led_back(known.url)
        return self._claim(known, url)

    def move(self, url: str) -> None:
        """Take the scope along to *url*, in normal form: the start leads there."""
        # From what was asked for, not from an earlier hop: a resume knows no hops.
        moved = self._asked.moved_to(url)
        if moved != self.scope:
            self.scope = self._discovery.scope = moved
            self.note({_MOVED_TO: url})

    def _claim(self, known: KnownUrl, url: str) -> bool:
        """Make *url* a duplicate of the leased *known*, or the other way round."""
        came = RedirectClaim.ELSEWHERE
        with self._writing():
            found = self._store.find(url)
            came = redirect_claim(self._store, known, url, found, self._leased)
            if came is RedirectClaim.NEW:
                self._counts[State.SKIPPED] += 1
            elif came is RedirectClaim.WITHDRAWN and found is not None:
                self._queue.withdraw(found.kind)
                self._counts[State.PENDING] -= 1
                self._counts[State.SKIPPED] += 1
            elif came is RedirectClaim.ELSEWHERE:
                copy = copy_of(url)
                reason = SkipReason.DUPLICATE
                self._settle(known.id, State.SKIPPED, reason, copy, worth=0.0)
        return came is not RedirectClaim.ELSEWHERE
