"""Hashed names and words of a block, weighted by how they indicate main text.

The weights are learned (`vultrcrawl.page.maintext.train`): there are no words
here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement
    from numpy.typing import NDArray

    from vultrcrawl.page.maintext.blocks import Blocks

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


@lru_cache(maxsize=16384)
def _names(kind: str, value: str) -> frozenset[int]:
    found: set[int] = set()
    for name in value.split()[:_MAX_NAMES]:
        found.add(_number(f"{kind} {_DIGITS.sub('0', name.lower())[:60]}"))
        parts = [part.lower() for part in _PART.findall(name[:60])]
        found.update(_number(f"part {part}") for part in parts if len(part) > 2)
    return frozenset(found)


def name_tokens(element: HtmlElement) -> frozenset[int]:
    """Return tokens of the names that *element* has."""
    if not (keys := element.keys()):
        return _NONE
    found = _NONE
    for key in _NAMING:
        if key in keys and (value := element.get(key)):
            found = found | _names(key, value) if found else _names(key, value)
    return found


@lru_cache(maxsize=32768)
def _word(word: str) -> int:
    return _number(f"word {_DIGITS.sub('0', word)}")


def word_tokens(words: Sequence[str]) -> list[int]:
    """Return tokens of the first of *words*."""
    return [_word(word) for word in words[:MAX_TOKEN_WORDS]]


def tokens_of(found: Blocks) -> tuple[list[frozenset[int]], list[list[int]]]:
    """Return the tokens of the names of each frame, and of the words of each block."""
    return (
        [name_tokens(frame.element) for frame in found.frames],
        [word_tokens(block.words) for block in found.blocks],
    )


def token_features(
    parents: list[int],
    block_frames: list[int],
    names: list[frozenset[int]],
    words: list[list[int]],
    weights: Mapping[int, float],
) -> Floats:
    """Return what *weights* of tokens say of each block, shape (blocks, 12)."""
    get = weights.get
    chain: list[tuple[float, ...]] = []
    for number, tokens in enumerate(names):
        around = chain[parents[number]] if number else (0.0,) * 8
        values = [value for token in tokens if (value := get(token)) is not None]
        if values:
            low, high = min(values), max(values)
            mean = sum(values) / len(values)
            around = (
                mean, low, high, around[3] + mean, min(around[4], low),
                max(around[5], high), around[0], mean if abs(mean) > 1 else around[7],
            )  # fmt: skip
        else:
            around = (0.0, 0.0, 0.0, *around[3:])
        chain.append(around)
    rows = []
    for frame, spoken in zip(block_frames, words, strict=True):
        values = [value for token in spoken if (value := get(token)) is not None]
        said = (0.0, 0.0, 0.0, 0.0)
        if values:
            said = (sum(values) / len(values), min(values), max(values), values[0])
        rows.append((*chain[frame], *said))
    return np.array(rows, np.float32)
