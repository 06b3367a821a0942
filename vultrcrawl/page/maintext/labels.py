"""Labels of blocks for training: which are in the marked main text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vultrcrawl.page.maintext.block import words_of

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Words in a row that are in the main text by no accident.
_IN_A_ROW = 3


def label(texts: Sequence[str], truth: str) -> NDArray[np.float64]:
    """Return the share of each of *texts* that is in *truth*, 0 to 1.

    A word is if it stands in a row of three, across blocks, that truth has too; so is a
    text that truth has as a line.
    """
    true = words_of(truth)
    rows = set(zip(*(true[at:] for at in range(_IN_A_ROW)), strict=False))
    lines = {tuple(words_of(line)) for line in truth.splitlines()}
    blocks = [words_of(text) for text in texts]
    flat = [word for block in blocks for word in block]
    inside = np.zeros(len(flat), np.bool_)
    for at in range(len(flat) - _IN_A_ROW + 1):
        if tuple(flat[at : at + _IN_A_ROW]) in rows:
            inside[at : at + _IN_A_ROW] = True
    shares = np.zeros(len(blocks))
    at = 0
    for number, block in enumerate(blocks):
        if tuple(block) in lines:
            shares[number] = 1.0
        elif block:
            shares[number] = inside[at : at + len(block)].mean()
        at += len(block)
    return shares


def word_f1(found: Counter[str], true: Counter[str]) -> float:
    """Return the F1 of the words in two texts, 0 to 1."""
    common = (found & true).total()
    return 2 * common / (found.total() + true.total()) if common else 0.0
