"""Training end to end on a few pages, and the parts that measure it."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.classify import pages
from vultrcrawl.classify.model import MODEL_TYPES, from_arrays
from vultrcrawl.classify.reading import PageReading
from vultrcrawl.page.document import Document

pytest.importorskip("lightgbm")
pytest.importorskip("sklearn")

from vultrcrawl.classify import fit, train, training_data

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_MAKE = {
    "article": (pages.article, "/news/{n}/story"),
    "collection": (pages.product_listing, "/collections/{n}"),
    "documentation": (pages.documentation, "/docs/{n}.html"),
    "forum": (pages.forum_thread, "/threads/{n}"),
    "listing": (pages.content_listing, "/blog/page/{n}"),
    "product": (pages.product, "/products/{n}"),
    "service": (pages.service, "/services/{n}"),
}


@pytest.fixture(scope="module")
def data_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("pages") / "pages.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for n in range(12):
            for label, (make, place) in _MAKE.items():
                row = {
                    "id": f"{label}-{n}",
                    "url": f"https://www.site{n}.example.com{place.format(n=n)}",
                    "domain": f"site{n}.test",
                    "label": label,
                    "html": make(),
                }
                if n:
                    row["url"] = row["url"].replace("example.com", f"site{n}.org")
                lines.write(json.dumps(row) + "\n")
        blocked = {"id": "b", "url": None, "label": "forum", "html": "", "domain": None}
        lines.write(json.dumps({**blocked, "qc_flag": "blocked_or_empty"}) + "\n")
    return path


def test_reading_leaves_out_bot_walls_and_groups_by_site(data_file: Path) -> None:
    data = training_data.read(data_file)
    assert len(data.samples) == 12 * len(_MAKE)
    assert len(set(data.samples.sites)) == 12


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://blog.shop.example.co.uk/x", "example.co.uk"),
        ("http://example.org", "example.org"),
        ("", "fallback"),
        ("http://127.0.0.1/x", "fallback"),
    ],
)
def test_site_is_the_registrable_domain(url: str, site: str) -> None:
    assert training_data.training_site(url, "fallback") == site


def test_folds_keep_a_site_together(data_file: Path) -> None:
    samples = training_data.read(data_file).samples
    rows = np.arange(len(samples))
    for learned, held in fit.domain_folds(samples, rows, 4, seed=1):
        assert not set(samples.sites[learned]) & set(samples.sites[held])


def test_arrays_answer_as_the_trained_stages_do(data_file: Path) -> None:
    samples = training_data.read(data_file).samples
    rows = np.arange(len(samples))
    words = fit.Words(samples)
    scores = words.scores(rows, rows)
    table: NDArray[np.float64] = np.hstack((samples.features, scores))
    boosters = fit.fit_trees(table, samples.labels, seed=1)
    knots = np.array([[0, 1], [0, 1]], np.float32)
    model = from_arrays(
        {**words.arrays(rows), **fit.tree_arrays(boosters), "calibration": knots}
    )
    expected = fit.tree_probabilities(boosters, table)
    for row in range(0, len(rows), 11):
        # Weights of words are rounded to 255 steps.
        assert model.word_scores(samples.tokens[row]) == pytest.approx(
            scores[row], abs=0.03
        )
        vector = table[row : row + 1].astype(np.float32)
        shares = model.forest.probabilities(vector)[0]
        assert shares == pytest.approx(expected[row], abs=1e-5)


def test_calibration_is_the_rate_of_right_answers() -> None:
    said = np.repeat([0.3, 0.5, 0.7, 0.9, 1.0], 200)
    truth = np.concatenate([np.arange(200) < 200 * p for p in (0.2, 0.4, 0.6, 0.8, 1)])
    knots = fit.calibrate(said, truth)
    assert np.interp(0.7, *knots) == pytest.approx(0.6, abs=0.05)
    assert np.interp(0.3, *knots) == pytest.approx(0.2, abs=0.05)
    assert knots[1].max() <= 0.99


def arrays_of(weights: Path) -> dict[str, NDArray[Any]]:
    with np.load(weights, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def test_command_writes_weights_and_report(
    data_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [(tmp_path / f"{n}.json", tmp_path / f"{n}.npz") for n in range(2)]
    command, again = (
        [
            *("vultrcrawl.classify.train", str(data_file)),
            *("--report", str(report), "--weights", str(weights)),
            *("--folds", "3", "--repeats", "1"),
        ]
        for report, weights in files
    )
    with subprocess.Popen([sys.executable, "-m", *command]) as run:
        monkeypatch.setattr(sys, "argv", again)
        train.main()
    assert run.returncode == 0
    reports = [report.read_bytes() for report, _ in files]
    # Seeded: one run gives what another does.
    assert reports[0] == reports[1]
    results = json.loads(reports[0])
    assert results["sites"] == 12
    assert results["accuracy"] > 0.9  # the pages of a label are alike
    first, second = (arrays_of(weights) for _, weights in files)
    assert first.keys() == second.keys()
    assert all(np.array_equal(first[name], second[name]) for name in first)
    model = from_arrays(first)
    url = "https://other.example/products/9"
    answer = model.probabilities(PageReading(Document(pages.product(), url), url))
    assert MODEL_TYPES[int(answer.argmax())] == "product"
