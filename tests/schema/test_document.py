from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.schema import pages
from vultrcrawl.page.document import Document
from vultrcrawl.page.signature import signature
from vultrcrawl.schema.apis.endpoints import published, read_endpoints
from vultrcrawl.schema.document import template_document, url_pattern
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.navigation.actions import read_actions
from vultrcrawl.schema.navigation.linking import template_links
from vultrcrawl.schema.navigation.pagination import read_pagination
from vultrcrawl.schema.scoring import measured
from vultrcrawl.schema.templates.grouping import Templates
from vultrcrawl.site.checks import faults, without_retrieval
from vultrcrawl.site.loading import load_site
from vultrcrawl.site.url_index import UrlIndex
from vultrcrawl.taxonomy import PageType
from vultrcrawl.urls.shapes import shape


@pytest.fixture(scope="module")
def site() -> dict[str, Any]:
    documents = {d.url: d for d in map(pages.old_shop, range(14))}
    documents |= {d.url: d for d in (pages.listing(n) for n in range(1, 9))}
    templates = Templates()
    for document in documents.values():
        listing = "shop." in document.url
        page_type = PageType.PRODUCT_LISTING if listing else PageType.PRODUCT
        templates.add(document.url, signature(document), page_type)
    entries = []
    for group in templates.groups():
        sample = [documents[url] for url in group.sample()]
        schema = induce(sample, name=group.name, page_type=group.page_type)
        extractor = Extractor(schema)
        found = [r for url in group.urls for r in extractor.apply(documents[url])]
        counts = {f.name: sum(f.name in r for r in found) for f in schema.fields}
        entries.append(
            template_document(
                group,
                measured(schema, counts, len(found)),
                name=group.name,
                actions=read_actions(sample),
                pagination=read_pagination(sample),
                links=template_links(
                    sample, templates.template_of, template=group.name, page_types={}
                ),
                apis=published([], read_endpoints(sample)),
            )
        )
    whole = {
        "schema_version": "1.0",
        "start_url": "https://old.example/",
        "templates": entries,
    }
    loaded: dict[str, Any] = json.loads(json.dumps(whole))
    return loaded


def saved(data: object, folder: Path) -> Path:
    path = folder / "site.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_the_document_alone_tells_pages_and_reads_records(
    site: dict[str, Any], tmp_path: Path
) -> None:
    loaded = load_site(saved(site, tmp_path))
    new = pages.old_shop(77)
    template = loaded.recognise(new)
    assert template is not None
    assert template.name == "product"
    [record] = Extractor(template.schema).apply(new)
    assert record["isbn"] == pages.book(77)["isbn"]
    assert list(without_retrieval(template.json_schema).iter_errors(record)) == []
    listed = loaded.recognise(pages.listing(30))
    assert listed is not None
    assert listed.name == "product_listing"
    assert len(Extractor(listed.schema).apply(pages.listing(30))) == 8
    other = Document("<h1>Imprint</h1>", "https://old.example/imprint")
    assert loaded.recognise(other) is None


def test_missing_fields_are_those_of_the_template(
    site: dict[str, Any], tmp_path: Path
) -> None:
    """What stands in `item` beside its own members is not checked, and not read."""
    entry, *_ = site["templates"]
    entry["item"] |= {"missing": 5, "description": {}}
    entry |= {"missing": [{"name": "weight"}], "description": "Books."}
    schema = load_site(saved(site, tmp_path)).templates[0].schema
    assert [one.name for one in schema.missing] == ["weight"]
    assert schema.description == "Books."


def test_record_schemas_are_json_schemas(site: dict[str, Any]) -> None:
    for template in site["templates"]:
        Draft202012Validator.check_schema(template["json_schema"])
        assert template["json_schema"]["$schema"].endswith("2020-12/schema")


def test_the_published_schema_is_a_json_schema() -> None:
    path = Path("vultrcrawl/schema/site.schema.json")
    Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


def test_a_wrong_record_has_faults(site: dict[str, Any]) -> None:
    schema = site["templates"][0]["json_schema"]
    check = without_retrieval(schema)
    found = list(faults(check, {"url": 1, "nonsense": 2}, "record"))
    assert len([one for one in found if one.startswith(("url: ", "record: "))]) >= 2


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/item/42",
        "https://a.example/2024/05/11/the-great-post.html",
        "https://a.example/q?page=3&s=",
        "https://a.example/q?page=3&s=words",
        "https://a.example/view.php@s=words&t=3.html",
        "https://a.example/",
        "https://a.example/app?v=2#/item/42?tab=",
        "https://a.example/#!the-great-item",
    ],
)
def test_the_pattern_of_a_shape_matches_its_urls(url: str) -> None:
    shaped = shape(url)
    assert UrlIndex([(1, [shaped])]).find(shaped) == [1]
    path = url.removeprefix("https://a.example")
    assert re.match(url_pattern(shaped), path)
    assert not re.match(url_pattern(shaped), path + "/other/place")


def test_a_name_ends_where_a_route_begins() -> None:
    learned = UrlIndex([(1, ["/{*}/wiki/{*}"])])
    assert learned.find("/en/wiki/Page") == [1]
    assert learned.find("/en/wiki/Page#!route") == []
    assert not re.match(url_pattern("/wiki/{*}"), "/wiki/Page#!route")
