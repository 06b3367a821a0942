"""The models of runs and of columns of cards, as they were trained."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from vultrcrawl.trees.forest import Forest

WEIGHTS: Final = "weights.npz"


@cache
def load(name: str) -> Forest:
    """Return the forest called *name* from the package's weights."""
    with (files(__package__) / WEIGHTS).open("rb") as file, np.load(file) as arrays:
        return Forest.from_arrays(
            arrays, f"{name}.", classes=int(arrays[f"{name}.classes"])
        )
