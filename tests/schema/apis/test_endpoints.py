"""What was asked and what is only mentioned: each endpoint is told once."""

from __future__ import annotations

import pytest

from tests.schema.seen import SITE, get
from vultrcrawl.schema.apis.endpoints import MentionedEndpoint, published
from vultrcrawl.schema.apis.recorded_calls import pack_calls, unpack_calls
from vultrcrawl.schema.apis.verified import Api, AskingPage, read_apis


def apis() -> list[Api]:
    """Return the endpoint of four pages' things."""
    asking = []
    for number in range(4):
        packed = pack_calls([get(number, f"/api/v1/things/{number}?lang=en")], None)
        assert packed is not None
        url = f"{SITE}/item/{number}"
        asking.append(AskingPage(url=url, calls=unpack_calls(packed)[0]))
    return read_apis(asking)


@pytest.mark.parametrize(
    "mentioned",
    [
        "/api/v1/things/",
        "/api/v1/things/${thing.id}",
        "/api/v1/things/{id}?lang=${lang}",
        "/api/v1/things/:id",
    ],
)
def test_a_mentioned_endpoint_that_was_asked_is_told_once(mentioned: str) -> None:
    (entry,) = published(apis(), [MentionedEndpoint(url=SITE + mentioned)])
    assert entry["url_template"] == f"{SITE}/api/v1/things/{{id}}?lang=en"
    assert entry["verified"] is True
    assert entry["mentioned_in"] == "inline_script"


@pytest.mark.parametrize(
    ("mentioned", "method"),
    [
        ("/api/v1/things", "GET"),
        ("/api/v2/things/${id}", "GET"),
        ("/api/v1/things/${id}/more", "GET"),
        ("/api/v1/things/${id}", "POST"),
    ],
)
def test_others_are_told_after_those_asked(mentioned: str, method: str) -> None:
    found = published(apis(), [MentionedEndpoint(url=SITE + mentioned, method=method)])
    assert [one["verified"] for one in found] == [True, False]
    assert found[1]["url"] == SITE + mentioned
    assert found[1]["url_template"] == SITE + mentioned.replace("$", "")
    assert found[1]["safe"] is (method == "GET")


@pytest.mark.parametrize(
    ("mentioned", "template"),
    [
        ("/api/${encodeURIComponent(item.id)}/x", "/api/{id}/x"),
        ("/api/:slug", "/api/{slug}"),
        ("/api?page=${page + 1}", "/api?page={page}"),
    ],
)
def test_values_in_scripts_become_placeholders(mentioned: str, template: str) -> None:
    (entry,) = published(
        [], [MentionedEndpoint(url=f"http://a.example:8080{mentioned}")]
    )
    assert entry["url_template"] == f"http://a.example:8080{template}"


def test_endpoints_that_are_only_mentioned_may_be_many() -> None:
    mentioned = [
        MentionedEndpoint(url=f"{SITE}/other/{name}") for name in ("a", "b", "c")
    ]
    found = published(apis(), mentioned)
    assert [one["url"] for one in found[-3:]] == [one.url for one in mentioned]
