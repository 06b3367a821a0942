"""report.html: what it says of a site, and what no site can make it do."""

from __future__ import annotations

import copy
import json
import math
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from lxml import html

from tests.support.reports import assert_inert, read
from tests.support.site_documents import HOSTILE, SITE, full, poisoned, with_names
from vultrcrawl.report.page import report_html


def section(tree: html.HtmlElement, name: str) -> html.HtmlElement:
    """Return the part of the page below the heading with this text."""
    for one in tree.xpath("//section"):
        heading = one.xpath("string((.//h2|.//h3)[1])")
        if str(heading).split()[:1] == name.split()[:1]:
            assert isinstance(one, html.HtmlElement)
            return one
    raise AssertionError(f"no section {name}")


def said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def rows(element: html.HtmlElement, caption: str) -> list[list[str]]:
    (table,) = [
        one for one in element.iter("table") if said(one.find("caption")) == caption
    ]
    return [[said(cell) for cell in row] for row in table.find("tbody")]


def facts(element: html.HtmlElement) -> dict[str, str]:
    return {
        said(one.find("dt")): said(one.find("dd")) for one in element.xpath(".//dl/div")
    }


@pytest.fixture(scope="module")
def tree() -> html.HtmlElement:
    return assert_inert(report_html(full()))


def test_the_document_of_these_tests_is_one() -> None:
    text = files("vultrcrawl.schema").joinpath("site.schema.json").read_text()
    faults = list(Draft202012Validator(json.loads(text)).iter_errors(full()))
    assert not faults


# What it says.


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
    assert "cart not safe POST /basket/add form form.buy, sent as multipart" in text
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


# What it can be made to do: nothing (F50).


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_of_a_site_acts(name: str) -> None:
    text = HOSTILE[name]
    page = report_html(with_names(poisoned(full(), text), text))
    tree = assert_inert(page)
    assert len(page) < 500_000
    # It is told as what it is, in nearly every place; nothing was swallowed.
    visible = text.replace("\x01", "\\x01").replace("\t", " ").strip()
    if name in ("script", "attribute", "handler", "template", "css", "comment"):
        assert said(tree).count(" ".join(visible.split())) > 80
    if name == "controls":
        assert "\\x1b]52;c;aGk=\\x07\\x9b31m" in said(tree)
    if name == "direction":
        assert "\\u202egnp.exe" in said(tree)


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_but_an_address_is_linked(name: str) -> None:
    text = HOSTILE[name]
    document = full() | {"start_url": text}
    document["templates"][0]["pages"]["examples"] = [text]
    document["entry_points"]["homepage"] = text
    tree = assert_inert(report_html(document))
    links = {one.get("href") for one in tree.xpath("//a[@rel]")}
    own = ("https://lamps.example/", "https://elsewhere.example/")
    assert all(
        link.startswith(own) or link.startswith("https://a.example/") for link in links
    )
    assert (text in links) == (name == "address")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    pairs: Any = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for key, one in pairs:
        yield from places(one, (*path, key))


