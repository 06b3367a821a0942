"""The data of a site that was explored, fetched again by its site.json."""

from __future__ import annotations

import csv
import json
import signal
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.explored import Explored, number_of
from tests.process.rig import wait_until
from tests.support.commands import Program, environment
from tests.support.crawls import Crawl, extract
from tests.support.llm_server import LLMServer
from tests.support.shop import PRODUCTS, product, shop
from tests.support.site import Answer, Site


def as_set(records: Iterable[dict[str, Any]]) -> set[str]:
    """Return *records* as texts; cards without the page, of several copies any one."""
    records = [
        {name: value for name, value in one.items() if name != "url" or not _card(one)}
        for one in records
    ]
    found = {json.dumps(record, sort_keys=True) for record in records}
    assert len(found) == len(records), "a record is there twice"
    return found


def _card(record: dict[str, Any]) -> bool:
    return bool(record.get("itemUrl"))


def test_extract_fetches_the_same_records(shopped: Explored, tmp_path: Path) -> None:
    with LLMServer() as server:
        done = extract(
            shopped.crawl.folder / "site.json",
            tmp_path,
            "-s", "VULTRCRAWL_LLM_MODEL=good,extract",
            env={
                "OPENAI_API_KEY": "sk-test",
                "OPENAI_BASE_URL": server.url,
                "XDG_CACHE_HOME": str(tmp_path / "cache"),
            },
        )  # fmt: skip
        assert not [asked for asked in server.asked if not asked.is_probe]
    assert done.exit_code == 0, done.stderr
    for one in shopped.document.templates:
        name = f"records/{one.name}"
        assert as_set(done.rows(f"{name}.jsonl")) == as_set(shopped.records(one.name))
        now, before = (
            csv.DictReader(StringIO((folder / f"{name}.csv").read_text("utf-8")))
            for folder in (tmp_path, shopped.crawl.folder)
        )
        assert as_set(now) == as_set(before)
    assert not list((tmp_path / "records").glob(".*"))
    report = json.loads((tmp_path / "extract.json").read_text())
    assert all(not one["fell"] for one in report["templates"])
    assert all(not one["schema_faults"] for one in report["templates"])


def test_a_feed_has_the_columns_of_all_templates(
    shopped: Explored, tmp_path: Path
) -> None:
    feed = tmp_path / "feed.csv"
    done = extract(
        shopped.crawl.folder / "site.json", tmp_path / "out", "-O", str(feed)
    )
    assert done.exit_code == 0, done.stderr
    with feed.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {
        field.name for one in shopped.document.templates for field in one.schema.fields
    }
    assert rows[0].keys() == {"url"} | known
    records = [
        r for one in shopped.document.templates for r in shopped.records(one.name)
    ]
    assert len(rows) == len(records)
    for name in known:
        filled = sum(bool(row[name]) for row in rows)
        assert filled == sum(record.get(name) not in (None, "") for record in records)


def test_extract_fetches_only_what_leads_to_the_template(
    shopped: Explored, tmp_path: Path
) -> None:
    shopped.site.hits.clear()
    done = extract(shopped.crawl.folder / "site.json", tmp_path, template="product")
    assert done.exit_code == 0, done.stderr
    paths = shopped.site.paths()
    assert len(paths) == len(set(paths))
    assert not [path for path in paths if path.startswith("/journal/")]
    assert {path for path in paths if path.startswith("/lamp/")} == {
        f"/lamp/{n}" for n in range(PRODUCTS)
    }
    assert [path.name for path in (tmp_path / "records").glob("*.jsonl")] == [
        "product.jsonl"
    ]
    records = done.rows("records/product.jsonl")
    assert as_set(records) == as_set(shopped.records("product"))


def test_pages_that_nothing_links_to_are_found_by_the_examples(
    shopped: Explored, tmp_path: Path
) -> None:
    examples = shopped.template("product")["pages"]["examples"]
    assert examples
    before = dict(shopped.site.answers)
    bare = before["/"].replace("<nav", "<!--").replace("</nav>", "-->")  # type: ignore[union-attr] # text
    shopped.site.answers.update({"/": bare})
    try:
        done = extract(shopped.crawl.folder / "site.json", tmp_path, template="product")
    finally:
        shopped.site.answers.update(before)
    assert done.exit_code == 0, done.stderr
    assert {one["url"] for one in done.rows("records/product.jsonl")} >= set(examples)


def test_the_pagination_is_followed_where_the_shape_is_new(
    shopped: Explored, tmp_path: Path
) -> None:
    data = json.loads((shopped.crawl.folder / "site.json").read_text("utf-8"))
    listing = next(one for one in data["templates"] if one["pagination"])
    assert "/lamps?page={n}" in listing["match"]["url_shapes"]
    listing["match"]["url_shapes"] = ["/lamps"]
    for one in data["templates"]:
        one["pages"]["examples"] = []
    file = tmp_path / "site.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    done = extract(file, tmp_path / "out", template="product")
    assert done.exit_code == 0, done.stderr
    assert len(done.rows("records/product.jsonl")) == PRODUCTS
    listing["pagination"] = None
    file.write_text(json.dumps(data), encoding="utf-8")
    done = extract(file, tmp_path / "out", template="product")
    assert 0 < len(done.rows("records/product.jsonl")) < PRODUCTS


