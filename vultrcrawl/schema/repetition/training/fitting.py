"""Fitting boosted trees, and their arrays."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from vultrcrawl.schema.repetition.cards import ROLES
from vultrcrawl.schema.repetition.forest import ARRAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


_COMMON: dict[str, Any] = {
    "objective": "multiclass", "bagging_fraction": 0.8, "bagging_freq": 1,
    "lambda_l2": 3.0, "verbose": -1, "num_threads": 1, "seed": 1,
    "deterministic": True, "force_row_wise": True,
}  # fmt: skip
_JUDGE = {
    **_COMMON, "num_class": 3, "learning_rate": 0.06, "num_leaves": 15,
    "min_data_in_leaf": 20, "feature_fraction": 0.4, "max_bin": 127,
}  # fmt: skip
_COLUMNS = {
    **_COMMON, "num_class": len(ROLES), "learning_rate": 0.08, "num_leaves": 7,
    "min_data_in_leaf": 10, "feature_fraction": 0.3, "max_bin": 63,
}  # fmt: skip
_JUDGE_ROUNDS, _COLUMNS_ROUNDS = 120, 80
#: A site counts as much as another: weight of all its runs that are nothing, of those
#: that are something, and of one such at most; annotated sites count more.
_NOTHING, _SOMETHING, _MOST, _ANNOTATED = 90.0, 30.0, 6.0, 3.0
_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True)
class Page:
    """The runs of a page: features and labels, shapes (runs, features) and (runs,)."""

    domain: str
    real: bool
    rows: NDArray[np.float32]
    labels: NDArray[np.int64]
    listing: bool | None


@dataclass(frozen=True, slots=True)
class Cards:
    """The columns of a run's cards: shapes (columns, features) and (columns,)."""

    domain: str
    real: bool
    rows: NDArray[np.float32]
    roles: NDArray[np.int64]


def judge_model(pages: Sequence[Page]) -> lightgbm.Booster:
    """Fit the judge of runs on *pages*."""
    runs: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for page in pages:
        runs[page.domain] += len(page.labels)
        told[page.domain] += int((page.labels > 0).sum())
    weights = np.concatenate([
        np.where(
            page.labels > 0,
            min(_SOMETHING / max(told[page.domain], 1), _MOST),
            _NOTHING / runs[page.domain],
        ) * (_ANNOTATED if page.real else 1.0)
        for page in pages
    ])  # fmt: skip
    rows = np.vstack([page.rows for page in pages])
    labels = np.concatenate([page.labels for page in pages])
    known = labels >= 0
    data = lightgbm.Dataset(rows[known], labels[known], weight=weights[known])
    return lightgbm.train(_JUDGE, data, _JUDGE_ROUNDS)


def columns_model(cards: Sequence[Cards]) -> lightgbm.Booster:
    """Fit the model of the columns of cards."""
    count = Counter(one.domain for one in cards)
    weights = np.concatenate([
        np.full(len(one.roles), _ANNOTATED * (2 if one.real else 1) / count[one.domain])
        for one in cards
    ])  # fmt: skip
    rows = np.vstack([one.rows for one in cards])
    roles = np.concatenate([one.roles for one in cards])
    data = lightgbm.Dataset(rows, roles, weight=weights)
    return lightgbm.train(_COLUMNS, data, _COLUMNS_ROUNDS)


def flatten(
    booster: lightgbm.Booster, name: str, classes: int
) -> dict[str, NDArray[Any]]:
    """Return the trees of *booster* as the arrays of `forest.Forest`, named *name*."""
    nodes: list[tuple[int, float, int, int, float, bool]] = []
    deepest = 0

    def add(node: dict[str, Any], depth: int) -> int:
        nonlocal deepest
        deepest = max(deepest, depth)
        here = len(nodes)
        if "split_feature" not in node:
            nodes.append((0, _LARGEST, here, here, node["leaf_value"], True))
            return here
        if node["decision_type"] != "<=":
            raise ValueError(f"a split of an unknown kind: {node['decision_type']}")
        nodes.append((0, 0.0, 0, 0, 0.0, True))
        left = add(node["left_child"], depth + 1)
        right = add(node["right_child"], depth + 1)
        limit = min(max(node["threshold"], -_LARGEST), _LARGEST)
        # Where training saw no gap, LightGBM takes one for zero.
        known = node["missing_type"] == "NaN"
        missing = bool(node["default_left"]) if known else limit >= 0
        nodes[here] = (node["split_feature"], limit, left, right, 0.0, missing)
        return here

    roots = [
        add(tree["tree_structure"], 0) for tree in booster.dump_model()["tree_info"]
    ]
    columns = [np.array(column) for column in zip(*nodes, strict=True)]
    threshold = columns[1].astype(np.float32)
    # Rounded down, so that `x <= threshold` holds for the same 32-bit x as before.
    above = threshold > columns[1]
    threshold[above] = np.nextafter(threshold[above], np.float32(-np.inf))
    arrays = (
        np.array(roots, np.int32),
        columns[0].astype(np.int16),
        threshold,
        columns[2].astype(np.int32),
        columns[3].astype(np.int32),
        columns[4].astype(np.float32),
        columns[5].astype(bool),
    )
    found: dict[str, NDArray[Any]] = dict(zip(ARRAYS, arrays, strict=True))
    return {f"{name}.{one}": array for one, array in found.items()} | {
        f"{name}.depth": np.array(deepest),
        f"{name}.classes": np.array(classes),
    }
