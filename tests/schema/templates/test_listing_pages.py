"""Pages that list things in the layout of others are a template of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from tests.schema.repetition import sites
from tests.schema.test_builder import surely
from vultrcrawl.inference.digest import read_digest
from vultrcrawl.page.document import Document
from vultrcrawl.schema.builder import SchemaBuilder, Template
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.model import TemplateSchema
from vultrcrawl.schema.templates.listing_pages import find_listing_pages
from vultrcrawl.site.document import SiteDocument, read_site
from vultrcrawl.taxonomy import PageType

KIND = PageType.DOCUMENTATION


def index(number: int) -> Document:
    """Return a chapter that is nothing but a list of its sections."""
    links = "".join(
        f'<dt><a href="{number}-{k}.html">{sites.words(number * 50 + k, 4)}</a></dt>'
        for k in range(14)
    )
    return sites.page(
        f"<article><h1>Part {number}</h1><dl class=toc>{links}</dl></article>",
        f"https://docs.example/{100 + number}.html",
    )


def explored(kind: PageType) -> tuple[dict[str, Template], SiteDocument]:
    """Return templates by name, and the site document, of chapters and lists."""
    chapters = [sites.chapter(n, "") for n in range(14)]
    documents = [*chapters[:7], index(1), *chapters[7:], index(2), index(3)]
    builder = SchemaBuilder(None)
    try:
        found, _ = builder.settle(surely(builder, documents, kind))
        entries = []
        for template in found:
            sample = builder.sample(template)
            schema = builder.schema(template, sample)
            entries.append(builder.describe(template, schema, sample))
    finally:
        builder.close()
    data = {"start_url": "https://docs.example/", "templates": entries}
    return {one.name: one for one in found}, read_site(data)


def test_lists_among_chapters_are_a_template_of_their_own() -> None:
    found, site = explored(KIND)
    assert {name: len(one.group.urls) for name, one in found.items()} == {
        "documentation": 14,
        "documentation-2": 3,
    }
    assert {one.name: one.schema.cardinality for one in site.templates} == {
        "documentation": "one",
        "documentation-2": "many",
    }


def test_a_new_page_is_told_by_what_it_lists() -> None:
    _, site = explored(KIND)
    listing = site.recognise(index(7))
    assert listing is not None
    assert listing.name == "documentation-2"
    records = Extractor(listing.schema).apply(index(7))
    assert [one["itemUrl"] for one in records] == [
        f"https://docs.example/7-{k}.html" for k in range(14)
    ]
    chapter = site.recognise(sites.chapter(20, ""))
    assert chapter is not None
    assert chapter.name == "documentation"
    again = TemplateSchema.from_json(asdict(listing.schema))
    assert again.min_share == listing.schema.min_share > 0


def test_an_article_that_lists_things_is_a_listing() -> None:
    found, _ = explored(PageType.ARTICLE)
    assert {one.group.page_type for one in found.values()} == {
        PageType.ARTICLE,
        PageType.CONTENT_LISTING,
    }


def test_an_article_that_lists_things_is_none_as_surely_as_it_was_one() -> None:
    chapters = [sites.chapter(n, "") for n in range(14)]
    builder = SchemaBuilder(None)
    try:
        rows = surely(builder, [*chapters, index(1), index(2)], PageType.ARTICLE)
        _, changed = builder.settle(rows)
    finally:
        builder.close()
    lists = [one for one in changed if one["page_type"] == PageType.CONTENT_LISTING]
    assert {one["url"] for one in lists} == {index(1).url, index(2).url}
    assert max(one["confidence"] for one in lists) < 0.5


def test_lists_of_unlike_layouts_are_not_one_template() -> None:
    def contents(number: int, layout: str) -> Document:
        rows = "".join(
            f'<li><a href="{number}-{k}.html">{sites.words(number * 50 + k, 4)}</a>'
            for k in range(14)
        )
        body = f"<h1>Part {number}</h1><ul>{rows}</ul>"
        return sites.page(
            f'<article class="{layout}">{body}</article>',
            f"https://docs.example/{100 + number}.html",
        )

    chapters = [sites.chapter(n, "") for n in range(14)]
    lists = [contents(1, "home"), contents(2, "home"), contents(3, "part")]
    builder = SchemaBuilder(None)
    try:
        found, _ = builder.settle(surely(builder, [*chapters, *lists], KIND))
    finally:
        builder.close()
    assert sorted(len(one.group.urls) for one in found) == [1, 2, 14]


def lamp(number: int) -> Document:
    """Return a product below which others are shown, some more and some less."""
    shown = range(number * 20 + 1000, number * 20 + 1000 + 6 * (number % 2))
    rail = "".join(sites.CARDS["h3 > a, span"](n) for n in shown)
    facts = "".join(
        f"<tr><th>{label}</th><td>{sites.words(number * 9 + at, 2)}</td></tr>"
        for at, label in enumerate(("Maker", "Material", "Country", "Warranty"))
    )
    return sites.page(
        f"<article><h1>{sites.name(number)}</h1><p class=price>${sites.price(number)}"
        f"</p><table>{facts}</table><h2>Others looked at</h2><ul>{rail}</ul></article>",
        f"https://docs.example/p/{number}",
    )


def test_products_below_which_others_are_shown_are_no_listings() -> None:
    builder = SchemaBuilder(None)
    try:
        lamps = [lamp(n) for n in range(16)]
        found, _ = builder.settle(surely(builder, lamps, PageType.PRODUCT))
    finally:
        builder.close()
    assert [(one.name, len(one.group.urls)) for one in found] == [("product", 16)]


def test_the_type_of_a_page_itself_says_that_it_lists_things() -> None:
    def page(number: int, body: str) -> Document:
        return sites.page(
            f"<article class=page><h1>{sites.words(number, 3)}</h1>{body}</article>",
            f"https://museum.example/{sites.words(number, 2).replace(' ', '-')}/",
        )

    cards = "".join(
        f"<div class=tour><h3>{sites.words(k * 31, 4)}</h3>"
        f"<p>{sites.words(k * 37, 25)}</p><a href='/tour/{k}'>Read more</a></div>"
        for k in range(6)
    )
    tours = page(50, f"<p>{sites.words(9, 60)}.</p><div class=all>{cards}</div>")
    others = [page(n, f"<p>{sites.words(n * 7, 120)}.</p>") for n in range(6)]
    documents = {one.url: one for one in (*others, tours)}
    digests = {url: read_digest(one, url) for url, one in documents.items()}

    def found(types: Mapping[str, PageType]) -> set[str]:
        return set(
            find_listing_pages(
                PageType.LEGAL,
                digests,
                lambda urls: (documents[url] for url in urls),
                types,
            )
        )

    assert found({}) == set()
    assert found({tours.url: PageType.CONTENT_LISTING}) == {tours.url}


def test_questions_have_a_template_of_their_own() -> None:
    def page(number: int, path: str = "", heading: str = "") -> Document:
        words = sites.words(number, 3)
        body = f"<p>{sites.words(number * 7, 120)}.</p>"
        return sites.page(
            f"<article class=page><h1>{heading or words}</h1>{body}</article>",
            f"https://museum.example/{path or words.replace(' ', '-')}/",
        )

    builder = SchemaBuilder(None)
    try:
        questions = page(50, "faq", "Frequently asked questions")
        rows = [
            *surely(builder, [page(n) for n in range(6)], PageType.ARTICLE),
            *surely(builder, [questions], PageType.FAQ_SUPPORT),
        ]
        found, _ = builder.settle(rows)
    finally:
        builder.close()
    assert sorted(len(one.group.urls) for one in found) == [1, 6]


def speaker(number: int) -> Document:
    """Return the page of a speaker: nothing but the talks, of most of them one."""
    talks = "".join(
        f'<article><h4><a href="/talk/{number}-{k}">{sites.words(number * 50 + k, 5)}'
        f'</a></h4><img src="/i/{number}-{k}.jpg" alt=""><time datetime="2024-0{k + 1}'
        f'-1{number % 9}">Day {k}</time></article>'
        for k in range(1 if number % 3 else 9)
    )
    name = sites.words(number + 700, 2).title()
    return sites.page(
        f"<h1>{name}</h1><div class=talks>{talks}</div>",
        f"https://talks.example/speaker/{number}",
        name,
    )


def test_who_gave_several_talks_has_the_template_of_who_gave_one() -> None:
    builder = SchemaBuilder(None)
    try:
        pages = [speaker(n) for n in range(18)]
        found, _ = builder.settle(surely(builder, pages, PageType.PROFILE))
        [template] = found
        schema = builder.schema(template, builder.sample(template))
        records = list(builder.records(template, schema))
    finally:
        builder.close()
    assert (template.name, template.group.lists) == ("profile", True)
    assert len(records) == 12 + 6 * 9, "talks"
    assert {one["itemUrl"] for one in records if one["url"].endswith("/4")} == {
        "https://talks.example/talk/4-0"
    }


def ingredient(number: int) -> Document:
    """Return an ingredient with what is cooked of it: of some a lot, else a little."""
    recipes = "".join(
        f'<li><a href="/r/{number}-{k}">{sites.words(number * 50 + k, 4)}</a></li>'
        for k in range(1 if number % 4 else 12)
    )
    return sites.page(
        f"<article><h1>{sites.words(number, 2)}</h1>"
        f"<p>{sites.words(900 + number, 20)}.</p><ul>{recipes}</ul></article>",
        f"https://cook.example/{number}",
    )


def test_a_list_that_most_pages_have_is_of_what_they_are_about() -> None:
    def found(numbers: list[int]) -> dict[str, str]:
        pages = {page.url: page for page in map(ingredient, numbers)}
        digests = {url: read_digest(page, url) for url, page in pages.items()}
        return find_listing_pages(
            PageType.ARTICLE, digests, lambda urls: map(pages.__getitem__, urls)
        )

    long = [number for number in range(12) if number % 4 == 0]
    assert len(found(long)) == len(long)
    assert found(list(range(12))) == {}
