"""Weighs a language model's answers about page types as evidence.

An answer counts as much as the model has earned on this site, where it was asked about
pages whose type is known; as sure as it says it is, up to a bound, for small models
say 1.0 of anything; and less, the more pages of the same template are sure of another
type without it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.inference.words import TYPE_NUMBER, TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vultrcrawl.taxonomy import PageType

    Floats = NDArray[np.float32]

#: Confidence, calibrated, from which on the site is sure of a page by itself: such a
#: page is not asked about, but to measure the model, and keeps its type.
SURE = 0.9
#: What a model says of itself counts up to this.
_MOST_SURE = 0.9
#: A model is taken to be right once in three times before it is measured; one that was
#: not, or proves worse than that, is not heard.
_RIGHT, _WRONG = 1.0, 2.0
_WORST = _RIGHT / (_RIGHT + _WRONG)
#: How much the trust in one type is drawn to that in all, in answers.
_DRAWN = 2.0
#: One wrong answer in eight is any given type, as long as no others are known; and how
#: much what is known is drawn to that, in answers.
_CHOICES, _SPREAD = 8.0, 2.0
#: Answers about pages of one template repeat each other: three count as 1.7.
_ALIKE = 3**-0.5
#: Of what the site leaves open of a page, the share that any type may have.
_ANY = 0.5
#: Most that answers make of a page, as a probability.
_MOST_TOLD = 0.95


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a model says one page is."""

    page_type: PageType
    confidence: float
    """As the model says, 0 to 1."""


@dataclass(slots=True)
class Trust:
    """How often a model's answers were right where the truth is known."""

    asked: int = 0
    right: int = 0
    _said: Counter[PageType] = field(default_factory=Counter)
    _right: Counter[PageType] = field(default_factory=Counter)

    def note(self, said: PageType, truth: PageType) -> None:
        """Take into account that it said so of a page that is sure to be *truth*."""
        self.asked += 1
        self._said[said] += 1
        if said is truth:
            self.right += 1
            self._right[said] += 1

    @property
    def share(self) -> float:
        """Probability that an answer is right, 0 to 1."""
        return (self.right + _RIGHT) / (self.asked + _RIGHT + _WRONG)

    def of(self, said: PageType) -> float:
        """Return the probability that *said* is right: one may say it of anything."""
        drawn = _DRAWN * self.share
        return (self._right[said] + drawn) / (self._said[said] + _DRAWN)

    def blind(self, said: PageType) -> float:
        """Return the share of its wrong answers that are *said*."""
        wrong = self._said[said] - self._right[said]
        known = self.asked - self.right
        return (wrong + _SPREAD / _CHOICES) / (known + _SPREAD)


@dataclass(frozen=True, slots=True)
class Advice:
    """A model's opinions of some of a site's pages."""

    opinions: Mapping[int, Opinion]
    """By the number of the page."""
    trust: Trust


def weight(opinion: Opinion, trust: Trust) -> float:
    """Return what one opinion adds to the logarithm of its type's probability.

    The logarithm of how much more often it is said of pages of the type than of others;
    0 for a model that was not measured, or is right no more often than by chance.
    """
    if not trust.asked or trust.share < _WORST:
        return 0.0
    stated = min(opinion.confidence, _MOST_SURE) / _MOST_SURE
    right = min(trust.of(opinion.page_type) * stated, 0.95)
    by_chance = (1 - right) * max(trust.blind(opinion.page_type), 1 / _CHOICES)
    return float(np.log(max(right / by_chance, 1.0)))


def weighed(
    alone: Floats, sure: Floats, templates: NDArray[np.int64], advice: Advice
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the probabilities of pages with what the model says, and which it moves.

    *alone* is what the site tells without it, shape (pages, types), *sure* how often
    such an answer is right, shape (pages,). What is said of one page counts for all of
    its template that are not sure by themselves; but if that is what the page is
    without the model, too, for those that are of this type without it: that a listing
    is one says nothing of articles that look like it. Pages of the template that are
    sure of the type that such a page has without it weigh against it, each as much as
    the answers do.
    """
    types = alone.argmax(axis=1)
    is_sure = sure >= SURE
    added = np.zeros_like(alone)
    for at, opinion in advice.opinions.items():
        if (number := TYPE_NUMBER.get(opinion.page_type)) is not None:
            about = (templates == templates[at]) & ~is_sure
            if types[at] == number:
                about &= types == number
            added[about, number] += _ALIKE * weight(opinion, advice.trust)
    told, moved = alone.copy(), np.any(added, axis=1)
    for template in np.unique(templates[moved]):
        inside = templates == template
        known = np.bincount(types[inside & is_sure], minlength=len(TYPES))
        rows = inside & moved
        against = known[types[rows], None].astype(np.float32)
        told[rows] = _moved(_open(alone[rows], sure[rows]), added[rows] / (1 + against))
    return told, moved


def _open(alone: Floats, sure: Floats) -> Floats:
    """Return *alone* as flat as it is unsure: its own shares are too far apart."""
    rows = np.arange(len(alone))
    best = alone.argmax(axis=1)
    rest = alone.copy()
    rest[rows, best] = 0
    rest /= np.maximum(rest.sum(axis=1, keepdims=True), 1e-9)
    left = (1 - sure)[:, None]
    flat: Floats = left * ((1 - _ANY) * rest + _ANY / len(TYPES))
    flat[rows, best] = sure
    return flat


def _moved(shares: Floats, added: Floats) -> Floats:
    scores = shares * np.exp(added)
    found = scores / scores.sum(axis=1, keepdims=True)
    capped: Floats = np.minimum(found, _MOST_TOLD)
    return capped
