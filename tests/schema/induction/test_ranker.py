"""Scores by the trained trees."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from tests.schema import pages
from tests.schema.pages import phrase
from tests.support.effort import Work, assert_grows
from vultrcrawl.page.document import Document
from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.schema.induction.candidates.collect import collect
from vultrcrawl.schema.induction.ranker import load, ranked
from vultrcrawl.schema.properties.registry import PROPERTIES
from vultrcrawl.schema.sources.nodes import vocabulary
from vultrcrawl.schema.sources.reading import Reading

PEOPLE = ("Ada", "Max", "Ida", "Eve")


def scored(documents: list[Document]) -> list[Candidate]:
    readings = list(map(Reading, documents))
    found = collect(readings, vocabulary([one.document for one in readings]), main=None)
    return ranked(found, readings, {})


def test_scores_are_chances_of_known_properties() -> None:
    for one in scored([pages.recipe_page(n, structured=True) for n in range(6)]):
        assert one.scores.keys() <= PROPERTIES.keys()
        assert all(0 <= score <= 1 for score in one.scores.values())


def test_the_title_is_the_likeliest_name() -> None:
    found = scored([pages.post(n) for n in range(8)])
    best = max(found, key=lambda one: one.scores.get("name", 0))
    assert best.expr.endswith("h1.entry-title")


def test_scores_are_the_same_each_time() -> None:
    documents = [pages.old_shop(n) for n in range(6)]
    first, second = (
        [(one.kind, one.expr, one.attribute, one.scores) for one in scored(documents)]
        for _ in range(2)
    )
    assert first == second


def test_nothing_gives_nothing() -> None:
    assert ranked([], [], {}) == []


def test_scores_do_not_depend_on_other_rows() -> None:
    forests = load()
    width = max(int(one.feature.max()) for one in forests.values()) + 1
    rows = np.random.default_rng(3).normal(size=(40, width)).astype(np.float32)
    rows[0] = np.nan
    for trees in forests.values():
        alone = [trees.scores(rows[n : n + 1])[0, 0] for n in range(40)]
        assert trees.scores(rows)[:, 0] == pytest.approx(alone)


def test_twice_the_places_take_about_twice_the_time() -> None:
    def page(number: int, rows: int) -> Document:
        body = "".join(
            f'<div class="c{row}"><p>{row} {number}</p><b>x {row * number}</b></div>'
            for row in range(rows)
        )
        return Document(f"<body>{body}</body>", f"https://a.example/{number}")

    def prepared(rows: int) -> Work:
        readings = [Reading(page(number, rows)) for number in range(4)]
        found = collect(
            readings, vocabulary([one.document for one in readings]), main=None
        )
        return lambda: ranked(found, readings, {})

    assert_grows(prepared, 100, by=2, most=4)


@pytest.mark.parametrize(
    ("around", "named_by_links"),
    [("GLib {} {}", True), ("{1} | Hotels in {0}", False), ("{1}", False)],
)
def test_links_name_pages_whose_headings_begin_alike(
    around: str, named_by_links: bool
) -> None:
    names = ["append", "prepend", "insert", "lookup", "remove", "clear"]
    others = ["Queue", "Tree", "Array", "List", "Hash", "Date"]
    documents = [
        Document(
            f"<title>{name}</title><main><h1>{around.format(other, name)}</h1>"
            f"<p>About {name} of {other}, and what it does.</p></main>",
            f"https://docs.example/{n}",
        )
        for n, (name, other) in enumerate(zip(names, others, strict=True))
    ]
    readings = list(map(Reading, documents))
    found = collect(readings, vocabulary([one.document for one in readings]), main=None)
    anchors = {one.url: [name] for one, name in zip(documents, names, strict=True)}
    (heading,) = (
        one
        for one in ranked(found, readings, anchors)
        if one.kind == "css" and "h1" in one.expr and one.attribute == "text"
    )
    assert (heading.scores.get("name", 0) == 0) is named_by_links


def test_rel_tells_an_author_beside_a_label_that_is_unknown() -> None:
    def authors(link: str) -> float:
        """Return the best score that what links in bylines say has as author."""
        pages = [
            Document(
                f"<title>{phrase(Random(n), 3)}</title><main>"
                f"<h1>{phrase(Random(n), 3)}</h1><div><span>Penned with care</span>"
                f"<span><a {link} href=/u/{n % 4}>{PEOPLE[n % 4]}</a>"
                f"</span></div><p>{phrase(Random(n), 60)}.</p></main>",
                f"https://a.example/{n}",
            )
            for n in range(8)
        ]
        return max(
            one.scores.get("author", 0)
            for one in scored(pages)
            if one.kind == "css" and "span > a" in one.expr
        )

    assert authors("rel=author") > 2 * authors("class=author")


def test_numbers_without_a_sign_are_no_prices() -> None:
    def prices(sign: str) -> list[Candidate]:
        pages = [
            Document(
                f"<title>Talk {n} of many</title><main><h1>Talk {n} of many</h1>"
                f"<div class=box><em class=number>{sign}{room}.00</em></div>"
                f"<p>About things, number {n}, and what they do.</p></main>",
                f"https://a.example/{n}",
            )
            for n, room in enumerate((103, 210, 12, 44, 98, 107))
        ]
        return [one for one in scored(pages) if one.scores.get("price", 0) > 0.3]

    assert prices("$ ")
    assert not prices("")


def test_what_is_stated_is_no_number_of_something_else() -> None:
    stated = '{{"@type": "Event", "location": {{"address": {{"postalCode": "{}"}}}}}}'
    documents = [
        Document(
            f'<script type="application/ld+json">{stated.format(code)}</script>'
            f"<main><h1>Talk number {n}</h1><p>About things.</p></main>",
            f"https://a.example/{n}",
        )
        for n, code in enumerate((10986, 12601, 12508, 10512, 12550, 10990))
    ]
    for one in scored(documents):
        if one.kind == "jsonld":
            kinds = {PROPERTIES[name].accepts for name in one.scores}
            assert kinds.isdisjoint(("price", "number", "code", "date", "duration"))


def test_a_place_that_says_what_a_label_names_is_that() -> None:
    labels = "<p>More of ours</p><h3>{}</h3><ul><li>Reviews {}</li></ul>"

    def score(label: str) -> float:
        documents = [
            Document(
                f"<main><h1>Post {n} of ours</h1><p>What it says of things, {n}.</p>"
                f"<p>In <a rel='category tag' href='/c/{n}'>Reviews {n}</a></p></main>"
                f"<aside>{labels.format(label, n)}</aside>",
                f"https://blog.example/{n}",
            )
            for n in range(6)
        ]
        (place,) = (one for one in scored(documents) if 'rel~="category"' in one.expr)
        return place.scores.get("category", 0)

    assert score("Categories") > 0.3 > score("Colors")


def test_the_address_of_a_link_tells_what_its_text_is() -> None:
    def score(address: str, *, menu: bool = False, around: str = "meta") -> float:
        documents = [
            Document(
                f"<main><h1>Post {n} of ours</h1><div class={around}>May {n + 1} in "
                f"<a href='{address.format(n)}'>{'All' if menu else f'Reviews {n}'}</a>"
                f"</div><p>What it says of things, {n}.</p></main>",
                f"https://blog.example/{n}",
            )
            for n in range(6)
        ]
        places = [one for one in scored(documents) if one.kind == "css"]
        return max((one.scores.get("category", 0) for one in places), default=0)

    assert score("/blog-category/reviews-{}/") > 0.3
    assert score("/reviews/part-{}/") < 0.3
    assert score("/blog-category/reviews-{}/", around="breadcrumbs") < 0.3
    assert score("/blog-category/all/", menu=True) < 0.3


@pytest.mark.parametrize(
    ("links", "told"),
    [
        (["/author/ada/"], True),
        (["/author/ada/", "/author/max/"], False),  # a list of all authors
    ],
)
def test_one_person_may_have_written_all_that_a_site_has(
    links: list[str], *, told: bool
) -> None:
    line = ", ".join(f"<a href='{one}'>{one[8:-1].title()} Byron</a>" for one in links)
    documents = [
        Document(
            f"<main><h1>Post {n} of ours</h1><div class=meta>{line}</div>"
            f"<p>What it says of things, {n}.</p></main>",
            f"https://blog.example/{n}",
        )
        for n in range(6)
    ]
    places = [one for one in scored(documents) if one.kind == "css"]
    best = max((one.scores.get("author", 0) for one in places), default=0)
    assert (best > 0.3) is told


def test_a_category_stands_beside_a_link_to_the_comments() -> None:
    documents = [
        Document(
            f"<main><h1>Post {n} of ours</h1><h4>May {n + 1} | "
            f"<a class=count href='/post-{n}/comments'>{n} comments</a> | "
            f"<a href='../category/reviews-{n}/index.html'>Reviews {n}</a></h4>"
            f"<p>What it says of things, {n}.</p></main>",
            f"https://blog.example/post-{n}/",
        )
        for n in range(6)
    ]
    best = max(scored(documents), key=lambda one: one.scores.get("category", 0))
    for number, document in enumerate(documents):
        found = document.root.cssselect(best.expr)
        assert [link.text for link in found] == [f"Reviews {number}"]
