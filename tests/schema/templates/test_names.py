"""Names of templates: given while pages come, settled in the end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.schema.templates.grouping import TemplatePages
from vultrcrawl.schema.templates.names import (
    TemplateNames,
    earlier_names,
    final_names,
)
from vultrcrawl.taxonomy import PageType


def group(page_type: PageType | None, *urls: str) -> TemplatePages:
    name = str(page_type or "page")
    return TemplatePages(
        name=name,
        page_type=page_type,
        agreement=1.0,
        urls=sorted(urls),
        shapes=["/"],
        patterns=["/"],
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


def test_the_largest_group_has_the_plain_name_whatever_the_order() -> None:
    small, large = group(PageType.ARTICLE, "/a"), group(PageType.ARTICLE, "/b", "/c")
    names = final_names([small, large])
    assert names == {"/a": "article-2", "/b": "article", "/c": "article"}
    assert final_names([large, small]) == names


def test_the_others_tell_what_their_addresses_say() -> None:
    posts = [f"https://a.example/blog/{name}.html" for name in "abcde"]
    news = [f"https://a.example/%D0%9D/News Room/{name}.html" for name in "xyz"]
    commands = [f"https://a.example/blog/sql-{name}.html" for name in "xy"]
    names = final_names(
        [group(PageType.ARTICLE, *urls) for urls in (commands, news, posts)]
    )
    assert [names[urls[0]] for urls in (posts, news, commands)] == [
        "article", "article-news-room", "article-sql",
    ]  # fmt: skip


def test_a_group_keeps_the_name_of_an_earlier_crawl() -> None:
    large = group(PageType.PRODUCT, "/a", "/b", "/c")
    small = group(PageType.PRODUCT, "/x", "/y")
    earlier = {"/a": "product-lamps", "/b": "product-lamps", "/x": "product"}
    names = final_names([small, large], earlier)
    assert names["/a"] == names["/c"] == "product-lamps"
    assert names["/x"] == names["/y"] == "product"


def test_a_name_that_does_not_fit_the_type_is_given_up() -> None:
    assert final_names([group(PageType.ARTICLE, "/a")], {"/a": "product"}) == {
        "/a": "article"
    }
    product = group(PageType.PRODUCT, "/p")
    assert final_names([product], {"/p": "product_listing"}) == {"/p": "product"}


def test_pages_without_a_type_are_pages() -> None:
    assert final_names([group(None, "/a")]) == {"/a": "page"}


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
    groups, earlier = [], {}
    for number, (kind, name, size) in enumerate(parts):
        urls = [f"/{number}/{page}" for page in range(size)]
        groups.append(group(kind, *urls))
        earlier.update(dict.fromkeys(urls, name))
    names = final_names(groups, earlier)
    assert len(set(names.values())) == len(groups)
    for one in groups:
        assert len({names[url] for url in one.urls}) == 1
        base = str(one.page_type or "page")
        name = names[one.urls[0]]
        assert name == base or name.startswith(f"{base}-")
    random.shuffle(groups)
    assert final_names(groups, earlier) == names


# Names of an earlier crawl.


def test_names_are_read_from_the_site_document(tmp_path: Path) -> None:
    site = tmp_path / "site.json"
    templates = [{"name": "product", "pages": {"examples": ["/a", "/b"]}}]
    site.write_text(json.dumps({"templates": templates}))
    assert earlier_names(site) == {"/a": "product", "/b": "product"}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"templates": 3}', '{"templates": [{"name": 1}]}',
     '{"templates": [{"name": "../x", "pages": {"examples": ["/a"]}}]}'],
)  # fmt: skip
def test_what_is_no_site_document_gives_no_names(tmp_path: Path, text: str) -> None:
    assert earlier_names(tmp_path / "none.json") == {}
    (tmp_path / "site.json").write_text(text)
    assert earlier_names(tmp_path / "site.json") == {}
