"""Requests of scripts: what varies in them, and where that is from."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schema.asking import exchange
from tests.schema.seen import SITE, Entry, asked, get, parameters
from vultrcrawl.page.exchange import Exchange


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


def test_two_versions_are_two_endpoints() -> None:
    found = asked(*([get(n, f"/api/v{v}/sets/{n}") for v in (1, 2)] for n in range(3)))
    assert {one["url_template"] for one in found} == {
        f"{SITE}/api/v{version}/sets/{{id}}" for version in (1, 2)
    }


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


def test_what_is_sent_where_the_address_says_nothing() -> None:
    def page(number: int) -> list[Exchange]:
        url = f"{SITE}/#/items" + (f"?page={number}" if number > 1 else "")
        return [exchange(url, f"{SITE}/api/items?page={number}", {"a": 1, "b": 2})]

    (api,) = asked(*map(page, range(1, 4)))
    assert parameters(api)["page"]["source"] == {
        "from": "page_url",
        "part": "fragment_query",
        "name": "page",
        "default": "1",
        "share": 1.0,
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
