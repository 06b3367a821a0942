"""What the judge sees of a run: numbers that depend on no language."""

from __future__ import annotations

import math
from collections import Counter
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from vultrcrawl.items import Region
from vultrcrawl.page.data.structured import type_names
from vultrcrawl.schema.repetition.targets import (
    Leading,
    address_of,
    leading,
    likeness_to_slug,
)
from vultrcrawl.schema.sources.view import HEADINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.repetition.outline import Outline
    from vultrcrawl.schema.repetition.runs import Run

#: Tags of members that are told apart.
_TAGS = ("li", "tr", "td", "div", "article", "section", "a", "dt", "dd", "p", "span")
#: Nodes before a run in which its heading is looked for.
_BEFORE = 40
#: Pairs of members that are compared.
_PAIRS = 10
_NONE = float("nan")

NAMES = (
    "size", "sections", "text", "text_spread", "silent", "link_share", "links",
    "images", "headings", "dates", "prices", "controls", "elements", "element_spread",
    "alike", "start", "before", "share", "after", "depth", "spread", "by_class",
    "aside", "breadcrumb", "header", "nav", "footer", "pagination", "heading_level",
    "heading_distance", "title_before",
    "title_inside", "title_missing", "title_distance", "nested", "nested_size",
    "nested_share", "holds", "holds_size", "covered", "distinct", "anchor",
    "anchor_words", "anchor_distinct", "internal", "same_page", "same_path", "below",
    "shape", "slug", "titled", "anchor_share", "other_text", "paragraphs_outside",
    "paragraphs_inside", "page_text", "page_runs", "page_steps", "page_query",
    "page_next", "page_article", "page_product", "page_things", "rank",
    *(f"tag_{tag}" for tag in _TAGS),
    "pages", "presence", "mean_size", "size_varies", "repeated_targets",
)  # fmt: skip
CROSS = 5
"""Number of the last features, which need other pages of the template."""


def page_features(outline: Outline, runs: Sequence[Run]) -> NDArray[np.float32]:
    """Return what one page says of its *runs*, shape (runs, features without CROSS)."""
    leads = [leading(outline, run.spans) for run in runs]
    page = _page(outline, runs)
    nesting = _nesting(outline, runs)
    texts = [_text(outline, run) for run in runs]
    order = sorted(range(len(runs)), key=lambda at: -texts[at])
    rank = {at: place for place, at in enumerate(order)}
    rows = [
        [
            *_members(outline, run),
            *_position(outline, run),
            *nesting[at],
            *_links(outline, run, leads[at]),
            *_around(outline, run),
            *page,
            float(rank[at]),
            *(float(outline.nodes[run.spans[0][0]].tag == tag) for tag in _TAGS),
        ]
        for at, run in enumerate(runs)
    ]
    return np.array(rows, np.float32).reshape(len(runs), len(NAMES) - CROSS)


def _between(sums: Sequence[float], spans: Sequence[tuple[int, int]]) -> list[float]:
    return [sums[end] - sums[start] for start, end in spans]


def _text(outline: Outline, run: Run) -> float:
    return sum(_between(outline.characters, run.spans))


def _share(values: Sequence[float]) -> float:
    return sum(value > 0 for value in values) / len(values)


def _varies(values: Sequence[float]) -> float:
    mean = fmean(values)
    if not mean:
        return 0.0
    return math.sqrt(fmean((value - mean) ** 2 for value in values)) / mean


def _members(outline: Outline, run: Run) -> list[float]:
    spans = run.spans
    texts = _between(outline.characters, spans)
    linked = sum(_between(outline.link_characters, spans))
    links = _between(outline.links, spans)
    elements = [float(end - start) for start, end in spans]
    return [
        math.log(len(spans)),
        float(len({outline.parents[start] for start, _ in spans})),
        math.log1p(fmean(texts)),
        _varies(texts),
        1 - _share(texts),
        linked / max(1.0, sum(texts)),
        fmean(links),
        _share(_between(outline.images, spans)),
        fmean(_between(outline.headings, spans)),
        fmean(_between(outline.dates, spans)),
        fmean(_between(outline.prices, spans)),
        fmean(_between(outline.controls, spans)),
        math.log(fmean(elements)),
        _varies(elements),
        _alike(outline, run),
    ]


def _alike(outline: Outline, run: Run) -> float:
    """Return how alike the tags of neighbours are, 0 to 1."""
    tags = [
        Counter(node.tag for node in outline.nodes[start : min(end, start + 60)])
        for start, end in run.spans[: _PAIRS + 1]
    ]
    pairs = []
    for one, other in pairwise(tags):
        both = sum(min(count, other[tag]) for tag, count in one.items())
        pairs.append(both / max(1, one.total() + other.total() - both))
    return fmean(pairs) if pairs else 1.0


