"""One shop explored: its document, its templates and their records."""

from __future__ import annotations

import csv
import html
import json
from pathlib import Path

import pytest

from tests.crawl.explored import Explored, number_of, path_of
from tests.support.crawls import explore
from tests.support.shop import ARTICLES, PRODUCTS, article, product, shop
from tests.support.site import Site, links, page
from vultrcrawl.site.checks import without_retrieval

# The document.


def test_the_document_is_sound_and_names_the_templates(shopped: Explored) -> None:
    document = shopped.document
    cardinality = {one.name: one.schema.cardinality for one in document.templates}
    assert cardinality["product"] == "one"
    assert cardinality["product_listing"] == "many"
    assert cardinality["article"] == "one"
    assert document.start_url == shopped.site.url
    seen = {one.name: one.raw["pages"]["seen"] for one in document.templates}
    assert seen["product"] == PRODUCTS
    assert seen["article"] == ARTICLES
    assert seen["product_listing"] == 4


def test_pages_name_the_file_of_their_records(shopped: Explored) -> None:
    given: dict[str, set[str]] = {}
    for row in shopped.crawl.pages.values():
        given.setdefault(row["template"], set()).add(row["url"])
    names = {one.name for one in shopped.document.templates}
    files = {path.stem for path in (shopped.crawl.folder / "records").glob("*.jsonl")}
    assert set(given) == names == files
    for name in names:
        urls = {record["url"] for record in shopped.records(name)}
        # A page that has no field, such as a homepage of plain text, has no record.
        assert bool(urls) == bool(shopped.template(name)["item"]["fields"])
        assert urls <= given[name]
    with (shopped.crawl.folder / "pages.csv").open(newline="") as file:
        table = {row["url"]: row["template"] for row in csv.DictReader(file)}
    rows = shopped.crawl.pages
    assert table == {url: row["template"] for url, row in rows.items()}


def test_pages_of_a_template_misnamed_by_its_first_page_get_its_final_name(
    tmp_path: Path,
) -> None:
    pages = shop()
    posts = [path for path in pages if path.startswith("/journal/")]
    odd = "/journal/about"  # comes first, and is no article
    about = pages[posts[0]].replace(article(0)["headline"], "About us")
    answers = {path: pages[path] for path in posts} | {
        "/": page("Lamps", links(odd, *posts)),
        odd: about.replace(article(0)["paragraphs"][0], "We make lamps."),
    }
    with Site(answers) as site:
        crawl = explore(site.url, tmp_path, delay=0.01)
    rows = {path_of(url): row for url, row in crawl.pages.items()}
    assert rows[odd]["page_type"] == "about"
    assert {rows[path]["template"] for path in [odd, *posts]} == {"article"}
    urls = {record["url"] for record in crawl.rows("records/article.jsonl")}
    assert {path_of(url) for url in urls} == {odd, *posts}


def test_every_locator_was_tested_on_pages_held_back(shopped: Explored) -> None:
    for name in ("product", "article"):
        validation = shopped.template(name)["validation"]
        assert validation["method"] == "held_out"
        assert not set(validation["held_out"]) & set(validation["learned_from"])
    for one in shopped.document.templates:
        if one.raw["pages"]["seen"] == 1:
            continue  # nothing to hold back, as its notes say
        assert one.schema.validation.held_out
        assert one.schema.fields
        for field in one.schema.fields:
            assert field.coverage is not None
            assert field.coverage > 0
            for locator in field.locators:
                assert locator.coverage is not None, (one.name, field.name, locator)
                assert 0 <= locator.coverage <= field.coverage
                assert (locator.agreement is None) == (locator.coverage == 0)


def test_filled_is_what_the_records_say(shopped: Explored) -> None:
    for one in shopped.document.templates:
        records = shopped.records(one.name)
        for field in one.schema.fields:
            share = sum(field.name in record for record in records) / len(records)
            assert field.filled == pytest.approx(share, abs=1e-3), field.name
            assert field.nullable == (share < 1)


def test_pagination_and_search_are_found(shopped: Explored) -> None:
    listing = shopped.template("product_listing")
    assert listing["pagination"]["kind"] == "page_param"
    assert listing["pagination"]["param"] == "page"
    assert (
        listing["pagination"]["url_template"]
        == f"{shopped.site.url}lamps?page={{page}}"
    )
    assert shopped.template("product")["pagination"] is None
    search = shopped.document.raw["entry_points"]["search"]
    assert search["url_template"] == f"{shopped.site.url}search?q={{q}}"
    assert search["method"] == "GET"
    assert search["safe"]


def test_a_form_that_changes_something_is_not_safe(shopped: Explored) -> None:
    (cart,) = (a for a in shopped.template("product")["actions"] if a["kind"] == "cart")
    assert cart["method"] == "POST"
    assert not cart["safe"]
    assert not any(path.startswith("/basket") for path in shopped.site.paths())


def test_links_lead_from_the_listing_to_products(shopped: Explored) -> None:
    links = shopped.template("product_listing")["links"]
    items = [one for one in links if one["role"] == "item"]
    assert items
    assert {one["target_template"] for one in items} == {"product"}
    edges = {
        (one["from"], one["to"]): one["links"]
        for one in shopped.document.raw["template_graph"]
    }
    assert edges["product_listing", "product"] >= PRODUCTS


