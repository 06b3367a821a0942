"""A site whose pages show nothing but titles: their data is there for scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.crawls import explore, extract
from tests.support.payloads import flight, nuxt, thing
from tests.support.site import Site

THINGS = 8
#: What stands in the pages of a kind before its scripts have run.
SHELLS = {
    "lamps": '<div id="__next"><main class="lamp"><h1>{title}</h1></main></div>',
    "books": '<div id="__nuxt"><article><h2 class="book">{title}</h2></article></div>',
}


def page(kind: str, number: int) -> str:
    title = thing(number)["title"]
    data = flight(number) if kind == "lamps" else nuxt(number)
    return (
        f"<!doctype html><html lang=en><head><title>{title} - Store</title></head>"
        f'<body><a href="/">Home</a>{SHELLS[kind].format(title=title)}{data}</body>'
    )


def known(number: int) -> dict[str, Any]:
    """Return what a record must say of a thing."""
    own: dict[str, Any] = thing(number)
    return {
        "name": own["title"],
        "price": own["price"],
        "origin_country": own["originCountry"],
        "shelf_weeks": own["shelfWeeks"],
        "maker": own["maker"]["name"],
    }


def test_records_of_what_only_scripts_have_and_the_same_by_site_json(
    tmp_path: Path,
) -> None:
    numbers = {
        f"/{kind}/{thing(number)['slug']}": number
        for first, kind in ((0, "lamps"), (100, "books"))
        for number in range(first, first + THINGS)
    }
    pages = {path: page(path[1:6], number) for path, number in numbers.items()}
    home = "".join(f'<li><a href="{path}">{path[7:]}</a>' for path in pages)
    with Site({"/": f"<title>Store</title><ul>{home}</ul>", **pages}) as site:
        made = explore(site.url, tmp_path / "out", render="never", sitemap="false")
        site_json = made.folder / "site.json"
        again = extract(site_json, tmp_path / "again", render="never")
    for done in (made, again):
        assert done.exit_code == 0, done.stderr
        records = {
            record["url"].removeprefix(site.url[:-1]): record
            for path in sorted((done.folder / "records").glob("*.jsonl"))
            for record in done.rows(f"records/{path.name}")
        }
        for path, number in numbers.items():
            assert records[path].items() >= known(number).items()
