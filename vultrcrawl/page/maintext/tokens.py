"""Hashed names and words of a block, weighted by how they indicate main text.

The weights are learned (`vultrcrawl.page.maintext.train`): there are no words
here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias
from zlib import crc32

import numpy as np

from vultrcrawl.urls.short_cache import short_cache

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from vultrcrawl.page.maintext.block import Blocks

    Floats = NDArray[np.float32]

#: Words of a block that are looked at: the first ones say what it is.
MAX_TOKEN_WORDS = 24
#: Names of one attribute that are looked at: sites of utility classes have dozens.
_MAX_NAMES = 24
_NAMING = ("class", "id", "role", "itemprop")
_NONE: frozenset[int] = frozenset()
_DIGITS = re.compile(r"\d+")
# Parts of `entry-content`, `postBody`, `site_header`.
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def _number(text: str) -> int:
    return crc32(text.encode("utf-8", "replace"))


@short_cache(16_384)
def _names(kind: str, value: str) -> frozenset[int]:
    found: set[int] = set()
    for name in value.split()[:_MAX_NAMES]:
        found.add(_number(f"{kind} {_DIGITS.sub('0', name.lower())[:60]}"))
        parts = [part.lower() for part in _PART.findall(name[:60])]
        found.update(_number(f"part {part}") for part in parts if len(part) > 2)
    return frozenset(found)


def name_tokens(*values: str | None) -> frozenset[int]:
    """Return tokens of the *values* of the attributes `_NAMING` of an element."""
    found = _NONE
    for key, value in zip(_NAMING, values, strict=True):
        if value:
            found = found | _names(key, value) if found else _names(key, value)
    return found


def _word_number(word: str) -> int:
    return _number(f"word {_DIGITS.sub('0', word)}")


_word = lru_cache(maxsize=32_768)(_word_number)


def word_tokens(words: Sequence[str]) -> list[int]:
    """Return tokens of the first of *words*."""
    return [_word(word) for word in words[:MAX_TOKEN_WORDS]]


def tokens_of(found: Blocks) -> tuple[list[frozenset[int]], list[list[int]]]:
    """Return the tokens of the names of each frame, and of the words of each block."""
    return (
        [name_tokens(*map(frame.element.get, _NAMING)) for frame in found.frames],
        [word_tokens(block.words) for block in found.blocks],
    )


#: Mean, least and greatest weight, and the first one; None where no weight is known.
Summary: TypeAlias = "tuple[float, float, float, float] | None"
_UNKNOWN = (0.0, 0.0, 0.0, 0.0)


def summarized(weights: Iterable[float | None]) -> Summary:
    """Return the summary of *weights*, those that are known."""
    values = [weight for weight in weights if weight is not None]
    if not values:
        return None
    return sum(values) / len(values), min(values), max(values), values[0]


class TokenWeights:
    """Weights of tokens, and what they say of names met lately."""

    def __init__(self, weights: Mapping[int, float]) -> None:
        self.weights = weights

        @lru_cache(maxsize=32_768)
        def of_word(word: str) -> float | None:
            return weights.get(_word_number(word))

        @short_cache(8_192)
        def of_names(*values: str | None) -> Summary:
            return summarized(map(weights.get, name_tokens(*values)))

        self._of_word, self._of_names = of_word, of_names

    def features(self, found: Blocks) -> Floats:
        """Return what they say of each block, shape (blocks, 12)."""
        by_frame = [
            self._of_names(*map(frame.element.get, _NAMING))
            if frame.element.keys()
            else None
            for frame in found.frames
        ]
        by_block = [
            summarized(map(self._of_word, block.words[:MAX_TOKEN_WORDS]))
            for block in found.blocks
        ]
        return token_features(
            [frame.parent for frame in found.frames],
            [block.frame for block in found.blocks],
            by_frame,
            by_block,
        )


def token_features(
    parents: list[int],
    block_frames: list[int],
    by_frame: list[Summary],
    by_block: list[Summary],
) -> Floats:
    """Return what tokens say of each block, shape (blocks, 12).

    Given the summaries of frames, whose *parents* are told, and of blocks.
    """
    chain: list[tuple[float, ...]] = []
    for number, summary in enumerate(by_frame):
        around = chain[parents[number]] if number else (0.0,) * 8
        if summary is not None:
            mean, low, high, _ = summary
            around = (
                mean, low, high, around[3] + mean, min(around[4], low),
                max(around[5], high), around[0], mean if abs(mean) > 1 else around[7],
            )  # fmt: skip
        elif around[0] or around[1] or around[2]:
            around = (0.0, 0.0, 0.0, *around[3:])
        chain.append(around)
    rows = np.empty((len(by_block), 12), np.float32)
    # Most frames say nothing: a table of them, looked up by block.
    rows[:, :8] = np.array(chain, np.float32)[block_frames]
    rows[:, 8:] = np.array([_UNKNOWN if one is None else one for one in by_block])
    return rows