# The records.


def test_every_product_has_its_values(shopped: Explored) -> None:
    records = shopped.records("product")
    assert sorted(number_of(record["url"]) for record in records) == [*range(PRODUCTS)]
    for record in records:
        truth = product(number_of(record["url"]))
        assert record["name"] == truth["name"]
        assert record["price"] == truth["price"], "structured or not, a price is there"
        assert record["currency"] == "USD", "stated in data or by the sign"
        assert record["gtin"] == truth["upc"], "a property by one of its labels"
        assert record["maker"] == truth["maker"]
        assert record["weight"] == truth["weight"]
        assert record["description"] == truth["description"]
        assert record["breadcrumbs"] == ["Home", "Lamps", truth["name"]]


def test_every_card_is_a_record(shopped: Explored) -> None:
    records = shopped.records("product_listing")
    by_page: dict[str, list[int]] = {}
    for record in records:
        number = number_of(record["itemUrl"])
        by_page.setdefault(path_of(record["url"]), []).append(number)
        assert record["name"] == product(number)["name"]
        assert record["price"] == product(number)["price"]
    assert by_page == {
        "/lamps": [0, 1, 2, 3, 4],  # and not again of "/lamps?page=1", its duplicate
        "/lamps?page=2": [5, 6, 7, 8, 9],
        "/lamps?page=3": [10, 11, 12, 13],
    }


def test_every_article_has_its_values(shopped: Explored) -> None:
    records = shopped.records("article")
    assert sorted(number_of(record["url"]) for record in records) == [*range(ARTICLES)]
    for record in records:
        truth = article(number_of(record["url"]))
        assert record["name"] == truth["headline"]
        assert record["author"] == truth["author"]
        assert record["datePublished"] == truth["date"]
        assert record["articleBody"].split("\n\n") == truth["paragraphs"]


def test_records_are_as_their_json_schema_says(shopped: Explored) -> None:
    for one in shopped.document.templates:
        columns = ["url", *(field.name for field in one.schema.fields)]
        assert list(one.json_schema["properties"]) == columns
        for record in shopped.records(one.name):
            assert list(without_retrieval(one.json_schema).iter_errors(record)) == []
            assert [name for name in columns if name in record] == list(record)
        wrong = {"url": shopped.site.url, "no such field": 1}
        assert not without_retrieval(one.json_schema).is_valid(wrong)


def test_csv_has_the_columns_and_rows_of_jsonl(shopped: Explored) -> None:
    for one in shopped.document.templates:
        path = shopped.crawl.folder / "records" / f"{one.name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            table = list(reader)
        assert reader.fieldnames == ["url", *(f.name for f in one.schema.fields)]
        records = shopped.records(one.name)
        assert [row["url"] for row in table] == [record["url"] for record in records]
        for row, record in zip(table, records, strict=True):
            empty = {name for name, value in row.items() if not value}
            assert empty == set(row) - set(record)
            texts = {key for key, value in record.items() if isinstance(value, str)}
            assert all(row[name] == record[name] for name in texts)


def test_no_value_is_made_up(shopped: Explored) -> None:
    pages = shopped.site.answers
    for one in shopped.document.templates:
        for record in shopped.records(one.name):
            source = pages[path_of(record["url"])]
            assert isinstance(source, str)
            text = " ".join(html.unescape(source).split())
            values = {key: value for key, value in record.items() if key != "url"}
            for name, value in values.items():
                for each in value if isinstance(value, list) else [value]:
                    for part in as_written(name, each):
                        assert stands_in(text, part), (record["url"], name, part)


def as_written(name: str, value: object) -> list[object]:
    """Return what pages say for *value*: a sign for a code, a text's paragraphs."""
    if (name, value) == ("currency", "USD"):
        return ["$"]
    return list(value.split("\n\n")) if isinstance(value, str) else [value]


def stands_in(text: str, value: object) -> bool:
    """Whether *value* occurs literally, an address as it is or from the root."""
    if isinstance(value, float):
        return f"{value:.2f}" in text or f"{value:g}" in text
    if str(value).startswith("http://127.0.0.1"):
        return path_of(str(value)) in text
    return str(value) in text


def test_records_have_exactly_the_fields_asked_for(tmp_path: Path) -> None:
    with Site(shop()) as site:
        done = explore(
            site.url,
            tmp_path,
            classifier="local",
            fields="title,Price,currencyRaw,altitude",
        )
    assert done.exit_code == 0, done.stderr
    records = done.rows("records/product.jsonl")
    assert len(records) == PRODUCTS
    assert {tuple(one) for one in records} == {("url", "title", "Price", "currencyRaw")}
    assert all(isinstance(one["Price"], float | int) for one in records)
    assert "no template has the field altitude" in done.stderr
    document = json.loads((tmp_path / "site.json").read_text())
    (described,) = (one for one in document["templates"] if one["name"] == "product")
    assert described["missing"] == [{"name": "altitude", "nearest": []}]
    properties = described["json_schema"]["properties"]
    assert list(properties) == ["url", "title", "Price", "currencyRaw"]
    arguments = document["run"]["arguments"]
    assert arguments["fields"] == "title,Price,currencyRaw,altitude"
