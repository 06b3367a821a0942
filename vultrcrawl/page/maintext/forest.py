"""Boosted decision trees of one output, all walked at once with numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Levels of each tree.
DEPTH = 6
#: Rows that are walked at once: a page's blocks, or a part of a long page's.
_ROWS = 512


@dataclass(frozen=True, slots=True)
class Forest:
    """Complete trees, level by level: node *n* leads to ``2n + 1`` and ``2n + 2``.

    A branch that ends early goes on with nodes that all lead left, to the same value.
    """

    feature: NDArray[np.int16]
    """Feature that a node looks at, shape (trees, 2 ** DEPTH - 1)."""
    threshold: NDArray[np.float32]
    """What is at most this goes left; the same shape."""
    value: NDArray[np.float32]
    """Of each leaf, shape (trees, 2 ** DEPTH)."""

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the sum of values for each of *rows*, of shape (rows, features)."""
        parts = [
            self._scores(np.ascontiguousarray(rows[at : at + _ROWS]))
            for at in range(0, len(rows), _ROWS)
        ]
        return np.concatenate(parts)

    def _scores(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        trees, inner = self.feature.shape
        flat = rows.ravel()
        start = (np.arange(len(rows), dtype=np.int32) * rows.shape[1])[:, None]
        base = (np.arange(trees, dtype=np.int32) * inner)[None, :]
        features, thresholds = self.feature.ravel(), self.threshold.ravel()
        node = np.zeros((len(rows), trees), np.int32)
        for _ in range(DEPTH):
            at = base + node
            # `take` looks up in half the time of an index in brackets.
            right = flat.take(start + features.take(at)) > thresholds.take(at)
            node = 2 * node + 1 + right
        leaf = node - inner + np.arange(trees, dtype=np.int32) * (inner + 1)
        total: NDArray[np.float64] = (
            self.value.ravel().take(leaf).sum(1, dtype=np.float64)
        )
        return total
