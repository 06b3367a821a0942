from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests.schema.repetition import sites
from tests.support.effort import Work, assert_grows
from vultrcrawl.page.document import Document
from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import SiteContext, induce
from vultrcrawl.schema.repetition.choosing import choose
from vultrcrawl.schema.repetition.listing import expected_of, listing_of, main_list
from vultrcrawl.schema.repetition.survey import Judged, Survey, survey
from vultrcrawl.schema.values import folded
from vultrcrawl.taxonomy import PageType


@pytest.mark.parametrize("markup", sites.CARDS)
def test_cards_give_name_and_their_own_link_whatever_their_markup(markup: str) -> None:
    holder = "product-grid" if markup == "custom elements" else "ul"
    pages = [sites.listing(n, sites.CARDS[markup], holder=holder) for n in range(5)]
    schema = induce(pages[:4], page_type=PageType.PRODUCT_LISTING)
    records = Extractor(schema).apply(pages[4])
    assert [one["name"] for one in records] == [sites.name(n) for n in range(48, 60)]
    assert [one["itemUrl"] for one in records] == [
        f"https://shop.example/p/{n}" for n in range(48, 60)
    ]


def test_price_and_picture_are_fields_of_a_card() -> None:
    card = sites.CARDS["picture, name, add to cart"]
    schema = induce(
        [sites.listing(n, card) for n in range(4)], page_type=PageType.PRODUCT_LISTING
    )
    first = Extractor(schema).apply(sites.listing(9, card))[0]
    assert first["price"] == 118.5
    assert first["image"] == "https://shop.example/i/108.jpg"


def test_a_page_with_one_card_is_a_listing_of_its_template() -> None:
    card = sites.CARDS["h3 > a, span"]
    pages = [sites.listing(n, card, size=1 + 3 * (n % 3)) for n in range(6)]
    schema = induce(pages, page_type=PageType.PRODUCT_LISTING)
    assert schema.cardinality == "many"
    records = Extractor(schema).apply(sites.listing(9, card, size=1))
    assert [one["name"] for one in records] == [sites.name(108)]


def test_columns_of_a_table_are_named_by_their_heads() -> None:
    def rows(number: int) -> Document:
        body = "".join(
            f'<tr><td><a href="/p/{n}">{sites.name(n)}</a></td><td>SKU-{n}</td>'
            f"<td>{n % 7}</td><td>${sites.price(n)}</td></tr>"
            for n in range(number * 12, number * 12 + 12)
        )
        head = "<tr><th>Name</th><th>Article</th><th>Stock</th><th>Price</th></tr>"
        return sites.page(
            f"<h1>Lamps</h1><table><thead>{head}</thead><tbody>{body}</tbody></table>",
            f"https://shop.example/l/{number}",
        )

    schema = induce([rows(n) for n in range(3)], page_type=PageType.PRODUCT_LISTING)
    one = Extractor(schema).apply(rows(5))[3]
    assert one["name"] == sites.name(63)
    assert one["article"] == "SKU-63"
    assert one["stock"] == 0
    assert one["price"] == 73.5


def test_a_cell_whose_classes_another_has_too_is_told_by_its_number() -> None:
    def rows(number: int) -> Document:
        body = "".join(
            f'<tr><td class="field title"><a href="/p/{n}">{sites.name(n)}</a></td>'
            f"<td class=field>Level {n % 3}</td></tr>"
            for n in range(number * 12, number * 12 + 12)
        )
        head = "<tr><th>Title</th><th>Experience</th></tr>"
        return sites.page(
            f"<h1>Talks</h1><table><thead>{head}</thead><tbody>{body}</tbody></table>",
            f"https://talks.example/l/{number}",
        )

    schema = induce([rows(n) for n in range(3)], page_type=PageType.CONTENT_LISTING)
    records = Extractor(schema).apply(rows(5))
    assert [one["experience"] for one in records[:3]] == [
        "Level 0",
        "Level 1",
        "Level 2",
    ]


def test_a_column_that_repeats_the_name_is_none() -> None:
    def rows(number: int) -> Document:
        body = "".join(
            f'<tr><td><a href="/p/{n}">{sites.name(n)}</a></td>'
            f"<td>{'' if n % 5 == 0 else sites.name(n)}</td><td>SKU-{n}</td></tr>"
            for n in range(number * 12, number * 12 + 12)
        )
        head = "<tr><th>Title</th><th>Level</th><th>Article</th></tr>"
        return sites.page(
            f"<h1>Talks</h1><table><thead>{head}</thead><tbody>{body}</tbody></table>",
            f"https://talks.example/l/{number}",
        )

    schema = induce([rows(n) for n in range(3)], page_type=PageType.PRODUCT_LISTING)
    names = {field.name for field in schema.fields}
    assert "article" in names
    assert "level" not in names


