"""Train the weights: `python -m vultrcrawl.page.maintext.train PAGES TRUTH`.

PAGES is a gzipped file of JSON lines with `id`, `url`, `html`, `domain` and `label`
(the type of the page, for the report), TRUTH one with `id` and `main_content`. The
weights go to the package's own folder unless `--weights` says otherwise. Seeded: the
same pages give the same weights. Needs the extra `train`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.page.document import Document
from vultrcrawl.page.maintext.block import words_of
from vultrcrawl.page.maintext.blocks import read_blocks
from vultrcrawl.page.maintext.features import static_features
from vultrcrawl.page.maintext.fitting import Sample, Tokens, fit_blocks, rows_of
from vultrcrawl.page.maintext.labels import label, word_f1
from vultrcrawl.page.maintext.model import WEIGHTS, choose_blocks
from vultrcrawl.page.maintext.tokens import tokens_of
from vultrcrawl.tables import gzipped_rows
from vultrcrawl.trees.flattening import flatten
from vultrcrawl.trees.training import group_folds, training_options, write_report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

#: Slopes and offsets of the probabilities that are tried.
_SLOPES, _OFFSETS = (0.6, 0.8, 1.0, 1.2), (-0.6, -0.45, -0.3, -0.15, 0.0, 0.15)


def read(pages: Path, truth: Path) -> list[Sample]:
    """Return the pages of *pages* that *truth* knows."""
    texts = {row["id"]: row["main_content"] for row in gzipped_rows(truth)}
    return [
        sample_of(row, texts[row["id"]])
        for row in gzipped_rows(pages)
        if row["id"] in texts
    ]


def sample_of(row: dict[str, Any], truth: str) -> Sample:
    """Return the page of a *row* as what is learned from."""
    document = Document(row["html"], row.get("url") or "")
    found = read_blocks(document)
    names, words = tokens_of(found)
    texts = [block.text for block in found.blocks]
    return Sample(
        site=row.get("domain") or row["id"],
        kind=row.get("label") or "",
        features=static_features(document, found),
        parents=[frame.parent for frame in found.frames],
        frames=[block.frame for block in found.blocks],
        names=names,
        words=words,
        texts=[Counter(block.words) for block in found.blocks],
        shares=label(texts, truth),
        truth=Counter(words_of(truth)),
    )


def logit_rows(
    train: Sequence[Sample], test: Sequence[Sample], seed: int
) -> list[NDArray[np.float64]]:
    """Return the scores of the blocks of *test* by a fit on *train*."""
    tokens = Tokens(train)
    booster = fit_blocks(train, tokens, seed)
    weights = tokens.weights()
    return [
        np.asarray(booster.predict(rows_of(sample, weights), raw_score=True))
        for sample in test
    ]


def f1_of(
    sample: Sample, scores: NDArray[np.float64], calibration: tuple[float, float]
) -> float:
    """Return the F1 of the words of *sample* that blocks with *scores* give."""
    slope, offset = calibration
    chosen = choose_blocks(1 / (1 + np.exp(-slope * scores - offset)), sample.sizes)
    found: Counter[str] = Counter()
    for number in np.flatnonzero(chosen):
        found.update(sample.texts[number])
    return word_f1(found, sample.truth)


def cross_validate_blocks(
    samples: Sequence[Sample], count: int, seed: int
) -> list[NDArray[np.float64]]:
    """Return scores of all blocks, each from a fit that saw no page of its site."""
    fold = group_folds([sample.site for sample in samples], count, seed)
    scores: dict[int, NDArray[np.float64]] = {}
    for at in range(count):
        train = [one for one, its in zip(samples, fold, strict=True) if its != at]
        test = [number for number, its in enumerate(fold) if its == at]
        found = logit_rows(train, [samples[number] for number in test], seed)
        scores.update(zip(test, found, strict=True))
    return [scores[number] for number in range(len(samples))]


def calibrated(
    samples: Sequence[Sample], scores: Sequence[NDArray[np.float64]]
) -> tuple[float, float]:
    """Return the slope and offset that give the best mean F1."""

    def mean(calibration: tuple[float, float]) -> float:
        pairs = zip(samples, scores, strict=True)
        return float(np.mean([f1_of(one, its, calibration) for one, its in pairs]))

    return max(((a, b) for a in _SLOPES for b in _OFFSETS), key=mean)


def train(samples: Sequence[Sample], seed: int) -> dict[str, NDArray[Any]]:
    """Fit tokens and trees on all *samples*; return their arrays of a weights file."""
    tokens = Tokens(samples)
    weights = tokens.weights()
    known = np.array(sorted(weights), np.uint32)
    values = np.array([weights[token] for token in known.tolist()], np.float16)
    return {
        **flatten([fit_blocks(samples, tokens, seed).dump_model()]),
        "tokens": known,
        "token_weights": values,
    }


def main() -> None:
    """Read arguments, train, write weights and report."""
    parser = training_options(
        "vultrcrawl.page.maintext.train",
        "Train the weights that find the main text of a page.",
        Path(__file__).parent / WEIGHTS,
        folds=5,
        seed=1,
    )
    parser.add_argument("pages", type=Path, help="PAGES.jsonl.gz")
    parser.add_argument("truth", type=Path, help="TRUTH.jsonl.gz")
    options = parser.parse_args()

    samples = read(options.pages, options.truth)
    learned = [sample for sample in samples if sample.texts]
    scores = cross_validate_blocks(learned, options.folds, options.seed)
    calibration = calibrated(learned, scores)
    arrays = train(learned, options.seed)
    np.savez_compressed(
        options.weights,
        allow_pickle=False,
        calibration=np.array(calibration, np.float32),
        **arrays,
    )
    # A page without text has an F1 of 0.
    kinds: defaultdict[str, list[float]] = defaultdict(list)
    for sample in samples:
        if not sample.texts:
            kinds[sample.kind].append(0.0)
    for sample, its in zip(learned, scores, strict=True):
        kinds[sample.kind].append(f1_of(sample, its, calibration))
    means = {kind: float(np.mean(found)) for kind, found in sorted(kinds.items())}
    every = [f1 for found in kinds.values() for f1 in found]
    write_report(
        options,
        pages=len(samples),
        sites=len({sample.site for sample in samples}),
        calibration=calibration,
        f1=round(float(np.mean(every)), 4),
        f1_mean_of_types=round(float(np.mean(list(means.values()))), 4),
        f1_by_type={kind: round(f1, 4) for kind, f1 in means.items()},
    )


if __name__ == "__main__":
    main()
