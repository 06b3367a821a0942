from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

pytest.importorskip("lightgbm")

from vultrcrawl.page.maintext.fitting import Sample, Tokens, fit_blocks, rows_of
from vultrcrawl.page.maintext.labels import label, word_f1
from vultrcrawl.page.maintext.model import choose_blocks, load
from vultrcrawl.page.maintext.train import sample_of
from vultrcrawl.trees.flattening import flatten
from vultrcrawl.trees.forest import Forest

TRUTH = "The boats leave the harbour before six.\nBoats"


def sample(number: int) -> Sample:
    body = "".join(
        f"<p class=text>The {word} leaves the harbour before six, number {number}.</p>"
        f"<div class=menu><a href=x>{word} menu</a></div>"
        for word in ("boat", "ship", "ferry", "yacht")
    )
    truth = "\n".join(
        f"The {word} leaves the harbour before six, number {number}."
        for word in ("boat", "ship", "ferry", "yacht")
    )
    row = {"html": body, "url": f"https://{number}.example/", "id": str(number)}
    return sample_of({**row, "domain": f"{number // 2}.example"}, truth)


def test_labels_are_the_share_of_a_block_that_is_in_the_truth() -> None:
    texts = ["Boats", "Menu", "The boats leave the harbour", "boats leave and sink", ""]
    assert label(texts, TRUTH).tolist() == [1.0, 0.0, 1.0, 0.0, 0.0]


def test_words_in_a_row_count_across_blocks() -> None:
    assert label(["The boats", "leave", "the sea"], TRUTH).tolist() == [1, 1, 0.5]


def test_word_f1() -> None:
    assert word_f1(Counter("aab"), Counter("abb")) == pytest.approx(2 / 3)
    assert word_f1(Counter(), Counter("a")) == 0.0


def test_a_site_does_not_tell_the_weights_of_its_own_tokens() -> None:
    samples = [sample(number) for number in range(10)]
    tokens = Tokens(samples)
    weights = tokens.weights()
    assert min(weights.values()) < -1 < 1 < max(weights.values())
    alone = Tokens(samples[:2])
    assert alone.weights() == {}
    assert tokens.weights_without("0.example").keys() <= weights.keys()
    assert tokens.weights_without("other.example") == {}


def test_trees_in_arrays_give_what_the_trees_that_were_fitted_give() -> None:
    samples = [sample(number) for number in range(60)]
    tokens = Tokens(samples)
    booster = fit_blocks(samples, tokens, 1)
    forest = Forest.from_arrays(flatten([booster.dump_model()]))
    rows = np.vstack([rows_of(one, tokens.weights()) for one in samples[:5]])
    noise = np.random.default_rng(1).normal(size=(700, rows.shape[1])) * 3
    rows = np.vstack((rows, noise)).astype(np.float32)
    expected = booster.predict(rows, raw_score=True)
    assert forest.scores(rows)[:, 0] == pytest.approx(np.asarray(expected), abs=1e-5)


def test_what_is_taken_has_the_best_expected_f1() -> None:
    probabilities = np.array([0.9, 0.1, 0.6, 0.35])
    chosen = choose_blocks(probabilities, np.array([10.0, 50.0, 10.0, 1.0]))
    assert chosen.tolist() == [True, False, True, False]
    assert choose_blocks(np.array([]), np.array([])).tolist() == []
    unsure = choose_blocks(np.array([0.2, 0.05]), np.array([10.0, 10.0]))
    assert unsure.tolist() == [True, False]


def test_the_weights_fit_the_features() -> None:
    model = load()
    row = sample(0)
    width = rows_of(row, model.tokens.weights).shape[1]
    assert int(model.forest.feature.max()) < width
    assert len(model.tokens.weights) > 1_000
