"""What all trainings have in common."""

from __future__ import annotations

import json
from pathlib import Path

from vultrcrawl.trees.training import group_folds, training_options, write_report


def test_a_group_is_in_one_fold() -> None:
    folds = group_folds(list("aabbccdd"), 3, seed=1).tolist()
    assert folds[0::2] == folds[1::2]
    assert len(set(folds)) == 3


def test_the_report_has_options_and_figures(tmp_path: Path) -> None:
    weights, report = tmp_path / "w.npz", tmp_path / "r.json"
    weights.write_bytes(b"1234")
    parser = training_options("a.train", "Train it.", weights, folds=5, seed=7)
    options = parser.parse_args(["--report", str(report), "--folds", "2"])
    write_report(options, pages=3, sites=2, f1=0.5)
    assert json.loads(report.read_text("utf-8")) == {
        "pages": 3, "sites": 2, "folds": 2, "seed": 7, "weights_bytes": 4, "f1": 0.5,
    }  # fmt: skip
