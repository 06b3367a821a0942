"""Cross-validation by site of the whole cascade: rules, model and calibration."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from vultrcrawl.classify.fit import (
    CLASSES,
    Words,
    calibrate,
    domain_folds,
    fit_trees,
    tree_probabilities,
)
from vultrcrawl.classify.model import LABELS, MODEL_TYPES
from vultrcrawl.classify.training_data import LABEL_TYPES
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vultrcrawl.classify.fit import Floats, Ints
    from vultrcrawl.classify.rules.finding import Finding
    from vultrcrawl.classify.training_data import Dataset

#: Page types that the training data files under one of its labels.
LABEL_OF: dict[PageType, str] = {
    page_type: label
    for label, page_types in reversed(LABEL_TYPES.items())
    for page_type in page_types
}


@dataclass(frozen=True, slots=True)
class HeldOutScores:
    """Out-of-fold answers, one a page."""

    probabilities: Floats
    """The model's, shape (pages, labels)."""
    findings: list[Finding | None]
    """The rule's answer where one decided, before or after the model."""
    confidence: Floats
    """Calibrated without the fold; the rule's own where a rule answered."""


def stack(words: Words, rows: Ints, seed: int) -> Floats:
    """Return features and out-of-fold word scores of *rows*: what trees learn from."""
    scores = words.scores_out_of_fold(rows, seed)
    return np.hstack((words.samples.features[rows], scores))


def cross_validate_pages(
    data: Dataset, words: Words, count: int, seed: int
) -> HeldOutScores:
    """Answer every page by a ladder that was fitted without its site."""
    samples = data.samples
    everything = np.arange(len(samples))
    probabilities = np.zeros((len(samples), CLASSES))
    fold = np.zeros(len(samples), np.int64)
    for at, (train, test) in enumerate(domain_folds(samples, everything, count, seed)):
        boosters = fit_trees(stack(words, train, seed), samples.labels[train], seed)
        scores = words.scores(train, test)
        table: Floats = np.hstack((samples.features[test], scores))
        probabilities[test] = tree_probabilities(boosters, table)
        fold[test] = at
    confidence = np.zeros(len(samples))
    best = probabilities.max(axis=1)
    for at in range(count):
        inside = fold == at
        knots = fit_calibration(data, probabilities, ~inside)
        confidence[inside] = np.interp(best[inside], *knots)
    findings = [_finding(data, at, row) for at, row in enumerate(probabilities)]
    for at, finding in enumerate(findings):
        if finding:
            confidence[at] = finding.confidence
    return HeldOutScores(probabilities, findings, confidence)


def _finding(data: Dataset, at: int, probabilities: Floats) -> Finding | None:
    answer = MODEL_TYPES[int(probabilities.argmax())]
    return data.ruled[at] or data.finer[at].get(answer)


def fit_calibration(
    data: Dataset, probabilities: Floats, rows: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Fit confidence to those of *rows* that the model decides.

    *probabilities* are out of fold, of shape (pages, labels).
    """
    decided = rows & np.array([ruled is None for ruled in data.ruled])
    right = probabilities.argmax(axis=1) == data.samples.labels
    return calibrate(probabilities.max(axis=1)[decided], right[decided])


def score(data: Dataset, answers: HeldOutScores) -> dict[str, Any]:
    """Return accuracy, F1 and calibration of *answers* over the seven labels.

    A root that is called homepage is left out: the data files roots under what they
    resemble. What maps to no label counts as wrong.
    """
    names = [*LABELS, "none"]
    guesses, truths, sure = [], [], []
    for at, finding in enumerate(answers.findings):
        answer = MODEL_TYPES[int(answers.probabilities[at].argmax())]
        page_type = finding.page_type if finding else answer
        if page_type is PageType.HOMEPAGE and data.roots[at]:
            continue
        guesses.append(LABEL_OF.get(page_type, "none"))
        truths.append(names[data.samples.labels[at]])
        sure.append(answers.confidence[at])
    right = np.array(
        [guess == truth for guess, truth in zip(guesses, truths, strict=True)]
    )
    sureness = np.array(sure)
    pairs = Counter(zip(truths, guesses, strict=True))
    f1 = {}
    for name in LABELS:
        hit = pairs[name, name]
        total = guesses.count(name) + truths.count(name)
        f1[name] = round(2 * hit / total, 4) if total else 0.0
    certain = sureness >= 0.9
    return {
        "pages": len(right),
        "accuracy": round(float(right.mean()), 4),
        "macro_f1": round(sum(f1.values()) / len(f1), 4),
        "f1": f1,
        "sure_share": round(float(certain.mean()), 4),
        "sure_accuracy": round(float(right[certain].mean()), 4)
        if certain.any()
        else None,
        "calibration": calibration_bins(sureness, right),
        "confusion": {
            truth: {
                guess: pairs[truth, guess] for guess in names if pairs[truth, guess]
            }
            for truth in LABELS
        },
    }


def calibration_bins(sureness: Floats, right: NDArray[Any]) -> list[dict[str, Any]]:
    """Return how right answers are, and how sure they were, by how sure they were."""
    bins = []
    for low, high in pairwise((0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)):
        inside = (sureness >= low) & (sureness < high)
        if inside.any():
            bins.append(
                {
                    "from": low,
                    "pages": int(inside.sum()),
                    "confidence": round(float(sureness[inside].mean()), 3),
                    "accuracy": round(float(right[inside].mean()), 3),
                }
            )
    return bins


def rule_table(data: Dataset, answers: HeldOutScores) -> dict[str, dict[str, int]]:
    """Return how often each page type came from a rule, and how often labels agree."""
    table: dict[str, dict[str, int]] = {}
    names = list(LABELS)
    for at, finding in enumerate(answers.findings):
        if finding:
            row = table.setdefault(finding.page_type, {"pages": 0, "agrees": 0})
            row["pages"] += 1
            label = LABEL_OF.get(finding.page_type)
            row["agrees"] += label == names[data.samples.labels[at]]
    return table
