"""The models of a site: from what pages show to a probability of each type.

The first reads each page with its links and neighbours: boosted trees. The second also
knows what the first made of the pages around: those of the same template and folder,
those that a page lists and those that list it. It is a log-linear model whose weights
of what counts for a type are shared by all types, so that rare ones need few examples.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.inference.words import TYPES
from vultrcrawl.trees.forest import Forest, read_arrays, softmax

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

WEIGHTS = "weights.npz"
#: Standard deviations from the mean beyond which a measure of a page says no more.
_MOST = 3.0


@dataclass(frozen=True, slots=True)
class LogLinear:
    """A conditional logit: what counts for a type, and a bias by type and page."""

    shared: Floats
    """Weights of a type's features, shape (features of a type,)."""
    by_type: Floats
    """Weights of a page's features, shape (features of a page, types)."""
    bias: Floats
    """Shape (types,)."""
    type_scale: Floats
    """Mean and standard deviation, shape (2, features of a type)."""
    page_scale: Floats
    """The same of a page's features, shape (2, features of a page)."""

    def scaled(self, of_types: Floats, of_pages: Floats) -> tuple[Floats, Floats]:
        """Return the features in units of their standard deviations."""
        mean, deviation = self.page_scale
        return (
            (of_types - self.type_scale[0]) / self.type_scale[1],
            np.clip((of_pages - mean) / deviation, -_MOST, _MOST),
        )

    def probabilities(self, of_types: Floats, of_pages: Floats) -> Floats:
        """Return the probability of each type, shape (pages, types)."""
        types, pages = self.scaled(of_types, of_pages)
        scores = types @ self.shared + pages @ self.by_type + self.bias
        return softmax(scores.astype(np.float64)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class SiteModel:
    """Trained weights."""

    forest: Forest
    """Boosted classifiers, trained with several seeds."""
    second: LogLinear
    calibration: Floats
    """Shape (2, knots): greatest probability, and how often it proved right."""

    def first(self, rows: Floats) -> Floats:
        """Return what `evidence.alone` shows, as probabilities, (pages, types)."""
        return self.forest.probabilities(rows).astype(np.float32)

    def confidence(self, probabilities: Floats) -> Floats:
        """Return how often answers of *probabilities* proved right on new sites."""
        known: Floats = np.interp(probabilities, *self.calibration).astype(np.float32)
        return known


_LINEAR = ("shared", "by_type", "bias", "type_scale", "page_scale")


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> SiteModel:
    """Build the models from the arrays of a weights file."""
    return SiteModel(
        forest=Forest.from_arrays(
            arrays, "tree.", len(TYPES), models=int(arrays["boosters"])
        ),
        second=LogLinear(*(arrays[f"linear.{name}"] for name in _LINEAR)),
        calibration=arrays["calibration"],
    )


def to_arrays(second: LogLinear) -> dict[str, Floats]:
    """Return the weights of *second* as `from_arrays` reads them."""
    return {f"linear.{name}": getattr(second, name) for name in _LINEAR}


@cache
def load() -> SiteModel:
    """Read the weights that ship with the package; once in a process."""
    return from_arrays(read_arrays("vultrcrawl.inference", WEIGHTS))
