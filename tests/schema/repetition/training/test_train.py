"""Training on a few made-up sites, from files to probabilities."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.schema.repetition import sites

pytest.importorskip("lightgbm")

from vultrcrawl.schema.repetition.survey import ITEMS
from vultrcrawl.schema.repetition.training.fitting import (
    Source,
    forest_arrays,
    judge_model,
)
from vultrcrawl.schema.repetition.training.labels import annotated
from vultrcrawl.schema.repetition.training.platforms import platforms
from vultrcrawl.schema.repetition.training.train import samples
from vultrcrawl.trees.forest import Forest

if TYPE_CHECKING:
    from pathlib import Path

CARD = sites.CARDS["h3 > a, span"]


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a folder with one annotated site and one shop of a platform."""
    real, weak = tmp_path / "real", tmp_path / "weak"
    real.mkdir()
    weak.mkdir()
    pages = [sites.listing(n, CARD) for n in range(4)]
    pages += [sites.chapter(n, "<ul><li>one</li><li>two</li></ul>") for n in range(4)]
    _write(real / "lamps.jsonl.gz", [{"url": p.url, "html": p.html} for p in pages])
    truth = {
        "kinds": [
            {"kind": "list", "path_regex": "^/l/", "records": False},
            {"kind": "text", "path_regex": r"\.html$", "records": True},
        ],
        "listings": [
            {
                "url": "https://shop.example/l/1",
                "items": 12,
                "sample": [
                    {"name": sites.name(n), "url": f"https://shop.example/p/{n}"}
                    for n in (12, 15, 20)
                ],
            }
        ],
        "records": [],
    }
    (real / "lamps.truth.json").write_text(json.dumps(truth))
    shop = [
        {
            "url": f"https://other.example/l/{n}",
            "html": sites.listing(n, CARD).html,
            "domain": "other.example",
            "platform": "carts",
            "kind": "product_listing",
        }
        for n in range(3)
    ]
    _write(weak / "shops.jsonl.gz", shop)
    _write(weak / "content.jsonl.gz", [])
    known = {"card": ["li.card"], "card.name": ["h3"], "card.itemUrl": ["h3 > a"]}
    selectors = {"carts": {"product_listing": known}}
    (weak / "shops.selectors.json").write_text(json.dumps(selectors))
    (weak / "content.selectors.json").write_text("{}")
    return tmp_path


def test_what_holds_the_annotated_items_is_labelled(data: Path) -> None:
    lists = next(one for one in annotated(data / "real") if one.name == "list")
    for page in lists.pages:
        found = [
            run.css
            for run, label in zip(page.runs, page.labels, strict=True)
            if label == ITEMS
        ]
        assert found == ["main > ul > li.card"]


def test_platforms_are_shown_without_their_markup_too(data: Path) -> None:
    names = [group.name for group in platforms(data / "weak")]
    assert names == ["product_listing", "product_listing, plain"]


def test_arrays_give_what_the_trees_give(data: Path) -> None:
    pages, cards = samples(annotated(data / "real"), Source.SITE)
    more, others = samples(platforms(data / "weak"), Source.PLATFORM)
    assert {int(role) for one in others for role in one.roles} >= {0, 1, 2}
    assert cards
    booster = judge_model([*pages, *more])
    forest = Forest.from_arrays(forest_arrays(booster, "judge", 3), "judge.", 3)
    rows = np.vstack([page.rows for page in pages])
    wanted = np.asarray(booster.predict(rows))
    assert np.abs(forest.probabilities(rows) - wanted).max() < 1e-5
