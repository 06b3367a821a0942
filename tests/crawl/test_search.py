"""Records by a site's own search, and by the cards of its listings alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.crawl.explored import Explored, number_of
from tests.support.crawls import extract
from tests.support.shop import PRODUCTS, product, shop
from tests.support.site import Site


def found_by(word: str) -> list[int]:
    return [n for n in range(PRODUCTS) if word in product(n)["name"].lower()]


def results(path: str) -> str | None:
    """Return what the search of the shop answers, three lamps a page."""
    parts = urlsplit(path)
    if parts.path != "/search":
        return None
    asked = parse_qs(parts.query)
    word, page = asked["q"][0].lower(), int(asked.get("page", ["1"])[0])
    if word == "gone":
        return None
    numbers = found_by(word)
    shown = numbers[3 * page - 3 : 3 * page]
    whole = shop()["/lamps?page=1"]
    head, _, rest = whole.partition('<ol class="cards">')
    card = '<li class="card">' + rest.split('<li class="card">')[1]
    card = card.split("</ol>")[0]
    first = product(0)
    cards = "".join(
        card.replace(first["name"], product(n)["name"]).replace("/lamp/0", f"/lamp/{n}")
        for n in shown
    )
    after = f"/search?q={word}&amp;page={page + 1}"
    more = f'<a class="next" rel="next" href="{after}">Next</a>'
    turns = more if numbers[3 * page :] else ""
    promoted = '<aside><a href="/lamp/13">Lamp of the week</a></aside>'
    return (
        f'{head}<ol class="cards">{cards}</ol><nav class="pagination">{turns}</nav>'
        f"{promoted}</main></body></html>"
    )


@pytest.fixture
def searched(shopped: Explored, tmp_path: Path) -> Any:
    """The shop with a working search at the address that was explored."""

    def rewritten(site: Site) -> Path:
        text = (shopped.crawl.folder / "site.json").read_text("utf-8")
        file = tmp_path / "site.json"
        file.write_text(
            text.replace(shopped.site.url.rstrip("/"), site.url.rstrip("/"))
        )
        return file

    with Site(shop(), fallback=results) as site:
        yield site, rewritten(site)


def test_only_what_the_search_finds_is_fetched(searched: Any, tmp_path: Path) -> None:
    site, file = searched
    numbers = found_by("lamp no. 1")
    assert len(numbers) > 3  # two pages of results
    done = extract(file, tmp_path / "out", template="product", search="Lamp no. 1,nix")
    assert done.exit_code == 0, done.stderr
    records = done.rows("records/product.jsonl")
    assert sorted(number_of(one["url"]) for one in records) == numbers
    assert {one["name"] for one in records} == {product(n)["name"] for n in numbers}
    asked = site.paths()
    assert sum(path.startswith("/search?") for path in asked) == 3
    assert len(asked) == 1 + 3 + len(numbers)


def test_words_without_an_answer_are_told(searched: Any, tmp_path: Path) -> None:
    _, file = searched
    done = extract(file, tmp_path / "out", template="product", search="gone,lamp no. 7")
    assert done.exit_code == 0, done.stderr
    assert len(done.rows("records/product.jsonl")) == len(found_by("lamp no. 7"))
    told = [line for line in done.stderr.splitlines() if "no answer for" in line]
    assert [line.partition("no answer for ")[2] for line in told] == [
        "'gone': http 404"
    ]


def test_a_search_that_was_cut_short_goes_on(searched: Any, tmp_path: Path) -> None:
    _, file = searched
    job = ("-s", f"JOBDIR={tmp_path}/job")
    for pages in (3, 4, 100):  # ends within the results, and between their pages
        done = extract(
            file, tmp_path / "out", *job,
            template="product", search="lamp no. 1", max_pages=pages,
        )  # fmt: skip
        assert done.exit_code == 0, done.stderr
    records = done.rows("records/product.jsonl")
    assert sorted(number_of(one["url"]) for one in records) == found_by("lamp no. 1")


def test_cards_of_results_are_records_of_their_listing(
    searched: Any, tmp_path: Path
) -> None:
    site, file = searched
    done = extract(file, tmp_path / "out", search="lamp no. 7", source="listing")
    assert done.exit_code in (0, 7), done.stderr
    (name,) = [p.stem for p in (tmp_path / "out/records").glob("product*.jsonl")]
    records = done.rows(f"records/{name}.jsonl")
    assert [number_of(one["itemUrl"]) for one in records] == found_by("lamp no. 7")
    assert not [path for path in site.paths() if path.startswith("/lamp/")]


def test_cards_alone_are_read_and_what_they_lack_is_told(
    shopped: Explored, tmp_path: Path
) -> None:
    before = len(shopped.site.paths())
    done = extract(
        shopped.crawl.folder / "site.json", tmp_path / "out",
        template="product", source="listing",
    )  # fmt: skip
    assert done.exit_code == 0, done.stderr
    asked = shopped.site.paths()[before:]
    assert not [path for path in asked if path.startswith("/lamp/")]
    cards = done.rows("records/product_listing.jsonl")
    assert {number_of(one["itemUrl"]) for one in cards} == set(range(PRODUCTS))
    missing = json.loads((tmp_path / "out/extract.json").read_text())["missing"]
    assert "maker" in missing["product"]
    assert "name" not in missing["product"]
    assert "no product has" in done.stderr


@pytest.mark.parametrize(
    ("change", "arguments", "told"),
    [
        ("", {"search": " , "}, "search is empty"),
        ("", {"search": "x" * 300}, "at most 100 words"),
        ("form", {"search": "x"}, "has no search form sent by GET"),
        ("elsewhere", {"search": "x"}, "has no search form sent by GET"),
        ("lists", {"source": "listing"}, "no listing shows cards of"),
        ("", {"source": "cards"}, "source=cards"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(
    shopped: Explored, tmp_path: Path, change: str, arguments: dict[str, Any], told: str
) -> None:
    data = json.loads((shopped.crawl.folder / "site.json").read_text("utf-8"))
    for one in data["templates"]:
        if change == "form":
            one["actions"] = []
        if change == "elsewhere":
            for action in one["actions"]:
                action["url_template"] = "http://169.254.169.254/?q={q}"
    if change == "lists":
        data["templates"] = [
            one for one in data["templates"] if one["item"]["cardinality"] == "one"
        ]
    file = tmp_path / "site.json"
    file.write_text(json.dumps(data))
    before = len(shopped.site.paths(errands=True))
    done = extract(file, tmp_path / "out", **arguments)
    assert done.exit_code == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert len(shopped.site.paths(errands=True)) == before
