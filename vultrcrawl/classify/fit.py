"""Fitting the local model; needs the extra `train` (scikit-learn, lightgbm).

The linear stage is ridge regression on the labels in its dual form: with 1,400 pages
and 131,000 buckets that is one small linear system, exact and the same on each run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np
from scipy import sparse  # type: ignore[import-untyped] # no stubs
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import StratifiedGroupKFold

from vultrcrawl.classify.model import LABELS
from vultrcrawl.classify.tokens import BUCKETS, FIELDS
from vultrcrawl.trees.flattening import flatten
from vultrcrawl.trees.forest import MISSING, softmax

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

CLASSES = len(LABELS)
_RIDGE = 0.1
_INNER_FOLDS = 8
_ROUNDS = 100
_TREES: dict[str, Any] = {
    "objective": "multiclass", "num_class": CLASSES, "learning_rate": 0.08,
    "num_leaves": 7, "max_depth": 5, "min_data_in_leaf": 8, "feature_fraction": 0.25,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 3.0, "max_bin": 63,
    "use_missing": False, "deterministic": True, "force_row_wise": True,
    "num_threads": 1, "verbose": -1,
}  # fmt: skip
#: Rare labels weigh more: by this power of how much rarer they are than articles. The
#: square root balances accuracy and macro-F1.
_WORD_BALANCE = 0.5
_TREE_BALANCE = 0.6
_BOOSTERS = 4


@dataclass(frozen=True, slots=True)
class Samples:
    """Training pages, one row each."""

    features: NDArray[np.float32]
    tokens: list[list[NDArray[np.int32]]]
    labels: Ints
    sites: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.labels)


def domain_folds(
    samples: Samples, rows: Ints, count: int, seed: int
) -> Iterator[tuple[Ints, Ints]]:
    """Yield *count* splits of *rows* in which no site stands on both sides."""
    splitter = StratifiedGroupKFold(count, shuffle=True, random_state=seed)
    for train, test in splitter.split(rows, samples.labels[rows], samples.sites[rows]):
        yield rows[train], rows[test]


def _balance(labels: Ints, power: float) -> Floats:
    counts = np.maximum(np.bincount(labels, minlength=CLASSES), 1)
    weights: Floats = ((counts.max() / counts) ** power)[labels]
    return weights


def _table(tokens: Sequence[list[NDArray[np.int32]]], field: int) -> sparse.csr_matrix:
    rows = [page[field] for page in tokens]
    sizes = np.array([len(row) for row in rows])
    values = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    return sparse.csr_matrix(
        (values, np.concatenate(rows), starts), shape=(len(rows), BUCKETS)
    )


class Words:
    """The linear stage over all *samples*; fits on any rows of them."""

    def __init__(self, samples: Samples) -> None:
        self.samples = samples
        self.tables = [_table(samples.tokens, field) for field in range(len(FIELDS))]
        #: What each field adds to the likeness of two pages: (fields, pages, pages).
        self.kernels: Floats = np.stack(
            [(table @ table.T).toarray() / len(FIELDS) for table in self.tables]
        )
        self.kernel: Floats = self.kernels.sum(axis=0)

    def _solve(self, rows: Ints) -> tuple[Floats, Floats]:
        labels = self.samples.labels[rows]
        targets = np.eye(CLASSES)[labels] * 2 - 1
        bias = targets.mean(axis=0)
        ridge = np.diag(_RIDGE / _balance(labels, _WORD_BALANCE))
        system = self.kernel[np.ix_(rows, rows)] + ridge
        return np.linalg.solve(system, targets - bias), bias

    def scores(self, train: Ints, test: Ints) -> Floats:
        """Return scores of *test* from a fit on *train*, as `Model.word_scores` does.

        Shape (rows, labels + fields * labels).
        """
        dual, bias = self._solve(train)
        parts = [kernel[np.ix_(test, train)] @ dual for kernel in self.kernels]
        return np.hstack((sum(parts) + bias, *parts))

    def scores_out_of_fold(self, rows: Ints, seed: int) -> Floats:
        """Return scores of *rows*, each from a fit that saw no page of its site."""
        scores = np.zeros((len(rows), CLASSES * (1 + len(FIELDS))))
        place = {row: at for at, row in enumerate(rows)}
        for train, test in domain_folds(self.samples, rows, _INNER_FOLDS, seed):
            scores[[place[row] for row in test]] = self.scores(train, test)
        return scores

    def arrays(self, rows: Ints) -> dict[str, NDArray[Any]]:
        """Return the weights fitted on *rows*, as the model wants them."""
        dual, bias = self._solve(rows)
        weights = np.stack(
            [table[rows].T @ dual / len(FIELDS) for table in self.tables]
        )
        # 255 steps move a score by 0.004 on average; cutting the few large weights to
        # get finer steps moved it by 0.02.
        scale = np.abs(weights).max(axis=(0, 1)) / 127
        words = np.rint(weights / scale).astype(np.int8)
        return {
            "words": words,
            "scale": scale.astype(np.float32),
            "bias": bias.astype(np.float32),
        }


def fit_trees(rows: Floats, labels: Ints, seed: int) -> list[lightgbm.Booster]:
    """Fit the boosters on *rows* of features and word scores."""
    weights = _balance(labels, _TREE_BALANCE)
    table = np.asarray(rows, np.float32)
    return [
        lightgbm.train(
            {**_TREES, "seed": seed * 100 + at},
            lightgbm.Dataset(table, labels, weight=weights),
            _ROUNDS,
        )
        for at in range(_BOOSTERS)
    ]


def tree_probabilities(
    boosters: list[lightgbm.Booster], rows: NDArray[np.floating[Any]]
) -> Floats:
    """Return probabilities of *rows*, shape (rows, labels)."""
    table = np.asarray(rows, np.float32)
    raw = [np.asarray(booster.predict(table, raw_score=True)) for booster in boosters]
    return softmax(np.mean(raw, axis=0, dtype=np.float64))


def calibrate(probability: Floats, right: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Fit how often an answer is right to its *probability*; knots of shape (2, n)."""
    isotonic = IsotonicRegression(out_of_bounds="clip", y_min=0.02, y_max=0.99)
    isotonic.fit(probability, right)
    # Steps of a few pages are noise: the curve is smoothed over a grid.
    grid = np.linspace(0.2, 1.0, 81)
    values = isotonic.predict(grid)
    kernel = np.exp(-0.5 * (np.arange(-6, 7) / 2.5) ** 2)
    padded = np.pad(values, 6, mode="edge")
    smooth = np.convolve(padded, kernel / kernel.sum(), mode="valid")
    return np.stack((grid, smooth)).astype(np.float32)


def tree_arrays(boosters: list[lightgbm.Booster]) -> dict[str, NDArray[Any]]:
    """Return all trees of *boosters* as arrays of a weights file.

    Features are always known, so that no array says where others lead.
    """
    found = flatten(booster.dump_model() for booster in boosters)
    del found[MISSING]
    return {f"tree.{name}": array for name, array in found.items()} | {
        "boosters": np.array(len(boosters))
    }
