from __future__ import annotations

from vultrcrawl.schema.repetition.card_columns.features import NAMES as COLUMNS
from vultrcrawl.schema.repetition.features import NAMES
from vultrcrawl.schema.repetition.forest import load


def test_weights_are_of_the_features_that_are_made() -> None:
    assert load("judge").feature.max() < len(NAMES)
    assert load("columns").feature.max() < len(COLUMNS)
    assert (load("judge").classes, load("columns").classes) == (3, 9)
