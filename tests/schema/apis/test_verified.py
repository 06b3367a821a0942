"""The endpoints behind three sites: how they are asked, and what they answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.schema import asking
from tests.schema.asking import exchange
from tests.schema.seen import SITE, Entry, asked, described, parameters
from vultrcrawl.page.exchange import Exchange
from vultrcrawl.schema.apis.verified import read_apis
from vultrcrawl.site.checks import site_fault
from vultrcrawl.taxonomy import PageType


@pytest.fixture(scope="module")
def shop() -> Entry:
    return described(map(asking.lamp_page, range(10)), PageType.PRODUCT)


@pytest.fixture(scope="module")
def forum() -> Entry:
    return described(map(asking.forum_page, range(6)), PageType.CONTENT_LISTING)


@pytest.fixture(scope="module")
def news() -> Entry:
    return described(map(asking.story_page, range(8)), PageType.ARTICLE)


def by_template(entry: Entry) -> dict[str, Entry]:
    return {one["url_template"]: one for one in entry["apis"] if one["verified"]}


# A shop.


def test_the_endpoints_of_a_shop(shop: Entry) -> None:
    api = "https://lamps.example/api"
    assert set(by_template(shop)) == {
        f"{api}/lamps/{{id}}?lang=en&api_key={{api_key}}",
        f"{api}/lamps/{{id}}/reviews?limit=10",
        f"{api}/session",
    }, "no telemetry, and nothing that only says ok"
    mentioned = [one["url"] for one in shop["apis"] if not one["verified"]]
    assert mentioned == [f"{api}/newsletter"], "what was asked is told once"
    assert shop["apis"][0]["mentioned_in"] == "inline_script"


def test_an_endpoint_is_asked_with_what_the_page_has(shop: Entry) -> None:
    api = shop["apis"][0]
    found = parameters(api)
    assert found["id"]["source"] == {
        "from": "page_url",
        "part": "path",
        "segment": 1,
        "share": 1.0,
    }
    assert found["id"]["type"] == "integer"
    assert set(found["id"]["examples"]) <= {str(7_000 + 13 * n) for n in range(10)}
    assert found["lang"]["source"] == {"from": "constant", "value": "en"}
    assert found["api_key"]["secret"] is True
    assert "examples" not in found["api_key"]
    assert found["api_key"]["source"]["path"] == "$.access_token"
    assert found["api_key"]["source"]["endpoint"].endswith("/api/session")
    assert api["headers"] == ["accept", "x-api-key"]
    assert api["authorization_needed"] is True
    assert (api["safe"], api["calls"], api["seen"]) == (
        True,
        10,
        {"pages": 10, "of_pages": 10},
    )


def test_the_shape_of_an_answer_holds_for_all(shop: Entry) -> None:
    answer = shop["apis"][0]["answer"]
    validator = Draft202012Validator(answer["json_schema"])
    for number in range(10):
        validator.validate(asking.lamp(number))
    assert answer["json_schema"]["properties"]["discount"] == {
        "type": ["integer", "null"]
    }
    assert answer["json_schema"]["properties"]["stock"] == {
        "type": "object",
        "additionalProperties": {"type": "integer"},
    }
    assert (answer["media_type"], answer["statuses"]) == ("application/json", [200])
    assert answer["truncated"] is False
    reviews = by_template(shop)["https://lamps.example/api/lamps/{id}/reviews?limit=10"]
    assert reviews["answer"]["items_path"] == "$.reviews[*]"


def test_an_answer_covers_the_fields_of_the_record(shop: Entry) -> None:
    paths = {name: one["path"] for name, one in shop["apis"][0]["covers"].items()}
    assert paths == {
        "name": "$.name",
        "price": "$.price.amount",
        "currency": "$.price.currency",
        "weight": "$.weight",
        "description": "$.description",
    }
    assert all(one["share"] == 1 for one in shop["apis"][0]["covers"].values())
    assert not any(one["covers"] for one in shop["apis"][1:] if one["verified"])


# A forum.


def test_a_list_that_goes_on_by_cursor(forum: Entry) -> None:
    (api,) = forum["apis"]
    template = (
        "https://forum.example/api/v2/boards/{id}/topics?limit=10&cursor={cursor}"
    )
    assert api["url_template"] == template
    assert api["pagination"] == {
        "kind": "cursor",
        "param": "cursor",
        "in": "query",
        "next_path": "$.paging.next",
        "size_param": "limit",
        "pages": 6,
    }
    cursor = parameters(api)["cursor"]
    assert cursor["required"] is False
    assert cursor["source"]["endpoint"] == template
    assert parameters(api)["id"]["source"]["part"] == "path"
    assert api["calls"] == 18


def test_a_list_that_grew_names_what_feeds_it(forum: Entry) -> None:
    assert forum["pagination"] == {
        "kind": "infinite_scroll",
        "share": 1.0,
        "rounds": 2,
        "complete": True,
        "api": forum["apis"][0]["url_template"],
    }


def test_the_items_of_an_answer_are_the_records(forum: Entry) -> None:
    (api,) = forum["apis"]
    assert api["answer"]["items_path"] == "$.data[*]"
    paths = {name: one["path"] for name, one in api["covers"].items()}
    assert paths["name"] == "$.data[*].title"


def test_the_author_of_an_item_is_in_the_answer(forum: Entry) -> None:
    (api,) = forum["apis"]
    assert api["covers"]["author"]["path"] == "$.data[*].author.name"


# GraphQL.


def test_one_address_with_many_queries(news: Entry) -> None:
    found = {one["operation"]: one for one in news["apis"]}
    assert set(found) == {"Article", "Menu"}
    article = parameters(found["Article"])
    assert article["query"]["source"] == {
        "from": "constant",
        "value": asking.ARTICLE_QUERY,
    }
    assert article["variables.slug"]["in"] == "body"
    assert article["variables.slug"]["source"] == {
        "from": "page_url",
        "part": "fragment",
        "segment": 1,
        "share": 1.0,
    }
    paths = {name: one["path"] for name, one in found["Article"]["covers"].items()}
    [text] = {"articleBody", "description"} & paths.keys()  # as the page is typed
    assert paths[text] == "$.data.article.body", "without its markup"
    assert paths["name"] == "$.data.article.title"
    assert found["Article"]["safe"] is False
    menu = parameters(found["Menu"])
    assert menu["variables.sessionToken"]["secret"] is True
    assert menu["variables.depth"]["source"] == {"from": "constant", "value": 2}
    assert 'key: "{withheld-' in menu["query"]["source"]["value"]


def test_no_calls_no_endpoints() -> None:
    assert read_apis([]) == []
    assert asked([], []) == []


# Whatever comes.

TEXT = st.text(st.characters(exclude_categories=()), max_size=12)
DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | TEXT
    | st.sampled_from([10**400, "9" * 500, "2024-05-01", "/x", "https://[", "€5"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)
    ),
    max_leaves=12,
)
QUERY = st.lists(
    st.tuples(st.sampled_from(["page", "a", "token", "cursor", "_", "q[]"]), TEXT),
    max_size=3,
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))
EXCHANGES = st.lists(
    st.builds(
        lambda page, path, query, data, body, method: exchange(
            f"{SITE}/item/{page}#{query}",
            f"{SITE}/api/{path}?{query}",
            data,
            method=method,
            request_body=body,
        ),
        st.integers(0, 3),
        TEXT,
        QUERY,
        DATA,
        TEXT | DATA.map(json.dumps) | QUERY,
        st.sampled_from(["GET", "POST"]),
    ),
    max_size=5,
)


@given(st.lists(EXCHANGES, max_size=4), st.booleans(), DATA)
def test_any_calls_become_sound_entries(
    per_page: list[list[Exchange]], many: bool, value: Any
) -> None:
    found = asked(
        *per_page,
        html=lambda number: f"<p data-a='{number}'><a href='/x?q={number}'>x</a>",
        records=lambda _: [{"url": SITE, "f": value, "g": "x"}],
        fields=["f", "g"],
        many=many,
    )
    template = {
        "name": "page",
        "match": {"url_shapes": [], "must_have": []},
        "item": {"cardinality": "one", "fields": []},
        "apis": json.loads(
            json.dumps(found, ensure_ascii=False, allow_nan=False).encode()
        ),
    }
    site = {"schema_version": "1.0", "start_url": SITE, "templates": [template]}
    assert site_fault(site) is None
    for api in found:
        Draft202012Validator.check_schema(api["answer"]["json_schema"])
