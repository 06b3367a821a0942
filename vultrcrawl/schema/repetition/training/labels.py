"""Labelled runs for training: of annotated sites, and of platforms' usual selectors."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from vultrcrawl.page.document import Document
from vultrcrawl.page.html.content import MAX_NODES
from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.repetition.outline import Outline
from vultrcrawl.schema.repetition.runs import find_runs, marks_of
from vultrcrawl.schema.repetition.survey import ITEMS, NEITHER, PARTS
from vultrcrawl.schema.repetition.training.values import Known, of_item
from vultrcrawl.schema.values import folded
from vultrcrawl.trees.training import annotated_sites, page_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from vultrcrawl.schema.repetition.runs import Container, Run

UNKNOWN = -1
"""Label of a run beside those of `survey`; it trains nothing."""
#: Pages of one template that are read, at most.
PAGES = 10
#: Share of the annotated items that a run must hold, one in each member.
_HELD = 0.8
#: Most members a run may have for each annotated item; a grid has empty cells.
SURPLUS = 1.3
#: Share of the text of the largest such run that one has, at least: less is a piece of
#: each item, or a list of the same things beside them.
_WHOLE = 0.4
#: Fields of annotated records whose values are parts, each in an element of its own.
_PARTS = ("posts", "parameters", "question", "questions", "members", "columns")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """The runs of one page with their labels."""

    outline: Outline
    runs: list[Run]
    labels: list[int]
    listing: bool | None
    """Whether the page is known to list items; None if that isn't known."""
    items: dict[int, Known] = field(default_factory=dict)
    """What is known of the members of a run that lists the items, by its number."""


@dataclass(frozen=True, slots=True)
class LabelledGroup:
    """Pages of one template of one site."""

    domain: str
    name: str
    pages: list[LabelledPage]


def outlines_of(rows: Sequence[Row]) -> list[tuple[Row, Outline, list[Run]]]:
    """Return pages of one template with their nodes and runs."""
    outlines = [Outline(Document(row["html"], row["url"])) for row in rows]
    words = marks_of(outlines)
    return [
        (row, outline, find_runs(outline, words))
        for row, outline in zip(rows, outlines, strict=True)
    ]


def annotated(folder: Path) -> Iterator[LabelledGroup]:
    """Yield the pages of the annotated sites in *folder*, by kind of page."""
    for name, truth, pages in annotated_sites(folder):
        listings = {page_path(one["url"]): one for one in truth.get("listings", ())}
        records = {page_path(one["url"]): one for one in truth.get("records", ())}
        kinds = [(kind, re.compile(kind["path_regex"])) for kind in truth["kinds"]]
        by_kind: dict[str, list[Row]] = defaultdict(list)
        records_of: dict[str, bool] = {}
        for row in pages:
            path = page_path(row["url"])
            for kind, pattern in kinds:
                if pattern.search(path):
                    by_kind[kind["kind"]].append(row)
                    records_of[kind["kind"]] = bool(kind.get("records"))
                    break
        for kind_name, rows in by_kind.items():
            told = [r for r in rows if page_path(r["url"]) in listings.keys() | records]
            others = [row for row in rows if row not in told]
            lists = any(page_path(row["url"]) in listings for row in told)
            if not told and not records_of[kind_name]:
                continue
            chosen = [*told, *others][: max(PAGES, min(len(told), 14))]
            labelled = _annotate(chosen, listings, records, lists=lists)
            yield LabelledGroup(name, kind_name, labelled)


