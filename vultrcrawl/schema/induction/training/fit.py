"""Fitting the ranker; needs the extra `train` (lightgbm)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import lightgbm
import numpy as np

from vultrcrawl.schema.induction.features import ROLE_FEATURES
from vultrcrawl.trees.flattening import flatten
from vultrcrawl.trees.forest import MISSING
from vultrcrawl.trees.training import group_folds

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
    folds = group_folds(learned.groups, _FOLDS, seed=0)[learned.template]
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
    """Write *boosters* as `ranker.load` reads them.

    Each has as many trees. Missing values go right, as in `_rows`.
    """
    found: dict[str, Any] = flatten(one.dump_model() for one in boosters.values())
    del found[MISSING]
    np.savez_compressed(
        path,
        names=np.array(list(boosters)),
        roots=found.pop("roots").reshape(len(boosters), -1),
        value=found.pop("value").astype(np.float16),
        **found,
    )
