"""Boosted trees as flat arrays, walked for many rows at once with numpy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

ARRAYS = ("roots", "feature", "threshold", "left", "right", "value", "missing")
WEIGHTS = "weights.npz"


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees of a boosted classifier; a leaf is a node that leads to itself.

    Node arrays have shape (nodes,); tree *t* votes for class ``t % classes``.
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]
    missing: NDArray[np.bool_]
    """Whether a feature that is not known leads to the left."""
    depth: int
    """Steps that lead from any root to a leaf."""
    classes: int

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each class, shape (rows, classes)."""
        node = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        unknown = np.isnan(rows)
        at = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            feature = self.feature[node]
            goes_left = np.where(
                unknown[at, feature],
                self.missing[node],
                rows[at, feature] <= self.threshold[node],
            )
            node = np.where(goes_left, self.left[node], self.right[node])
        votes = self.value[node].reshape(len(rows), -1, self.classes)
        scores = votes.sum(axis=1, dtype=np.float64)
        powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
        shares: NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
        return shares


def from_arrays(arrays: Mapping[str, NDArray[Any]], name: str) -> Forest:
    """Return the forest called *name* of a weights file."""
    return Forest(
        **{one: arrays[f"{name}.{one}"] for one in ARRAYS},
        depth=int(arrays[f"{name}.depth"]),
        classes=int(arrays[f"{name}.classes"]),
    )


@cache
def load(name: str) -> Forest:
    """Return the forest called *name* from the package's weights."""
    with (files(__package__) / WEIGHTS).open("rb") as file, np.load(file) as arrays:
        return from_arrays(arrays, name)