def test_cards_that_go_on_over_siblings_are_read_to_their_end() -> None:
    def card(number: int) -> str:
        link = f'<a href="/p/{number}">{sites.name(number)}</a>'
        return f"<dt>{link}</dt><dd class=price>${sites.price(number)}</dd>"

    pages = [sites.listing(n, card, holder="dl") for n in range(4)]
    schema = induce(pages, page_type=PageType.PRODUCT_LISTING)
    one = Extractor(schema).apply(sites.listing(8, card, holder="dl"))[1]
    assert one["name"] == sites.name(97)
    assert one["price"] == 107.5


def test_a_picture_with_a_link_is_not_the_item() -> None:
    def card(n: int) -> str:
        picture = (
            f'<dl class=file><dd><a href="/file/{n}.jpg">photo{n}.jpg</a></dd></dl>'
        )
        return (
            f"<div class=news>{picture if n % 3 else ''}<div class=head>"
            f'<h3><a href="/news/{n}">{sites.name(n)}</a></h3></div></div>'
        )

    pages = [sites.listing(n, card, holder="section") for n in range(5)]
    schema = induce(pages, page_type=PageType.CONTENT_LISTING)
    records = Extractor(schema).apply(sites.listing(8, card, holder="section"))
    assert [one["itemUrl"] for one in records] == [
        f"https://shop.example/news/{n}" for n in range(96, 108)
    ]
    assert records[1]["name"] == sites.name(97)


def _with_file(number: int) -> str:
    """Return a card whose first link leads to a file that some items have."""
    file = f'<p><a href="/file/{number}">{sites.words(number, 2)}.jpg</a></p>'
    title = f'<div><a href="/p/{number}">{sites.name(number)}</a></div>'
    return f"<li class=card>{file if number % 3 else ''}{title}<p>by Ada</p></li>"


def test_an_items_link_leads_to_a_page_of_the_site_and_not_to_a_file() -> None:
    pages = [sites.listing(n, _with_file) for n in range(5)]
    site = {f"https://shop.example/p/{n}": ("a lamp",) for n in range(60)}
    schema = induce(
        pages[:4], page_type=PageType.PRODUCT_LISTING, context=SiteContext(site)
    )
    records = Extractor(schema).apply(pages[4])
    assert {one["itemUrl"] for one in records} == set(list(site)[48:])
    assert [one["name"] for one in records] == [sites.name(n) for n in range(48, 60)]


def _with_rail(number: int) -> Document:
    """Return search results, few or none, and beside them what was compared."""
    compared = "".join(
        f'<li><a href="/p/{n}">{sites.name(n)}</a></li>' for n in range(100, 130)
    )
    cards = "".join(
        f'<li class=card><h3><a href="/p/{n}">{sites.name(n)}</a></h3>'
        f"<p>{sites.words(n, 20)}</p><span class=price>${sites.price(n)}</span></li>"
        for n in range(number * 9, number * 9 + (9 if number % 3 == 0 else 0))
    )
    return sites.page(
        f"<h1>Results {number}</h1><ul id=results>{cards}</ul>"
        f'<div class="box"><h2>Compare</h2><ul id=compare>{compared}</ul></div>',
        f"https://shop.example/s?q={number}",
    )


def test_a_list_on_every_page_does_not_hide_the_results_of_some() -> None:
    pages = [_with_rail(n) for n in range(9)]
    schema = induce(pages, page_type=PageType.SEARCH_RESULTS)
    records = Extractor(schema).apply(_with_rail(12))
    assert [one["name"] for one in records] == [sites.name(n) for n in range(108, 117)]


