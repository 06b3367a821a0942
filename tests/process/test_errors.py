"""What fails in our program, or in a user's: the crawl ends, with a row that warns."""

from __future__ import annotations

from pathlib import Path

from tests.process.rig import tree
from tests.support.commands import environment, run_module
from tests.support.crawls import Crawl, assert_balanced

PARTS = """
import inspect

from scrapy.exceptions import DropItem
from scrapy.http import HtmlResponse

from vultrcrawl.settings import *

DOWNLOADER_MIDDLEWARES["parts.Middleware"] = 900
ITEM_PIPELINES["parts.Pipeline"] = 100


class Pipeline:
    def process_item(self, item):
        number = int(item.page.url.rpartition("/")[2] or 0)
        if number == 1:
            raise RuntimeError("a pipeline fails")
        if number == 2:
            raise DropItem("a pipeline drops it")
        return item


class Middleware:
    def process_response(self, request, response):
        if request.url.endswith("/3"):
            raise RuntimeError("a middleware fails")
        if request.url.endswith("/4"):
            return response.replace(cls=Broken)
        return response


class Broken(HtmlResponse):
    @property
    def body(self):
        if any(frame.function == "_read_html" for frame in inspect.stack()):
            raise RuntimeError("the reader fails, as if it had a bug")
        return super().body
"""


def test_a_lease_ends_whatever_fails(tmp_path: Path) -> None:
    (tmp_path / "parts.py").write_text(PARTS)
    out = tmp_path / "out"
    with tree(30) as site:
        done = run_module(
            "scrapy", "crawl", "explore",
            "-a", f"start_url={site.url}", "-a", f"output={out}",
            "-s", "DOWNLOAD_DELAY=0",
            env=environment(SCRAPY_SETTINGS_MODULE="parts"), timeout=150,
            folder=tmp_path,
        )  # fmt: skip
        root = site.url
        everything = {f"{root}p/{n}" for n in range(1, 30)} | {root}
    crawl = Crawl(done.exit_code, done.stdout, done.stderr, out)
    assert_balanced(done.stderr)
    assert crawl.exit_code == 0, done.stderr
    # The links of what fails in a pipeline are followed, as they were read before.
    # Page 3 was never read, and page 4 not to its links.
    lost = {f"{root}p/{n}" for n in (13, 14, 15, 16, 17, 18, 19, 20)}
    assert set(crawl.pages) == everything - lost
    rows = {url.removeprefix(root): row for url, row in crawl.pages.items()}
    warnings = {name: row["warnings"] for name, row in rows.items() if row["warnings"]}
    assert warnings == {
        "p/1": ["the page was not analysed: RuntimeError"],
        "p/2": ["the page was not analysed: a pipeline drops it"],
        "p/4": ["the page could not be read: RuntimeError"],
    }
    assert rows["p/3"]["error"] == "internal: RuntimeError"
    assert rows["p/1"]["status"] == rows["p/4"]["status"] == 200
