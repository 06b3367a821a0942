from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from vultrcrawl.downloadermiddlewares.redirect import LocationMiddleware, resolve

PAGE = "https://a.example/shop/r?q=1"


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (b"/t", "https://a.example/t"),
        (b"t", "https://a.example/shop/t"),
        (b"?t=1", "https://a.example/shop/r?t=1"),
        ("/t é".encode(), "https://a.example/t%20%C3%A9"),
        (b"/caf\xe9", "https://a.example/caf%E9"),
        (b"\\t", "https://a.example/t"),
        (b"\\\\b.example\\t", "https://b.example/t"),
        (b"///b.example/t", "https://b.example/t"),
        (b"/a\tb\n", "https://a.example/ab"),
        (b"  /t  ", "https://a.example/t"),
        (b"HTTP://B.example:80/", "http://b.example/"),
        ("//münchen.example/".encode(), "https://xn--mnchen-3ya.example/"),
        (b"/per%", "https://a.example/per%"),
        (b"/t#f", "https://a.example/t"),
        (b"/t#/route", "https://a.example/t#/route"),
        (b"", PAGE),
        (b"javascript:alert(1)", None),
        (b"file:///etc/passwd", None),
        (b"http://[::1", None),
        (b"//a.example:99999/", None),
        (b"\xff\xfe:x", "https://a.example/shop/%FF%FE:x"),
    ],
)
def test_locations_as_browsers_read_them(location: bytes, expected: str | None) -> None:
    assert resolve(location, PAGE) == expected


def test_a_route_stays_where_the_location_names_none() -> None:
    asked = "https://a.example/app#/item/7"
    assert resolve(b"/new", asked) == "https://a.example/new#/item/7"
    assert resolve(b"/new#/item/8", asked) == "https://a.example/new#/item/8"


def redirected(request: Request, location: str, status: int = 302) -> Request:
    crawler = get_crawler()
    middleware = LocationMiddleware.from_crawler(crawler)
    answer = Response(request.url, status=status, headers={"Location": location})
    found = middleware.process_response(request, answer)
    assert isinstance(found, Request)
    return found


HEADERS = {
    "X-Api-Key": "k",
    "Authorization": "Bearer t",
    "X-CSRF-Token": "c",
    "Accept": "text/html",
    "User-Agent": "vultrcrawl",
    "Cookie": "a=1",
}


@pytest.mark.parametrize(
    "location",
    ["https://b.example/x", "http://a.example/x", "https://a.example:8443/x"],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_own_headers_stay_with_their_origin(location: str, status: int) -> None:
    found = redirected(Request(PAGE, headers=HEADERS), location, status)
    assert set(found.headers) == {b"Accept", b"User-Agent"}
    assert found.url == location


def test_within_the_origin_all_headers_go_along() -> None:
    found = redirected(Request(PAGE, headers=HEADERS), "/x")
    assert set(found.headers) == {name.title().encode() for name in HEADERS} | {
        b"X-Csrf-Token"
    } - {b"X-CSRF-Token"}


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "POST", "GET"), (302, "POST", "GET"), (303, "PUT", "GET"),
        (307, "POST", "POST"), (308, "POST", "POST"), (302, "GET", "GET"),
    ],
)  # fmt: skip
def test_the_method_of_the_next_request(status: int, method: str, then: str) -> None:
    found = redirected(Request(PAGE, method=method, body=b"x"), "/x", status)
    assert (found.method, found.body) == (then, b"x" if then == method else b"")


@pytest.mark.parametrize(
    ("location", "meta"),
    [
        ("javascript:1", {}),
        ("/x", {"dont_redirect": True}),
        ("/x", {"handle_httpstatus_all": True}),
        (None, {}),
    ],
)
def test_what_leads_nowhere_is_the_answer(
    location: str | None, meta: dict[str, object]
) -> None:
    middleware = LocationMiddleware.from_crawler(get_crawler())
    headers = {"Location": location} if location else {}
    answer = Response(PAGE, status=302, headers=headers)
    assert middleware.process_response(Request(PAGE, meta=meta), answer) is answer
