"""Names of templates: given while pages come, settled in the end."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.schema.template_names import TemplateNames, final_names
from vultrcrawl.schema.templates import Group
from vultrcrawl.taxonomy import PageType


def group(page_type: PageType | None, *urls: str) -> Group:
    name = str(page_type or "page")
    return Group(
        name=name, page_type=page_type, agreement=1.0, urls=sorted(urls), shapes=["/"]
    )


# Names while pages come.


def test_names_are_given_in_the_order_of_appearance() -> None:
    names = TemplateNames()
    assert names.name("t1", "product") == "product"
    assert names.name("t2", "article") == "article"
    assert names.name("t3", "product") == "product-2"
    assert names.name("t1", "article") == "product", "a name is for good"
    assert names.name("t4", "product") == "product-3"


def test_names_of_an_earlier_run_are_not_given_again() -> None:
    names = TemplateNames()
    names.keep("t1", "product-3")
    names.keep("t2", "article")
    assert names.name("t1", "article") == "product-3"
    assert names.name("t7", "product") == "product-4"
    assert names.name("t8", "article") == "article-2"


# Names in the end.


def test_a_group_keeps_the_name_that_most_of_its_pages_have() -> None:
    groups = [
        group(PageType.PRODUCT, "/a", "/b", "/c"),
        group(PageType.PRODUCT, "/x", "/y"),
    ]
    given = {
        "/a": "product-2", "/b": "product-2", "/c": "product",
        "/x": "product", "/y": "product",
    }  # fmt: skip
    names = final_names(groups, given)
    assert [names[url] for url in ("/a", "/b", "/c")] == ["product-2"] * 3
    assert names["/x"] == names["/y"] == "product"


def test_a_name_that_does_not_fit_the_type_is_given_up() -> None:
    [name] = {*final_names([group(PageType.ARTICLE, "/a")], {"/a": "product"}).values()}
    assert name == "article"


def test_a_type_that_begins_with_another_is_another() -> None:
    listing = group(PageType.PRODUCT_LISTING, "/l")
    assert final_names([listing], {"/l": "product"})["/l"] == "product_listing"
    product = group(PageType.PRODUCT, "/p")
    assert final_names([product], {"/p": "product_listing"})["/p"] == "product"


def test_the_largest_group_chooses_first() -> None:
    small, large = group(PageType.ARTICLE, "/a"), group(PageType.ARTICLE, "/b", "/c")
    given = dict.fromkeys(("/a", "/b", "/c"), "article")
    names = final_names([small, large], given)
    assert names == {"/a": "article-2", "/b": "article", "/c": "article"}
    assert final_names([large, small], given) == names


def test_pages_without_a_type_are_pages() -> None:
    assert final_names([group(None, "/a")], {}) == {"/a": "page"}


@given(
    st.lists(
        st.tuples(
            st.sampled_from([PageType.PRODUCT, PageType.PRODUCT_LISTING, None]),
            st.sampled_from(["product", "product-2", "product_listing", "page", "x"]),
            st.integers(1, 3),
        ),
        max_size=6,
    ),
    st.randoms(use_true_random=False),
)
def test_names_are_unique_and_do_not_depend_on_order(
    parts: list[tuple[PageType | None, str, int]], random: Any
) -> None:
    groups, votes = [], {}
    for number, (kind, name, size) in enumerate(parts):
        urls = [f"/{number}/{page}" for page in range(size)]
        groups.append(group(kind, *urls))
        votes.update(dict.fromkeys(urls, name))
    names = final_names(groups, votes)
    assert len(set(names.values())) == len(groups)
    for one in groups:
        assert len({names[url] for url in one.urls}) == 1
        base = str(one.page_type or "page")
        name = names[one.urls[0]]
        assert name == base or name.rpartition("-")[0] == base
    random.shuffle(groups)
    assert final_names(groups, votes) == names
