"""Train the local model: `python -m vultrcrawl.classify.train PAGES --report OUT.json`.

PAGES is a gzipped file of JSON lines with `url`, `html` and `label`. The weights go to
the package's own folder unless `--weights` says otherwise. Seeded: the same pages give
the same weights. Needs the extra `train`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.classify.crossval import (
    cross_validate_pages,
    fit_calibration,
    rule_table,
    score,
    stack,
)
from vultrcrawl.classify.fit import Words, fit_trees, tree_arrays
from vultrcrawl.classify.model import WEIGHTS
from vultrcrawl.classify.training_data import Dataset, read
from vultrcrawl.trees.training import training_options, write_report

if TYPE_CHECKING:
    from numpy.typing import NDArray


def train(data: Dataset, words: Words, seed: int) -> dict[str, NDArray[Any]]:
    """Fit words and trees on all of *data*; return their arrays of a weights file."""
    rows = np.arange(len(data.samples))
    boosters = fit_trees(stack(words, rows, seed), data.samples.labels, seed)
    return {**words.arrays(rows), **tree_arrays(boosters)}


def main() -> None:
    """Read arguments, train, write weights and report."""
    parser = training_options(
        "vultrcrawl.classify.train",
        "Train the local page-type model.",
        Path(__file__).parent / WEIGHTS,
        folds=5,
        seed=1,
    )
    parser.add_argument("pages", type=Path, help="PAGES.jsonl.gz with url, html, label")
    parser.add_argument("--repeats", type=int, default=2, help="cross-validations")
    options = parser.parse_args()

    data = read(options.pages)
    words = Words(data.samples)
    runs, calibrations = [], []
    for at in range(options.repeats):
        answers = cross_validate_pages(data, words, options.folds, options.seed + at)
        runs.append(score(data, answers))
        everywhere = np.ones(len(data.samples), np.bool_)
        calibrations.append(fit_calibration(data, answers.probabilities, everywhere))
    arrays = train(data, words, options.seed)
    calibration = np.mean(calibrations, axis=0, dtype=np.float32)
    np.savez_compressed(
        options.weights, allow_pickle=False, calibration=calibration, **arrays
    )
    write_report(
        options,
        pages=len(data.samples),
        sites=len(set(data.samples.sites)),
        accuracy=round(float(np.mean([run["accuracy"] for run in runs])), 4),
        macro_f1=round(float(np.mean([run["macro_f1"] for run in runs])), 4),
        runs=runs,
        rules=rule_table(data, answers),
    )


if __name__ == "__main__":
    main()