def _annotate(
    rows: Sequence[Row],
    listings: Mapping[str, Row],
    records: Mapping[str, Row],
    *,
    lists: bool,
) -> list[LabelledPage]:
    pages: list[LabelledPage] = []
    items: set[Container] = set()
    pieces: set[Container] = set()
    members: Counter[Container] = Counter()
    read = outlines_of(rows)
    for row, outline, runs in read:
        path = page_path(row["url"])
        if path in listings and path not in records:
            lists_them = [
                run for run in runs if _lists(outline, run, listings[path], row["url"])
            ]
            most = max((outline.text_in(one.spans) for one in lists_them), default=0.0)
            for run in lists_them:
                whole = outline.text_in(run.spans) >= _WHOLE * most
                (items if whole else pieces).add(run.container)
        elif path in records:  # a thing that lists what belongs to it
            members.update(run.container for run in runs)
    things = sum(page_path(row["url"]) in records for row in rows)
    for row, outline, runs in read:
        path = page_path(row["url"])
        listing: bool | None = path in listings
        if path in listings and path in records:  # a thing that lists its members
            sampled = listings[path]
            labels = [
                PARTS if _lists(outline, run, sampled, row["url"]) else UNKNOWN
                for run in runs
            ]
            listing = None
        elif path in listings or (lists and path not in records):
            labels = [
                UNKNOWN
                if run.container in pieces - items
                else NEITHER
                if run.container not in items
                else PARTS
                if 2 * members[run.container] > things > 0
                else ITEMS
                for run in runs
            ]
            listing = any(label == ITEMS for label in labels) or None
        else:
            fields = records[path]["fields"] if path in records else None
            labels = [_part(outline, run, fields) for run in runs]
        known = {
            at: _known(outline, run, listings[path], row["url"])
            for at, (run, label) in enumerate(zip(runs, labels, strict=True))
            if label == ITEMS and path in listings
        }
        pages.append(LabelledPage(outline, runs, labels, listing, known))
    return pages


def _known(outline: Outline, run: Run, listing: Row, url: str) -> Known:
    """Return what the annotated items of a page say of the members of *run*."""
    found: Known = {}
    for item in listing.get("sample", []):
        places = _find(outline, item, url)
        for at, (start, end) in enumerate(run.spans):
            if any(start <= number < end for number in places):
                found[at] = of_item(item)
                break
    return found


def _lists(outline: Outline, run: Run, listing: Row, url: str) -> bool:
    """Whether the members of *run* hold the annotated items, one each."""
    sample = listing.get("sample", [])
    if len(sample) < 2:
        return False
    places = [_find(outline, item, url) for item in sample]
    total = listing.get("items") or len(run.spans)
    if len(outline.nodes) >= MAX_NODES:  # the page goes on, and so may the list
        total = min(total, len(run.spans))
    if not 0.8 * total <= len(run.spans) <= SURPLUS * total + 1:
        return False
    return one_each(run, places)


def one_each(run: Run, places: Sequence[set[int]]) -> bool:
    """Whether members of *run* hold one of most *places* each, given as nodes."""
    members: list[int] = []
    for found in places:
        holding = {
            at
            for at, (start, end) in enumerate(run.spans)
            if any(start <= number < end for number in found)
        }
        if holding:
            members.append(min(holding))
    return len(members) >= _HELD * len(places) and len(set(members)) == len(members)


def _find(outline: Outline, item: Row, url: str) -> set[int]:
    """Return the nodes that link to an annotated *item*, or say its name."""
    found = set()
    wanted = page_path(item["url"]) if item.get("url") else None
    name = folded(str(item.get("name") or next(iter(item.values()), "")))
    for number, node in enumerate(outline.nodes):
        if wanted is None:
            if outline.texts[number] and folded(text_of(node.element)) == name:
                found.add(number)
        elif node.tag == "a" and (href := node.element.get("href")):
            try:
                if page_path(urljoin(url, href)) == wanted:
                    found.add(number)
            except ValueError:
                continue
    return found


def _part(outline: Outline, run: Run, fields: Row | None) -> int:
    """Return the label of a run of a page that is about one thing."""
    if fields is None:
        return NEITHER if run.spans[0][1] - run.spans[0][0] > 1 else UNKNOWN
    starts = [
        " ".join(_text(outline, span).split()[:80])
        for span in run.spans[:60]
    ]  # fmt: skip
    for name, values in fields.items():
        if not isinstance(values, list) or len(values) < 2:
            continue
        wanted = [" ".join(folded(str(value)).split()[:6]) for value in values]
        hits = {
            next((at for at, text in enumerate(starts) if _has(text, value, name)), -1)
            for value in wanted
        } - {-1}
        enough = len(hits) >= _HELD * len(set(wanted))
        if enough and len(run.spans) <= SURPLUS * len(values) + 3:
            return PARTS if name in _PARTS else UNKNOWN
    return NEITHER


def _has(text: str, value: str, name: str) -> bool:
    if not value:
        return False
    return value in text if name == "posts" else f"{text} ".startswith(f"{value} ")


def _text(outline: Outline, span: tuple[int, int]) -> str:
    return folded(" ".join(t for t in outline.texts[span[0] : span[1]] if t)[:4000])
