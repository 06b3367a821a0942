"""Applications explored through a real browser: their pages, records and endpoints."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.rig import SETTINGS, Browsed, browse
from tests.support import scripted, spa
from tests.support.crawls import explore, extract
from tests.support.invented import price_of, title_of
from tests.support.site import Site, links, page
from vultrcrawl.site.loading import load_site

pytestmark = pytest.mark.browser


def document(browsed: Browsed) -> dict[str, Any]:
    text = (browsed.crawl.folder / "site.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def template_of(browsed: Browsed, url: str) -> dict[str, Any]:
    name = browsed.pages[url]["template"]
    (found,) = (one for one in document(browsed)["templates"] if one["name"] == name)
    return dict(found)


def apis(browsed: Browsed) -> dict[str, dict[str, Any]]:
    """Return the endpoints of all templates by method and URL template."""
    return {
        f"{api['method']} {api['url_template'].removeprefix('http://')}": api
        for template in document(browsed)["templates"]
        for api in template["apis"]
    }


def records_by_url(browsed: Browsed, url: str) -> dict[str, dict[str, Any]]:
    rows = browsed.records(browsed.pages[url]["template"])
    return {row["url"]: row for row in rows}


def values_of(record: dict[str, Any]) -> set[str]:
    """Return the values of a record, also those in lists."""
    return {
        str(one)
        for value in record.values()
        for one in (value if isinstance(value, list) else [value])
    }


def assert_all_rendered(browsed: Browsed, urls: set[str]) -> None:
    assert set(browsed.pages) == urls
    for url, row in browsed.pages.items():
        assert row["rendering"] == "rendered", row
        assert row["final_url"] == url
        assert row["error"] is None, row
        assert row["duplicate_of"] is None, row
    browsed.processes.assert_gone()


# An application of hash routes.


@pytest.fixture(scope="module")
def hashed(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Site, Browsed]]:
    with Site(spa.hash_application()) as site:
        yield site, browse(site.url, tmp_path_factory.mktemp("hash"))


def test_all_routes_are_found_and_are_pages(hashed: tuple[Site, Browsed]) -> None:
    site, browsed = hashed
    assert_all_rendered(browsed, {site.url + route for route in spa.hash_routes()})
    item = browsed.pages[site.url + "#/item/7"]
    assert item["title"] == f"{spa.item(7)['title']} - Curio"
    # Every route names the root as canonical: it is still a page of its own.
    assert item["canonical_url"] == site.url
    assert item["page_type"] == "product"
    assert browsed.pages[site.url + "#/items"]["page_type"] == "product_listing"
    assert item["template"] != browsed.pages[site.url]["template"]
    edges = {
        (row["source"], row["target"]) for row in browsed.crawl.rows("links.jsonl")
    }
    assert (site.url + "#/items?page=2", f"{site.url}#/item/{spa.ITEMS}") in edges


def test_scripts_and_data_are_fetched_once(hashed: tuple[Site, Browsed]) -> None:
    site, _ = hashed
    hits = Counter(site.paths())
    assert hits.pop("/") == 1  # all its routes are in one document
    assert set(hits) == {"/app.js"} | {path for path in site.answers if "api" in path}
    assert set(hits.values()) == {1}
    agents = {hit.headers["User-Agent"] for hit in site.hits}
    assert len(agents) == 1, agents
    assert "HeadlessChrome" not in agents.pop()


def test_all_records_of_routes_are_found(hashed: tuple[Site, Browsed]) -> None:
    site, browsed = hashed
    found = records_by_url(browsed, site.url + "#/item/1")
    assert set(found) == {f"{site.url}#/item/{n}" for n in range(1, spa.ITEMS + 1)}
    for number in range(1, spa.ITEMS + 1):
        record, item = found[f"{site.url}#/item/{number}"], spa.item(number)
        assert record["name"] == item["title"]
        assert record["price"] == float(item["price"].removeprefix("£"))
        assert record["maker"] == item["maker"]
        assert record["availability"] == "InStock"
        assert item["description"] in values_of(record)


def test_endpoints_of_routes_are_found(hashed: tuple[Site, Browsed]) -> None:
    site, browsed = hashed
    template = template_of(browsed, site.url + "#/item/1")
    (api,) = template["apis"]
    assert api["method"] == "GET"
    assert "/api/items/{" in api["url_template"]
    listing = template_of(browsed, site.url + "#/items")
    assert any("page=" in one["url_template"] for one in listing["apis"])
    written = [
        path
        for path in browsed.crawl.folder.rglob("*")
        if path.is_file() and spa.API_KEY in path.read_text(encoding="utf-8")
    ]
    assert not written, "a secret was kept"
    assert spa.API_KEY not in browsed.crawl.stderr


def test_the_site_document_tells_routes_apart(hashed: tuple[Site, Browsed]) -> None:
    site, browsed = hashed
    listing = template_of(browsed, site.url + "#/items")
    item = template_of(browsed, site.url + "#/item/1")
    assert item["match"]["url_shapes"] == ["/#/item/{n}"]
    assert listing["pagination"]["kind"] == "next_link"
    assert {"role": "item", "target_template": item["name"]}.items() <= {
        **listing["links"][0]
    }.items()
    tree = {one["path"]: one["pages"] for one in document(browsed)["url_tree"]}
    assert tree["/#/item/"] == spa.ITEMS
    assert (
        load_site(browsed.crawl.folder / "site.json")
        .by_url(site.url + "#/item/99")[0]
        .name
        == item["name"]
    )


def test_its_document_fetches_its_records(
    hashed: tuple[Site, Browsed], tmp_path: Path
) -> None:
    """`extract` has the browser that its document says the templates need."""
    site, browsed = hashed
    name = template_of(browsed, site.url + "#/item/1")["name"]
    again = extract(
        browsed.crawl.folder / "site.json", tmp_path, *SETTINGS, template=name
    )
    assert again.exit_code == 0, again.stderr
    wanted = {row["url"]: row for row in browsed.records(name)}
    assert {row["url"]: row for row in again.rows(f"records/{name}.jsonl")} == wanted
    assert len(wanted) == spa.ITEMS


def test_without_a_browser_it_is_a_shell(tmp_path: Path) -> None:
    with Site(spa.hash_application()) as site:
        crawl = explore(site.url, tmp_path, render="never")
        assert site.paths() == ["/"]
    assert {url: row["rendering"] for url, row in crawl.pages.items()} == {
        site.url: "shell"
    }
    assert crawl.exit_code == 0, crawl.stderr


# An application of paths.


def test_all_paths_are_found_also_behind_elements_without_address(
    pushed: tuple[Site, Browsed],
) -> None:
    site, browsed = pushed
    root = site.url.rstrip("/")
    assert_all_rendered(browsed, {root + path for path in spa.push_paths()})
    (warning,) = browsed.pages[root + "/contact"]["warnings"]
    assert "never came to rest" in warning
    assert browsed.pages[root + "/stories"]["parent_url"] == site.url
    assert browsed.pages[root + "/story/2"]["title"] == spa.story(2)["title"]


def test_all_records_and_endpoints_of_paths_are_found(
    pushed: tuple[Site, Browsed],
) -> None:
    site, browsed = pushed
    found = records_by_url(browsed, site.url + "product/1")
    for number in range(1, spa.PRODUCTS + 1):
        record, product = found[f"{site.url}product/{number}"], spa.product(number)
        assert record["name"] == product["name"]
        assert record["price"] == float(product["price"].removeprefix("£"))
        values = values_of(record)
        assert any(product["text"] in value for value in values)
        assert product["weight"] in values
    stories = records_by_url(browsed, site.url + "story/1")
    assert {row["name"] for row in stories.values()} == {
        spa.story(n)["title"] for n in range(1, spa.STORIES + 1)
    }
    for path, api_path in (
        ("product/1", "/api/products/{"),
        ("catalogue", "/api/products"),
        ("story/1", "/api/stories/{"),
        ("stories", "/api/stories"),
    ):
        templates = template_of(browsed, site.url + path)["apis"]
        assert any(api_path in one["url_template"] for one in templates), path


# Lists that grow.


@pytest.mark.parametrize(
    ("path", "kind", "pagination", "other"),
    [
        ("photos", "photo", "infinite_scroll", "songs"),
        ("songs", "song", "load_more", "photos"),
    ],
)
def test_a_list_is_read_to_its_end(
    tmp_path: Path, path: str, kind: str, pagination: str, other: str
) -> None:
    # One list at a time: two alike, of a page each, may well be of one template.
    with Site(spa.growing_lists()) as site:
        browsed = browse(site.url, tmp_path, exclude=f"/(photo|song)/|/{other}$")
    assert browsed.pages[site.url + path]["rendering"] == "rendered"
    assert browsed.pages[site.url]["rendering"] == "static"
    entries = {
        f"{site.url}{kind}/{n}": spa.entry(kind, n)["title"]
        for n in range(1, spa.ENTRIES + 1)
    }
    links = {
        row["target"]: row["anchor"]
        for row in browsed.crawl.rows("links.jsonl")
        if row["source"] == site.url + path
    }
    assert links == entries
    template = template_of(browsed, site.url + path)
    assert template["pagination"]["kind"] == pagination
    asked = [path for path in site.paths() if path.startswith(f"/api/{kind}s?")]
    assert len(asked) == spa.ENTRIES / spa.PER_STEP
    assert template["apis"]
    browsed.processes.assert_gone()


# Sites of full pages.


def test_a_static_site_is_left_alone(tmp_path: Path) -> None:
    with Site(scripted.static_site()) as site:
        browsed = browse(site.url, tmp_path)
    pages = browsed.pages
    assert len(pages) == scripted.STATIC_PAGES
    assert browsed.stat("pages") <= 3
    assert {row["rendering"] for row in pages.values()} == {"static"}
    found = records_by_url(browsed, site.url + "goods/1")
    for number in range(1, scripted.GOODS + 1):
        record = found[f"{site.url}goods/{number}"]
        assert record["name"] == title_of(f"/goods/{number}")
        price = price_of(f"/goods/{number}").removeprefix("£")
        assert record["price"] == float(price)


def test_what_scripts_add_to_full_pages_is_read(tmp_path: Path) -> None:
    with Site(scripted.mixed_site()) as site:
        browsed = browse(site.url, tmp_path, render="always")
    assert_all_rendered(
        browsed,
        {site.url, *(f"{site.url}ware/{n}" for n in range(1, scripted.WARES + 1))},
    )
    found = records_by_url(browsed, site.url + "ware/1")
    for number in range(1, scripted.WARES + 1):
        record, ware = found[f"{site.url}ware/{number}"], scripted.ware(number)
        assert record["name"] == ware["name"]
        assert record["price"] == float(ware["price"].removeprefix("£"))
        said = json.dumps(record)
        states = {"In stock": "InStock", "Sold out": "OutOfStock"}
        assert record["availability"] == states[ware["availability"]]
        assert all(review["text"] in said for review in ware["reviews"])
    called = [
        one["url_template"] for one in template_of(browsed, site.url + "ware/1")["apis"]
    ]
    assert any("/api/price?sku=" in one for one in called), called
    assert any("/api/reviews/" in one for one in called), called


# Fragments that are pages, and fragments that are none.

NOTEBOOK = """
    <div id=app></div><script>
    const notes = { Hello: "Tips More", Tips: "There", There: "Last", More: "Hello",
                    Last: "Hello" };
    function show() {
        const name = decodeURIComponent(location.hash.slice(1)) || "Hello";
        document.title = "Note " + name;
        document.getElementById("app").innerHTML = "<h2>" + name + "</h2><p>" +
            ("What is written of " + name + " by hand. ").repeat(9) + "</p>" +
            (notes[name] + " There").split(" ")
                .map((to) => `<a href="#${to}">${to}</a>`).join(" ");
    }
    addEventListener("hashchange", show);
    show();
    </script>"""
MANUAL = """
    <div id=app></div><script>
    const pages = { "/": "Home", "/guide": "Guide", "/api": "Api", "/faq": "Faq" };
    function show() {
        const route = (location.hash.slice(1) || "/").split("?")[0];
        const title = document.title = pages[route] || "Nothing";
        let menu = "", text = "";
        for (const [at, name] of Object.entries(pages)) {
            menu += `<a href="#${at}">${name}</a> `;
        }
        for (let n = 0; n < 5; n++) {
            const id = `${title.toLowerCase()}-${n}`;
            menu += `<a href="#${route}?id=${id}">Part ${n}</a> `;
            text += `<h2 id="${id}">Part ${n}</h2><p>` +
                `What ${title} says of part ${n}. `.repeat(8) +
                `<a href="#/api?id=api-2">See there</a></p>`;
        }
        document.getElementById("app").innerHTML =
            `<nav>${menu}</nav><main><h1>${title}</h1>${text}</main>`;
    }
    addEventListener("hashchange", show);
    show();
    </script>"""


def test_routes_are_told_from_headings(tmp_path: Path) -> None:
    answers = {
        "/": page("Start", links("/notes", "/manual")),
        "/notes": page("Notes", NOTEBOOK),
        "/manual": page("Manual", MANUAL),
    }
    with Site(answers) as site:
        browsed = browse(site.url, tmp_path)
        assert sorted(site.paths()) == sorted(answers)
    titles = {
        url.removeprefix(site.url): row["title"] for url, row in browsed.pages.items()
    }
    assert titles == {
        "": "Start",
        "notes": "Note Hello",
        **{f"notes#{to}": f"Note {to}" for to in ("Hello", "Tips", "There", "More")},
        "notes#Last": "Note Last",
        "manual": "Home",
        "manual#/guide": "Guide",
        "manual#/api": "Api",
        "manual#/faq": "Faq",
    }
