"""What a site says of itself on all pages is no page's description."""

from __future__ import annotations

from random import Random

import pytest

from tests.schema.pages import phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import SiteContext, induce
from vultrcrawl.schema.site_descriptions import SiteDescriptions
from vultrcrawl.taxonomy import PageType

SLOGAN = "All that you need: knives, lamps and more!"
CONTEXT = SiteContext(
    site_descriptions=frozenset(("all that you need knives lamps and more",))
)


def counted(*pages: tuple[str | None, str, PageType | None]) -> frozenset[str]:
    """Return the site_descriptions of pages, each with description, title and type."""
    site_descriptions = SiteDescriptions()
    for description, title, page_type in pages:
        site_descriptions.add(
            {"description": description, "title": title, "page_type": page_type}
        )
    return site_descriptions.found()


def test_what_pages_of_several_titles_and_types_state_is_the_sites() -> None:
    about, cart = PageType.ABOUT, PageType.TRANSACTION
    pages = [(SLOGAN, "About us", about), (SLOGAN.upper(), "Basket", cart)]
    assert counted(*pages, (SLOGAN, "Contact", about)) == CONTEXT.site_descriptions
    # One thing at several addresses has one title.
    assert counted(*pages, (SLOGAN, "Basket", about)) == frozenset()
    # Failed pages have no type, and many pages no description.
    assert counted(*pages, (SLOGAN, "404", None), (None, "Lamp", about)) == frozenset()
    one_type = [(SLOGAN, f"Topic {n}", PageType.FORUM_THREAD) for n in range(9)]
    assert counted(*one_type) == frozenset()


def article(number: int, description: str) -> Document:
    random = Random(number)
    text = "".join(f"<p>{phrase(random, 40)}.</p>" for _ in range(3))
    return Document(
        f'<html><head><meta name="description" content="{description}"></head><body>'
        f"<article><h1>{phrase(random, 4)} {number}</h1>{text}</article></body></html>",
        f"https://a.example/{number}",
    )


@pytest.mark.parametrize(
    ("kind", "found"), [(PageType.ABOUT, None), (PageType.HOMEPAGE, SLOGAN)]
)
def test_a_slogan_describes_the_homepage_alone(
    kind: PageType, found: str | None
) -> None:
    page = article(0, SLOGAN)
    (record,) = Extractor(induce([page], page_type=kind, context=CONTEXT)).apply(page)
    assert record.get("description") == found


def test_pages_without_a_description_of_their_own_have_none() -> None:
    pages = [
        article(n, SLOGAN if n % 3 == 0 else f"{phrase(Random(n + 99), 9)} {n}")
        for n in range(14)
    ]
    schema = induce(pages[:12], page_type=PageType.ARTICLE, context=CONTEXT)
    own, without = (Extractor(schema).apply(pages[n])[0] for n in (13, 12))
    assert own["description"] == pages[13].description
    assert "description" not in without
