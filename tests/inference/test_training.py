"""Training on a few made-up sites, and what it reports."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import numpy as np
import pytest

from tests.inference.sites import site
from tests.support.shop import shop
from vultrcrawl.inference.evidence import alone, gather
from vultrcrawl.inference.words import TYPE_NUMBER
from vultrcrawl.taxonomy import PageType

pytest.importorskip("lightgbm")
pytest.importorskip("sklearn")

from vultrcrawl.inference import fit, train, training_data
from vultrcrawl.inference.model import from_arrays

_KINDS = [
    {"kind": "home", "path_regex": "^/$", "page_types": ["homepage"]},
    {"kind": "lamp", "path_regex": "^/lamp/", "page_types": ["product"]},
    {"kind": "list", "path_regex": "^/lamps", "page_types": ["product_listing"]},
    {"kind": "post", "path_regex": "^/journal/.", "page_types": ["article", "event"]},
]


def _lines(path: Path, rows: list[dict[str, str]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("sites")
    for name in ("a", "b", "c", "d"):
        _lines(
            made / f"{name}.jsonl.gz",
            [
                {"url": f"https://{name}.example{path}", "html": html}
                for path, html in shop().items()
            ],
        )
        (made / f"{name}.truth.json").write_text(json.dumps({"kinds": _KINDS}))
    return made


def test_whole_sites_are_read_with_what_people_accept(folder: Path) -> None:
    first = next(training_data.whole_sites(folder))
    assert first.name == "a"
    at = {page.digest.url: n for n, page in enumerate(first.pages)}
    home = first.accepted[at["https://a.example/"]]
    assert home[TYPE_NUMBER[PageType.HOMEPAGE]] == 1
    assert home.sum() == 1
    post = next(n for url, n in at.items() if "/journal/" in url)
    assert first.accepted[post].sum() == 2, "two types are accepted"
    unknown = [n for n, kind in enumerate(first.kinds) if not kind]
    assert not first.weights[unknown].any()
    assert first.weights.max() == 1


def test_a_kind_of_many_pages_counts_as_a_few(folder: Path) -> None:
    first = next(training_data.whole_sites(folder))
    lamps = [n for n, kind in enumerate(first.kinds) if kind == "lamp"]
    assert len(lamps) > 12
    assert first.weights[lamps].sum() == pytest.approx(12)


def test_a_guess_counts_less(tmp_path: Path) -> None:
    rows = [
        {"url": f"https://g.example/{n}", "domain": "g", "kind": kind, "html": "<p>x"}
        for n, kind in enumerate(("product", "other"))
    ]
    _lines(tmp_path / "g.jsonl.gz", rows)
    [guessed] = training_data.guessed_sites(tmp_path / "g.jsonl.gz", {})
    assert guessed.weights.tolist() == [training_data.GUESSED, 0], "no type, no weight"


def test_what_somebody_read_counts_instead_of_a_guess(tmp_path: Path) -> None:
    rows = [
        {"url": f"https://g.example{path}", "domain": "g", "kind": "other", "html": "x"}
        for path in ("/p/1", "/about")
    ]
    _lines(tmp_path / "g.jsonl.gz", rows)
    kind = {"kind": "lamp", "path_regex": "^/p/", "page_types": ["product"]}
    (tmp_path / "k.jsonl").write_text(json.dumps({"domain": "g", "kinds": [kind]}))
    read = training_data.read_kinds(tmp_path / "k.jsonl")
    [site] = training_data.guessed_sites(tmp_path / "g.jsonl.gz", read)
    assert site.source == training_data.WHOLE
    assert site.kinds == ["lamp", ""]
    assert site.weights.tolist() == [1, 0]


def test_the_kinds_that_somebody_read_are_types_and_paths() -> None:
    read = training_data.read_kinds(Path(train.__file__).parent / train.KINDS)
    assert len(read) == 116
    for kind in (one for kinds in read.values() for one in kinds):
        assert kind.keys() == {"kind", "path_regex", "page_types"}
        re.compile(kind["path_regex"])
        assert all(map(PageType, kind["page_types"]))


def test_no_site_stands_on_both_sides(folder: Path) -> None:
    sites = list(training_data.whole_sites(folder))
    fold = fit.folds([*sites, *sites], 2, seed=1)
    assert fold[:4].tolist() == fold[4:].tolist()
    assert sorted(fold[:4].tolist()) == [0, 0, 1, 1]


def test_training_gives_weights_that_answer(folder: Path, tmp_path: Path) -> None:
    sites = list(training_data.whole_sites(folder))
    weights = tmp_path / "weights.npz"
    report = train.train(sites, 2, 1, weights)
    assert isinstance(report, dict)
    assert report["types"] > 0.7, "other sites of the same maker are easy"
    assert set(report["by_site"]) == {"a", "b", "c", "d"}
    assert report["by_type"]["product"]["precision"] > 0.7
    assert sum(one["pages"] for one in report["by_confidence"]) == sum(
        (one.weights > 0).sum() for one in sites
    )
    with np.load(weights, allow_pickle=False) as arrays:
        model = from_arrays({name: arrays[name] for name in arrays.files})
    made = site(shop())
    found = model.first(alone(gather(made.pages, made.group)))
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-4)
    again = train.train(sites, 2, 1, tmp_path / "again.npz")
    assert again == report, "the same pages give the same answers"
