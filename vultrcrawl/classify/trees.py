"""Boosted decision trees as flat arrays, all of them walked at once with numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


#: Rows of a table that are walked through the trees together: they fit a cache.
_AT_ONCE = 128


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
    depth: int
    """Steps that lead from any root to a leaf."""
    classes: int

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the sum of votes by class, of shape (classes,), before a softmax."""
        node = self.roots
        for _ in range(self.depth):
            goes_left = features[self.feature[node]] <= self.threshold[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        votes = self.value[node].reshape(-1, self.classes)
        total: NDArray[np.float64] = votes.sum(axis=0, dtype=np.float64)
        return total

    def scores_of(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return `scores` of each of *rows*, shape (rows, classes): a table at once."""
        total = np.zeros((len(rows), self.classes))
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            at = np.arange(len(part))[:, None]
            node = np.broadcast_to(self.roots, (len(part), len(self.roots)))
            for _ in range(self.depth):
                goes_left = part[at, self.feature[node]] <= self.threshold[node]
                node = np.where(goes_left, self.left[node], self.right[node])
            votes = self.value[node].reshape(len(part), -1, self.classes)
            total[start : start + _AT_ONCE] = votes.sum(axis=1, dtype=np.float64)
        return total


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return probabilities of *scores* along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return shares
