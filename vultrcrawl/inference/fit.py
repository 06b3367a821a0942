"""Fitting the models of a site; needs the extra `train` (scikit-learn, lightgbm).

Where people accept several types for a page, the likelihood of their sum is what counts
for the second model; the trees are given each of them with the share that the models
of other sites see in it, in two rounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped] # no stubs

from vultrcrawl.inference.model import LogLinear
from vultrcrawl.inference.training_data import GUESSED
from vultrcrawl.inference.words import TYPES
from vultrcrawl.trees.forest import softmax

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vultrcrawl.inference.training_data import Site

    Floats = NDArray[np.float32]
    Doubles = NDArray[np.float64]
    Ints = NDArray[np.int64]

_ROUNDS, BOOSTERS = 70, 2
_TREES: dict[str, Any] = {
    "objective": "multiclass", "num_class": len(TYPES), "learning_rate": 0.12,
    "num_leaves": 6, "max_depth": 4, "min_data_in_leaf": 12, "feature_fraction": 0.12,
    "bagging_fraction": 0.7, "bagging_freq": 1, "lambda_l2": 5.0, "max_bin": 31,
    "min_sum_hessian_in_leaf": 0.5, "use_missing": False, "deterministic": True,
    "force_row_wise": True, "num_threads": 1, "verbose": -1,
}  # fmt: skip
#: Rare types weigh more: by this power of how much rarer they are than the commonest.
_BALANCE = 0.4
#: Shares below this of an accepted type are left out.
_SHARE = 0.03
#: Pages that weigh less than this stand for others: one in so many is taken.
_THIN = 0.3
#: Ridge on the second model's shared weights and on those by type, in pages.
_SHARED, _BY_TYPE, _STEPS = 3.0, 40.0, 120
#: What a guess counts for the second model, beside a page that a person has read.
_GUESS = 0.6


def folds(sites: Sequence[Site], count: int, seed: int) -> Ints:
    """Return the fold of each site, by name; whole sites are dealt out evenly."""
    order = np.random.default_rng(seed)
    fold: dict[str, int] = {}
    for source in sorted({site.source for site in sites}, reverse=True):
        names = sorted({site.name for site in sites if site.source == source})
        order.shuffle(names)
        for at, name in enumerate(name for name in names if name not in fold):
            fold[name] = at % count
    return np.array([fold[site.name] for site in sites])


def first_shares(site: Site) -> Floats:
    """Return shares of a site's accepted types while nothing is known."""
    total = np.maximum(site.named.sum(axis=1, keepdims=True), 1)
    shares: Floats = site.named / total
    return shares


def shares_by(site: Site, probabilities: Floats) -> Floats:
    """Return shares of accepted types by what models of other sites say."""
    shares = probabilities * site.accepted + 0.1 * first_shares(site)
    total = np.maximum(shares.sum(axis=1, keepdims=True), 1e-9)
    found: Floats = shares / total
    return found


def thinned(site: Site, seed: int, source: float = 1.0) -> tuple[Ints, Floats]:
    """Return which pages of *site* are taken, and what each of them weighs."""
    weights = site.weights * source
    lot = np.random.default_rng(seed).random(len(weights))
    taken = (weights >= _THIN) | (lot < weights / _THIN)
    rows = np.flatnonzero(taken & (weights > 0))
    return rows, np.maximum(weights[rows], _THIN)


def fit_first(
    sites: Sequence[Site],
    rows: Sequence[Floats],
    shares: Sequence[Floats],
    seed: int,
) -> list[lightgbm.Booster]:
    """Fit the trees to *rows* of `evidence.alone` of *sites*."""
    table, labels, weights = [], [], []
    for at, site in enumerate(sites):
        for page, weight in zip(*thinned(site, seed + at), strict=True):
            for kind in np.flatnonzero(shares[at][page] > _SHARE):
                table.append(rows[at][page])
                labels.append(int(kind))
                weights.append(weight * shares[at][page, kind])
    label, weight = np.array(labels), np.array(weights, np.float64)
    counts = np.bincount(label, weights=weight, minlength=len(TYPES))
    rarer = np.maximum(counts.max() / np.maximum(counts, 1), 1)
    data = np.array(table, np.float32)
    return [
        lightgbm.train(
            {**_TREES, "seed": 100 * seed + at},
            lightgbm.Dataset(data, label, weight=weight * (rarer**_BALANCE)[label]),
            _ROUNDS,
        )
        for at in range(BOOSTERS)
    ]


def fit_second(
    sites: Sequence[Site], rows: Sequence[tuple[Floats, Floats]], seed: int
) -> LogLinear:
    """Fit the log-linear model to *rows* of `evidence.together` of *sites*."""
    parts = []
    for at, site in enumerate(sites):
        source = _GUESS if site.source == GUESSED else 1.0
        pages, weights = thinned(site, seed + at, source)
        if len(pages):
            of_types, of_pages = (table[pages] for table in rows[at])
            parts.append((of_types, of_pages, site.accepted[pages], weights))
    of_types, of_pages, accepted, counted = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    model = LogLinear(
        np.zeros(of_types.shape[2], np.float32),
        np.zeros((of_pages.shape[1], len(TYPES)), np.float32),
        np.zeros(len(TYPES), np.float32),
        _scale(of_types.reshape(-1, of_types.shape[2])),
        _scale(of_pages),
    )
    shared, by_type, bias = _minimum(
        *model.scaled(of_types, of_pages), accepted, counted
    )
    return LogLinear(shared, by_type, bias, model.type_scale, model.page_scale)


def _scale(rows: Floats) -> Floats:
    return np.stack([rows.mean(axis=0), rows.std(axis=0) + 1e-3]).astype(np.float32)


def _minimum(
    types: Floats, pages: Floats, accepted: Floats, weights: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return the weights that make accepted types most likely, with a ridge."""
    count, kinds, features = types.shape
    measures = pages.shape[1]
    flat = types.reshape(count * kinds, features)

    def cost(packed: Doubles) -> tuple[float, Doubles]:
        shared = packed[:features].astype(np.float32)
        by_type = packed[features:-kinds].astype(np.float32).reshape(measures, kinds)
        bias = packed[-kinds:].astype(np.float32)
        scores = (flat @ shared).reshape(count, kinds) + pages @ by_type + bias
        said = softmax(scores.astype(np.float64))
        right = (said * accepted).sum(axis=1) + 1e-9
        wrong = (said - said * accepted / right[:, None]) * weights[:, None]
        step = wrong.astype(np.float32)
        loss = -(weights * np.log(right)).sum() + 0.5 * (
            _SHARED * (shared**2).sum()
            + _BY_TYPE * (by_type**2).sum()
            + (bias**2).sum()
        )
        slope = np.concatenate(
            [
                flat.T @ step.ravel() + _SHARED * shared,
                (pages.T @ step + _BY_TYPE * by_type).ravel(),
                step.sum(axis=0) + bias,
            ]
        )
        return float(loss), slope.astype(np.float64)

    start = np.zeros(features + measures * kinds + kinds)
    found = minimize(
        cost, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}
    ).x.astype(np.float32)
    return (
        found[:features],
        found[features:-kinds].reshape(measures, kinds),
        found[-kinds:],
    )
