"""Which blocks of a page are its main text, told once and kept for who asks again.

To weigh the blocks of a page takes as long as to read them.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from vultrcrawl.page.maintext.model import choose_blocks, load

if TYPE_CHECKING:
    from vultrcrawl.page.document import Document
    from vultrcrawl.page.maintext.block import Blocks


def choose(document: Document, found: Blocks) -> list[int]:
    """Return the numbers of the blocks *found* on *document* that are its main text."""
    if not found.blocks:
        return []
    if (known := unpack(document, found)) is not None:
        return known
    probabilities = load().probabilities(document, found)
    sizes = [len(block.words) for block in found.blocks]
    chosen = choose_blocks(probabilities, np.array(sizes, np.float64))
    numbers: list[int] = np.flatnonzero(chosen).tolist()
    return numbers


def pack(document: Document, found: Blocks, chosen: list[int]) -> bytes:
    """Return what `unpack` takes to tell the same of the same page."""
    return array("I", (_sign(document), len(found.blocks), *chosen)).tobytes()


def unpack(document: Document, found: Blocks) -> list[int] | None:
    """Return what was told of *document* and kept; None if that isn't known."""
    packed = document.kept_main
    if not packed or len(packed) % array("I").itemsize:
        return None
    sign, count, *chosen = array("I", packed)
    if sign != _sign(document) or count != len(found.blocks):
        return None  # of another version of the page
    return chosen


def _sign(document: Document) -> int:
    return crc32(document.html.encode("utf-8", "replace"))
