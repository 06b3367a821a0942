"""Learns of a site page by page: traps, acting links, rewards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.frontier.order.novelty import Novelty
from vultrcrawl.frontier.order.rewards import Rewards
from vultrcrawl.frontier.refusals import Refusals
from vultrcrawl.frontier.traps import Observation, Refusal, Traps
from vultrcrawl.items import SkipReason, Via
from vultrcrawl.urls.normal_form import normalize_routed

if TYPE_CHECKING:
    from collections.abc import Collection

    from vultrcrawl.frontier.order.wanted import WantedPages
    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.frontier.state.known import KnownUrl
    from vultrcrawl.frontier.state.results import Results
    from vultrcrawl.items import Page

#: Rule by which lists are skipped that would show what others have shown.
LISTED = "lists what other pages have listed"


class Knowledge:
    """What is known of the site of *results*, from pages of earlier runs at first.

    *wanted* tells what pages are worth if it isn't all of the site that is explored.
    """

    def __init__(self, results: Results, wanted: WantedPages | None) -> None:
        self.novelty = Novelty()
        self.wanted = wanted
        self._traps = Traps()
        self._rewards = Rewards()
        self.refusals = Refusals(self._traps)
        self._recall(results)

    def _recall(self, results: Results) -> None:
        for url in results.led_back():
            self.refusals.led_back(url)
        if self.wanted is not None:
            self.wanted.found(results.to_fetch())
        for row, observed in results.observations():
            url, template = str(row["final_url"]), row["template"]
            known_as = template if isinstance(template, str) else None
            self.novelty.note(known_as)
            self._rewards.recall(known_as)
            content_type = row["content_type"]
            media = content_type if isinstance(content_type, str) else None
            self.refusals.answered(str(row["url"]), media)
            if observed is not None:
                at = normalize_routed(url) or url
                self._traps.learn(at, Observation.decode(observed))

    def learn(
        self,
        page: Page,
        links: Collection[str],
        fresh: Collection[str],
        text: str | None,
    ) -> tuple[float, str | None]:
        """Learn from *page*, whose main text is *text*.

        Returns what it was worth, 0 to 1, and what resuming a crawl needs besides its
        row.

        *links* are the URLs that it links to, *fresh* those in scope that were not
        known, all in normal form.
        """
        observed, dull = None, False
        if page.error is None:
            url = page.final_url or page.url
            self.refusals.answered(page.url, page.content_type)
            self.novelty.note(page.template)
            if text is not None:
                at = url if url == page.url else normalize_routed(url) or url
                seen = self._traps.observe(at, text, links, fresh)
                dull = self._traps.learn(at, seen)
                observed = seen.encode()
        if self.wanted is not None:
            worth = self.wanted.of(page, links, fresh)
        else:
            worth = self._rewards.of(page, dull=dull)
        return worth, observed

    def refuse(self, known: KnownUrl, scope: Scope, *, first: bool) -> Refusal | None:
        """Return why *known*, which waited, is not worth its request any more.

        *first* tells whether it is the first of its group.
        """
        if known.via == Via.START:
            return None
        refusal = self.refusals.judge(known.url, known.parent_url, scope)
        if refusal is not None or self.wanted is None:
            return refusal
        if self.wanted.wants(known.url, first=first):
            return None
        return Refusal(SkipReason.FILTER, LISTED)
