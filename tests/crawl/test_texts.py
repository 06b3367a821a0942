"""The text of a site that was explored, as Markdown."""

from __future__ import annotations

import json
from pathlib import Path

from tests.crawl.explored import Explored
from tests.support.crawls import explore
from tests.support.shop import ARTICLES, PRODUCTS, article


def test_articles_have_their_text_and_products_only_if_asked_for(
    shopped: Explored, tmp_path: Path
) -> None:
    kinds = {
        json.loads(path.read_text("utf-8").split("type: ")[1].splitlines()[0])
        for path in (shopped.crawl.folder / "text").rglob("*.md")
    }
    assert kinds == {"article"}
    said = (shopped.crawl.folder / "llms-full.txt").read_text("utf-8")
    for number in range(ARTICLES):
        for paragraph in article(number)["paragraphs"]:
            assert paragraph in said
    assert "1 Harbor Road" not in said  # of the footer
    every = explore(shopped.site.url, tmp_path / "all", text="markdown")
    assert len(list((every.folder / "text").rglob("*.md"))) >= PRODUCTS + ARTICLES
    pieces = every.rows("chunks.jsonl")
    assert len({one["id"] for one in pieces}) == len(pieces)
    none = explore(shopped.site.url, tmp_path / "none", text="none")
    assert not (none.folder / "text").exists()
    assert not (none.folder / "llms.txt").exists()
