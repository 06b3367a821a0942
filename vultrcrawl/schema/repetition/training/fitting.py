"""Fitting boosted trees, and their arrays."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from vultrcrawl.schema.repetition.card_columns.roles import ROLES
from vultrcrawl.trees.flattening import flatten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
_JUDGE_ROUNDS, _COLUMNS_ROUNDS = 250, 80
#: A site counts as much as another: weight of all its runs that are nothing, of those
#: that are something, and of one such at most; annotated sites count more.
_NOTHING, _SOMETHING, _MOST, _ANNOTATED = 90.0, 30.0, 6.0, 9.0
#: The same of a page that was annotated by itself.
_NOTHING_OF_PAGE, _SOMETHING_OF_PAGE = 2.5, 1.5


class Source(Enum):
    """Where labels come from."""

    SITE = "an annotated site"
    PLATFORM = "the usual selectors of a platform"
    PAGE = "an annotated page"
    MANUAL = "annotated pages of a manual"


#: Weight of all columns of the cards of a site.
_OF_COLUMNS = {Source.SITE: 6.0, Source.PLATFORM: 3.0}


@dataclass(frozen=True, slots=True)
class PageRuns:
    """The runs of a page: features and labels, shapes (runs, features) and (runs,)."""

    domain: str
    source: Source
    rows: NDArray[np.float32]
    labels: NDArray[np.int64]
    listing: bool | None


@dataclass(frozen=True, slots=True)
class Cards:
    """The columns of a run's cards: shapes (columns, features) and (columns,)."""

    domain: str
    source: Source
    rows: NDArray[np.float32]
    roles: NDArray[np.int64]


def judge_model(pages: Sequence[PageRuns]) -> lightgbm.Booster:
    """Fit the judge of runs on *pages*."""
    runs: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for page in pages:
        if page.source is not Source.PAGE:
            runs[page.domain] += len(page.labels)
            told[page.domain] += int((page.labels > 0).sum())
    weights = np.concatenate([_weights(page, runs, told) for page in pages])
    rows = np.vstack([page.rows for page in pages])
    labels = np.concatenate([page.labels for page in pages])
    known = labels >= 0
    data = lightgbm.Dataset(rows[known], labels[known], weight=weights[known])
    return lightgbm.train(_JUDGE, data, _JUDGE_ROUNDS)


def _weights(
    page: PageRuns, runs: Mapping[str, int], told: Mapping[str, int]
) -> NDArray[np.float64]:
    """Return the weight of each run of *page*; *runs* and *told* count by domain."""
    something = page.labels > 0
    if page.source is Source.PAGE:
        known = max(1, int((page.labels >= 0).sum()))
        each = _SOMETHING_OF_PAGE / max(1, int(something.sum()))
        return np.where(something, each, _NOTHING_OF_PAGE / known)
    each = min(_SOMETHING / max(told[page.domain], 1), _MOST)
    weights = np.where(something, each, _NOTHING / runs[page.domain])
    return weights * (_ANNOTATED if page.source is Source.SITE else 1.0)


def columns_model(cards: Sequence[Cards]) -> lightgbm.Booster:
    """Fit the model of the columns of cards."""
    count = Counter(one.domain for one in cards)
    weights = np.concatenate([
        np.full(len(one.roles), _OF_COLUMNS[one.source] / count[one.domain])
        for one in cards
    ])  # fmt: skip
    rows = np.vstack([one.rows for one in cards])
    roles = np.concatenate([one.roles for one in cards])
    data = lightgbm.Dataset(rows, roles, weight=weights)
    return lightgbm.train(_COLUMNS, data, _COLUMNS_ROUNDS)


def forest_arrays(
    booster: lightgbm.Booster, name: str, classes: int
) -> dict[str, NDArray[Any]]:
    """Return the trees of *booster* as arrays of a weights file, named *name*."""
    found = {**flatten([booster.dump_model()]), "classes": np.array(classes)}
    return {f"{name}.{one}": array for one, array in found.items()}
