"""Warnings about a run for readers of its results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.items import SkipReason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vultrcrawl.crawl.facts import CrawlFacts

#: Broken sitemaps that are named.
_NAMED = 3


def run_warnings(
    facts: CrawlFacts,
    *,
    skipped: Mapping[str, int],
    shells: int,
    untested: list[str],
    missing: Mapping[str, Sequence[str]],
) -> list[str]:
    """Return the warnings of a run, one sentence each, the gravest first.

    *skipped* counts the URLs without a page by reason, *shells* the pages that hold
    nothing without their scripts and were not rendered; *untested* names the templates
    of one page, *missing* the fields asked for that no template has, with near ones.
    """
    found = []
    if shells:
        why = facts.browser_problem
        found.append(
            f"{_many(shells, 'page')} can't be read without a browser "
            f"({why or 'render=never, or it failed'}): what is on them, and what they "
            "link to, is unknown"
        )
    if facts.model is not None and facts.model.rejection is not None:
        found.append(f"the language model was of no use: {facts.model.rejection}")
    if count := skipped.get(SkipReason.BUDGET, 0):
        found.append(
            f"{_many(count, 'URL')} were found and not fetched: "
            "the site is larger than this document"
        )
    if count := skipped.get(SkipReason.DEFERRED, 0):
        found.append(f"the site asked to leave {_many(count, 'URL')} for later")
    if count := skipped.get(SkipReason.ROBOTS, 0):
        found.append(f"robots.txt forbids {_many(count, 'URL')}")
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


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" + ("s" if count != 1 else "")