def test_reviews_of_what_a_page_lists_are_not_its_items() -> None:
    cards = "".join(
        f'<div class=item><a href="/p/{n}"><img src="/i/{n}.jpg" alt=""></a>'
        f'<a href="/p/{n}">{sites.name(n)}</a> <b>${sites.price(n)}</b></div>'
        for n in range(12)
    )
    reviews = "".join(
        f"<div class=review><b>{sites.words(n + 50, 3)}</b><p>{sites.words(n, 15)}</p>"
        f'<a href="/p/{n}#reviews">{sites.name(n)}</a></div>'
        for n in range(30)
    )
    home = sites.page(
        f"<h1>Lamps</h1><div id=grid>{cards}</div><div id=said>{reviews}</div>",
        "https://shop.example/",
    )
    assert [one.css for one in choose(survey([home]).pages)] == ["div.item"]


def test_siblings_without_the_class_of_the_items_are_none() -> None:
    def body(number: int) -> str:
        items = "".join(
            f'<div class=news><h3><a href="/news/{n}">{sites.name(n)}</a></h3>'
            f"<p>{sites.words(n, 12)}</p></div>"
            for n in range(number * 12, number * 12 + 12)
        )
        title = "<div><h2>What is new?</h2></div>"
        more = f'<div><a href="/l/{number + 1}">Older news</a></div>'
        return f"<div class=column>{title}{items}{more}</div>"

    def news(number: int) -> Document:
        return sites.page(body(number), f"https://shop.example/l/{number}")

    schema = induce([news(n) for n in range(5)], page_type=PageType.CONTENT_LISTING)
    records = Extractor(schema).apply(news(8))
    assert [one["name"] for one in records] == [sites.name(n) for n in range(96, 108)]


def test_cards_of_two_kinds_in_one_container_are_read() -> None:
    def card(n: int) -> str:
        if n < 12:
            return (
                f'<li class=card><div><a class=all href="/d/{n}"></a>'
                f"<h3>{sites.name(n)}</h3></div></li>"
            )
        return (
            f'<li class=card><a href="/p/{n}"><img src="/{n}.jpg" alt=""></a>'
            f'<a class=go href="/p/{n}"><h4>{sites.name(n)}</h4></a></li>'
        )

    schema = induce(
        [sites.listing(n, card) for n in range(5)], page_type=PageType.PRODUCT_LISTING
    )
    for number in (0, 3):
        found = Extractor(schema).apply(sites.listing(number, card))
        assert [one["name"] for one in found] == [
            sites.name(n) for n in range(number * 12, number * 12 + 12)
        ]


def test_routes_of_an_application_are_pages_that_cards_lead_to() -> None:
    def card(n: int) -> str:
        return (
            f'<li class=card><a href="#!/p/{n}"><img src="/{n}.jpg" alt=""></a>'
            f'<a href="#!/p/{n}">{sites.name(n)}</a><p>{sites.words(n, 14)}</p></li>'
        )

    cards = "".join(card(n) for n in range(12))
    document = sites.page(f"<ul>{cards}</ul>", "https://app.example/#!/p")
    schema = induce([document], page_type=PageType.HOMEPAGE)
    records = Extractor(schema).apply(document)
    assert [one["itemUrl"] for one in records] == [
        f"https://app.example/#!/p/{n}" for n in range(12)
    ]


def test_links_to_places_in_the_same_page_are_no_items() -> None:
    card = sites.CARDS["a, span"]
    schema = induce(
        [sites.listing(n, card) for n in range(4)], page_type=PageType.PRODUCT_LISTING
    )

    def own(number: int) -> str:
        return f'<li class=card><a href="#s{number}">{sites.name(number)}</a></li>'

    assert Extractor(schema).apply(sites.listing(9, own)) == []


def test_texts_without_lists_are_no_listing() -> None:
    pages = [sites.chapter(n, "") for n in range(6)]
    assert listing_of(survey(pages)) is None


def test_finding_cards_takes_time_in_proportion_to_the_page() -> None:
    card = sites.CARDS["h3 > a, span"]

    def prepared(size: int) -> Work:
        document = sites.listing(1, card, size=size)
        assert listing_of(survey([document]), expected=True) is not None
        return lambda: listing_of(survey([document]), expected=True)

    assert_grows(prepared, 400, by=4)


def _judged(text: str, *, host: str = "") -> tuple[Judged, int]:
    """Return a page with *text* and a list of cards, and the number of their run.

    That is less likely than a list among things is by itself.
    """
    cards = "".join(
        f"<li class=card><h3><a href='{host}/p/{n}'>{sites.name(n)}</a></h3></li>"
        for n in range(12)
    )
    body = f"<h1>Lamps</h1>{text}<ul>{cards}</ul>"
    page = survey([sites.page(body, "https://shop.example/l/1")]).pages[0]
    number = max(range(len(page.runs)), key=lambda at: page.scores[at, 1])
    scores = np.zeros_like(page.scores)
    scores[number, 1] = 0.85
    return replace(page, scores=scores), number


