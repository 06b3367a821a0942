"""View model of the site as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vultrcrawl.items import SkipReason
from vultrcrawl.report.actions import ShownAction, action
from vultrcrawl.report.language_model import ModelUse, model_use
from vultrcrawl.report.reading import (
    count_in,
    counts,
    flag,
    number_in,
    report_sections,
    section,
    text,
    texts,
)
from vultrcrawl.report.wording import (
    Shown,
    ShownUrl,
    Some,
    all_shown,
    duration,
    field_origin,
    figure,
    moment,
    plural,
    shown,
    shown_url,
    some,
)
from vultrcrawl.taxonomy import DEFINITIONS, PageType

if TYPE_CHECKING:
    from collections.abc import Mapping

# Rows of the long lists; site.json and the files beside it have the rest.
_FOLDERS, _CHIPS, _ROWS, _HOSTS = 120, 6, 30, 10

_REASONS = {
    SkipReason.ROBOTS: "robots.txt forbids it",
    SkipReason.SCOPE: "on another site, or outside the part asked for",
    SkipReason.SCHEME: "neither http nor https: mail, telephone, scripts",
    SkipReason.FILTER: "left out by include or exclude",
    SkipReason.DEPTH: "more links from the start than max_depth",
    SkipReason.LENGTH: "longer than 2,083 characters",
    SkipReason.NOFOLLOW: "all links to it ask robots not to follow them",
    SkipReason.TRAP: "has the marks of a trap: URLs without end",
    SkipReason.ACTION: "asking for it would do something, such as fill a basket",
    SkipReason.NOT_PAGE: "an image, a sound, an archive",
    SkipReason.DUPLICATE: "leads to a page already fetched",
    SkipReason.ADDRESS: "its host may not be asked: a private address",
    SkipReason.DEFERRED: "the site asked to come back later",
    SkipReason.BUDGET: "the crawl ended before its turn came",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A number, what it counts, and how large it is beside the largest of its list."""

    name: Shown
    note: str
    number: str
    width: int
    """Percentage of the largest, 0 to 100."""
    anchor: str = ""
    """Where in the report more is told; empty if nowhere."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the site."""

    address: ShownUrl
    level: int
    """0 for the root, to 2."""
    pages: str
    width: int
    templates: Some[Part]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that is told above and below the templates."""

    site: Shown
    start: ShownUrl
    ended: str
    stamp: str
    because: str
    figures: list[tuple[str, str]]
    """What is counted, and the number."""
    warnings: list[Shown]
    homepage: ShownUrl | None
    search: ShownAction | None
    sitemaps: Some[ShownUrl]
    feeds: Some[ShownUrl]
    folders: Some[Folder]
    types: list[Part]
    waiting: str
    unseen: Some[Part]
    traps: Some[Part]
    skipped: list[Part]
    failures: Some[Part]
    politeness: list[tuple[str, str]]
    llm: ModelUse
    arguments: list[tuple[Shown, Shown]]
    program: Shown
    version: Shown


def overview(document: Mapping[str, Any], anchors: Mapping[str, str]) -> Overview:
    """Return what *document*, a site.json, says of the site.

    *anchors* are those of the templates, by name.
    """
    start = text(document, "start_url")
    run, totals = section(document, "run"), section(document, "counts")
    entry, coverage = section(document, "entry_points"), section(document, "coverage")
    search = section(entry, "search")
    ended = text(run, "ended")
    return Overview(
        site=shown(text(document, "site") or start, 80),
        start=shown_url(start, ""),
        ended=moment(ended) if ended else "",
        stamp=shown(ended, 40).text,
        because=_because(run),
        figures=_figures(document, run, totals),
        warnings=all_shown(texts(document, "warnings"), 400),
        homepage=shown_url(home, "") if (home := text(entry, "homepage")) else None,
        search=action(search, start) if search else None,
        sitemaps=_addresses(texts(entry, "sitemaps")),
        feeds=_addresses(texts(entry, "feeds")),
        folders=_folders(document, start, anchors),
        types=_parts(counts(totals, "pages_by_type"), _definition),
        waiting=plural(count_in(totals, "waiting"), "URL"),
        unseen=some(
            _named(report_sections(coverage, "shapes_not_fetched"), "shape"), _ROWS
        ),
        traps=some(_named(report_sections(coverage, "traps"), "rule"), _ROWS),
        skipped=_parts(counts(totals, "skipped"), _reason),
        failures=some(_parts(counts(totals, "failures")), _ROWS),
        politeness=_politeness(section(document, "politeness")),
        llm=model_use(section(document, "llm")),
        arguments=[
            (shown(name, 60), shown(value))
            for name, value in list(section(run, "arguments").items())[:_ROWS]
            if value is not None
        ],
        program=shown(text(run, "program"), 60),
        version=shown(text(document, "schema_version"), 20),
    )


def _because(run: Mapping[str, Any]) -> str:
    reason = text(run, "ended_because") or text(run, "stop_reason").replace("_", " ")
    return shown(reason, 300).text


def _figures(
    document: Mapping[str, Any], run: Mapping[str, Any], totals: Mapping[str, Any]
) -> list[tuple[str, str]]:
    templates = report_sections(document, "templates")
    fields = sum(
        len(report_sections(section(one, "item"), "fields")) for one in templates
    )
    known = [
        ("pages fetched", number_in(totals, "done")),
        ("URLs known", number_in(totals, "known")),
        ("still to fetch", number_in(totals, "waiting")),
        ("failed", number_in(totals, "failed")),
    ]
    figures = [(name, figure(value)) for name, value in known if value is not None]
    figures += [("templates", figure(len(templates))), ("fields", figure(fields))]
    if (seconds := number_in(run, "seconds")) is not None:
        figures.append(("time", duration(seconds)))
    return figures


def _addresses(urls: list[str]) -> Some[ShownUrl]:
    return some([shown_url(url, "") for url in urls[:_ROWS]], _ROWS)


def _parts(
    pairs: list[tuple[str, int]],
    note: Any = None,
    anchors: Mapping[str, str] | None = None,
) -> list[Part]:
    largest = max((value for _, value in pairs), default=0)
    return [
        Part(
            name=shown(name, 80),
            note=note(name) if note is not None else "",
            number=figure(value),
            width=_width(value, largest),
            anchor=(anchors or {}).get(name, ""),
        )
        for name, value in pairs
    ]


def _width(value: int, largest: int) -> int:
    return min(100, max(0, round(100 * value / largest))) if largest > 0 else 0


def _definition(name: str) -> str:
    if name in PageType.__members__.values():
        return DEFINITIONS[PageType(name)].qualifies
    return "not HTML" if "/" in name else ""


def _reason(name: str) -> str:
    known = name in SkipReason.__members__.values()
    return _REASONS[SkipReason(name)] if known else ""


def _named(rows: list[dict[str, Any]], key: str) -> list[Part]:
    found = [
        (text(row, key), count_in(row, "urls"), text(row, "example")) for row in rows
    ]
    largest = max((urls for _, urls, _ in found), default=0)
    return [
        Part(shown(name), shown(example).text, figure(urls), _width(urls, largest))
        for name, urls, example in found
    ]


def _folders(
    document: Mapping[str, Any], start: str, anchors: Mapping[str, str]
) -> Some[Folder]:
    rows = report_sections(document, "url_tree")
    largest = max((count_in(row, "pages") for row in rows), default=0)
    folders = []
    for row in rows[:_FOLDERS]:
        path, pages = text(row, "path"), count_in(row, "pages")
        where = shown_url(field_origin(start) + path, start)
        folders.append(
            Folder(
                address=ShownUrl(shown(path, 100), where.href),
                level=min(2, max(0, path.count("/") - 1)),
                pages=figure(pages),
                width=_width(pages, largest),
                templates=some(
                    _parts(counts(row, "templates"), anchors=anchors), _CHIPS
                ),
            )
        )
    return Some(folders, max(0, len(rows) - _FOLDERS))


def _politeness(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    if not data:
        return []
    obeyed = flag(data, "robots_obeyed")
    found = [
        ("robots.txt", "obeyed" if obeyed else "not obeyed"),
        ("delay asked for", duration(number_in(data, "delay_seconds"))),
    ]
    gaps = section(data, "gaps_seconds")
    for host in list(gaps)[:_HOSTS]:
        one = section(gaps, host)
        line = plural(count_in(one, "requests"), "request")
        middle, least = number_in(one, "median"), number_in(one, "least")
        if middle is not None:
            line += f", {duration(middle)} apart (median), {duration(least)} at least"
        found.append((f"{shown(host, 60).text}", line))
    slowdowns = report_sections(data, "slowdowns")
    found += [_slowdown(event) for event in slowdowns[:_HOSTS]]
    if len(slowdowns) > _HOSTS:
        found.append(("slowed", f"{len(slowdowns) - _HOSTS} times more"))
    return found


def _slowdown(event: Mapping[str, Any]) -> tuple[str, str]:
    reason, host = shown(text(event, "reason"), 60), shown(text(event, "host"), 60)
    pause = duration(number_in(event, "seconds"))
    when = duration(number_in(event, "at"))
    return f"slowed after {when}", f"{host.text}: {pause}, for {reason.text}"
