"""Requests of scripts: what varies in them, where it is from, how they go on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.schema import pages
from tests.schema.asking import exchange
from tests.schema.seen import SITE, Entry, asked, described, get, parameters
from vultrcrawl.page.document import Document
from vultrcrawl.page.exchange import Exchange, Growth
from vultrcrawl.taxonomy import PageType


def test_names_that_vary_with_the_page_are_parameters() -> None:
    colours = ("red", "blue")
    (api,) = asked(
        *([exchange(f"{SITE}/c/{one}", f"{SITE}/api/c/{one}.json", {"id": 1, "n": 2})]
          for one in colours),
        urls=lambda number: f"{SITE}/c/{colours[number]}",
    )  # fmt: skip
    assert api["url_template"] == f"{SITE}/api/c/{{name}}.json"
    assert api["parameters"][0]["examples"] == ["red", "blue"]


def test_endpoints_of_other_things_stay_apart() -> None:
    def page(number: int) -> list[Exchange]:
        return [
            get(number, "/api/users", [{"login": "x", "mail": "y"}]),
            get(number, "/api/posts", [{"title": "x", "text": "y"}]),
            get(number, "/api/tags", [{"label": "x", "count": 3}]),
        ]

    found = asked(*map(page, range(4)))
    assert {one["url_template"] for one in found} == {
        f"{SITE}/api/{name}" for name in ("users", "posts", "tags")
    }


def test_versions_and_numbers_that_stay_are_no_parameters() -> None:
    (api,) = asked(*([get(n, f"/api/v2/stores/17/things/{n}")] for n in range(4)))
    assert api["url_template"] == f"{SITE}/api/v2/stores/17/things/{{id}}"


def test_one_page_is_enough_for_what_its_address_says() -> None:
    (api,) = asked(
        [get(42, "/api/item/42?lang=en&ref=42")], urls=lambda _: f"{SITE}/item/42"
    )
    assert api["url_template"] == f"{SITE}/api/item/{{id}}?lang=en&ref=42"
    assert parameters(api)["id"]["source"]["segment"] == 1


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/item/{}", {"part": "path", "segment": 1}),
        ("/item/{}.html", {"part": "path", "segment": 1, "match": "without_extension"}),
        ("/i/{}-red-lamp", {"part": "path", "segment": 1, "match": "leading_number"}),
        ("/i/red-lamp-{}", {"part": "path", "segment": 1, "match": "trailing_number"}),
        ("/i?id={}&x=1", {"part": "query", "name": "id"}),
        ("/#/item/{}", {"part": "fragment", "segment": 1}),
        ("/#!/item/{}", {"part": "fragment", "segment": 1}),
        ("/#/item?id={}", {"part": "fragment_query", "name": "id"}),
    ],
)  # fmt: skip
def test_where_in_the_address_a_value_stands(address: str, place: Entry) -> None:
    def page(number: int) -> list[Exchange]:
        url = SITE + address.format(4_000 + number)
        return [exchange(url, f"{SITE}/api/x?thing={4_000 + number}", {"a": 1, "b": 2})]

    (api,) = asked(*map(page, range(5)))
    assert parameters(api)["thing"]["source"] == {
        "from": "page_url",
        **place,
        "share": 1,
    }


@pytest.mark.parametrize(
    ("markup", "source"),
    [
        (
            '<main data-product-id="{}">x</main>',
            {"selector": "[data-product-id]", "attribute": "data-product-id"},
        ),
        (
            '<form><input type=hidden name="pid" value="{}"></form>',
            {"selector": 'input[name="pid"]', "attribute": "value"},
        ),
        (
            """<script id="state" type="application/json">
            {{"product": {{"pid": {}, "x": 1}}}}</script>""",
            {"json": "script#state $.product.pid"},
        ),
        (
            '<a href="/buy?pid={}">Buy</a>',
            {"shape": "/buy?pid={n}", "name": "pid"},
        ),
    ],
)
def test_values_that_stand_in_the_page(markup: str, source: Entry) -> None:
    (api,) = asked(
        *([get(n, f"/api/x?thing={70_000 + n * n}")] for n in range(5)),
        html=lambda n: f"<body>{markup.format(70_000 + n * n)}</body>",
    )
    kind = "link" if "shape" in source else "page"
    expected = {"from": kind, **source, "share": 1.0}
    assert parameters(api)["thing"]["source"] == expected


def test_a_value_of_unknown_origin() -> None:
    (api,) = asked(*([get(n, f"/api/x?thing={99 * n + 7}")] for n in range(5)))
    assert parameters(api)["thing"]["source"] == {"from": "unknown"}
    assert len(parameters(api)["thing"]["examples"]) == 3


def test_forms_and_what_they_do() -> None:
    def page(number: int) -> list[Exchange]:
        return [
            get(
                number,
                "/ajax.php",
                {"a": 1, "b": 2},
                method="POST",
                request_type="application/x-www-form-urlencoded; charset=UTF-8",
                request_body=f"action={action}&item={number}",
            )
            for action in ("load_price", "load_stock")
        ]

    found = asked(*map(page, range(10, 15)), urls=lambda n: f"{SITE}/item/{n + 10}")
    assert {one["operation"] for one in found} == {"load_price", "load_stock"}
    assert parameters(found[0])["item"]["in"] == "body"
    assert parameters(found[0])["item"]["source"]["from"] == "page_url"
    assert parameters(found[0])["item"]["type"] == "integer"


def test_a_body_that_could_not_be_read_is_owned_to() -> None:
    (api,) = asked([get(1, "/api/x", method="POST", request_body="<xml/>")])
    assert api["body_unread"] is True
    assert api["parameters"] == []


def test_statuses_are_told_and_shapes_are_of_good_answers() -> None:
    (api,) = asked(
        [get(1, "/api/x/1"), get(1, "/api/x/9", {"oops": 1, "why": 2}, status=404)],
        [get(2, "/api/x/2")],
    )
    assert api["answer"]["statuses"] == [200, 404]
    assert set(api["answer"]["json_schema"]["properties"]) == {"id", "name"}


@pytest.mark.parametrize(
    "nothing", [{}, [], {"ok": True}, {"status": "ok", "code": 0}, "ok", True, None]
)
def test_answers_without_data_are_left_out(nothing: Any) -> None:
    assert asked([get(1, "/api/x", nothing)], [get(2, "/api/x", nothing)]) == []
    some = asked([get(1, "/api/x", nothing)], [get(2, "/api/x")])
    assert len(some) == 1, "one page got some"


def test_an_answer_that_was_cut_is_said_to_be() -> None:
    rows = [{"id": n, "text": "word " * 9} for n in range(9_000)]
    (api,) = asked([get(1, "/api/x", {"rows": rows})])
    assert api["answer"]["truncated"] is True


# How an endpoint goes on.


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
            get(number, path.format(page=n, offset=4 * n), {"rows": things(4 * n)})
            for n in range(1, 4)
        ]

    (api,) = asked(page(1), page(2))
    assert api["pagination"] == expected
    moved = parameters(api)[expected["param"]]
    assert moved["source"]["from"] in ("counter", "answer")
    assert f"{{{expected['param']}}}" in api["url_template"]


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
            html = document.html.replace('class="next"', "").replace(">Next<", ">Top<")
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
