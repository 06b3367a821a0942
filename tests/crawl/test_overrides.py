"""Fields of a user's page objects in what `extract` and `serve` give."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.crawl.explored import Explored, number_of
from tests.crawl.test_extract import as_set, assert_refused
from tests.support.commands import ROOT
from tests.support.crawls import extract
from tests.support.served import Served, moved
from tests.support.shop import PRODUCTS, product, shop
from tests.support.site import Site

EXAMPLE = re.compile(r"^```python\n(# output/.*?)^```$", re.DOTALL | re.MULTILINE)
#: Reads the price of the shop after its relaunch; its second field fails.
RELAUNCHED = """\
from web_poet import WebPage, field


class ProductPage(WebPage):
    TEMPLATE = "product"

    @field
    async def price(self):
        return float(self.css("div b::text").get().replace(" ", "."))

    @field
    def currency(self):
        return "USD"

    @field
    def maker(self):
        return {}["maker"]
"""


@pytest.fixture
def document(shopped: Explored, tmp_path: Path) -> Path:
    """Return the shop's document in a folder of its own."""
    text = (shopped.crawl.folder / "site.json").read_text("utf-8")
    (tmp_path / "site.json").write_text(text, "utf-8")
    return tmp_path / "site.json"


@pytest.fixture
def relaunched(shopped: Explored) -> Iterator[Explored]:
    before = dict(shopped.site.answers)
    shopped.site.answers.update(shop(changed=True))
    yield shopped
    shopped.site.answers.update(before)


def readme_example(shopped: Explored) -> str:
    """Return the example of the README, for the site of the test."""
    [code] = EXAMPLE.findall((ROOT / "README.md").read_text("utf-8"))
    host = shopped.site.url.removeprefix("http://").rstrip("/")
    assert code.count('"shop.example/') == 1
    return str(code).replace('"shop.example/', f'"{host}/')


def test_the_example_of_the_readme(shopped: Explored, document: Path) -> None:
    assert not list(shopped.crawl.folder.rglob("*.py"))  # nothing that would be run
    (document.parent / "overrides.py").write_text(readme_example(shopped), "utf-8")
    out, feed = document.parent / "out", document.parent / "feed.jsonl"
    done = extract(document, out, "-O", str(feed))
    assert done.exit_code == 0, done.stderr
    ours = {one["url"]: one for one in shopped.records("product")}
    records = done.rows("records/product.jsonl")
    assert len(records) == len(ours) == PRODUCTS
    for record in records:
        before = ours[record["url"]]
        assert record == before | {
            "price": round(before["price"] * 1.2, 2),
            "heading": product(number_of(record["url"]))["name"],
        }
        assert list(record)[:-1] == list(before)
    with (out / "records/product.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert list(table[0])[-1] == "heading"
    assert {row["price"] for row in table} == {str(one["price"]) for one in records}
    fed = [json.loads(line) for line in feed.read_text("utf-8").splitlines()]
    assert [one for one in fed if "heading" in one] == records
    for name in ("article", "product_listing"):
        others = done.rows(f"records/{name}.jsonl")
        assert as_set(others) == as_set(shopped.records(name))
    report = json.loads((out / "extract.json").read_text("utf-8"))
    assert report["overrides"]["records"] == {"LampPage": PRODUCTS}
    assert report["overrides"]["failed"] == {}
    assert not any(one["fell"] or one["schema_faults"] for one in report["templates"])
    assert re.search(
        r"overrides.py: LampPage \(.*/lamp/\): price, heading\n", done.stderr
    )
    assert f"LampPage gave fields of {PRODUCTS} records" in done.stderr


def test_locators_that_are_lost_are_told_though_a_page_object_helps(
    relaunched: Explored, document: Path
) -> None:
    file = document.parent / "mine.py"
    file.write_text(RELAUNCHED, "utf-8")
    (document.parent / "overrides.py").write_text("not python", "utf-8")
    out = document.parent / "out"
    stats = ("-s", "STATS_DUMP=True", "-L", "DEBUG")
    done = extract(document, out, *stats, template="product", overrides=file)
    assert done.exit_code == 0, done.stderr
    for record in done.rows("records/product.jsonl"):
        one = product(number_of(record["url"]))
        assert (record["price"], record["currency"]) == (one["price"], "USD")
        assert record["maker"] == one["maker"]  # what failed stays ours
    report = json.loads((out / "extract.json").read_text("utf-8"))
    [template] = report["templates"]
    [fall] = [one for one in template["fell"] if one["field"] == "price"]
    assert fall == {"field": "price", "expected": 1.0, "found": 0.0, "given": 1.0}
    assert template["worst_fall"] == 0
    assert report["overrides"] == {
        "file": str(file),
        "records": {"ProductPage": PRODUCTS},
        "failed": {"ProductPage.maker": PRODUCTS},
    }
    assert "is in 0 % now; with page objects in 100 %" in done.stderr
    told = f"{file}:17: ProductPage.maker failed on {relaunched.site.url}lamp/"
    assert done.stderr.count(told) == 1
    assert (
        f"ProductPage.maker failed, and ours stayed, on pages: {PRODUCTS}"
        in done.stderr
    )
    assert f"'vultrcrawl/overrides/failed': {PRODUCTS}" in done.stderr
    done = extract(document, out, template="product", overrides="none")
    assert done.exit_code == 7
    assert "overrides" not in json.loads((out / "extract.json").read_text("utf-8"))


def test_a_file_that_is_no_good_is_one_line(shopped: Explored, document: Path) -> None:
    file = document.parent / "overrides.py"
    file.write_text("import attrs\n\ndef broken(:\n", "utf-8")
    shopped.site.hits.clear()
    out = document.parent / "out"
    assert_refused(extract(document, out), f"{file}:3: SyntaxError: ")
    other = document.parent / "other.py"
    assert_refused(extract(document, out, overrides=other), f"{other} does not exist")
    assert not shopped.site.hits


MORE = """
    @field
    def note(self):
        return [1, "two"]

    @field
    def weight(self):
        return None
"""


def test_served_records_have_them(shopped: Explored, tmp_path: Path) -> None:
    with Site(shop(changed=True)) as site:
        document = moved(
            shopped.crawl.folder / "site.json", shopped.site.url, site, tmp_path
        )
        (tmp_path / "overrides.py").write_text(RELAUNCHED + MORE, "utf-8")
        with Served(document) as server:
            status, record = server.call("get_product", url=f"{site.url}lamp/3")
            assert status == 200, record
            tools = server.get("tools.json")[1]["tools"]
            ended = server.end()
    one = product(3)
    assert (record["price"], record["maker"]) == (one["price"], one["maker"])
    assert record["note"] == [1, "two"]
    assert "weight" not in record
    [tool] = [one for one in tools if one["name"] == "get_product"]
    Draft202012Validator(tool["returns"]).validate(record)
    given = "price, currency, maker, note, weight"
    assert f"page objects may give: {given}." in tool["description"]
    assert "ProductPage.maker failed, and ours stayed, on pages: 1" in ended.stderr
