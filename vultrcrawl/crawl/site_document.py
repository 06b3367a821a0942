"""site.json: the site, the run, and every template, in one document."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vultrcrawl.items import Rendering, SkipReason
from vultrcrawl.schema.document import SCHEMA_VERSION
from vultrcrawl.schema.navigation.actions import link_actions
from vultrcrawl.schema.templates.estimate import estimate
from vultrcrawl.urls.normal_form import origin, split_query
from vultrcrawl.urls.shapes import shape
from vultrcrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.crawl.summary import Summary
    from vultrcrawl.frontier.frontier import Frontier
    from vultrcrawl.frontier.rendering import RenderChoice

#: Folders of the URL tree, and links between templates, that are listed at most.
_MOST = 200
#: Media types of feeds.
_FEEDS = ("rss", "atom", "feed+json")


def site_document(summary: Summary) -> dict[str, Any]:
    """Return what site.json holds, for a crawl that has ended as *summary* says."""
    facts = summary.facts
    results = facts.frontier.results
    rows: list[dict[str, Any]] = list(
        results.rows(
            "url", "template", "page_type", "content_type", "rendering", "error"
        )
    )
    template_of = {str(row["url"]): row["template"] for row in rows if row["template"]}
    waiting = Counter(
        shape(one.url) for one in results.unfetched() if one.reason is SkipReason.BUDGET
    )
    templates = [product.document for product in facts.products]
    acting = link_actions(results.unfetched(), template_of)
    for entry in templates:
        entry["actions"] += map(asdict, acting.get(entry["name"], ()))
    pages = [(row["url"], row["template"]) for row in rows]
    unlike = estimate(templates, pages, waiting)
    _tell_rendering(facts.render_choice, templates, rows)
    now = datetime.now(UTC)
    return {
        "schema_version": SCHEMA_VERSION,
        "site": urlsplit(facts.start_url).netloc,
        "start_url": facts.start_url,
        "run": {
            "id": facts.run,
            "program": f"vultrcrawl {__version__}",
            "ended": now.isoformat(timespec="seconds"),
            "seconds": round(facts.seconds, 1),
            "stop_reason": str(summary.stop_reason),
            "ended_because": summary.because,
            "arguments": facts.arguments,
        },
        "politeness": facts.politeness,
        "counts": {
            "known": summary.urls.known,
            "done": summary.urls.done,
            "failed": summary.urls.failed,
            "waiting": summary.urls.pending,
            "skipped": summary.skipped,
            "pages_by_type": summary.types,
            "failures": summary.failures,
        },
        "url_tree": _tree(rows),
        "template_graph": _graph(facts.frontier, template_of),
        "entry_points": _entry_points(facts.sitemaps, rows, templates),
        "coverage": {
            "urls_not_fetched": sum(waiting.values()),
            "shapes_not_fetched": [
                {"shape": one, "urls": count} for one, count in unlike.most_common(20)
            ],
            "traps": [
                {"rule": rule, "urls": count, "example": url}
                for rule, count, url in summary.rules
            ],
        },
        "llm": facts.model.document if facts.model is not None else None,
        "warnings": summary.warnings,
        "templates": templates,
    }


def _tell_rendering(
    choice: RenderChoice | None,
    templates: list[dict[str, Any]],
    rows: list[dict[str, Any]],
) -> None:
    """Say of each template whether its pages need a browser, and why."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row["template"] and row["rendering"]:
            counts[row["template"]][row["rendering"]] += 1
    for entry in templates:
        seen = counts[entry["name"]]
        needs = seen[Rendering.STATIC] * 2 < seen.total()
        evidence = ""
        for url in entry["pages"]["examples"]:
            if choice is not None and not evidence:
                needed = choice.needs(url)
                needs = needs if needed is None else needed
                evidence = choice.evidence(url)
        entry["rendering"] = {
            "needs_js": needs,
            "pages": dict(seen.most_common()),
            "evidence": evidence or None,
        }


def _tree(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return folders of at most two levels, with their pages by template.

    What is of no template has failed, or is `other`, such as a file.
    """
    folders: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        # A route is a folder of its page.
        path = split_query(row["url"])[0]
        without = "failed" if row["error"] else "other"
        segments = path[len(origin(path)) :].split("/")[1:-1]
        for depth in range(min(len(segments), 2) + 1):
            path = "/" + "".join(f"{segment}/" for segment in segments[:depth])
            folders[path][row["template"] or without] += 1
    largest = sorted(folders.items(), key=lambda one: (-one[1].total(), one[0]))[:_MOST]
    return [
        {"path": path, "pages": counts.total(), "templates": dict(counts.most_common())}
        for path, counts in sorted(largest)
    ]


def _graph(frontier: Frontier, template_of: dict[str, Any]) -> list[dict[str, Any]]:
    edges: Counter[tuple[str, str]] = Counter()
    for one, other in frontier.results.linked():
        source, target = template_of.get(one), template_of.get(other)
        if source and target:
            edges[source, target] += 1
    return [
        {"from": source, "to": target, "links": count}
        for (source, target), count in edges.most_common(_MOST)
    ]


def _entry_points(
    sitemaps: Sequence[str],
    rows: list[dict[str, Any]],
    templates: list[dict[str, Any]],
) -> dict[str, Any]:
    homepage = next((r["url"] for r in rows if r["page_type"] == "homepage"), None)
    searches = [
        action
        for entry in templates
        for action in entry["actions"]
        if action.get("kind") == "search" and action.get("safe")
    ]
    return {
        "homepage": homepage,
        "sitemaps": list(sitemaps),
        "feeds": [
            row["url"]
            for row in rows
            if any(kind in (row["content_type"] or "") for kind in _FEEDS)
        ],
        "search": searches[0] if searches else None,
    }