def _position(outline: Outline, run: Run) -> list[float]:
    first, last = run.spans[0][0], run.spans[-1][1]
    total = max(1.0, outline.characters[-1])
    node = outline.nodes[first]
    level, distance = 0.0, float(_BEFORE)
    for number in range(first - 1, max(-1, first - _BEFORE), -1):
        if outline.nodes[number].tag in HEADINGS:
            level = float(HEADINGS[outline.nodes[number].tag])
            distance = float(first - number)
            break
    titles = outline.titles
    before = [title for title in titles if title < first]
    inside = any(start <= title < end for start, end in run.spans for title in titles)
    return [
        first / len(outline.nodes),
        outline.characters[first] / total,
        _text(outline, run) / total,
        (outline.characters[-1] - outline.characters[last]) / total,
        float(sum(1 for _ in node.above())),
        float(run.spread),
        float("." in run.css.rpartition(" > ")[2]),
        float(node.region is Region.ASIDE),
        float(node.region is Region.BREADCRUMB),
        float(node.region is Region.HEADER),
        float(node.region is Region.NAV),
        float(node.region is Region.FOOTER),
        float(node.region is Region.PAGINATION),
        level,
        distance,
        float(bool(before)),
        float(inside),
        float(not titles),
        math.log1p(first - before[-1]) if before else _NONE,
    ]


def _nesting(outline: Outline, runs: Sequence[Run]) -> list[list[float]]:
    """Return whether members stand in members of another run, and hold another run."""
    member: dict[int, int] = {}
    for at, run in enumerate(runs):
        if not run.spread:
            for start, _ in run.spans:
                if start not in member or len(run.spans) > len(
                    runs[member[start]].spans
                ):
                    member[start] = at
    holds = [0] * len(runs)
    holds_size = [0.0] * len(runs)
    outer: list[int | None] = []
    for at, run in enumerate(runs):
        number = outline.parents[run.spans[0][0]]
        found = None
        while number >= 0:
            inside = member.get(number)
            if inside is not None and inside != at:
                if found is None:
                    found = inside
                size = len(run.spans) / len(runs[inside].spans)
                holds[inside] += 1
                holds_size[inside] = max(holds_size[inside], size)
            number = outline.parents[number]
        outer.append(found)
    rows = []
    for at, run in enumerate(runs):
        inside = outer[at]
        size = len(runs[inside].spans) if inside is not None else 0
        share = len(run.spans) / size if size else 0.0
        rows.append([
            float(inside is not None), float(size), share,
            float(holds[at]), holds_size[at],
        ])  # fmt: skip
    return rows


def _links(outline: Outline, run: Run, lead: Leading) -> list[float]:
    anchors = lead.anchors
    if not anchors:
        return [0.0, *[_NONE] * 13]
    document = outline.view.document
    here = address_of(document.url, document.url)
    count = len(anchors)
    addresses = [one.address for one in anchors]
    texts = [one.text for one in anchors]
    folder = here.path.rpartition("/")[0] + "/" if here is not None else "/"
    shapes = Counter(one.shape for one in addresses)
    words = [len(text.split()) for text in texts]
    first = run.spans[: lead.cards]
    text = sum(_between(outline.characters, first))
    return [
        count / lead.cards,
        len({one.page for one in addresses}) / count,
        math.log1p(fmean(map(len, texts))),
        fmean(words),
        len(set(texts)) / count,
        sum(here is not None and one.host == here.host for one in addresses) / count,
        sum(here is not None and one.page == here.page for one in addresses) / count,
        sum(here is not None and one.path == here.path for one in addresses) / count,
        sum(one.path.startswith(folder) for one in addresses) / count,
        shapes.most_common(1)[0][1] / count,
        fmean(likeness_to_slug(one.text, one.address) for one in anchors),
        sum(one.titled for one in anchors) / count,
        sum(map(len, texts)) / max(1.0, text) if len(first) == count else _NONE,
        math.log1p(max(0.0, text / len(first) - fmean(map(len, texts)))),
    ]


def _around(outline: Outline, run: Run) -> list[float]:
    inside = sum(_between(outline.paragraphs, run.spans))
    outside = outline.paragraphs[-1] - inside
    return [math.log1p(max(0.0, outside)), math.log1p(inside)]


def _page(outline: Outline, runs: Sequence[Run]) -> list[float]:
    document = outline.view.document
    parts = urlsplit(document.url)
    kind = document.meta.get("og:type", "").lower()
    return [
        math.log1p(outline.characters[-1]),
        math.log1p(len(runs)),
        float(sum(1 for step in parts.path.split("/") if step)),
        float(bool(parts.query)),
        float(document.next_url is not None),
        float("article" in kind),
        float("product" in kind),
        _things(document),
    ]


def _things(document: Document) -> float:
    """Return how many things a page states, such as products: 0 to 9."""
    data = document.structured
    frame = ("Page", "List", "Organization", "WebSite", "Person", "Blog", "Action")
    stated = sum(
        not any(name.endswith(frame) for name in type_names(item))
        for items in (data.jsonld, data.microdata)
        for item in items
    )
    return float(min(9, stated))
