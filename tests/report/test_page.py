"""report.html: what it says of a site."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator
from lxml import html

from tests.support.reports import assert_inert, facts, rows, said, section
from tests.support.site_documents import SITE, full
from vultrcrawl.report.page import report_html


@pytest.fixture(scope="module")
def tree() -> html.HtmlElement:
    return assert_inert(report_html(full()))


def test_the_document_of_these_tests_is_one() -> None:
    text = files("vultrcrawl.schema").joinpath("site.schema.json").read_text()
    faults = list(Draft202012Validator(json.loads(text)).iter_errors(full()))
    assert not faults


def test_the_head_says_what_was_explored_and_why_it_ended(
    tree: html.HtmlElement,
) -> None:
    (header,) = tree.xpath("//header")
    text = said(header)
    assert "lamps.example" in said(header.find("h1"))
    assert "23 November 2026, 07:30 UTC" in text
    assert "ended because the page budget was spent (max_pages)." in text
    assert facts(header) == {
        "pages fetched": "499", "URLs known": "1,535", "still to fetch": "35",
        "failed": "1", "templates": "2", "fields": "2", "time": "3 min 20 s",
    }  # fmt: skip
    assert "35 URLs were found and not fetched" in said(section(tree, "Warnings"))


def test_the_parts_on_the_site(tree: html.HtmlElement) -> None:
    glance = rows(section(tree, "At"), "Templates")
    assert glance == [
        ["product", "/lamps/{n}", "400", "1,840", "2: price, images", "needed"],
        ["product_listing", "/lamps/?page={n}", "98", "?", "0", "not needed"],
    ]
    ways = facts(section(tree, "Ways"))
    assert ways["Search"].startswith("search safe GET /search?q={q}")
    assert "declared by the site" in ways["Search"]
    assert ways["Sitemaps"] == f"{SITE}/sitemap.xml"
    folders = rows(section(tree, "Map"), "Folders, and the templates of their pages")
    assert folders == [
        ["/", "500", "product 400 other 2"],
        ["/lamps/", "400", "product 400"],
    ]
    types = rows(section(tree, "Page"), "Pages by type")
    assert types[0][:2] == ["product", "400"]
    assert types[2] == ["image/png", "1", "not HTML"]
    assert "name and a price" in types[0][2]


def test_what_was_not_seen_and_how_it_was_done(tree: html.HtmlElement) -> None:
    unseen = section(tree, "Not")
    assert "35 URLs still waited when the crawl ended." in said(unseen)
    assert rows(unseen, "URLs not fetched, by reason") == [
        ["scope", "900", "on another site, or outside the part asked for"],
        ["robots", "100", "robots.txt forbids it"],
        ["unheard_of", "1", ""],
    ]
    assert rows(unseen, "Failures") == [["http 404", "1"]]
    assert rows(unseen, "Rules on traps and copies") == [
        ["calendar", "7", f"{SITE}/when?month=1999-01"]
    ]
    done = facts(section(tree, "How"))
    assert done["robots.txt"] == "obeyed"
    assert (
        done["lamps.example"] == "502 requests, 204 ms apart (median), 200 ms at least"
    )
    assert done["cdn.lamps.example"] == "1 request"
    assert done["slowed after 4.5 s"] == "lamps.example: 30 s, for http 429"
    assert done["model"] == "some-model"
    assert done["tokens in"] == "90,120"
    assert done["max_pages"] == "500"
    assert "include" not in done


def test_a_template_says_how_to_get_its_data(tree: html.HtmlElement) -> None:
    product = section(tree, "product")
    told = facts(product)
    assert told["Addresses"] == "/lamps/{n}"
    assert told["Pages"] == "400 fetched, about 1,840 in all (what was found)"
    assert told["Recognised by"] == "h1.name"
    assert (
        told["Browser"] == "needed (399 rendered, 1 shell; the root element is empty)"
    )
    assert told["Reached from"] == "product_listing 3,188 links"
    assert told["Leads to"] == "product_listing 12 links"
    assert told["Examples"] == "/lamps/1 https://elsewhere.example/lamps/2"
    price, images = rows(product, "Fields of product")
    assert price[0] == "price Our price schema.org offers.price"
    assert price[1] == "number optional"
    assert price[2].startswith("jsonld Product.offers.price read as price 1 more css")
    assert (
        "p.price content without “now” and “each” (coverage 100 %, agreement 50 %)"
        in price[2]
    )
    assert price[3:] == ["88 % 99 % of all", "100 %", "7.99 1 more 8.99"]
    assert images[1] == "list of string (uri)"
    assert images[3:] == ["-", "-", "/1.png"]
    assert rows(product, "Links of product") == [
        ["product_listing", "category", "nav a", "nav", "4", "75 %"]
    ]
    text = said(product)
    assert "learned from 12 pages, tested on 8 others" in text
    assert "cart not safe POST /basket/add form form.buy, on 20 sample pages" in text
    assert "sent as multipart" in text
    assert "default red; one of red, blue" in text
    assert "GET /api/lamps/{id}?lang=en safe seen asked" in text
    assert "40 calls on 20 of 24 pages" in text
    assert "needs authorization" in text
    assert "price at $.price (95 %)" in text
    assert (
        "id integer, required - path, from the page's address (path) in 90 % of" in text
    )
    assert "a secret: its values were not kept" in text
    assert "query, always en" in text
    assert "POST /api/rate not safe only mentioned" in text
    assert "the same on all pages: '0.00'" in text
    assert "Prices are without tax." in text
    schemas = [said(one) for one in product.iter("pre")]
    assert (
        '{ "type": "object", "properties": { "price": { "type": "number" } } }'
        in schemas
    )


def test_a_listing_says_what_a_card_is_and_how_it_goes_on(
    tree: html.HtmlElement,
) -> None:
    told = facts(section(tree, "product_listing"))
    assert (
        told["One record is"]
        == "a card of a page: ul.lamps > li, told apart by itemUrl"
    )
    assert told["Goes on by"] == (
        "a parameter says which page (page), from 1, in steps of 20, largest seen 98,"
        " on 99 % of the pages /lamps/?page={page} a.next"
    )
    assert told["Pages"] == "98 fetched"


def test_a_crawl_without_pages_has_a_report() -> None:
    document = full() | {
        "run": {"stop_reason": "start_unreachable"},
        "counts": {"known": 1, "done": 0, "failed": 1, "failures": {"dns": 1}},
        "url_tree": [], "template_graph": [], "templates": [], "llm": None,
        "entry_points": {"homepage": None, "search": None}, "coverage": {},
        "warnings": [], "politeness": {},
    }  # fmt: skip
    tree = assert_inert(report_html(document))
    assert "ended because start unreachable." in said(tree)
    assert "No template was found" in said(tree)
    assert rows(section(tree, "Not"), "Failures") == [["dns", "1"]]
    assert "None was used." in said(tree)


def test_the_least_document_has_a_report() -> None:
    least = {"schema_version": "1.0", "start_url": f"{SITE}/", "templates": []}
    assert "lamps.example" in said(assert_inert(report_html(least)))
