"""Fitting weights of tokens and trees; needs the extra `train` (lightgbm)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from vultrcrawl.page.maintext.tokens import summarized, token_features

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_ROUNDS = 120
#: More leaves or rounds, a second stage over the first one's answers, and the page's
#: true type as a feature changed the F1 by less than 0.003.
_TREES: dict[str, Any] = {
    "objective": "binary", "learning_rate": 0.08, "num_leaves": 15, "max_depth": 6,
    "min_data_in_leaf": 150, "feature_fraction": 0.3, "bagging_fraction": 0.7,
    "bagging_freq": 1, "lambda_l2": 20.0, "max_bin": 63, "use_missing": False,
    "deterministic": True, "force_row_wise": True, "num_threads": 1, "verbose": -1,
}  # fmt: skip
#: Sites that a token stands on, at least: else it is a site's own name.
_SITES = 4
#: Blocks that count as if a token had been seen with them, in pages.
_SMOOTH = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A page to learn from."""

    site: str
    kind: str
    """Its page type, for the report only."""
    features: NDArray[np.float32]
    """See `features.static_features`."""
    parents: list[int]
    frames: list[int]
    """Frame of each block."""
    names: list[frozenset[int]]
    words: list[list[int]]
    texts: list[Counter[str]]
    """Words of each block."""
    shares: Floats
    """Share of each block that is main text."""
    truth: Counter[str]
    """Words of the main text."""

    @property
    def sizes(self) -> Floats:
        """Words in each block."""
        return np.array([text.total() for text in self.texts], np.float64)


#: Main text and other text that a token stands with, in pages.
Counts = dict[int, tuple[float, float]]


def _counts(samples: Sequence[Sample]) -> Counts:
    """Return how much main and other text tokens stand with on *samples*."""
    found: defaultdict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for sample in samples:
        weight = np.sqrt(sample.sizes)
        weight /= max(float(weight.sum()), 1.0)
        main = weight * sample.shares
        around = np.zeros((len(sample.parents), 2))
        np.add.at(around, sample.frames, np.column_stack((main, weight - main)))
        for at in range(len(around) - 1, 0, -1):
            around[sample.parents[at]] += around[at]
        for tokens, (inside, outside) in zip(
            sample.names, around.tolist(), strict=True
        ):
            for token in tokens:
                found[token][0] += inside
                found[token][1] += outside
        for number, spoken in enumerate(sample.words):
            for token in set(spoken):
                found[token][0] += main[number]
                found[token][1] += weight[number] - main[number]
    return {token: (inside, outside) for token, (inside, outside) in found.items()}


def _weight(inside: float, outside: float, base: float) -> float:
    """Return by how much the odds of main text differ from those of *base*."""
    odds = (max(inside, 0) + _SMOOTH * base) / (max(outside, 0) + _SMOOTH * (1 - base))
    return float(np.log(odds) - np.log(base / (1 - base)))


class Tokens:
    """Weights of tokens, fitted on *samples*."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        by_site: defaultdict[str, list[Sample]] = defaultdict(list)
        for sample in samples:
            by_site[sample.site].append(sample)
        self._sites = {site: _counts(pages) for site, pages in by_site.items()}
        self._known = Counter(token for one in self._sites.values() for token in one)
        self._total: defaultdict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for counts in self._sites.values():
            for token, (inside, outside) in counts.items():
                self._total[token][0] += inside
                self._total[token][1] += outside
        shares = np.concatenate([sample.shares for sample in samples])
        self._base = float(np.average(shares, weights=np.concatenate(
            [sample.sizes for sample in samples]
        )))  # fmt: skip

    def weights(self) -> dict[int, float]:
        """Return the weight of each token that several sites have."""
        return {
            token: _weight(self._total[token][0], self._total[token][1], self._base)
            for token, sites in self._known.items()
            if sites >= _SITES
        }

    def weights_without(self, site: str) -> dict[int, float]:
        """Return the weights of the tokens of *site*, as other sites have them."""
        found = {}
        for token, (inside, outside) in self._sites.get(site, {}).items():
            if self._known[token] >= _SITES:
                total = self._total[token]
                found[token] = _weight(
                    total[0] - inside, total[1] - outside, self._base
                )
        return found


def rows_of(sample: Sample, weights: Mapping[int, float]) -> NDArray[np.float32]:
    """Return the features of the blocks of *sample*, as `features.block_features`."""
    tokens = token_features(
        sample.parents,
        sample.frames,
        [summarized(map(weights.get, one)) for one in sample.names],
        [summarized(map(weights.get, one)) for one in sample.words],
    )
    return np.hstack((sample.features, tokens))


def fit_blocks(
    samples: Sequence[Sample], tokens: Tokens, seed: int
) -> lightgbm.Booster:
    """Fit trees on *samples*. Each page weighs as much as any other, words the same."""
    rows, weights = [], []
    cache: dict[str, dict[int, float]] = {}
    for sample in samples:
        if sample.site not in cache:
            cache = {sample.site: tokens.weights_without(sample.site)}
        rows.append(rows_of(sample, cache[sample.site]))
        size = 0.3 * sample.sizes.sum() + 0.7 * sample.truth.total()
        weights.append((sample.sizes + 0.5) / max(size, 60.0))
    weight = np.concatenate(weights)
    labels = np.concatenate([sample.shares >= 0.5 for sample in samples])
    data = lightgbm.Dataset(
        np.vstack(rows), labels.astype(np.float64), weight=weight / weight.mean()
    )
    return lightgbm.train({**_TREES, "seed": seed}, data, _ROUNDS)
