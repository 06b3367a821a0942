"""Pictures of the site, such as logos and icons, are no page's."""

from __future__ import annotations

from random import Random

import pytest

from tests.schema.pages import phrase
from tests.schema.test_builder import surely
from vultrcrawl.page.document import Document
from vultrcrawl.schema.builder import SchemaBuilder
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import SiteContext, induce
from vultrcrawl.schema.other_pages import (
    currency_of_site,
    other_pages,
    pictures_of_site,
)
from vultrcrawl.taxonomy import PageType

SITE = "https://a.example"
SHARED = "/share.png"
SHARE = '<div class=share><img src="/icons/sprite.gif" alt="Digg"></div>'


def page(path: str, picture: str = "", stated: str = "") -> Document:
    random = Random(path)
    tag = "article" if path.startswith("/a/") else "section"
    head = f'<meta property="og:image" content="{stated}">' if stated else ""
    text = "".join(f"<p>{phrase(random, 40)}.</p>" for _ in range(3))
    return Document(
        f"<html><head>{head}</head><body><{tag} class=post><h1>{phrase(random, 4)}</h1>"
        f"{picture}{text}{SHARE}</{tag}></body></html>",
        f"{SITE}{path}",
    )


def test_what_each_page_of_a_template_shows_is_of_the_site() -> None:
    articles = [page(f"/a/{n}", f'<img src="/a/{n}.jpg">') for n in range(3)]
    shown = other_pages(articles).shown
    assert pictures_of_site([shown]) == {f"{SITE}/icons/sprite.gif"}
    # Two pages may both show a thing that a third one is about.
    assert pictures_of_site([shown[:2]]) == frozenset()


def test_what_pages_of_several_templates_show_is_of_the_site() -> None:
    logo, lamp, offer = frozenset(("logo",)), frozenset(("lamp",)), frozenset(("x",))
    templates = [[logo | lamp], [logo, offer, offer], [logo | lamp, lamp]]
    assert pictures_of_site(templates) == {"logo"}


def test_what_pages_state_is_told_by_what_others_state() -> None:
    stated = other_pages(page(f"/a/{n}", stated=SHARED) for n in range(3)).stated
    assert pictures_of_site([stated]) == {SHARED}


def images(kind: PageType, *documents: Document) -> list[object]:
    """Return the images of pages of *kind*, beside articles with a picture to share."""
    articles = [page(f"/a/{n}", f'<img src="/a/{n}.jpg">', SHARED) for n in range(6)]
    builder = SchemaBuilder(None)
    try:
        rows = surely(builder, articles, PageType.ARTICLE)
        rows += surely(builder, list(documents), kind)
        found = []
        for template in builder.settle(rows)[0]:
            schema = builder.schema(template, builder.sample(template))
            records = builder.records(template, schema)
            found += [one for one in records if "/a/" not in one["url"]]
    finally:
        builder.close()
    return [one.get("image") for one in found]


def test_the_only_page_of_a_template_has_no_picture_of_the_site() -> None:
    assert images(PageType.ABOUT, page("/about", stated=SHARED)) == [None]
    own = page("/about", stated="/team.jpg")
    assert images(PageType.ABOUT, own) == [f"{SITE}/team.jpg"]


def test_pages_without_a_picture_of_their_own_have_none() -> None:
    pages = [page(f"/t/{n}", stated=f"/{n}.jpg" if n % 4 else SHARED) for n in range(9)]
    context = SiteContext(stated=frozenset((SHARED,)))
    schema = induce(pages[:8], page_type=PageType.FORUM_THREAD, context=context)
    (without,), (own,) = map(Extractor(schema).apply, (pages[8], pages[7]))
    assert "image" not in without
    assert own["image"] == f"{SITE}/7.jpg"


def test_a_homepage_has_what_the_site_states_of_itself() -> None:
    home = page("/", stated=SHARED)
    assert images(PageType.HOMEPAGE, home) == [f"{SITE}{SHARED}"]


@pytest.mark.parametrize(
    ("kind", "templates", "told"),
    [
        (PageType.LEGAL, 3, False),
        (PageType.LEGAL, 2, True),
        (PageType.CONTACT, 3, True),
    ],
)
def test_what_all_footers_say_beside_a_label_is_of_the_firm(
    kind: PageType, templates: int, *, told: bool
) -> None:
    footer = "<dl><dt>Phone</dt><dd>+1 587 741 1416</dd></dl>"
    document = page("/terms", picture=footer)
    others = other_pages([page("/a/1", picture=footer)]).texts
    context = SiteContext(others=[others] * templates)
    (record,) = Extractor(induce([document], page_type=kind, context=context)).apply(
        document
    )
    assert ("telephone" in record) is told


def product(number: int, currency: str) -> Document:
    offer = f'{{"@type": "Offer", "price": {number}, "priceCurrency": "{currency}"}}'
    return Document(
        f"<html lang=en><h1>Lamp {number}</h1><script type=application/ld+json>"
        f'{{"@type": "Product", "name": "Lamp {number}", "offers": {offer}}}</script>',
        f"{SITE}/p/{number}",
    )


def listing(number: int) -> Document:
    cards = "".join(
        f"<li class=card><a href=/p/{n}>Lamp {n} of brass</a>"
        f"<span class=price>${n}.50</span></li>"
        for n in range(number, number + 8)
    )
    html = f"<html lang=en><h1>Lamps {number}</h1><ul class=list>{cards}</ul>"
    return Document(html, f"{SITE}/l/{number}")


@pytest.mark.parametrize(
    ("stated", "meant"), [(["CAD", "CAD"], "CAD"), (["CAD", "EUR"], None), ([], None)]
)
def test_the_sign_of_a_list_is_that_of_the_currency_that_the_site_states(
    stated: list[str], meant: str | None
) -> None:
    others = other_pages([product(n, code) for n, code in enumerate(stated)])
    currency = currency_of_site([others])
    assert currency == meant
    pages = [listing(number * 10) for number in range(4)]
    context = SiteContext(currency=currency)
    schema = induce(pages, page_type=PageType.PRODUCT_LISTING, context=context)
    card, *_ = Extractor(schema).apply(pages[0])
    assert (card["price"], card["currency"]) == (0.5, meant or "USD")
