"""Trees that LightGBM has fitted, as the arrays of a weights file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vultrcrawl.trees.forest import ARRAYS, MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_LARGEST: Final = float(np.finfo(np.float32).max)


def flatten(dumps: Iterable[dict[str, Any]]) -> dict[str, NDArray[Any]]:
    """Return the trees of models as `forest.ARRAYS` and `forest.MISSING`, by name.

    *dumps* are what `lightgbm.Booster.dump_model` gives. Raises ValueError at a split
    of another kind than ``<=``.
    """
    nodes: list[tuple[int, float, int, int, float, bool]] = []

    def add(node: dict[str, Any]) -> int:
        here = len(nodes)
        if "split_feature" not in node:
            nodes.append((0, _LARGEST, here, here, node["leaf_value"], True))
            return here
        if node["decision_type"] != "<=":
            raise ValueError(f"a split of an unknown kind: {node['decision_type']}")
        nodes.append((0, 0.0, 0, 0, 0.0, True))
        left, right = add(node["left_child"]), add(node["right_child"])
        limit = min(max(node["threshold"], -_LARGEST), _LARGEST)
        # Where training saw no gap, LightGBM takes one for zero.
        known = node["missing_type"] == "NaN"
        missing = bool(node["default_left"]) if known else limit >= 0
        nodes[here] = (node["split_feature"], limit, left, right, 0.0, missing)
        return here

    roots = [add(tree["tree_structure"]) for one in dumps for tree in one["tree_info"]]
    feature, limit, left, right, value, missing = (
        np.array(column) for column in zip(*nodes, strict=True)
    )
    threshold = limit.astype(np.float32)
    # Rounded down, so that `x <= threshold` holds for the same 32-bit x as before.
    above = threshold > limit
    threshold[above] = np.nextafter(threshold[above], np.float32(-np.inf))
    arrays = (
        np.array(roots, np.int32),
        feature.astype(np.int16),
        threshold,
        left.astype(np.int32),
        right.astype(np.int32),
        value.astype(np.float32),
    )
    found: dict[str, NDArray[Any]] = dict(zip(ARRAYS, arrays, strict=True))
    return {**found, MISSING: missing.astype(np.bool_)}
