from __future__ import annotations

import socket
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from vultrcrawl.downloadermiddlewares.cookies import SiteCookiesMiddleware


class SomeSpider(Spider):
    name = "some"


def middleware(start_url: str = "https://www.a.co.uk/") -> SiteCookiesMiddleware:
    crawler = get_crawler(SomeSpider, {"COOKIES_ENABLED": True})
    crawler.spider = SomeSpider(start_url=start_url)
    return SiteCookiesMiddleware.from_crawler(crawler)


def answered(cookies: SiteCookiesMiddleware, url: str, *values: str) -> None:
    response = Response(url, headers={"Set-Cookie": list(values)})
    cookies.process_response(Request(url), response)


def sent(cookies: SiteCookiesMiddleware, url: str, **how: Any) -> dict[str, str]:
    request = Request(url, **how)
    cookies.process_request(request)
    header = (request.headers.get("Cookie") or b"").decode()
    return dict(part.split("=", 1) for part in header.split("; ") if part)


def test_the_site_gets_its_own_back() -> None:
    cookies = middleware()
    answered(cookies, "https://www.a.co.uk/", "a=1; Path=/", "b=2; Path=/deep")
    assert sent(cookies, "https://www.a.co.uk/x") == {"a": "1"}
    assert sent(cookies, "https://www.a.co.uk/deep/x") == {"a": "1", "b": "2"}
    answered(cookies, "https://www.a.co.uk/", "a=3; Path=/")
    assert sent(cookies, "https://www.a.co.uk/x") == {"a": "3"}
    answered(cookies, "https://www.a.co.uk/", "a=; Max-Age=0; Path=/")
    assert sent(cookies, "https://www.a.co.uk/x") == {}


def test_an_age_that_is_none_is_left_out() -> None:
    cookies = middleware()
    ages = ("x", "", "1.5", "10s", "'9'")
    stated = [f"c{n}=1; max-age={age}; Path=/" for n, age in enumerate(ages)]
    answered(cookies, "https://www.a.co.uk/", *stated, "g=1; Max-Age=-1; Path=/")
    found = sent(cookies, "https://www.a.co.uk/")
    assert found == {f"c{n}": "1" for n in range(len(ages))}


def test_no_other_site_keeps_any(monkeypatch: pytest.MonkeyPatch) -> None:
    # Nor is the list of public suffixes asked for: it comes with a package.
    monkeypatch.setattr(socket, "getaddrinfo", pytest.fail)
    cookies = middleware()
    for url in ("https://b.co.uk/", "https://cdn.example/"):
        answered(cookies, url, "a=1; Path=/")
        assert sent(cookies, url) == {}
    for domain in ("co.uk", "b.co.uk", "uk"):
        answered(cookies, "https://www.a.co.uk/", f"a=1; Domain={domain}; Path=/")
    assert sent(cookies, "https://www.a.co.uk/") == {}
    assert sent(cookies, "https://b.co.uk/") == {}
    answered(cookies, "https://www.a.co.uk/", "s=1; Domain=a.co.uk; Path=/")
    assert sent(cookies, "https://shop.a.co.uk/") == {"s": "1"}


@pytest.mark.parametrize("value", ["a=1", "a=1; Domain=localhost; Path=/"])
def test_cookies_of_a_machine_by_name(value: str) -> None:
    cookies = middleware("http://localhost:8000/")
    answered(cookies, "http://localhost:8000/", value)
    assert sent(cookies, "http://localhost:8000/x") == {"a": "1"}


def test_cookies_of_an_address_stay_there() -> None:
    cookies = middleware("http://127.0.0.1:8000/")
    answered(cookies, "http://127.0.0.1:8000/", "a=1")
    assert sent(cookies, "http://127.0.0.1:8000/x") == {"a": "1"}
    assert sent(cookies, "http://127.0.0.2:8000/x") == {}


def test_there_is_room_for_as_much_as_servers_take() -> None:
    cookies = middleware()
    url = "https://www.a.co.uk/"
    answered(cookies, url, "session=first; Path=/")
    for number in range(1_000):
        answered(cookies, url, f"seen{number}={'x' * 20}; Path=/")
    answered(cookies, url, f"large={'x' * 5_000}; Path=/", "session=second; Path=/")
    found = sent(cookies, url)
    assert found["session"] == "second"
    assert 100 < len(found) < 1_000
    assert sum(len(name) + len(value) for name, value in found.items()) <= 4_000


def test_a_request_s_own_come_first_also_after_a_redirect() -> None:
    cookies = middleware()
    url = "https://www.a.co.uk/"
    answered(cookies, url, "a=1; Path=/", "b=1; Path=/")
    request = Request(url, headers={"Cookie": "b=own; c=own"})
    cookies.process_request(request)
    answered(cookies, url, "a=2; Path=/", "c=2; Path=/")
    again = request.replace(url=f"{url}x")
    cookies.process_request(again)
    assert again.headers["Cookie"] == b"a=2; b=own; c=own"


def test_a_setting_turns_them_off() -> None:
    with pytest.raises(NotConfigured):
        SiteCookiesMiddleware.from_crawler(
            get_crawler(SomeSpider, {"COOKIES_ENABLED": False})
        )
