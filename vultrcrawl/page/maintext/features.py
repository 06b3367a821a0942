"""Features of each block of a page."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain
from string import ascii_lowercase, ascii_uppercase, digits
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.page.maintext.columns import (
    group_columns,
    innermost,
    log,
    order_columns,
    page_columns,
    side_by_side,
    tag_columns,
    within,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.maintext.block import Block, Blocks
    from vultrcrawl.page.maintext.tokens import TokenWeights

    Floats = NDArray[np.float32]

#: A block with as many characters outside of links is prose.
_PROSE = 80
#: Characters that are looked at one by one.
_HEAD = 60
#: Characters of a block that is kept at hand, as menus and labels are.
_SHORT = 120
#: How many features of a block come of itself.
_OWN = 14
_CAPITALS, _SMALL, _DIGITS = (
    one.encode() for one in (ascii_uppercase, ascii_lowercase, digits)
)
_STOP = re.compile(r"[.!?\u3002\uff01\uff1f](?:\s|$)")


def _text_features(block: Block) -> list[float]:
    text = block.text
    size, words = len(text), len(block.words)
    read = _read_short if size <= _SHORT else _read
    stops, commas, digits, capitals, letters, start, end = read(text)
    return [
        size,
        words,
        stops,
        commas,
        block.linked / size,
        block.strong / size,
        block.links,
        block.broken,
        digits,
        capitals,
        letters,
        size / max(words, 1),
        start,
        end,
    ]


def _read(text: str) -> tuple[float, ...]:
    """Return what the characters of *text* tell, which isn't empty."""
    head = text[:_HEAD]
    letters, capitals, digits = _count(head)
    letters = letters or 1
    start = text[0]
    return (
        len(_STOP.findall(text)),
        text.count(","),
        digits / len(head),
        capitals / letters,
        letters / len(head),
        start.isupper() + 2 * start.isdigit() + 3 * (not start.isalnum()),
        ".!?:,)".find(text[-1]),
    )


def _count(text: str) -> tuple[int, int, int]:
    """Return how many characters of *text* are letters, capital letters and digits."""
    if not text.isascii():
        return (
            sum(map(str.isalpha, text)),
            sum(map(str.isupper, text)),
            sum(map(str.isdigit, text)),
        )
    raw = text.encode()  # told in a tenth of the time
    without_capitals = raw.translate(None, _CAPITALS)
    without_letters = without_capitals.translate(None, _SMALL)
    without_digits = without_letters.translate(None, _DIGITS)
    return (
        len(raw) - len(without_letters),
        len(raw) - len(without_capitals),
        len(without_letters) - len(without_digits),
    )


#: Most blocks of a page stand on others of its site, too.
_read_short = lru_cache(maxsize=16_384)(_read)


def block_features(document: Document, found: Blocks, tokens: TokenWeights) -> Floats:
    """Return all that is known of each block, shape (blocks, features)."""
    return np.hstack((static_features(document, found), tokens.features(found)))


def static_features(document: Document, found: Blocks) -> Floats:
    """Return what is known of each block but for names and words.

    Shape (blocks, features).
    """
    blocks, frames = found.blocks, found.frames
    if not blocks:
        return np.zeros((0, 0), np.float32)
    values = chain.from_iterable(map(_text_features, blocks))
    own = np.fromiter(values, np.float32, _OWN * len(blocks)).reshape(-1, _OWN)
    size, stops, linked = own[:, 0], own[:, 2], own[:, 4] * own[:, 0]
    plain = size - linked
    prose = np.where((plain >= _PROSE) & (stops > 0), plain, 0)
    frame = np.array([block.frame for block in blocks])
    parent = np.array([one.parent for one in frames])
    first = np.array([one.first for one in frames])
    last = np.array([one.last for one in frames])
    depth = np.array([one.depth for one in frames], np.float32)

    kinds = {"size": size, "linked": linked, "prose": prose}
    sums = {name: within(values, first, last) for name, values in kinds.items()}
    counts = within(np.ones_like(size), first, last)
    whole = {name: max(float(values.sum()), 1.0) for name, values in kinds.items()}
    columns: list[Any] = [log(own[:, :4]), own[:, 4:]]
    # What the elements around it hold, from the innermost on.
    held = np.maximum(sums["size"], 1)
    holding = np.stack(
        (
            log(sums["size"]), log(counts),
            sums["linked"] / held, sums["prose"] / held,
            sums["prose"] / whole["prose"], sums["size"] / whole["size"],
        ),
        axis=1,
    )  # fmt: skip
    at = frame
    for _ in range(5):
        columns.append(holding[at])
        at = parent[at]
    columns.append(depth[frame])
    for share in (0.3, 0.6, 0.9):
        deepest = innermost(sums["prose"] >= share * whole["prose"], parent)
        columns.append(depth[frame] - depth[deepest][frame])
    columns += tag_columns(frames, frame, parent)
    columns += group_columns(frames, frame, size, linked, prose)
    columns += order_columns(size, linked, prose, stops)
    columns += page_columns(document, found, whole, size)
    return side_by_side(columns, len(blocks))
