"""Reviews of a product, in the layout of its page, are a template of their own."""

from __future__ import annotations

import pytest

from tests.schema.repetition import sites
from vultrcrawl.inference.digest import read_digest
from vultrcrawl.items import ClassifiedBy
from vultrcrawl.page.document import Document
from vultrcrawl.page.signature import signature
from vultrcrawl.schema.templates.apart import set_apart
from vultrcrawl.schema.templates.grouping import TemplatePages, Templates
from vultrcrawl.schema.templates.second_pages import second_pages
from vultrcrawl.taxonomy import PageType

SHOP = "https://docs.example"
LABELS = ("Maker", "Material", "Country", "Warranty", "Weight", "Colour", "Power")


def shown(number: int, url: str, below: str) -> Document:
    """Return a page of a product with *below* its name, price and button."""
    return sites.page(
        f"<article class=view><h1>{sites.name(number)}</h1>"
        f"<p class=price>${sites.price(number)}</p>"
        f"<form class=buy><button>Add to basket</button></form>{below}</article>",
        url,
        title=sites.name(number),
    )


def product(number: int, *, folder: str = "", other: str = "") -> Document:
    """Return its page in *folder*, with a link to its copy in an *other* one."""
    facts = "".join(
        f"<tr><th>{label}</th><td>{sites.words(number * 9 + at, 2)}</td></tr>"
        for at, label in enumerate(LABELS)
    )
    links = (
        f"<a href=/reviews/list/{number}/>Reviews</a>"
        f"<a href=/{other}lamp-{number}.html>In its category</a>"
    )
    return shown(
        number, f"{SHOP}/{folder}lamp-{number}.html", f"{links}<table>{facts}</table>"
    )


def reviews(number: int, *, of: int | None = None) -> Document:
    """Return a page with a form for reviews that leads back to the product *of*."""
    back = f"<a href=/lamp-{number if of is None else of}.html>Back to the product</a>"
    asked = "".join(
        f"<li><label>{label}</label><input name=f>"
        for label in ("Nickname", "Summary of your review", "Review", "Stars")
    )
    form = f"<h3>Write your own review</h3><form><ul>{asked}</ul></form>"
    return shown(number, f"{SHOP}/reviews/list/{number}/", f"{back}{form}")


def found(documents: list[Document], kind: PageType = PageType.PRODUCT) -> list[str]:
    """Return second pages among *documents*, which have one layout."""
    digests = {one.url: read_digest(one, one.url) for one in documents}
    group = TemplatePages(
        name=kind,
        page_type=kind,
        agreement=1.0,
        urls=sorted(digests),
        shapes=["/{slug}.html", "/reviews/list/{n}/"],
        patterns=[],
    )
    return sorted(second_pages([group], lambda url: (digests[url], ())))


PRODUCTS = [product(n) for n in range(14)]


def test_reviews_are_second_pages_of_products() -> None:
    pages = [reviews(n) for n in (3, 5, 40)]
    # That of a product that was not fetched is like the others.
    assert found([*PRODUCTS, *pages]) == sorted(one.url for one in pages)
    assert found([*PRODUCTS, *pages], PageType.FORUM_THREAD) == []


def test_a_product_in_two_categories_has_no_second_page() -> None:
    products = [product(n, other="tables/") for n in range(14)]
    copies = [product(n, folder="tables/") for n in (3, 5, 7)]
    assert found([*products, *copies]) == []


@pytest.mark.parametrize("of", [1, 2])
def test_what_leads_back_to_something_else_is_no_second_page(of: int) -> None:
    assert found([*PRODUCTS, reviews(3, of=of)]) == []


def test_second_pages_are_set_apart() -> None:
    documents = [*PRODUCTS, reviews(3), reviews(5)]
    templates = Templates()
    for one in documents:  # as pages of one layout
        templates.add(one.url, signature(PRODUCTS[0]), PageType.PRODUCT)
    digests = {one.url: read_digest(one, one.url) for one in documents}
    rows = [
        {
            "final_url": one.url,
            "page_type": PageType.PRODUCT,
            "confidence": 0.9,
            "classified_by": ClassifiedBy.LOCAL,
        }
        for one in documents
    ]
    by_url = {one.url: one for one in documents}
    assert len(templates.groups()) == 1
    set_apart(
        templates,
        rows,
        lambda url: (digests[url], ()),
        lambda urls: (by_url[url] for url in urls),
    )
    assert [len(one.urls) for one in templates.groups()] == [14, 2]