def test_a_site_that_changed_is_told(shopped: Explored, tmp_path: Path) -> None:
    before = dict(shopped.site.answers)
    shopped.site.answers.update(shop(changed=True))
    try:
        done = extract(shopped.crawl.folder / "site.json", tmp_path, template="product")
    finally:
        shopped.site.answers.update(before)
    assert done.exit_code == 7, done.stderr
    warnings = [line for line in done.stderr.splitlines() if "WARNING" in line]
    assert any("product.price was found in 100 %" in line for line in warnings)
    assert not any("product.gtin" in line for line in warnings)
    records = {number_of(r["url"]): r for r in done.rows("records/product.jsonl")}
    assert len(records) == PRODUCTS
    assert not [record for record in records.values() if "price" in record]
    assert all(r["gtin"] == product(n)["upc"] for n, r in records.items())
    (report,) = json.loads((tmp_path / "extract.json").read_text())["templates"]
    assert report["worst_fall"] == 1.0


def test_a_fall_that_is_allowed_is_no_failure(
    shopped: Explored, tmp_path: Path
) -> None:
    before = dict(shopped.site.answers)
    shopped.site.answers.update(shop(changed=True))
    try:
        done = extract(
            shopped.crawl.folder / "site.json",
            tmp_path,
            template="product",
            max_drift=1,
        )
    finally:
        shopped.site.answers.update(before)
    assert done.exit_code == 0, done.stderr
    assert "product.price was found" in done.stderr


# Documents and arguments that can't be used.


def cut(text: str) -> str:
    return text[: len(text) // 2]


def bad_selector(text: str) -> str:
    data = json.loads(text)
    data["templates"][0]["match"]["must_have"] = ["p >> ["]
    return json.dumps(data)


def newer(text: str) -> str:
    return json.dumps(json.loads(text) | {"schema_version": "2.0"})


def without_templates(text: str) -> str:
    data = json.loads(text)
    del data["templates"]
    return json.dumps(data)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (cut, "complete JSON"),
        (bad_selector, "no CSS selector"),
        (newer, "newer"),
        (without_templates, "templates"),
        (lambda _: "[]", "object"),
        (None, "does not exist: give site.json of an exploration, or its folder"),
    ],
    ids=["cut", "selector", "newer", "templates", "list", "missing"],
)
def test_a_document_that_is_no_good_is_one_line(
    shopped: Explored, tmp_path: Path, change: Any, says: str
) -> None:
    file = tmp_path / "site.json"
    if change is not None:
        text = (shopped.crawl.folder / "site.json").read_text(encoding="utf-8")
        file.write_text(change(text), encoding="utf-8")
    shopped.site.hits.clear()
    done = extract(file, tmp_path / "out")
    assert_refused(done, says)
    assert str(file) in done.stderr
    assert not shopped.site.hits


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"template": "prodct"}, "prodct"),
        ({"template": "product,recipe"}, "recipe"),
        ({"max_drift": "2"}, "max_drift"),
        ({"templates": "product"}, "did you mean template?"),
    ],
    ids=["unknown", "one-unknown", "range", "name"],
)
def test_an_argument_that_is_wrong_is_one_line(
    shopped: Explored, tmp_path: Path, arguments: dict[str, Any], says: str
) -> None:
    shopped.site.hits.clear()
    done = extract(shopped.crawl.folder / "site.json", tmp_path / "out", **arguments)
    assert_refused(done, says)
    assert not shopped.site.hits


def assert_refused(done: Crawl, says: str) -> None:
    assert done.exit_code == 2, done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("vultrcrawl: ")
    assert says in line


def test_a_site_that_is_not_there_has_an_exit_code(
    shopped: Explored, tmp_path: Path
) -> None:
    text = (shopped.crawl.folder / "site.json").read_text("utf-8")
    known = json.loads(text)["start_url"]
    file = tmp_path / "site.json"
    with Site({"/robots.txt": Answer("", status=500)}) as closed:
        file.write_text(text.replace(known, closed.url), encoding="utf-8")
        retry = ("-s", "VULTRCRAWL_ROBOTS_RETRY_SECS=0", "-s", "RETRY_TIMES=0")
        done = extract(file, tmp_path / "out", *retry)
        assert done.exit_code == 5, done.stderr
    with Site({"/robots.txt": Answer("", status=404)}) as empty:
        file.write_text(text.replace(known, empty.url), encoding="utf-8")
        done = extract(file, tmp_path / "out", *retry)
        assert done.exit_code == 6, done.stderr


@pytest.mark.parametrize(
    "end", [signal.SIGTERM, signal.SIGKILL], ids=["asked", "killed"]
)
def test_records_of_a_run_that_goes_on_are_all_there(
    shopped: Explored, end: int, tmp_path: Path
) -> None:
    site, out, job = (
        shopped.crawl.folder / "site.json",
        tmp_path / "out",
        tmp_path / "j",
    )
    words = ("-a", f"site={site}", "-a", f"output={out}", "-a", "template=product")
    state = ("-s", f"JOBDIR={job}")
    shopped.site.hits.clear()
    with Program(
        "scrapy", "crawl", "extract", *words, *state, "-s", "DOWNLOAD_DELAY=0.1",
        env=environment(),
    ) as first:  # fmt: skip
        wait_until(lambda: len(shopped.site.paths()) > PRODUCTS // 2)
        first.signal(end)
        code = first.end(30).exit_code
    assert code == (11 if end == signal.SIGTERM else -9)
    done = extract(site, out, *state, template="product")
    assert done.exit_code == 0, done.stderr
    assert as_set(done.rows("records/product.jsonl")) == as_set(
        shopped.records("product")
    )
    report = json.loads((out / "extract.json").read_text())
    assert report["templates"][0]["pages"] == PRODUCTS
