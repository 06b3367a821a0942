"""Boosted decision trees as flat arrays, all of them walked at once with numpy."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

#: Arrays of a weights file: the trees' first nodes, then what each node looks at, what
#: at most this goes to the left, where it leads, and what a leaf is worth.
ARRAYS: Final = ("roots", "feature", "threshold", "left", "right", "value")
#: Array that weights may have besides: whether what is not known goes to the left. It
#: goes to the right at every node where there is none.
MISSING: Final = "missing"
#: No number that is looked up is out of bounds, and without a check it goes faster.
_UNCHECKED: Final = "wrap"
#: Pairs of row and tree that are walked together: their nodes fit a cache.
_AT_ONCE: Final = 1 << 16


def read_arrays(package: str, name: str) -> dict[str, NDArray[Any]]:
    """Return the arrays of the weights file *name* that ships with *package*."""
    with (
        files(package).joinpath(name).open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        return {one: arrays[one] for one in arrays.files}


@dataclass(frozen=True, slots=True)
class Forest:
    """Trees of one boosted model, or of several.

    Node arrays have shape (nodes,). The two nodes below one stand side by side, so that
    a step takes one look-up and one comparison; a leaf leads to itself.
    """

    roots: NDArray[np.intp]
    """Shape (trees,); tree *t* votes for class ``t % classes``."""
    feature: NDArray[np.intp]
    threshold: NDArray[np.float32]
    first: NDArray[np.intp]
    """The node for values up to the threshold; the next one is for those above."""
    value: NDArray[np.float32]
    unknown: NDArray[np.bool_] | None
    """Whether a value that is not known goes to the second node; None if always."""
    depth: int
    """Steps that lead from any root to a leaf."""
    classes: int

    @classmethod
    def from_arrays(
        cls,
        arrays: Mapping[str, NDArray[Any]],
        prefix: str = "",
        classes: int = 1,
        *,
        models: int = 1,
    ) -> Self:
        """Return the forest of a weights file's `ARRAYS`, called *prefix* and a name.

        Of several *models* that the trees are of, the scores are the mean. There a leaf
        is a node that leads to itself; roots may have any shape, and the forest has
        them in a row.
        """
        roots, feature, threshold, left, right, value = (
            arrays[f"{prefix}{name}"] for name in ARRAYS
        )
        inner = left != np.arange(len(left))
        nodes = roots.ravel()
        order, depth = [nodes], 0  # level by level
        while len(above := nodes[inner[nodes]]):
            nodes = np.stack((left[above], right[above]), axis=1).ravel()
            order.append(nodes)
            depth += 1
        old = np.concatenate(order)
        place = np.zeros(len(left), np.intp)
        place[old] = np.arange(len(old))
        leads = inner[old]
        missing = arrays.get(f"{prefix}{MISSING}")
        return cls(
            roots=np.arange(roots.size),
            feature=np.where(leads, feature[old], 0).astype(np.intp),
            threshold=np.where(leads, threshold[old], np.inf).astype(np.float32),
            first=place[left[old]],
            value=value[old].astype(np.float32) / np.float32(models),
            unknown=None if missing is None else leads & ~missing[old],
            depth=depth,
            classes=classes,
        )

    def scores(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the sum of votes for each of *rows*, shape (rows, classes).

        *rows* have shape (rows, features); NaN is what is not known.
        """
        feature, rows = self._known(np.asarray(rows, np.float32))
        total = np.empty((len(rows), self.classes))
        size = max(1, _AT_ONCE // len(self.roots))
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            cells = part.ravel()
            at = part.shape[1] * np.arange(len(part))[:, None]
            # All rows begin at the same nodes.
            looked_at = part.take(feature[self.roots], axis=1)
            node = self.first[self.roots] + (looked_at > self.threshold[self.roots])
            for _ in range(self.depth - 1):
                # `take` looks up in half the time of an index in brackets.
                cell = feature.take(node, mode=_UNCHECKED)
                cell += at
                looked_at = cells.take(cell, mode=_UNCHECKED)
                above = looked_at > self.threshold.take(node, mode=_UNCHECKED)
                node = self.first.take(node, mode=_UNCHECKED)
                node += above
            votes = self.value.take(node, mode=_UNCHECKED).reshape(
                len(part), -1, self.classes
            )
            total[start : start + size] = votes.sum(axis=1, dtype=np.float64)
        return total

    def probabilities(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the probability of each class for each of *rows*, (rows, classes)."""
        return softmax(self.scores(rows))

    def _known(
        self, rows: NDArray[np.float32]
    ) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        """Return which features nodes look at, and rows in which all are known.

        What is not known is above every threshold; where some nodes take it for less,
        these look at a second copy of the row, in which it is below every one.
        """
        missing = np.isnan(rows)
        if not missing.any():
            return self.feature, rows
        above = np.where(missing, np.float32(np.inf), rows)
        if self.unknown is None:
            return self.feature, above
        below = np.where(missing, np.float32(-np.inf), rows)
        width = rows.shape[1]
        return self.feature + width * self.unknown, np.hstack((below, above))


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return probabilities of *scores* along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def logistic(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability that each of *scores*, log-odds, stands for."""
    shares: NDArray[np.float64] = 1 / (1 + np.exp(-scores))
    return shares
