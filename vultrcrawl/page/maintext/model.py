"""Which blocks of a page are main text, by weights that were learned.

They come from the pages of WCXB 1.0 by Murrough Foley (CC-BY-4.0), whose main text
people marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.page.maintext.features import block_features
from vultrcrawl.page.maintext.forest import Forest
from vultrcrawl.page.maintext.tokens import TokenWeights

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.maintext.blocks import Blocks

#: File of weights beside this module.
WEIGHTS = "weights.npz"


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of tokens, and trees over all that is known of a block."""

    forest: Forest
    tokens: TokenWeights
    """How much more often than others a block of main text has a name or word."""
    calibration: tuple[float, float] = (1.0, 0.0)
    """Slope and offset from scores to log-odds."""

    def probabilities(self, document: Document, found: Blocks) -> NDArray[np.float64]:
        """Return for each block how likely it is main text."""
        slope, offset = self.calibration
        scores = self.forest.scores(block_features(document, found, self.tokens))
        probabilities: NDArray[np.float64] = 1 / (1 + np.exp(-slope * scores - offset))
        return probabilities


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Model:
    """Return the model that *arrays* of a weights file describe."""
    forest = Forest(arrays["feature"], arrays["threshold"], arrays["value"])
    weights = arrays["token_weights"].astype(np.float64)
    tokens = zip(arrays["tokens"].tolist(), weights.tolist(), strict=True)
    slope, offset = arrays["calibration"].tolist()
    return Model(forest, TokenWeights(dict(tokens)), (slope, offset))


@cache
def load() -> Model:
    """Return the model with the weights of this package."""
    with (
        (files(__package__ or __name__) / WEIGHTS).open("rb") as file,
        np.load(file, allow_pickle=False) as arrays,
    ):
        return from_arrays(arrays)


def select(
    probabilities: NDArray[np.float64], sizes: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return which blocks to take so that the F1 to expect is highest.

    *sizes* are numbers of words. The best choice is always the likeliest blocks down to
    some probability, which is lower the less there is that is certain
    (https://doi.org/10.1007/978-3-662-44851-9_15).
    """
    order = np.argsort(-probabilities, kind="stable")
    expected = probabilities * sizes
    right = np.cumsum(expected[order])
    f1 = 2 * right / (np.cumsum(sizes[order]) + expected.sum() + 1e-9)
    chosen = np.zeros(len(order), np.bool_)
    if len(order):
        chosen[order[: int(np.argmax(f1)) + 1]] = True
    return chosen
