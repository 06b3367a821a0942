"""What several trainings have in common: options, folds, and the report."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def training_options(
    module: str, description: str, weights: Path, *, folds: int, seed: int
) -> argparse.ArgumentParser:
    """Return the options of the training *module*, all but its inputs."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {module}", description=description
    )
    parser.add_argument("--report", type=Path, required=True, help="JSON file to write")
    parser.add_argument("--weights", type=Path, default=weights)
    parser.add_argument("--folds", type=int, default=folds)
    parser.add_argument("--seed", type=int, default=seed)
    return parser


def write_report(
    options: argparse.Namespace, *, pages: int, sites: int, **figures: Any
) -> None:
    """Write what was trained on, and what *figures* came of it, to ``--report``."""
    report = {
        "pages": pages,
        "sites": sites,
        "folds": options.folds,
        "seed": options.seed,
        "weights_bytes": options.weights.stat().st_size,
        **figures,
    }
    options.report.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


def group_folds(groups: Sequence[str], count: int, seed: int) -> NDArray[np.int64]:
    """Return the fold of each row, shape (rows,): 0 to *count* - 1, one for a group."""
    known = sorted(set(groups))
    order = np.random.default_rng(seed).permutation(len(known))
    fold = {known[at]: number % count for number, at in enumerate(order)}
    return np.array([fold[group] for group in groups], np.int64)