_TEXT = f"<p>{sites.words(5, 25)}.</p>"


def test_a_list_that_fills_its_page_and_leads_to_siblings_is_believed_sooner() -> None:
    page, cards = _judged(_TEXT)
    assert main_list(page, expected=False) is None
    elsewhere = {f"https://shop.example/p/{n}" for n in range(24, 36)}
    assert main_list(page, expected=False, siblings=elsewhere) is None
    siblings = {f"https://shop.example/p/{n}" for n in range(12)}
    assert main_list(page, expected=False, siblings=siblings) is page.runs[cards]
    assert main_list(page, expected=False, siblings=siblings, beside=False) is None


@pytest.mark.parametrize("host", ["", "https://other.example"])
def test_a_list_that_comes_first_and_leads_on_is_believed_sooner(host: str) -> None:
    page, cards = _judged("", host=host)
    found = main_list(page, expected=False, beside=False)
    assert found is (None if host else page.runs[cards])
    doubtful = replace(page, scores=page.scores * 0.8)
    assert main_list(doubtful, expected=False) is None


@pytest.mark.parametrize("host", ["", "https://other.example"])
def test_what_leads_into_a_site_from_its_start_is_believed_sooner(host: str) -> None:
    def card(n: int) -> str:
        return f'<li class=card><a href="{host}/p/{n}">{sites.name(n)}</a></li>'

    found = survey([sites.listing(0, card)])
    [page] = found.pages
    scores = np.zeros_like(page.scores)
    scores[max(range(len(page.runs)), key=lambda at: page.scores[at, 1]), 1] = 0.3
    found = replace(found, pages=[replace(page, scores=scores)])
    assert listing_of(found) is None
    assert (listing_of(found, start=True) is None) == bool(host)


def test_the_start_of_a_site_may_list_things_though_it_states_that_it_is_one() -> None:
    stated = '<script type="application/ld+json">{"@type": "Article"}</script>'
    body = "".join(map(sites.CARDS["h3 > a, span"], range(12)))
    page = sites.page(f"{stated}<ul>{body}</ul>", "https://shop.example/")
    assert induce([page], page_type=PageType.HOMEPAGE).cardinality == "many"
    assert induce([page], page_type=PageType.OTHER).cardinality == "one"


def test_what_a_mere_tag_finds_in_other_cards_comes_last() -> None:
    def rows(number: int) -> Document:
        threads = "".join(
            f"<tr class=thread><td><a href='/t/{n}?new'><img src=/new.png></a>"
            f"<a class=subject href='/t/{n}'>{sites.name(n)}</a></td></tr>"
            for n in range(number * 12, number * 12 + 12)
        )
        return sites.page(
            f"<h1>Forum</h1><div id=t><table>{threads}</table></div>",
            f"https://forum.example/f/{number}",
        )

    def members(number: int) -> Document:
        people = "".join(
            f"<tr><td><a href='/u/{n}'>{sites.name(n)}</a></td><td>{n} posts</td></tr>"
            for n in range(number * 12, number * 12 + 12)
        )
        return sites.page(
            f"<h1>Members</h1><div id=m><table>{people}</table></div>",
            f"https://forum.example/members/{number}",
        )

    pages = [members(n) for n in range(6)] + [rows(n) for n in range(3)]
    schema = induce(pages, page_type=PageType.CONTENT_LISTING)
    records = Extractor(schema).apply(rows(7))
    assert [one["itemUrl"] for one in records] == [
        f"https://forum.example/t/{n}" for n in range(84, 96)
    ]


@pytest.mark.parametrize("alone", ["<img src=/ad.png>", "Much said. " * 40])
def test_a_lone_card_of_little_text_speaks_against_a_list(alone: str) -> None:
    def profile(number: int) -> Document:
        talks = "".join(
            f"<div class=row><a href=/t/{number}{n}>Lamps, part {number}{n}</a></div>"
            for n in range(4)
        )
        rows = (
            talks
            if number < 2
            else f"<div class=row><a href=/t/{number}>{alone}</a></div>"
        )
        text = f"Person {number} speaks and writes about lamps and sofas. " * 5
        return Document(
            f"<h1>Person {number}</h1><p>{text}</p><div class=rows>{rows}</div>",
            f"https://camp.example/u/{number}",
        )

    found = survey([profile(number) for number in range(10)])
    pages = []
    for page in found.pages:
        scores = np.zeros_like(page.scores)
        for at, run in enumerate(page.runs):
            scores[at, 1] = 0.6 if run.css.endswith("div.row") else 0.0
        pages.append(replace(page, scores=scores))
    listing = listing_of(replace(found, pages=pages))
    assert (listing is None) == alone.startswith("<img")


