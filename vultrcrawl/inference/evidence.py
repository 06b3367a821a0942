"""Features of a site's pages as arrays, for the models of `model`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.classify.model import MODEL_TYPES as SCORED
from vultrcrawl.inference.content import PLACES, Content, read_content
from vultrcrawl.inference.graph import LinkGraph, read_graph
from vultrcrawl.inference.tree import read_tree
from vultrcrawl.inference.words import TYPE_NUMBER, TYPES
from vultrcrawl.taxonomy import PageGroup, PageType, group_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from vultrcrawl.inference.digest import Digest

    Floats = NDArray[np.float32]
    Templates = NDArray[np.int64]

#: A page with less text of its own than this, in characters, may be a mere notice.
_NOTICE = 800
#: A rule that is so sure of a page decides: of 289 pages of 14 sites whose types people
#: told 284 were right, of 327 pages with a guessed type 316.
_RULE = 0.88
#: Words in a heading that say so: one alone (`error`) may be what the page is about.
_TOLD_TWICE = 2
#: What a word says, by place, beside one of the main text that says half as much as one
#: in a folder's name: an address and a heading name the page itself.
_TELLING = np.array([2, 1, 2, 1, 0.5, 1, 1], np.float32)
_HEAD, _ERROR = PLACES.index("head"), TYPE_NUMBER[PageType.ERROR_OR_BLOCKED]
#: How sure what the site shows is, where a rule about the site decides.
_SURE = 0.95
_GROUPS = np.array([list(PageGroup).index(group_of(one)) for one in TYPES])
#: Types of which a page's cards and its site are told one by one.
_TOLD = tuple(
    TYPE_NUMBER[one]
    for one in (
        PageType.PRODUCT,
        PageType.ARTICLE,
        PageType.DOCUMENTATION,
        PageType.FORUM_THREAD,
        PageType.PRODUCT_LISTING,
        PageType.CONTENT_LISTING,
        PageType.ITEM_DETAIL,
    )
)
_INDEX, _DETAIL, _INFO = (
    list(PageGroup).index(one)
    for one in (PageGroup.INDEX, PageGroup.DETAIL, PageGroup.INFO)
)


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """A page, and what is thought of it by itself."""

    digest: Digest
    page_type: PageType | None
    """The answer for this page alone."""
    confidence: float
    ruled: bool
    """Whether a rule gave it."""
    scores: tuple[float, ...] = ()
    """The local model's probabilities, empty where it was not asked."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a site's pages show, apart from each other's types."""

    content: Content
    graph: LinkGraph
    tree: Floats
    rules: Floats
    """How sure a rule is of each type, 0 without one; (pages, types)."""
    scores: Floats
    """The local model's probabilities, 0 where it was not asked; (pages, its types)."""
    templates: Templates
    decided: list[PageType | None]
    """Types that need no model: the site's top, notices that a page isn't there."""

    @property
    def pages(self) -> int:
        """Number of pages."""
        return len(self.rules)


def gather(
    pages: Sequence[PageEvidence],
    group: Callable[[Sequence[PageType | None]], Templates],
) -> Evidence:
    """Return what *pages*, those of one site, show.

    *group* numbers their templates, given what is known of their types.
    """
    digests = [page.digest for page in pages]
    templates = group([None] * len(pages))
    content = read_content(digests)
    graph = read_graph(digests, templates, content.measures[:, 0], content.heads)
    tree = read_tree([digest.url for digest in digests])
    rules = np.zeros((len(pages), len(TYPES)), np.float32)
    scores = np.zeros((len(pages), len(SCORED)), np.float32)
    for at, page in enumerate(pages):
        if page.ruled and page.page_type in TYPE_NUMBER:
            rules[at, TYPE_NUMBER[page.page_type]] = page.confidence
        if page.scores:
            scores[at] = page.scores
    decided = [
        _decided(page, content, at, int(tree[at, 4])) for at, page in enumerate(pages)
    ]
    for at, page_type in enumerate(decided):
        if page_type in TYPE_NUMBER:
            rules[at] = 0
            rules[at, TYPE_NUMBER[page_type]] = _SURE
    return Evidence(content, graph, tree, rules, scores, templates, decided)


def _decided(
    page: PageEvidence, content: Content, at: int, top: int
) -> PageType | None:
    if content.measures[at, 0] < np.log1p(_NOTICE) and (
        page.digest.moves or content.words[at, _HEAD, _ERROR] >= _TOLD_TWICE
    ):
        return PageType.ERROR_OR_BLOCKED
    if top:
        return PageType.HOMEPAGE
    return page.page_type if page.ruled and page.confidence >= _RULE else None


