"""A project written of the shop gives what `extract` gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.explored import Explored
from tests.scaffold.test_project import assert_tested, assert_typed
from tests.support.commands import Done, environment, run_module
from tests.support.crawls import extract
from tests.support.shop import PRODUCTS


def scaffold(site: Path, folder: Path, *words: str) -> Done:
    return run_module(
        "vultrcrawl", "scaffold", str(site), str(folder), "-s", "DOWNLOAD_DELAY=0",
        *words, env=environment(), timeout=150,
    )  # fmt: skip


def crawl(folder: Path, *words: str) -> list[dict[str, Any]]:
    done = run_module(
        "scrapy", "crawl", folder.name, "-O", "out.jsonl", "-s", "DOWNLOAD_DELAY=0",
        *words, env=environment(), timeout=200, folder=folder,
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    lines = (folder / "out.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def texts(records: list[dict[str, Any]]) -> set[str]:
    return {json.dumps(one, sort_keys=True) for one in records}


@pytest.mark.slow
def test_the_records_are_those_of_extract(shopped: Explored, tmp_path: Path) -> None:
    site, folder = shopped.crawl.folder, tmp_path / "lamps"
    before = len(shopped.site.paths())
    done = scaffold(site, folder)
    assert done.exit_code == 0, done.stderr
    asked = shopped.site.paths()[before:]
    assert len(asked) <= 1 + 3 * len(shopped.document.templates)
    assert_tested(folder)
    fixtures = list(folder.glob("fixtures/*.ProductPage/*/inputs/*-info.json"))
    learned = shopped.template("product")["validation"]["learned_from"]
    urls = {json.loads(path.read_text())["url"] for path in fixtures}
    assert len(urls) == 3
    assert not urls & set(learned)

    again = extract(site / "site.json", tmp_path / "again", template="product")
    theirs = texts(again.rows("records/product.jsonl"))
    assert len(theirs) == PRODUCTS
    assert texts(crawl(folder, "-a", "template=product")) == theirs
    common = crawl(folder, "-a", "template=product", "-a", "items=common")
    assert len(common) == PRODUCTS
    assert {type(one["price"]) for one in common} == {str}

    assert scaffold(site, folder).exit_code == 2  # it is somebody's by now

    # Its page objects do as overrides of the document that it was written by.
    mine = tmp_path / "overrides.py"
    mine.write_text(
        f"import sys\n\nsys.path.append({str(folder)!r})\n"
        "from lamps.pages.product import ProductPage\n",
        "utf-8",
    )
    again = extract(
        site / "site.json", tmp_path / "out", template="product", overrides=mine
    )
    assert f"ProductPage gave fields of {PRODUCTS} records" in again.stderr
    assert texts(again.rows("records/product.jsonl")) == theirs

    # As its README says.
    readme = (folder / "README.md").read_text("utf-8")
    example = readme.partition("```python\n")[2].partition("```")[0]
    other = example.replace('self.css("h1::text").get()', '"mine"')
    assert other != example
    (folder / "lamps/pages/mine.py").write_text(other, "utf-8")
    assert_typed(folder)
    names = {one["name"] for one in crawl(folder, "-a", "template=product")}
    assert names == {"mine"}


def test_what_is_wrong_is_told_in_one_line(tmp_path: Path) -> None:
    done = scaffold(tmp_path / "site.json", tmp_path / "new")
    assert done.exit_code == 2
    assert done.stderr.startswith(
        f"vultrcrawl: {tmp_path}/site.json does not exist: give"
    )
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "new").exists()
