"""Warnings about a run for readers of its results."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.items import ROBOTS_UNREACHABLE, SkippedUrl, SkipReason
from vultrcrawl.report.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from vultrcrawl.crawl.facts import CrawlFacts

#: Broken sitemaps that are named.
_NAMED = 3
#: The error of pages that redirect to each other, or each to itself.
_ENDLESS = "redirects: too many"


def run_warnings(
    facts: CrawlFacts,
    *,
    skipped: Iterable[SkippedUrl],
    failures: Mapping[str, int],
    shells: int,
    untested: list[str],
    missing: Mapping[str, Sequence[str]],
) -> list[str]:
    """Return the warnings of a run, one sentence each, the gravest first.

    *skipped* are the URLs without a page, *failures* counts those that failed by their
    error, *shells* the pages that hold nothing without their scripts and were not
    rendered; *untested* names the templates of one page, *missing* the fields asked for
    that no template has, with near ones.
    """
    found = []
    reasons = Counter(map(_reason, skipped))
    if shells:
        why = facts.browser_problem
        found.append(
            f"{plural(shells, 'page')} can't be read without a browser "
            f"({why or 'render=never, or it failed'}): content and links are unknown"
        )
    if facts.model is not None and facts.model.problem is not None:
        found.append(f"the language model was of no use: {facts.model.problem}")
    found += _unfetched(reasons)
    if (count := failures.get(_ENDLESS, 0)) and not facts.cookies:
        found.append(
            f"{plural(count, 'URL')} redirected without end, as for want of cookies, "
            "which are off (COOKIES_ENABLED)"
        )
    if broken := facts.broken_sitemaps:
        named = ", ".join(f"{url} ({why})" for url, why in broken[:_NAMED])
        more = f" and {len(broken) - _NAMED} more" if len(broken) > _NAMED else ""
        found.append(f"sitemaps that could not be read: {named}{more}"[:600])
    for name, nearest in missing.items():
        near = f"; nearest: {', '.join(nearest)}" if nearest else ""
        found.append(f"no template has the field {name}{near}")
    if untested:
        found.append("templates of one page, untested: " + ", ".join(untested))
    return found


def _unfetched(reasons: Counter[str]) -> Iterator[str]:
    """Tell of the URLs without a page, counted by `_reason`."""
    if count := reasons[SkipReason.BUDGET]:
        yield (
            f"{plural(count, 'URL')} were found and not fetched: "
            "the site is larger than this document"
        )
    if count := reasons[SkipReason.DEFERRED]:
        yield f"the site asked to leave {plural(count, 'URL')} for later"
    if count := reasons[ROBOTS_UNREACHABLE]:
        yield f"{plural(count, 'URL')} off limits, as robots.txt could not be had"
    if count := reasons[SkipReason.ROBOTS]:
        yield f"robots.txt forbids {plural(count, 'URL')}"


def _reason(one: SkippedUrl) -> str:
    unread = (one.rule or "").startswith(ROBOTS_UNREACHABLE)
    return ROBOTS_UNREACHABLE if unread else one.reason
