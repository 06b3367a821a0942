"""The models of runs and of columns of cards, as they were trained."""

from __future__ import annotations

from functools import cache
from typing import Final

from vultrcrawl.trees.forest import Forest, read_arrays

WEIGHTS: Final = "weights.npz"


@cache
def load(name: str) -> Forest:
    """Return the forest called *name* from the package's weights."""
    arrays = read_arrays("vultrcrawl.schema.repetition", WEIGHTS)
    return Forest.from_arrays(arrays, f"{name}.", int(arrays[f"{name}.classes"]))