def alone(evidence: Evidence) -> Floats:
    """Return what the first model reads of each page, shape (pages, features)."""
    size = _sizes(evidence.templates)
    words = evidence.content.words
    told = np.log1p(
        np.tensordot(_TELLING, words, axes=(0, 1)) + 2 * evidence.graph.anchors
    )
    return np.hstack(
        [
            evidence.content.measures,
            np.log1p(words).reshape(evidence.pages, -1),
            told,
            told / np.maximum(told.sum(axis=1, keepdims=True), 1),
            _mean_over(told, evidence.templates),
            evidence.graph.anchors,
            evidence.rules,
            evidence.scores,
            evidence.graph.measures,
            evidence.tree,
            np.log1p(size)[:, None],
            (size / evidence.pages)[:, None],
        ]
    ).astype(np.float32)


def _sizes(templates: Templates) -> Floats:
    """Return the number of pages of each page's template."""
    sizes: Floats = np.bincount(templates).astype(np.float32)[templates]
    return sizes


def _mean_over(values: Floats, numbers: Templates) -> Floats:
    """Return the mean of *values* (pages, ...) over the pages of the same number."""
    count = np.bincount(numbers)
    sums = np.zeros((len(count), *values.shape[1:]), np.float32)
    np.add.at(sums, numbers, values)
    means = sums / count.reshape(-1, *(1,) * (values.ndim - 1))
    return means.astype(np.float32)[numbers]


def _mean_of(values: Floats, rows: list[list[int]]) -> Floats:
    """Return the mean of *values* (pages, types) over each of *rows*; 0 for none."""
    means = np.zeros((len(rows), values.shape[1]), np.float32)
    for at, row in enumerate(rows):
        if row:
            means[at] = values[row].mean(axis=0)
    return means


def _log(values: Floats, least: float) -> Floats:
    logs: Floats = np.log(values + np.float32(least))
    return logs


def _by_group(values: Floats) -> Floats:
    return np.stack(
        [values[:, one == _GROUPS].sum(axis=1) for one in (_INDEX, _DETAIL, _INFO)],
        axis=1,
    )


def together(
    evidence: Evidence, first: Floats, templates: Templates, folders: Templates
) -> tuple[Floats, Floats]:
    """Return what the second model reads, given the *first* one's probabilities.

    *templates* are numbered anew, by types too; *folders* by address. Shapes (pages,
    types, features of a type) and (pages, features of a page).
    """
    words = np.minimum(evidence.content.words, 2)
    anchors = np.minimum(evidence.graph.anchors, 1)
    logs = _log(first, 1e-3)
    site = np.broadcast_to(first.mean(axis=0), first.shape)
    graph = evidence.graph
    listed = _mean_of(first, graph.cards)
    listing = _mean_of(first, graph.listed_by)
    last, folder, head, labels = (words[:, at] for at in (0, 1, 2, 5))
    told = words[:, :3].sum(axis=2)
    model = np.full(first.shape, np.log(0.02), np.float32)
    for at, one in enumerate(SCORED):
        model[:, TYPE_NUMBER[one]] = np.log(evidence.scores[:, at] + 0.02)
    of_types = [
        logs,
        logs - logs.max(axis=1, keepdims=True),
        _mean_over(logs, templates),
        _log(_mean_over(first, templates), 1e-3),
        _mean_over(logs, folders),
        *(words[:, at] for at in range(words.shape[1])),
        *(_mean_over(one, templates) for one in (last, folder, head, labels)),
        anchors,
        _mean_over(anchors, templates),
        ((last > 0) & (head > 0)).astype(np.float32),
        ((anchors > 0.3) & (head > 0)).astype(np.float32),
        last / np.maximum(told[:, :1], 0.5),
        head / np.maximum(told[:, 2:3], 0.5),
        model,
        evidence.rules,
        _log(_mean_of(first, graph.out), 1e-2),
        _log(listed, 1e-2),
        _log(_mean_of(first, graph.sources), 1e-2),
        _log(listing, 1e-2),
        _log(site, 1e-3),
    ]
    size = _sizes(templates)
    measures = evidence.content.measures
    of_pages = [
        measures,
        _mean_over(measures, templates),
        graph.measures,
        _mean_over(graph.measures, templates),
        evidence.tree,
        *(_by_group(one) for one in (listed, listing, first, site)),
        *(one[:, _TOLD] for one in (listed, site)),
        evidence.rules.max(axis=1, keepdims=True),
        np.log1p(size)[:, None],
        (size / evidence.pages)[:, None],
    ]
    return (
        np.stack(of_types, axis=2).astype(np.float32),
        np.hstack(of_pages).astype(np.float32),
    )