def _with_rails(html: str, *, same: bool) -> Survey:
    """Return six pages of *html* with links in place of ``{}``, likely their items."""

    def page(number: int) -> Document:
        numbers = range(8) if same else range(8 * number, 8 * number + 8)
        rail = "".join(
            f"<li class=item><a href=/n/{n}>Lamp {n}</a></li>" for n in numbers
        )
        whole = f"<h1>News {number}</h1>{html.format(rail)}"
        return Document(whole, f"https://news.example/{number}")

    found = survey([page(number) for number in range(6)])
    pages = [replace(one, scores=np.full_like(one.scores, 0.98)) for one in found.pages]
    return replace(found, pages=pages)


@pytest.mark.parametrize("same", [True, False])
def test_what_leads_to_the_same_pages_everywhere_is_no_list(*, same: bool) -> None:
    found = _with_rails("<p>It was dark.</p><ul>{}</ul>", same=same)
    assert (listing_of(found) is None) == same
    assert listing_of(found, expected=True) is not None, "they may be sorted anew"


@pytest.mark.parametrize("same", [True, False])
def test_what_a_footer_lists_on_all_pages_is_never_their_list(*, same: bool) -> None:
    found = _with_rails("<p>A post.</p><footer><ul>{}</ul></footer>", same=same)
    assert (choose(found.pages) == []) == same


def test_the_name_of_a_card_is_what_its_address_spells() -> None:
    def page(number: int) -> Document:
        cards = "".join(
            f"<li class=job><h4 class=company>{sites.words(key * 3, 2)}</h4>"
            f"<div class=text><h3 class=title>{title}</h3></div>"
            f'<a class=over href="/job/{title.lower().replace(" ", "-")}/"></a></li>'
            for key in range(number * 20, number * 20 + 8)
            for title in [f"{sites.words(key * 3, 2)} {sites.words(key * 7 + 1, 3)}"]
        )
        return sites.page(f"<ul class=jobs>{cards}</ul>", f"https://a.example/{number}")

    schema = induce([page(n) for n in range(8)], page_type=PageType.CONTENT_LISTING)
    found = Extractor(schema).apply(page(20))
    assert [one["name"] for one in found] == [
        f"{sites.words(key * 3, 2)} {sites.words(key * 7 + 1, 3)}"
        for key in range(400, 408)
    ]


def test_the_menu_is_no_list_of_results_where_there_are_none() -> None:
    kinds = "".join(
        f'<li class=kind><a href="/l/{n}">{sites.name(n)}</a></li>' for n in range(8)
    )
    menu = f"<nav><ul class=kinds>{kinds}</ul></nav>"

    def page(body: str, path: str) -> Document:
        html = f"<body>{menu}<main>{body}</main></body>"
        return Document(html, f"https://shop.example{path}")

    body = "<h1>Search</h1><p>Nothing was found for these words.</p>"
    empty = page(body, "/search?q=")
    others = [
        [f" {folded(text_of(page(sites.words(n, 60), f'/p/{n}').root))} "]
        for n in range(4)
    ]
    kind = PageType.SEARCH_RESULTS
    alone = induce([empty], page_type=kind)
    assert alone.cardinality == "many", "nothing tells the menu"
    known = induce([empty], page_type=kind, context=SiteContext(others=others))
    assert known.cardinality == "one"
    # A list of what stands in the menu, too.
    sitemap = page(f"<h1>All</h1><ul class=all>{kinds}</ul>", "/all")
    context = SiteContext(others=others)
    assert induce([sitemap], page_type=kind, context=context).container


@pytest.mark.parametrize(
    ("page_type", "lists"), [(PageType.ABOUT, True), (PageType.LEGAL, False)]
)
def test_a_page_about_a_firm_may_list_its_people(
    page_type: PageType, *, lists: bool
) -> None:
    found = survey([sites.listing(0, sites.CARDS["h3 > a, span"])])
    [page] = found.pages
    found = replace(found, pages=[replace(page, scores=np.full_like(page.scores, 0.7))])
    assert (listing_of(found, expected=expected_of(page_type)) is not None) == lists


