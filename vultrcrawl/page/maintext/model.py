"""Which blocks of a page are main text, by weights that were learned.

The weights come from the pages of WCXB 1.0 by Murrough Foley
(CC-BY-4.0), whose main text people marked.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.items import Region
from vultrcrawl.page.maintext.features import block_features
from vultrcrawl.page.maintext.sharing import SHORT, only_shares
from vultrcrawl.page.maintext.tokens import TokenWeights
from vultrcrawl.trees.forest import Forest, logistic, read_arrays

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.maintext.block import Block, Blocks

#: File of weights beside this module.
WEIGHTS = "weights.npz"


@dataclass(frozen=True, slots=True)
class MainTextModel:
    """Weights of tokens, and trees over all that is known of a block."""

    forest: Forest
    tokens: TokenWeights
    """How much more often than others a block of main text has a name or word."""
    calibration: tuple[float, float] = (1.0, 0.0)
    """Slope and offset from scores to log-odds."""

    def probabilities(self, document: Document, found: Blocks) -> NDArray[np.float64]:
        """Return for each block how likely it is main text."""
        slope, offset = self.calibration
        rows = block_features(document, found, self.tokens)
        return logistic(slope * self.forest.scores(rows)[:, 0] + offset)


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> MainTextModel:
    """Return the model that *arrays* of a weights file describe."""
    weights = arrays["token_weights"].astype(np.float64)
    tokens = zip(arrays["tokens"].tolist(), weights.tolist(), strict=True)
    slope, offset = arrays["calibration"].tolist()
    weighed = TokenWeights(dict(tokens))
    return MainTextModel(Forest.from_arrays(arrays), weighed, (slope, offset))


@cache
def load() -> MainTextModel:
    """Return the model with the weights of this package."""
    return from_arrays(read_arrays(__package__ or __name__, WEIGHTS))


def choose_blocks(
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


def choose(document: Document, found: Blocks) -> list[int]:
    """Return the numbers of the blocks *found* on *document* that are its main text.

    Links that share it elsewhere are none; nor are those beside the main region, if
    text in the element ``main`` was chosen.
    """
    if not found.blocks:
        return []
    probabilities = load().probabilities(document, found)
    sizes = [len(block.words) for block in found.blocks]
    chosen = choose_blocks(probabilities, np.array(sizes, np.float64))
    numbers: list[int] = np.flatnonzero(chosen).tolist()
    numbers = _without_menus(found, numbers)
    short = [one for one in numbers if _is_short_link(found.blocks[one])]
    around = {found.blocks[one].frame for one in short}
    sharing = {one for one in around if only_shares(found.frames[one].element)}
    return [one for one in numbers if found.blocks[one].frame not in sharing]


def _without_menus(found: Blocks, numbers: list[int]) -> list[int]:
    """Return *numbers* without links beside the main region, if others are in ``main``.

    A table of contents beside a short chapter is longer than that. Of 1,083 pages that
    people marked this makes 19 better and 2 worse.
    """
    menus = {
        one
        for one in numbers
        if found.frames[found.blocks[one].frame].region is not Region.MAIN
        and _is_link(found.blocks[one])
    }
    rest = [one for one in numbers if one not in menus]
    if menus and any(_is_in_main(found, one) for one in rest):
        return rest
    return numbers


def _is_in_main(found: Blocks, number: int) -> bool:
    """Whether block *number* stands in the element that a page says is its main one."""
    at = found.blocks[number].frame
    while at:
        if found.frames[at].tag == "main":
            return True
        at = found.frames[at].parent
    return False


def _is_short_link(block: Block) -> bool:
    """Whether *block* is short, and nothing but links."""
    return len(block.text) <= SHORT and _is_link(block)


def _is_link(block: Block) -> bool:
    """Whether *block* is nothing but links."""
    return block.links > 0 and len(block.text) <= block.linked + block.links
