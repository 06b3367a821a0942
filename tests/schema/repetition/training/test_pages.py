"""Labels of pages that were annotated by reading them."""

from __future__ import annotations

import gzip
import json
import sys
from typing import TYPE_CHECKING

import pytest

from tests.schema.repetition import sites

pytest.importorskip("lightgbm")

from vultrcrawl.schema.repetition.survey import ITEMS, NEITHER
from vultrcrawl.schema.repetition.training import manuals, pages
from vultrcrawl.schema.repetition.training.labels import UNKNOWN
from vultrcrawl.tables import gzipped_rows

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://shop.example/l/1"


@pytest.fixture
def annotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with one page, whose cards are annotated as its items."""
    rail = "".join(f"<li><a href=/r/{n}>{sites.name(n)}</a></li>" for n in range(5))
    html = sites.listing(1, sites.CARDS["h3 > a, span"]).html
    html = html.replace("</main>", f"<ul class=rail>{rail}</ul></main>")
    (tmp_path / "forms").mkdir()
    with gzip.open(tmp_path / "forms" / "dev.jsonl.gz", "wt") as file:
        row = {"url": URL, "domain": "shop.example", "html": html}
        file.write(json.dumps(row) + "\n" + json.dumps({**row, "url": f"{URL}2"}))
    one = {"url": URL, "kind": "listing", "items": ["main > ul > li.card"]}
    annotations = tmp_path / "annotations.jsonl"
    annotations.write_text(json.dumps(one) + "\n")
    monkeypatch.setattr(pages, "ANNOTATIONS", annotations)
    monkeypatch.setattr(manuals, "ANNOTATIONS", annotations)
    return tmp_path


def test_pieces_of_an_annotated_item_teach_nothing_and_other_lists_are_none(
    annotated: Path,
) -> None:
    (group,) = pages.annotated_pages(annotated, pages.SINGLE)
    (page,) = group.pages
    assert page.listing
    labels = {run.css: label for run, label in zip(page.runs, page.labels, strict=True)}
    assert labels["main > ul > li.card"] == ITEMS
    assert labels["main > ul.rail > li"] == NEITHER
    assert UNKNOWN not in labels.values() or labels["main > ul > li"] == UNKNOWN


def test_pages_of_manuals_are_found_in_unpacked_packages(
    annotated: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    known = [
        {"url": f"http://{name}-doc.example/a/index.html", "kind": "thing"}
        for name in ("first", "second")
    ]
    (annotated / "annotations.jsonl").write_text("\n".join(map(json.dumps, known)))
    file = annotated / "packages/first-doc/usr/share/doc/first/html/a/index.html"
    file.parent.mkdir(parents=True)
    file.write_text("<h1>First</h1>")
    arguments = ["manuals", str(annotated / "packages"), str(annotated)]
    monkeypatch.setattr(sys, "argv", arguments)
    manuals.main()
    assert capsys.readouterr().out == "1 pages; not found: ['second-doc']\n"
    (row,) = gzipped_rows(annotated / pages.MANUALS[0])
    assert row["html"] == "<h1>First</h1>"
    assert row["domain"] == "first-doc"
