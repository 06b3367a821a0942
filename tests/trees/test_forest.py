"""Boosted trees give what LightGBM gives, for one row and for many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from vultrcrawl.trees.flattening import flatten
from vultrcrawl.trees.forest import Forest, logistic, softmax

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _two_trees() -> Forest:
    # Two trees for two classes: x0 <= 1 ? 5 : (x1 <= 2 ? 6 : 7), and a single leaf 3.
    arrays: dict[str, NDArray[Any]] = {
        "roots": np.array([0, 5], np.int32),
        "feature": np.array([0, 0, 1, 0, 0, 0], np.int16),
        "threshold": np.array([1, 0, 2, 0, 0, 0], np.float32),
        "left": np.array([1, 1, 3, 3, 4, 5], np.int32),
        "right": np.array([2, 1, 4, 3, 4, 5], np.int32),
        "value": np.array([0, 5, 0, 6, 7, 3], np.float32),
    }
    return Forest.from_arrays(arrays, classes=2)


def _stump(*, left: bool | None) -> Forest:
    """Return one split at 1, which sends what is not known *left*, if it says so."""
    arrays: dict[str, NDArray[Any]] = {
        "s.roots": np.array([0], np.int32),
        "s.feature": np.array([0, 0, 0], np.int16),
        "s.threshold": np.array([1, 0, 0], np.float32),
        "s.left": np.array([1, 1, 2], np.int32),
        "s.right": np.array([2, 1, 2], np.int32),
        "s.value": np.array([0, 2, -2], np.float32),
    }
    if left is not None:
        arrays["s.missing"] = np.array([left, True, True])
    return Forest.from_arrays(arrays, "s.")


def test_each_tree_is_walked() -> None:
    rows = np.array([[1, 9], [2, 2], [2, 3]], np.float32)
    assert _two_trees().scores(rows).tolist() == [[5, 3], [6, 3], [7, 3]]
    assert _two_trees().scores(rows[:0]).shape == (0, 2)
    assert _two_trees().depth == 2


@pytest.mark.parametrize(("left", "score"), [(True, 2), (False, -2), (None, -2)])
def test_what_is_not_known_goes_where_training_sent_it(
    left: bool | None, score: float
) -> None:
    rows = np.array([[np.nan], [1.0], [1.5]], np.float32)
    assert _stump(left=left).scores(rows)[:, 0].tolist() == [score, 2, -2]


def test_many_rows_are_those_of_each_alone() -> None:
    rows = np.random.default_rng(1).normal(1, 2, (70_000, 2)).astype(np.float32)
    rows[::7, 1] = np.nan
    forest = _two_trees()
    together = forest.scores(rows)
    alone = [forest.scores(rows[at : at + 1])[0] for at in range(0, 70_000, 997)]
    assert (together[::997] == np.array(alone)).all()


def test_probabilities_sum_to_one() -> None:
    shares = softmax(np.array([1000.0, 1000.0, 0.0]))
    assert shares.tolist() == pytest.approx([0.5, 0.5, 0.0])
    rows = np.array([[1, 9], [2, 2]], np.float32)
    assert _two_trees().probabilities(rows).sum(axis=1).tolist() == pytest.approx(
        [1, 1]
    )
    assert logistic(np.array([0.0]))[0] == 0.5


def test_trees_of_lightgbm_give_what_it_gives() -> None:
    lightgbm = pytest.importorskip("lightgbm")
    random = np.random.default_rng(2)
    rows = random.normal(size=(500, 5)).astype(np.float32)
    rows[random.random(rows.shape) < 0.2] = np.nan
    labels = (np.nan_to_num(rows[:, 0], nan=1.0) > rows[:, 1]).astype(int)
    options = {
        "objective": "multiclass", "num_class": 2, "verbose": -1, "seed": 1,
        "num_threads": 1,  # several wait for each other where others compute
    }  # fmt: skip
    booster = lightgbm.train(options, lightgbm.Dataset(rows, labels), 20)
    forest = Forest.from_arrays(flatten([booster.dump_model()]), classes=2)
    assert forest.probabilities(rows) == pytest.approx(booster.predict(rows), abs=1e-6)