PLACES = [path for path in places(full()) if path]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(list(HOSTILE.values())[:-2])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def put(document: Any, path: tuple[Any, ...], value: Any) -> None:
    """Put *value* in the place *path*, if there still is one."""
    for key in path[:-1]:
        try:
            document = document[key]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(document, dict) or (
        isinstance(document, list)
        and isinstance(path[-1], int)
        and path[-1] < len(document)
    ):
        document[path[-1]] = value


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=1, max_size=12))
def test_every_document_has_a_report(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    document = full()
    for path, value in changes:
        put(document, path, copy.deepcopy(value))
    assert_inert(report_html(document))


def exchanged(value: Any, kind: type[Any], other: Any) -> Any:
    """Return a document with *other* for each part of it that is of *kind*."""
    if type(value) is kind:
        return other
    if isinstance(value, list):
        return [exchanged(one, kind, other) for one in value]
    if isinstance(value, dict):
        return {key: exchanged(one, kind, other) for key, one in value.items()}
    return value


@pytest.mark.parametrize("kind", [int, float, str, bool, list])
@pytest.mark.parametrize(
    "other",
    [
        math.nan, math.inf, -math.inf, 1e300, 10**400, -1, 0.5, True, None, "x", "", [],
        [[]], [None], {}, {"x": []},
    ],
    ids=lambda other: str(other)[:9],
)  # fmt: skip
def test_what_is_not_as_it_should_be_counts_as_not_told(
    kind: type[Any], other: Any
) -> None:
    text = said(assert_inert(report_html(exchanged(full(), kind, other))))
    assert not re.search(r"\b(nan|inf)\b", text)


# How it is built.


def test_a_huge_site_has_a_page_of_some_megabytes() -> None:
    long = "\"<&'" * 2**18
    document = full()
    template = poisoned(document["templates"][0], long)
    template["item"]["fields"] = [
        poisoned(full()["templates"][0]["item"]["fields"][0], long)
    ] * 80
    document["templates"] = [template | {"name": f"template-{n}"} for n in range(200)]
    document["template_graph"] = [
        {"from": f"template-{a}", "to": f"template-{b}", "links": 1}
        for a in range(200)
        for b in range(200)
    ]
    page = report_html(document)
    assert len(page.encode()) < 5_000_000
    tree = assert_inert(page)
    assert len(rows(section(tree, "At"), "Templates")) == 200
    told = tree.xpath("//section[@class='sheet']")
    assert 0 < len(told) < 200
    assert f"{200 - len(told)} more templates are described in site.json" in said(tree)


@pytest.mark.parametrize(
    "change", [None, lambda document: document["templates"].clear()]
)
def test_headings_anchors_and_tables_are_in_order(
    change: Callable[[Any], None] | None,
) -> None:
    document = full()
    document["templates"].append(document["templates"][0])  # the same name again
    if change is not None:
        change(document)
    tree = read(report_html(document))
    assert tree.get("lang") == "en"
    assert len(tree.xpath("//h1")) == 1
    levels = [int(one.tag[1]) for one in tree.iter("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = tree.xpath("//@id")
    assert len(names) == len(set(names))
    for href in tree.xpath("//a/@href[starts-with(., '#')]"):
        assert href[1:] in names
    for name in tree.xpath("//@aria-labelledby"):
        assert name in names
    for table in tree.iter("table"):
        assert said(table.find("caption"))
        heads = table.findall("thead/tr/th")
        assert all(head.get("scope") == "col" for head in heads)
        for row in table.findall("tbody/tr"):
            assert row[0].get("scope") == "row"
            assert len(row) == len(heads)
    for one in tree.iter("details"):
        assert one[0].tag == "summary"


def test_every_link_of_the_contents_is_a_heading() -> None:
    tree = read(report_html(full()))
    headings = {
        one.get("id"): one.tag for one in tree.iter("h2", "h3") if one.get("id")
    }
    contents = [link[1:] for link in tree.xpath("//nav//a/@href")]
    assert contents == list(headings)


# Colours: 4.5 to 1, as WCAG 2.2 asks for text (1.4.3).


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(one * 2 for one in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def schemes() -> list[dict[str, str]]:
    """Return the colours of the light, dark and printed page by name."""
    style = files("vultrcrawl.report").joinpath("page.css").read_text()
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    found = [dict(re.findall(r"--([\w-]+): (#\w+);", block)) for block in blocks]
    assert len(found) == 3
    return [found[0] | one for one in found]


@pytest.mark.parametrize("scheme", range(3))
@pytest.mark.parametrize("back", ["back", "raised", "warn"])
@pytest.mark.parametrize("front", ["text", "quiet", "link", "good", "bad"])
def test_text_stands_out(scheme: int, front: str, back: str) -> None:
    colours = schemes()[scheme]
    light, dark = sorted(
        (luminance(colours[front]), luminance(colours[back])), reverse=True
    )
    assert (light + 0.05) / (dark + 0.05) >= 4.5
