"""Summary of a crawl: figures, and about ten lines for people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vultrcrawl.crawl.run_warnings import run_warnings
from vultrcrawl.crawl.stop_reason import StopReason, why_stopped
from vultrcrawl.items import Rendering, SkipReason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.crawl.facts import CrawlFacts
    from vultrcrawl.frontier.state.known import UrlCounts
    from vultrcrawl.schema.builder import Product


_FINISHED = (StopReason.EXHAUSTED, StopReason.LIMIT)
#: Pages without a new template that are worth a word.
_LONG = 100


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures of one crawl."""

    facts: CrawlFacts
    stop_reason: StopReason
    urls: UrlCounts
    types: dict[str, int]
    failures: dict[str, int]
    skipped: dict[str, int]
    """URLs without a page by reason: the rows of skipped.jsonl."""
    shells: int
    """Pages that hold little without their scripts, and were not rendered."""
    warnings: list[str]
    """What a reader of the results must know."""
    rules: list[tuple[str, int, str]]
    """Rules on traps that fired: name, number of URLs, one of them."""
    problem: str | None
    """What stood in the way: of the start URL, or of the crawl's state."""
    advice: str | None
    """What to do next, if the run did not do all."""

    def lines(self) -> list[str]:
        """Return the summary as a person reads it."""
        facts = self.facts
        lines = [
            f"{facts.asked_url}: {self._pages()} in {facts.seconds:.0f} s",
            self._ending(),
            self.urls.sentence(),
            "pages by type: " + _listed(self.types),
        ]
        if self.failures:
            lines.append("failures: " + _listed(self.failures))
        if self.skipped:
            lines.append("skipped: " + _listed(self.skipped))
        if self.rules:
            fired = (f"{name} {count} ({url[:100]})" for name, count, url in self.rules)
            lines.append("traps and copies: " + ", ".join(fired))
        if facts.products:
            # Templates at the end, whatever they were taken for on the way.
            records = sum(one.records for one in facts.products)
            since = facts.frontier.novelty.since
            lines.append(
                f"templates: {len(facts.products)}, records: {records}"
                + (f"; none new in the last {since} pages" * (since >= _LONG))
            )
        if facts.model is not None:
            lines.append(f"language model: {facts.model.sentence}")
        lines += [f"note: {warning}" for warning in self.warnings]
        if self.advice is not None:
            lines.append(self.advice)
        lines.append(f"files: {facts.folder}/, of which open report.html first")
        return lines

    def _pages(self) -> str:
        failed = f", {self.urls.failed} failed" if self.urls.failed else ""
        if not self.facts.answered_before:
            done = self.urls.done
            return f"{done} page{'s' if done != 1 else ''}{failed}"
        fresh = self.facts.frontier.answered - self.facts.answered_before
        return f"{fresh} more answers, {self.urls.done} pages in all{failed},"

    @property
    def because(self) -> str:
        """Why the crawl ended, as what follows "because"."""
        cause = f": {self.problem}" if self.problem else ""
        later = self.skipped.get(SkipReason.DEFERRED, 0)
        if self.stop_reason is StopReason.EXHAUSTED:
            if later:
                cause = f", but for {later} that the site asked to leave for later"
            if self.shells:
                pages = "1 page" if self.shells == 1 else f"{self.shells} pages"
                cause += f", but {pages} can't be read without a browser"
        return f"{self.stop_reason.sentence}{cause}"

    def _ending(self) -> str:
        answered = self.facts.frontier.answered
        if self.facts.answered_before == answered > 0 and self.stop_reason in _FINISHED:
            return f"nothing was left to fetch: {self.stop_reason.sentence} before"
        return f"ended because {self.because}"


def _listed(counts: dict[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name} {count}" for name, count in ordered) or "none"


def summarize(facts: CrawlFacts) -> Summary:
    """Sum up a crawl."""
    frontier, results = facts.frontier, facts.frontier.results
    reason = facts.reason
    types: Counter[str] = Counter()
    shells = 0
    failures: Counter[str] = Counter()
    start_problem = None
    for row in results.rows():
        error = row["error"]
        if error is not None:
            failures[str(error)] += 1
            if row["discovered_via"] == "start":
                start_problem = str(error)
        else:
            types[str(row["page_type"] or row["content_type"] or "other")] += 1
            shells += row["rendering"] == Rendering.SHELL
    if not types and start_problem is None and reason == "finished":
        for one in results.unfetched():
            if one.parent_url is None and one.url == facts.asked_url:
                kind, rule = f"{one.reason}: ", one.rule or "not allowed"
                start_problem = kind + rule.removeprefix(kind)
    skipped = Counter(str(one.reason) for one in results.unfetched())
    products = facts.products
    stop_reason = why_stopped(reason, frontier)
    return Summary(
        facts=facts,
        stop_reason=stop_reason,
        urls=frontier.url_counts(),
        types=dict(types),
        failures=dict(failures),
        skipped=dict(skipped),
        shells=shells,
        warnings=run_warnings(
            facts,
            skipped=results.unfetched(),
            failures=failures,
            shells=shells,
            untested=sorted(
                one.template.name
                for one in products
                if len(one.template.group.urls) == 1
            ),
            missing=_missing(products),
        ),
        rules=results.rules(),
        problem=str(frontier.failure or start_problem or "") or None,
        advice=_advice(facts, stop_reason),
    )


def _missing(products: Sequence[Product]) -> dict[str, list[str]]:
    """Return the fields asked for that no template has, and the nearest that are."""
    nearest: dict[str, dict[str, None]] = {}
    found = {field.name for one in products for field in one.schema.fields}
    for one in products:
        for field in one.schema.missing:
            if field.name not in found:
                nearest.setdefault(field.name, {}).update(dict.fromkeys(field.nearest))
    return {name: list(near)[:5] for name, near in nearest.items()}


def _advice(facts: CrawlFacts, stop_reason: StopReason) -> str | None:
    if stop_reason is StopReason.INTERRUPTED:
        if facts.resumable:
            return "the same command goes on where this one ended"
        host = facts.folder.name
        return f"with -s JOBDIR=state/{host} the same command could go on"
    unreachable = (StopReason.START_UNREACHABLE, StopReason.ROBOTS_UNREACHABLE)
    if facts.bare_host and stop_reason in unreachable:
        plain = facts.start_url.replace("https://", "http://", 1)
        return f"https was tried, as no scheme was given: try start_url={plain}"
    return None
