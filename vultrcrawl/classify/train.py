"""Train the local model: `python -m vultrcrawl.classify.train PAGES --report OUT.json`.

PAGES is a gzipped file of JSON lines with `url`, `html` and `label`. The weights go to
the package's own folder unless `--weights` says otherwise. Seeded: the same pages give
the same weights. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import json
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

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SEED = 1


def train(data: Dataset, words: Words, seed: int) -> dict[str, NDArray[Any]]:
    """Fit words and trees on all of *data*; return their arrays of a weights file."""
    rows = np.arange(len(data.samples))
    boosters = fit_trees(stack(words, rows, seed), data.samples.labels, seed)
    return {**words.arrays(rows), **tree_arrays(boosters)}


def main() -> None:
    """Read arguments, train, write weights and report."""
    parser = argparse.ArgumentParser(
        prog="python -m vultrcrawl.classify.train",
        description="Train the local page-type model.",
    )
    parser.add_argument("pages", type=Path, help="PAGES.jsonl.gz with url, html, label")
    parser.add_argument("--report", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--weights", type=Path, default=Path(__file__).parent / WEIGHTS)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=2, help="cross-validations")
    parser.add_argument("--seed", type=int, default=_SEED)
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
    report = {
        "pages": len(data.samples),
        "sites": len(set(data.samples.sites)),
        "folds": options.folds,
        "seed": options.seed,
        "weights_bytes": options.weights.stat().st_size,
        "accuracy": round(float(np.mean([run["accuracy"] for run in runs])), 4),
        "macro_f1": round(float(np.mean([run["macro_f1"] for run in runs])), 4),
        "runs": runs,
        "rules": rule_table(data, answers),
    }
    options.report.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
