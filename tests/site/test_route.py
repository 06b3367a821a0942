"""Which templates of a document lead to the ones that are wanted."""

from __future__ import annotations

from typing import Any

import pytest

from vultrcrawl.page.document import Document
from vultrcrawl.site.checks import site_fault
from vultrcrawl.site.document import SiteDocument, read_site
from vultrcrawl.site.expected import expected, total_pages
from vultrcrawl.site.route import following, leading_templates


def template(
    name: str, page_type: str, *targets: str | None, **more: Any
) -> dict[str, Any]:
    return {
        "name": name,
        "page_type": page_type,
        "match": {"url_shapes": [f"/{name}/{{n}}"], "must_have": []},
        "item": {"cardinality": "one", "fields": []},
        "links": [
            {"selector": "a", "role": "other", "target_template": one}
            for one in targets
        ],
        **more,
    }


def site(*templates: dict[str, Any], start: str = "/home/1") -> SiteDocument:
    data = {
        "schema_version": "1.0",
        "start_url": f"https://a.example{start}",
        "templates": list(templates),
    }
    assert site_fault(data) is None
    return read_site(data)


SHOP = (
    template("home", "homepage", "shelf", "login"),
    template("shelf", "product_listing", "shelf", "lamp", "login"),
    template("lamp", "product", "lamp", "shelf", "review", "login", None),
    template("review", "transaction", "lamp", "shelf", "login"),
    template("login", "auth", "home", "shelf", "gone"),
)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("lamp", {"home", "shelf", "lamp"}),
        ("shelf", {"home", "shelf"}),
        ("review", {"home", "shelf", "lamp", "review"}),
        ("home", {"home"}),
    ],
)
def test_pages_whose_menu_leads_back_are_no_way_there(
    wanted: str, found: set[str]
) -> None:
    assert leading_templates(site(*SHOP), [wanted]) == found


def test_all_that_links_leads_there_if_the_start_is_unknown() -> None:
    found = leading_templates(site(*SHOP, start="/elsewhere"), ["lamp"])
    assert found == {"home", "shelf", "lamp", "review", "login"}


def test_an_index_page_leads_there_from_any_distance() -> None:
    far = template("archive", "content_listing", "lamp")
    assert "archive" in leading_templates(site(*SHOP, far), ["lamp"])
    assert "archive" not in leading_templates(
        site(*SHOP, far | {"page_type": "made_up"}), ["lamp"]
    )


def test_a_document_without_links_leads_nowhere() -> None:
    bare = template("lamp", "product")
    del bare["links"]
    assert leading_templates(site(bare), ["lamp"]) == {"lamp"}


@pytest.mark.parametrize(
    ("model", "found"),
    [
        ({"kind": "page_path", "selector": "a.next"}, "https://a.example/p/2"),
        ({"kind": "next_link", "selector": "a.other"}, None),
        ({"kind": "load_more", "selector": "a.next"}, None),
        ({"kind": "page_param"}, None),
        (None, None),
    ],
)
def test_the_next_page_is_where_the_pagination_says(
    model: dict[str, str] | None, found: str | None
) -> None:
    document = Document('<a class="next" href="/p/2">2</a>', "https://a.example/p")
    [shelf] = site(template("p", "product_listing", pagination=model)).templates
    assert following(shelf, document) == found


@pytest.mark.parametrize(
    ("items", "lists", "number"),
    [((50, 50), (8, 10), 50), ((50, 50), (4, 40), 0), ((50, 60), (8, 10), 0)],
)
def test_how_many_pages_there_should_be_is_told_by_a_full_exploration_alone(
    items: tuple[int, int], lists: tuple[int, int], number: int
) -> None:
    def pages(count: tuple[int, int]) -> dict[str, Any]:
        return {"pages": {"seen": count[0], "estimated_total": count[1]}}

    document = site(
        template("list", "product_listing", "item", **pages(lists)),
        template("item", "product", "list", **pages(items)),
    )
    assert expected(document, ["item"], ["list", "item"]) == number
    assert total_pages(document, ["list", "item"]) == items[1] + lists[1]
