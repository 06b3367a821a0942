"""The local model: words and shape of a page to a probability for each of seven labels.

Two stages. A linear model reads the hashed words of four fields (URL, markup, headings,
text); boosted trees read its scores, whole and by field, next to the features of
`features`. numpy is all it needs; the weights are read from inside of the package,
zipped or not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.classify.features import vector
from vultrcrawl.classify.tokens import FIELDS, tokenise
from vultrcrawl.taxonomy import PageType
from vultrcrawl.trees.forest import Forest, read_arrays

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vultrcrawl.classify.reading import PageReading

#: Labels of the training data, in the order of the model's classes, as page types.
LABELS: dict[str, PageType] = {
    "article": PageType.ARTICLE,
    "collection": PageType.PRODUCT_LISTING,
    "documentation": PageType.DOCUMENTATION,
    "forum": PageType.FORUM_THREAD,
    "listing": PageType.CONTENT_LISTING,
    "product": PageType.PRODUCT,
    "service": PageType.SERVICE_LANDING,
}
MODEL_TYPES = tuple(LABELS.values())
WEIGHTS = "weights.npz"


@dataclass(frozen=True, slots=True)
class PageTypeModel:
    """Trained weights."""

    words: NDArray[np.int8]
    """Linear weights, shape (fields, buckets, labels), in units of *scale*."""
    scale: NDArray[np.float32]
    """Shape (labels,)."""
    bias: NDArray[np.float32]
    """Shape (labels,)."""
    forest: Forest
    """Boosted classifiers, trained with several seeds."""
    calibration: NDArray[np.float32]
    """Shape (2, knots): greatest probability, and how often it proved right."""

    def probabilities(self, reading: PageReading) -> NDArray[np.float64]:
        """Return the probability of each of `MODEL_TYPES`, shape (labels,)."""
        linear = self.word_scores(tokenise(reading))
        row = np.concatenate((vector(reading), linear)).astype(np.float32)
        shares: NDArray[np.float64] = self.forest.probabilities(row[None])[0]
        return shares

    def word_scores(self, tokens: list[NDArray[np.int32]]) -> NDArray[np.float64]:
        """Return the linear model's scores: of each label, then what each field gives.

        Shape (labels + fields * labels,).
        """
        parts = np.zeros((len(FIELDS), len(self.scale)))
        for field, buckets in enumerate(tokens):
            if len(buckets):
                weights = self.words[field, buckets].sum(axis=0, dtype=np.int32)
                parts[field] = weights / math.sqrt(len(buckets))
        parts *= self.scale
        return np.concatenate((parts.sum(axis=0) + self.bias, parts.ravel()))

    def confidence(self, probability: float) -> float:
        """Return how often an answer of *probability* proved right on new sites."""
        return float(np.interp(probability, *self.calibration))


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> PageTypeModel:
    """Build a model from the arrays of a weights file."""
    return PageTypeModel(
        words=arrays["words"],
        scale=arrays["scale"],
        bias=arrays["bias"],
        forest=Forest.from_arrays(
            arrays, "tree.", len(MODEL_TYPES), models=int(arrays["boosters"])
        ),
        calibration=arrays["calibration"],
    )


@cache
def load() -> PageTypeModel:
    """Read the weights that ship with the package; once in a process."""
    return from_arrays(read_arrays("vultrcrawl.classify", WEIGHTS))
