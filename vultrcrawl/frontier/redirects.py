"""Redirects: which of two URLs is fetched, and which is its duplicate."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from vultrcrawl.frontier.refusals import may_be_lifted
from vultrcrawl.frontier.state.known import NewUrl, State
from vultrcrawl.items import SkipReason, Via

if TYPE_CHECKING:
    from collections.abc import Container

    from vultrcrawl.frontier.state.known import FoundUrl, KnownUrl
    from vultrcrawl.frontier.state.store import Store


class RedirectClaim(Enum):
    """What becomes of the target of a redirect."""

    NEW = "new"
    """It was not known; it is a duplicate of the URL that leads there."""
    OURS = "ours"
    """It was skipped already; it is a duplicate of the URL that leads there."""
    WITHDRAWN = "withdrawn"
    """It waited; now it is a duplicate of the URL that leads there."""
    ELSEWHERE = "elsewhere"
    """It was or is being fetched by itself: the URL that leads there is its copy."""


def copy_of(url: str) -> str:
    """Return the rule of a duplicate of *url*."""
    return f"of {url}"


def redirect_claim(
    store: Store,
    known: KnownUrl,
    url: str,
    found: FoundUrl | None,
    leased: Container[int],
) -> RedirectClaim:
    """Make *url*, to which *known* redirects, its duplicate if that can be.

    *found* is where it stands in *store*.
    """
    rule = copy_of(known.url)
    if found is None:
        new = NewUrl(
            url, State.SKIPPED, 0, 1, known.depth, known.id, Via.REDIRECT,
            SkipReason.DUPLICATE, rule,
        )  # fmt: skip
        store.add_all([new])
        return RedirectClaim.NEW
    if found.state is State.SKIPPED and may_be_lifted(found.reason, found.rule):
        store.settle(found.id, State.SKIPPED, SkipReason.DUPLICATE, rule)
        return RedirectClaim.OURS
    if found.state is State.PENDING and found.id not in leased:
        store.settle(found.id, State.SKIPPED, SkipReason.DUPLICATE, rule)
        return RedirectClaim.WITHDRAWN
    if found.reason == SkipReason.DUPLICATE and _leads_to(store, found.rule, known.url):
        return RedirectClaim.OURS  # another try, perhaps of another run
    return RedirectClaim.ELSEWHERE


def _leads_to(store: Store, rule: str | None, url: str) -> bool:
    """Whether the duplicate with that *rule* is one of *url*, at first hand or not.

    Were *url* settled as a duplicate of it, neither would ever be fetched.
    """
    passed: set[str] = set()
    while rule is not None and rule not in passed:
        passed.add(rule)
        original = rule.partition("of ")[2]
        if original == url:
            return True
        found = store.find(original)
        is_copy = found is not None and found.reason == SkipReason.DUPLICATE
        rule = found.rule if found is not None and is_copy else None
    return False