@pytest.mark.parametrize(
    ("page_type", "cardinality"), [(PageType.OTHER, "many"), (PageType.ABOUT, "one")]
)
def test_a_page_about_a_project_that_lists_others_is_about_one(
    page_type: PageType, cardinality: str
) -> None:
    def project(number: int) -> Document:
        others = "".join(
            f"<li class=card><h3><a href='/p/{n}'>{sites.name(n)}</a></h3>"
            f"<p>{sites.words(n, 9)}</p></li>"
            for n in range(number * 12, number * 12 + 12)
        )
        return sites.page(
            f"<h1>{sites.words(number * 3, 3)}</h1><dl><dt>Budget</dt>"
            f"<dd>{number * 7 + 3} million</dd><dt>Funded by</dt>"
            f"<dd>{sites.words(number + 50, 2)}</dd><dt>Led by</dt>"
            f"<dd>{sites.words(number + 90, 2)}</dd></dl><ul>{others}</ul>",
            f"https://lab.example/projects/{number}",
        )

    schema = induce([project(n) for n in range(6)], page_type=page_type)
    assert schema.cardinality == cardinality


def scored(page: Judged, css: str, score: float) -> Judged:
    """Return *page* where only what *css* finds may be items, with this *score*."""
    may = [run.css.endswith(css) for run in page.runs]
    rows = [[1 - score, score, 0.0] if one else [1.0, 0.0, 0.0] for one in may]
    return replace(page, scores=np.array(rows, np.float64))


@pytest.mark.parametrize(("score", "levels"), [(0.13, False), (0.9, True)])
def test_what_leads_to_few_pages_is_no_list_unless_it_surely_is_one(
    score: float, *, levels: bool
) -> None:
    def talk(number: int) -> str:
        level = ("beginner", "advanced")[number % 2]
        return f'<li><a href="/level/{level}/">{level}</a></li>'

    plan = "".join(map(talk, range(12)))
    page = sites.page(f"<ul id=plan>{plan}</ul>", "https://conf.example/schedule/")
    found = survey([page])
    chosen = choose([scored(one, "#plan > li", score) for one in found.pages])
    assert bool(chosen) is levels


def threads(numbers: range) -> str:
    return "".join(
        f'<div class=thread><div class=title><a href="/t/{n}">{sites.name(n)}</a></div>'
        "<div class=by>Ada</div></div>"
        for n in numbers
    )


@pytest.mark.parametrize(
    ("pinned", "found"),
    [
        ("<div class=list>{}</div>", True),
        ("<div><div class=list>{}</div></div>", False),  # elsewhere: recommended
        (
            "<div class=list>{}</div>".replace("{}", "<div class=thread>-</div>" * 3),
            False,
        ),
    ],
)
def test_threads_that_a_board_pins_are_among_the_others(
    pinned: str, *, found: bool
) -> None:
    first = pinned.format(threads(range(3)))
    page = sites.page(
        f"{first}<div id=others class=list>{threads(range(3, 15))}</div>",
        "https://forum.example/b/1",
    )
    [judged] = survey([page]).pages
    chosen = choose([scored(judged, "#others > div.thread", 1.0)])
    assert [one.css for one in chosen] == [
        "div.thread" if found else "#others > div.thread"
    ]


@pytest.mark.parametrize(("url", "listed"), [("/c/{}", False), ("/c?sort={}", True)])
def test_a_menu_that_all_pages_have_is_not_what_they_list(
    url: str, *, listed: bool
) -> None:
    items = "".join(
        f'<li><a href="/p/{n}">{sites.name(n)}</a><p>{sites.words(n, 3)}</p></li>'
        for n in range(6)
    )

    def shelf(number: int) -> Document:
        return sites.page(
            f"<div class=side><ul>{items}</ul></div><h1>{sites.words(number, 2)}</h1>"
            f"<p>{sites.words(number, 12)}</p>",
            "https://shop.example" + url.format(number),
        )

    found = survey([shelf(n) for n in range(5)])
    pages = [scored(one, "div.side > ul > li", 0.3) for one in found.pages]
    known = replace(found, pages=pages)
    assert (listing_of(known, expected=True) is not None) is listed
