"""The link graph of a site, without its menus."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.inference.content import content_tokens
from vultrcrawl.inference.words import TYPES, short_hits
from vultrcrawl.items import Region
from vultrcrawl.urls.normal_form import normalize_routed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from vultrcrawl.inference.digest import Digest

    Floats = NDArray[np.float32]

#: What this share of the pages links to is in a menu, on sites of so many pages.
_MENU, _PAGES = 0.5, 6
#: Links that stand alike on a page, at least, if they are cards.
_CARDS = 3
_MAIN = frozenset((Region.MAIN, Region.PAGINATION))
_NAV = frozenset((Region.NAV, Region.HEADER))
#: Names of what the links tell of a page, in the order of `Graph.measures`.
GRAPH_MEASURES = (
    "out", "out.known", "cards", "cards.share", "cards.pure", "cards.size",
    "cards.alike", "cards.known", "cards.text", "out.alike", "in", "in.own",
    "in.cards", "in.share", "in.anchor", "in.named", "in.main", "in.nav", "in.rest",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkGraph:
    """The links between a site's pages, menus left out; pages by number."""

    measures: Floats
    """Shape (pages, measures)."""
    anchors: Floats
    """Words of each type in the anchors that lead here, a link; (pages, types)."""
    out: list[list[int]]
    """Pages that each page links to, each once."""
    cards: list[list[int]]
    """Pages that its main group of like links leads to."""
    sources: list[list[int]]
    """Pages that link here, once a group of links."""
    listed_by: list[list[int]]
    """Those where the link stands in a group of cards."""


def _resolved(pages: Sequence[Digest]) -> list[list[tuple[int, str]]]:
    """Return number (-1 if unknown) and URL that each page's links lead to."""
    numbers = {page.url: at for at, page in enumerate(pages)}
    known: dict[str, tuple[int, str]] = {}
    rows = []
    for page in pages:
        row = []
        for link in page.links:
            # What stands from the root on leads to the same page from everywhere.
            rooted = link.href.startswith(("/", "http"))
            key = link.href if rooted else f"{page.url} {link.href}"
            if (found := known.get(key)) is None:
                url = normalize_routed(link.href, page.url) or ""
                number = numbers.get(url, -1)
                if number < 0 and url and not url.endswith("/"):
                    number = numbers.get(f"{url}/", -1)
                found = known[key] = (number, url)
            row.append(found)
        rows.append(row)
    return rows


def read_graph(
    pages: Sequence[Digest],
    templates: NDArray[np.int64],
    sizes: Floats,
    heads: Sequence[frozenset[str]],
) -> LinkGraph:
    """Return the links of *pages*, whose templates are numbered in *templates*.

    *sizes* are those of the pages' own texts, as logarithms; *heads* the words of their
    headings.
    """
    count = len(pages)
    rows = _resolved(pages)
    linked = Counter(url for row in rows for url in {url for _, url in row})
    menu = _MENU * count if count >= _PAGES else np.inf
    members = np.bincount(templates).astype(np.float32)
    measures = np.zeros((count, len(GRAPH_MEASURES)), np.float32)
    anchors = np.zeros((count, len(TYPES)), np.float32)
    graph = LinkGraph(
        measures, anchors, [], [], [[] for _ in pages], [[] for _ in pages]
    )
    leading: Counter[tuple[int, str, str, str | None]] = Counter()
    for at, (page, row) in enumerate(zip(pages, rows, strict=True)):
        groups: dict[tuple[int, bool], dict[str, tuple[int, int]]] = defaultdict(dict)
        for (to, url), link in zip(row, page.links, strict=True):
            if linked[url] < menu and url and url != page.url:
                key = (link.place, link.region in _MAIN)
                groups[key].setdefault(url, (to, len(link.anchor)))
        leading.update(
            [
                (to, link.anchor, link.region, page.language)
                for (to, _), link in zip(row, page.links, strict=True)
                if to >= 0 and to != at
            ]
        )
        _note_groups(at, groups, graph, templates, members=members, sizes=sizes)
    into = _read_anchors(leading, anchors, heads)
    graph.measures[:, 10] = np.log1p(into[:, 0])
    graph.measures[:, 11] = np.log1p([len(one) for one in graph.sources])
    for at, page in enumerate(pages):
        own = max(len(graph.sources[at]), 1)
        graph.measures[at, 12] = len(graph.listed_by[at]) / own
        graph.measures[at, 13] = linked[page.url] / count
    graph.measures[:, 14:19] = into[:, 1:6] / np.maximum(into[:, :1], 1)
    return graph


def _read_anchors(
    leading: Mapping[tuple[int, str, str, str | None], int],
    anchors: Floats,
    heads: Sequence[frozenset[str]],
) -> Floats:
    """Return what is known of the links to each page; fill in words of *anchors*.

    *leading* counts links by page, anchor, region and language. Shape (pages, 6):
    links, characters, words of the page's heading, and links by region.
    """
    into = np.zeros((len(heads), 6), np.float32)
    for (to, anchor, region, language), count in leading.items():
        row, head = into[to], heads[to]
        row[0] += count
        row[1] += count * len(anchor)
        if head:
            row[2] += count * len(head.intersection(content_tokens(anchor))) / len(head)
        if region in _MAIN or region == Region.BREADCRUMB:
            row[3] += count
        else:
            row[4 if region in _NAV else 5] += count
        if any(said := short_hits(anchor[:60], language)):
            anchors[to] += count * np.array(said, np.float32)
    anchors /= np.maximum(into[:, :1], 1)
    return into


def _note_groups(
    at: int,
    groups: dict[tuple[int, bool], dict[str, tuple[int, int]]],
    graph: LinkGraph,
    templates: NDArray[np.int64],
    *,
    members: Floats,
    sizes: Floats,
) -> None:
    """Take the page's own links, by place, into account."""
    urls = {url for group in groups.values() for url in group}
    known = sorted(
        {to for group in groups.values() for to, _ in group.values() if to >= 0} - {at}
    )
    row = graph.measures[at]
    row[0], row[1] = np.log1p(len(urls)), np.log1p(len(known))
    best: dict[str, tuple[int, int]] = {}
    weight = 0.0
    for (_, main), group in groups.items():
        length = sum(length for _, length in group.values()) / len(group)
        if main and len(group) * (5 + min(length, 60)) > weight:
            best, weight = group, len(group) * (5 + min(length, 60))
    cards = [to for to, _ in best.values() if to >= 0]
    if best:
        row[2], row[3] = np.log1p(len(best)), len(best) / len(urls)
    if cards:
        (most, hits), *_ = Counter(templates[cards].tolist()).most_common(1)
        row[4], row[5] = hits / len(cards), np.log1p(members[most])
        row[6], row[7] = most == templates[at], np.log1p(len(cards))
        row[8] = sizes[cards].mean()
    if known:
        row[9] = (templates[known] == templates[at]).mean()
    graph.out.append(known)
    graph.cards.append(cards)
    for group in groups.values():
        for to, _ in group.values():
            if to >= 0 and to != at:
                graph.sources[to].append(at)
                if len(group) >= _CARDS:
                    graph.listed_by[to].append(at)
