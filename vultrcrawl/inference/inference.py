"""Infers the type of each page from all pages, templates and links of its site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.inference.advice import weighed
from vultrcrawl.inference.evidence import Evidence, gather, together
from vultrcrawl.inference.evidence import alone as read_alone
from vultrcrawl.inference.model import load
from vultrcrawl.inference.words import TYPE_NUMBER, TYPES
from vultrcrawl.taxonomy import PageGroup, PageType, group_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from vultrcrawl.inference.advice import Advice
    from vultrcrawl.inference.evidence import PageEvidence

    Floats = NDArray[np.float32]
    Group = Callable[[Sequence[PageType | None]], NDArray[np.int64]]

#: Weight of a template's mean beside a page's own answer, by cross-validation over
#: sites: 0.892, 0.895 and 0.893 of the kinds are right with 0, 0.2 and 0.4. So with the
#: second model beside the first: 0.893, 0.895 and 0.890 with 0, 0.5 and 1.
_TEMPLATE, _SECOND = 0.2, 0.5
#: Cards of one page that tell what it lists, at least, and share of them that agrees.
_CARDS, _MOST = 3, 0.6
_PRODUCTS = TYPE_NUMBER[PageType.PRODUCT_LISTING]
_CONTENT = TYPE_NUMBER[PageType.CONTENT_LISTING]
_DETAIL = np.array([group_of(one) is PageGroup.DETAIL for one in TYPES])
_LEAST = np.float32(1e-4)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page is, as its site shows."""

    page_type: PageType
    confidence: float
    """Calibrated on whole sites, 0 to 1."""
    template: int
    """Number of its template among those of the pages looked at."""
    alone: PageType
    """What the site shows without what a language model says."""


def decide(evidence: Evidence, probabilities: Floats) -> Floats:
    """Return *probabilities*, 1 where the site's own marks leave no doubt."""
    sure = probabilities.copy()
    for at, page_type in enumerate(evidence.decided):
        if page_type in TYPE_NUMBER:
            sure[at] = 0
            sure[at, TYPE_NUMBER[page_type]] = 1
    return sure


def smooth(probabilities: Floats, templates: NDArray[np.int64]) -> Floats:
    """Return *probabilities* of pages drawn to the mean of their templates."""
    logs = np.log(probabilities + _LEAST)
    count = np.bincount(templates)
    sums = np.zeros((len(count), logs.shape[1]), np.float32)
    np.add.at(sums, templates, logs)
    drawn = np.exp(
        (1 - _TEMPLATE) * logs + _TEMPLATE * (sums / count[:, None])[templates]
    )
    shares: Floats = drawn / drawn.sum(axis=1, keepdims=True)
    return shares


def mixed(first: Floats, second: Floats) -> Floats:
    """Return what both models say together, shape (pages, types)."""
    logs = (1 - _SECOND) * np.log(first + _LEAST) + _SECOND * np.log(second + _LEAST)
    shares = np.exp(logs)
    both: Floats = shares / shares.sum(axis=1, keepdims=True)
    return both


def listed(evidence: Evidence, probabilities: Floats) -> Floats:
    """Return *probabilities* of listings by what their cards lead to.

    That decides, by definition, whether products or something else is listed; trees
    that saw few shops don't know it of pages without prices.
    """
    best = probabilities.argmax(axis=1)
    told = probabilities.copy()
    for at, kind in enumerate(best):
        if kind not in (_PRODUCTS, _CONTENT):
            continue
        cards = best[[to for to in evidence.graph.cards[at] if _DETAIL[best[to]]]]
        if len(cards) < _CARDS:
            continue
        share = float((cards == TYPE_NUMBER[PageType.PRODUCT]).mean())
        wanted = _PRODUCTS if share >= _MOST else _CONTENT
        if kind != wanted and not 1 - _MOST < share < _MOST:
            told[at, [kind, wanted]] = told[at, [wanted, kind]]
    return told


def guesses(probabilities: Floats) -> list[PageType]:
    """Return the most probable type of each page."""
    return [TYPES[int(at)] for at in probabilities.argmax(axis=1)]


def concluded(
    evidence: Evidence, first: Floats, second: Floats, templates: NDArray[np.int64]
) -> Floats:
    """Return what pages are, given what both models say; (pages, types)."""
    both = mixed(first, decide(evidence, second))
    return decide(evidence, listed(evidence, smooth(both, templates)))


def infer(
    pages: Sequence[PageEvidence],
    group: Group,
    folders: NDArray[np.int64],
    *,
    advice: Advice | None = None,
) -> list[Verdict]:
    """Return what each of *pages*, those of one site, is.

    *group* numbers their templates, given what is known of their types; *folders*
    numbers them by what their addresses have in common; *advice* is a language model's.
    About a millisecond a page.
    """
    if not pages:
        return []
    model = load()
    evidence = gather(pages, group)
    first = decide(evidence, model.first(read_alone(evidence)))
    templates = group(guesses(first))
    second = model.second.probabilities(*together(evidence, first, templates, folders))
    found = alone = concluded(evidence, first, second, templates)
    sure = model.confidence(alone.max(axis=1))
    if advice is not None and advice.opinions:
        told, moved = weighed(alone, sure, templates, advice)
        found = np.where(
            moved[:, None], decide(evidence, listed(evidence, told)), alone
        )
        sure = np.where(moved, found.max(axis=1), sure)
    answers = zip(guesses(found), sure, templates, guesses(alone), strict=True)
    return [
        Verdict(page_type, round(float(confidence), 3), int(template), before)
        for page_type, confidence, template, before in answers
    ]
