"""Fitting the ranker; needs the extra `train` (lightgbm)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import lightgbm
import numpy as np

from vultrcrawl.schema.induction.features import ROLE_FEATURES

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from vultrcrawl.schema.induction.training.table import Table

#: Templates that must have a property for a model of it.
_LEAST: Final = 50
_FOLDS, _TREES = 5, 80
_PARAMETERS: Final = {
    "objective": "binary", "learning_rate": 0.08, "num_leaves": 15,
    "min_data_in_leaf": 12, "feature_fraction": 0.5, "bagging_fraction": 0.8,
    "bagging_freq": 1, "lambda_l2": 3, "verbose": -1, "num_threads": 2, "seed": 1,
    "deterministic": True, "force_row_wise": True,
}  # fmt: skip


def properties(learned: Table) -> list[str]:
    """Return the properties that enough templates have.

    Where breadcrumbs stand is told by the page's regions better than by few templates.
    """
    return [
        name
        for name, labels in learned.labels.items()
        if name != "breadcrumbs"
        and len(np.unique(learned.template[labels == 1])) >= _LEAST
    ]


def _rows(learned: Table, name: str) -> NDArray[np.float32]:
    rows = learned.rows.copy()
    rows[:, :ROLE_FEATURES] = learned.hints[name]
    # Missing values go right at every node, so that no array need say where.
    return np.where(np.isnan(rows), np.float32(1e9), rows)


def _weights(learned: Table, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return weights such that each domain counts the same, many templates or one."""
    templates = Counter(learned.domains[t] for t in np.unique(learned.template[chosen]))
    return np.array([
        10 / templates[learned.domains[t]] for t in learned.template[chosen]
    ])  # fmt: skip


def _fit(learned: Table, name: str, chosen: NDArray[np.bool_]) -> lightgbm.Booster:
    rows, labels = _rows(learned, name), learned.labels[name]
    chosen = chosen & (labels >= 0)
    data = lightgbm.Dataset(
        rows[chosen], labels[chosen], weight=_weights(learned, chosen)
    )
    return lightgbm.train(_PARAMETERS, data, _TREES)


def out_of_fold(learned: Table, name: str) -> NDArray[np.float64]:
    """Return the chance of each row by a model that saw none of its group."""
    groups = sorted(set(learned.groups))
    order = np.random.default_rng(0).permutation(len(groups))
    fold_of = {groups[place]: number % _FOLDS for number, place in enumerate(order)}
    folds = np.array([fold_of[group] for group in learned.groups])[learned.template]
    chances = np.zeros(len(learned.rows))
    rows = _rows(learned, name)
    for fold in range(_FOLDS):
        booster = _fit(learned, name, folds != fold)
        chances[folds == fold] = booster.predict(rows[folds == fold])
    return chances


def cross_validated(learned: Table) -> dict[str, Any]:
    """Return by property how often the best candidate of a template is right."""
    report: dict[str, Any] = {}
    for name in properties(learned):
        chances, labels = out_of_fold(learned, name), learned.labels[name]
        report[name] = {
            source: _measured(learned, chances, labels, source)
            for source in ("all", "real")
        }
        print(name, report[name], flush=True)  # noqa: T201  training runs by hand
    return report


def _measured(
    learned: Table,
    chances: NDArray[np.float64],
    labels: NDArray[np.int8],
    source: str,
) -> dict[str, float]:
    right = total = 0
    for number in np.unique(learned.template[labels == 1]):
        if source != "all" and not learned.sources[number].startswith(source):
            continue
        rows = np.flatnonzero(learned.template == number)
        total += 1
        right += int(labels[rows[np.argmax(chances[rows])]] == 1)
    return {"templates": total, "first_right": round(right / max(1, total), 3)}


def fitted(learned: Table) -> dict[str, lightgbm.Booster]:
    """Return the model of each property, fitted to all rows."""
    everything = np.ones(len(learned.rows), dtype=bool)
    return {name: _fit(learned, name, everything) for name in properties(learned)}


def save(path: Path, boosters: dict[str, lightgbm.Booster]) -> None:
    """Write *boosters* as the flat arrays of `ranker.Ranker`."""
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    right: list[int] = []
    value: list[float] = []
    deepest = 0

    def add(node: dict[str, Any], depth: int) -> int:
        nonlocal deepest
        deepest = max(deepest, depth)
        at = len(feature)
        for column, filler in (
            (feature, node.get("split_feature", 0)),
            (threshold, node.get("threshold", 0.0)),
            (left, at),
            (right, at),
            (value, node.get("leaf_value", 0.0)),
        ):
            column.append(filler)
        if "left_child" in node:
            value[at] = 0.0
            left[at] = add(node["left_child"], depth + 1)
            right[at] = add(node["right_child"], depth + 1)
        return at

    roots = [
        [add(tree["tree_structure"], 0) for tree in one.dump_model()["tree_info"]]
        for one in boosters.values()
    ]
    np.savez_compressed(
        path,
        names=np.array(list(boosters)),
        roots=np.array(roots, dtype=np.int32),
        feature=np.array(feature, dtype=np.int16),
        threshold=np.array(threshold, dtype=np.float32),
        left=np.array(left, dtype=np.int32),
        right=np.array(right, dtype=np.int32),
        value=np.array(value, dtype=np.float16),
        depth=np.array(deepest),
    )
