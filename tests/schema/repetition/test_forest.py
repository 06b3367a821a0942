from __future__ import annotations

import numpy as np

from vultrcrawl.schema.repetition.column_features import NAMES as COLUMNS
from vultrcrawl.schema.repetition.features import NAMES
from vultrcrawl.schema.repetition.forest import Forest, load


def _stump(*, left: bool) -> Forest:
    """Return one split at 1 for class 1 of 2, which sends what is unknown *left*."""
    return Forest(
        roots=np.array([0, 3], np.int32),
        feature=np.array([0, 0, 0, 0], np.int16),
        threshold=np.array([1, 0, 0, 0], np.float32),
        left=np.array([1, 1, 2, 3], np.int32),
        right=np.array([2, 1, 2, 3], np.int32),
        value=np.array([0, 2, -2, 0], np.float32),
        missing=np.array([left, True, True, True]),
        depth=1,
        classes=2,
    )


def test_rows_go_by_the_threshold() -> None:
    found = _stump(left=True).probabilities(np.array([[1.0], [1.5]], np.float32))
    assert found[0, 0] > 0.8
    assert found[1, 0] < 0.2


def test_what_is_not_known_goes_where_training_sent_it() -> None:
    unknown = np.array([[np.nan]], np.float32)
    assert _stump(left=True).probabilities(unknown)[0, 0] > 0.8
    assert _stump(left=False).probabilities(unknown)[0, 0] < 0.2


def test_weights_are_of_the_features_that_are_made() -> None:
    assert load("judge").feature.max() < len(NAMES)
    assert load("columns").feature.max() < len(COLUMNS)
    assert (load("judge").classes, load("columns").classes) == (3, 9)
