"""What several trainings have in common: annotated sites, options, folds, report."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import numpy as np

from vultrcrawl.tables import gzipped_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray


def annotated_sites(
    folder: Path,
) -> Iterator[tuple[str, dict[str, Any], Iterator[dict[str, Any]]]]:
    """Yield name, annotation and HTML pages of each site in *folder*.

    That is NAME.truth.json beside NAME.jsonl.gz.
    """
    for path in sorted(folder.glob("*.truth.json")):
        name = path.name.removesuffix(".truth.json")
        rows = gzipped_rows(folder / f"{name}.jsonl.gz")
        pages = (row for row in rows if "html" in (row.get("content_type") or "html"))
        yield name, json.loads(path.read_text("utf-8")), pages


def page_path(url: str) -> str:
    """Return path and query of *url*, decoded: what annotations tell pages by."""
    parts = urlsplit(url)
    query = f"?{unquote(parts.query)}" if parts.query else ""
    return unquote(parts.path or "/") + query


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
