"""How endpoints go on: counters, cursors, and lists that grew in a browser."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.schema import asking, pages
from tests.schema.asking import exchange
from tests.schema.seen import SITE, Entry, asked, described, get, parameters
from vultrcrawl.page.document import Document
from vultrcrawl.page.exchange import Exchange, Growth
from vultrcrawl.taxonomy import PageType


def things(first: int, size: int = 4) -> list[dict[str, Any]]:
    return [{"id": n, "name": f"thing {n}"} for n in range(first, first + size)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/x?page={page}&per_page=4", {
            "kind": "page", "param": "page", "in": "query", "start": 1, "step": 1,
            "max_seen": 3, "size_param": "per_page", "pages": 2,
        }),
        ("/api/x?offset={offset}&limit=4", {
            "kind": "offset", "param": "offset", "in": "query", "start": 4, "step": 4,
            "max_seen": 12, "size_param": "limit", "pages": 2,
        }),
        ("/api/x/page/{page}", {
            "kind": "page", "param": "page", "in": "path", "start": 1, "step": 1,
            "max_seen": 3, "pages": 2,
        }),
    ],
)  # fmt: skip
def test_counters_that_scripts_move(path: str, expected: Entry) -> None:
    def page(number: int) -> list[Exchange]:
        return [
            # The identifiers look like offsets.
            get(number, path.format(page=n, offset=4 * n), {"rows": things(4 * n)})
            for n in range(1, 4)
        ]

    (api,) = asked(page(1), page(2))
    assert api["pagination"] == expected
    moved = parameters(api)[expected["param"]]
    assert moved["source"] == {"from": "counter"}
    assert f"{{{expected['param']}}}" in api["url_template"]


def test_calls_that_differ_in_more_than_how_far_are_no_pagination() -> None:
    tabs = [
        get(1, f"/api/x?page={n}&tab={tab}", {"rows": things(4 * n)})
        for n, tab in enumerate(("new", "old", "best"), 1)
    ]
    (api,) = asked(tabs)
    assert "pagination" not in api


def test_a_next_address_in_the_answer() -> None:
    def page(number: int) -> list[Exchange]:
        return [
            get(number, f"/api/x?after=c{number}{n}", {
                "rows": things(n),
                "links": {"next": f"/api/x?after=c{number}{n + 1}"},
            })
            for n in range(3)
        ]  # fmt: skip

    (api,) = asked(page(1), page(2))
    assert api["pagination"]["kind"] == "cursor"
    assert api["pagination"]["next_path"] == "$.links.next"
    assert api["pagination"]["next_is"] == "url"


def test_a_cursor_that_is_empty_at_first() -> None:
    def page(number: int) -> list[Exchange]:
        cursors = ["", f"m{number}a", f"m{number}b", None]
        return [
            get(number, f"/api/x?after={cursors[n]}", {
                "rows": things(n), "next": cursors[n + 1],
            })
            for n in range(3)
        ]  # fmt: skip

    (api,) = asked(page(1), page(2))
    assert api["pagination"]["next_path"] == "$.next"
    assert parameters(api)["after"]["source"] == {
        "from": "answer",
        "endpoint": f"{SITE}/api/x?after={{after}}",
        "path": "$.next",
        "share": 1.0,
    }


def test_a_cursor_called_a_token_is_withheld_and_still_told() -> None:
    def page(number: int) -> list[Exchange]:
        return [
            get(number, f"/api/x?pageToken=t0k3n{number}{n}", {
                "rows": things(n), "nextPageToken": f"t0k3n{number}{n + 1}",
            })
            for n in range(3)
        ]  # fmt: skip

    (api,) = asked(page(1), page(2))
    assert api["pagination"]["next_path"] == "$.nextPageToken"
    assert parameters(api)["pageToken"]["secret"] is True
    assert "t0k3n" not in json.dumps(api)


def test_a_call_for_each_card_is_no_pagination() -> None:
    cards = {n: [10 * n + one for one in range(5)] for n in range(3)}
    found = asked(
        *(
            [get(n, f"/api/price/{one}", {"price": one + 0.5, "sku": f"s{one}"})
             for one in cards[n]]
            for n in cards
        ),
        html=lambda n: "".join(f'<li data-sku="{one}">x</li>' for one in cards[n]),
        records=lambda n: [
            {"url": f"{SITE}/item/{n}", "price": one + 0.5, "code": f"s{one}"}
            for one in cards[n]
        ],
        fields=["price", "code"],
        many=True,
    )  # fmt: skip
    (api,) = found
    assert "pagination" not in api
    assert parameters(api)["id"]["source"]["selector"] == "[data-sku]"
    assert {name: one["path"] for name, one in api["covers"].items()} == {
        "price": "$.price",
        "code": "$.sku",
    }


def test_page_two_of_a_list_that_grew_is_a_counter() -> None:
    growth = Growth(kind="load_more", rounds=1, complete=False, selector="#more")
    calls = [[get(n, "/api/x?page=2", {"rows": things(4)})] for n in range(3)]
    assert "pagination" not in asked(*calls)[0]
    (api,) = asked(*calls, growth=growth)
    assert api["url_template"] == f"{SITE}/api/x?page={{page}}"
    assert api["pagination"]["kind"] == "page"


@pytest.mark.parametrize("linked", [True, False])
def test_a_link_to_the_next_page_is_better_than_scrolling(linked: bool) -> None:
    growth = Growth(
        kind="load_more", rounds=3, complete=False, selector="button.m", text="More"
    )

    def page(number: int) -> tuple[Document, list[Exchange], Growth]:
        document = pages.listing(number)
        if not linked:
            html = re.sub("<a[^>]*>Next</a>", '<a href="#top">Top</a>', document.html)
            document = Document(html, document.url)
        return document, [], growth

    entry = described(map(page, range(1, 7)), PageType.PRODUCT_LISTING)
    if linked:
        assert entry["pagination"]["kind"] == "page_param"
    else:
        assert entry["pagination"] == {
            "kind": "load_more",
            "selector": "button.m",
            "text": "More",
            "share": 1.0,
            "rounds": 3,
            "complete": False,
        }


def test_lists_that_grow_in_two_ways_are_told_by_the_usual_one() -> None:
    scrolled = Growth(kind="infinite_scroll", rounds=9, complete=False)
    pressed = Growth(kind="load_more", rounds=2, complete=True, selector="#more")

    def page(number: int) -> tuple[Document, list[Exchange], Growth]:
        document, _, _ = asking.forum_page(number)
        kind = "odd" if number == 3 else "usual"
        calls = [
            exchange(document.url, f"{SITE}/api/{kind}?offset={n}", {"rows": things(n)})
            for n in range(4, 20, 4)
        ]
        return document, calls, scrolled if number == 3 else pressed

    entry = described(map(page, range(6)), PageType.CONTENT_LISTING)
    assert entry["pagination"] == {
        "kind": "load_more",
        "selector": "#more",
        "share": round(5 / 6, 3),
        "rounds": 2,
        "complete": True,
        "api": f"{SITE}/api/usual?offset={{offset}}",
    }
