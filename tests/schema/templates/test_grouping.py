from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schema import pages
from vultrcrawl.page.document import Document
from vultrcrawl.page.signature import SIZE, signature, similarity
from vultrcrawl.schema.templates.grouping import TemplatePages, Templates
from vultrcrawl.taxonomy import PageType

SITE: list[tuple[Document, PageType]] = [
    *((pages.old_shop(n), PageType.PRODUCT) for n in range(15)),
    *((pages.listing(n), PageType.PRODUCT_LISTING) for n in range(6)),
    *((pages.post(n), PageType.ARTICLE) for n in range(9)),
]


def grouped(site: list[tuple[Document, PageType]]) -> list[TemplatePages]:
    templates = Templates()
    for document, page_type in site:
        templates.add(document.url, signature(document), page_type, 0.8)
    return templates.groups()


def test_pages_of_a_template_are_one_group_named_by_its_type() -> None:
    groups = grouped(SITE)
    assert [(one.name, len(one.urls)) for one in groups] == [
        ("product", 15), ("article", 9), ("product_listing", 6),
    ]  # fmt: skip


def test_one_layout_under_two_shapes_is_one_template() -> None:
    templates = Templates()
    for n in range(6):
        one = signature(pages.old_shop(n))
        templates.add(f"https://old.example/item/{n}", one)
        templates.add(f"https://old.example/sale/books/{n}", one)
    [group] = templates.groups()
    assert len(group.shapes) == 2


def test_two_layouts_of_one_type_are_two_templates() -> None:
    templates = Templates()
    for n in range(6):
        for document, folder in (
            (pages.post(n), "news"),
            (pages.recipe_page(n, structured=True), "food"),
        ):
            templates.add(
                f"https://a.example/{folder}/{n}", signature(document), PageType.ARTICLE
            )
    assert [one.name for one in templates.groups()] == ["article", "article-2"]


def test_votes_correct_single_pages() -> None:
    templates = Templates()
    for n in range(9):
        wrong = n == 4
        page_type = PageType.PRODUCT if wrong else PageType.ARTICLE
        document = pages.post(n)
        templates.add(
            document.url, signature(document), page_type, 0.4 if wrong else 0.9
        )
    [group] = templates.groups()
    assert group.page_type is PageType.ARTICLE
    assert group.agreement == pytest.approx(7.2 / 7.6)


@settings(max_examples=15)
@given(st.integers(0, 10**6))
def test_the_order_of_pages_changes_nothing(seed: int) -> None:
    shuffled = list(SITE)
    Random(seed).shuffle(shuffled)
    assert grouped(shuffled) == grouped(SITE)


def test_provisional_keys_are_shared_by_pages_of_a_template() -> None:
    templates = Templates()
    keys = [templates.add(d.url, signature(d)) for d, _ in SITE[:15]]
    assert len(set(keys)) == 1


def test_a_signature_says_nothing_of_the_content() -> None:
    assert similarity(signature(pages.old_shop(1)), signature(pages.old_shop(2))) == 1.0
    assert similarity(signature(pages.old_shop(1)), signature(pages.post(1))) < 0.3
    huge = Document(
        "".join(
            f"<div class='c{chr(97 + i % 26)}{chr(97 + i // 26)}'>" for i in range(600)
        ),
        "https://a.example/",
    )
    assert len(signature(huge)) == SIZE


@pytest.mark.parametrize("html", ["", "<", "<html>", "\0", "<frameset>"])
def test_a_page_without_content_has_a_signature(html: str) -> None:
    assert similarity(signature(Document(html, "https://a.example/")), ()) in (0.0, 1.0)
