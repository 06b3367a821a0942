"""Which URLs are for the crawl, and the reason for each that is not."""

from __future__ import annotations

import pytest

from tests.support.effort import assert_quick
from vultrcrawl.errors import UsageError
from vultrcrawl.frontier.scope import Scope, ScopeMode
from vultrcrawl.items import SkipReason
from vultrcrawl.urls.domains import site_of
from vultrcrawl.urls.normal_form import normalize

START = "https://www.example.co.uk/docs/guide/intro.html"


def inside(scope: Scope, url: str) -> bool:
    normal = normalize(url)
    assert normal is not None
    return scope.refuse(normal, 1) is None


@pytest.mark.parametrize(
    ("url", "host", "domain", "prefix"),
    [
        ("https://www.example.co.uk/docs/guide/", True, True, True),
        ("https://www.example.co.uk/docs/guide/a/b?c", True, True, True),
        ("http://www.example.co.uk/docs/guide/x", True, True, True),
        ("https://www.example.co.uk/docs/guide", True, True, True),
        ("https://www.example.co.uk/docs/guidelines", True, True, False),
        ("https://www.example.co.uk/docs/", True, True, False),
        ("https://www.example.co.uk/", True, True, False),
        ("https://www.example.co.uk:8443/docs/guide/x", False, True, False),
        ("https://example.co.uk/docs/guide/x", False, True, False),
        ("https://shop.example.co.uk/", False, True, False),
        ("https://other.co.uk/", False, False, False),
        ("https://www.example.co.uk.evil.example/docs/guide/", False, False, False),
        ("https://evil-example.co.uk/", False, False, False),
    ],
)
def test_modes(url: str, host: bool, domain: bool, prefix: bool) -> None:
    for mode, expected in (
        (ScopeMode.HOST, host),
        (ScopeMode.DOMAIN, domain),
        (ScopeMode.PREFIX, prefix),
    ):
        assert inside(Scope(start_url=START, mode=mode), url) is expected, mode


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.example/", "https://a.example/", True),
        ("http://a.example:80/", "https://a.example:443/", True),
        ("http://a.example/", "https://a.example:80/", False),
        ("http://a.example:8080/", "https://a.example:8080/", True),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8001/", False),
        ("http://bücher.example/", "http://xn--bcher-kva.example/", True),
    ],
)
def test_host_is_name_and_port(one: str, other: str, same: bool) -> None:
    assert inside(Scope(start_url=one), other) is same


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("www.example.com", "example.com"),
        ("a.b.example.com:8443", "example.com"),
        ("example.co.uk", "example.co.uk"),
        ("co.uk", "co.uk"),
        ("someone.github.io", "someone.github.io"),
        ("www.someone.github.io", "someone.github.io"),
        ("a.b.nolisted", "b.nolisted"),
        ("xn--55qx5d.cn", "xn--55qx5d.cn"),
        ("shop.example.com.", "example.com"),
        ("localhost:8000", "localhost:8000"),
        ("intranet", "intranet"),
        ("127.0.0.1:8000", "127.0.0.1:8000"),
        ("10.0.0.1", "10.0.0.1"),
        ("[::1]:8000", "[::1]:8000"),
        ("[2001:db8::1]", "[2001:db8::1]"),
    ],
)
def test_registrable_domain(host: str, site: str) -> None:
    assert site_of(host) == site


def test_addresses_and_localhost_are_their_own_domain() -> None:
    scope = Scope(start_url="http://127.0.0.1:8000/", mode=ScopeMode.DOMAIN)
    assert inside(scope, "http://127.0.0.1:8000/x")
    assert not inside(scope, "http://127.0.0.1:9000/x")
    assert not inside(scope, "http://10.0.0.1/")


def test_each_refusal_has_its_reason_and_rule() -> None:
    scope = Scope(
        start_url="https://a.example/",
        include=(r"/blog/", r"/docs/"),
        exclude=(r"logout", r"\.pdf$"),
        max_depth=3,
    )
    refuse = scope.refuse
    assert refuse("https://a.example/blog/x", 3) is None
    assert refuse("https://a.example/blog/x", 4) == (SkipReason.DEPTH, None)
    assert refuse("https://a.example/blog/x.pdf", 1) == (SkipReason.FILTER, r"\.pdf$")
    assert refuse("https://a.example/shop", 1) == (SkipReason.FILTER, "include")
    assert refuse("https://b.example/blog/", 1) == (SkipReason.SCOPE, None)
    assert refuse("mailto:x@a.example", 1) == (SkipReason.SCHEME, "mailto")
    assert refuse("javascript:alert(1)", 1) == (SkipReason.SCHEME, "javascript")


def test_length_limit() -> None:
    scope = Scope(start_url="https://a.example/")
    longest = "https://a.example/".ljust(2083, "x")
    assert scope.refuse(longest, 1) is None
    assert scope.refuse(longest + "x", 1) == (SkipReason.LENGTH, None)


def test_the_start_is_never_refused() -> None:
    scope = Scope(start_url="HTTPS://a.example:443/start?x#y", include=("/blog/",))
    assert scope.start_url == "https://a.example/start?x"
    assert scope.refuse("https://a.example/start?x", 0) is None


@pytest.mark.parametrize("start", ["", "ftp://a.example/", "a.example", "http://"])
def test_start_that_is_no_http_url(start: str) -> None:
    with pytest.raises(UsageError, match="start_url"):
        Scope(start_url=start)


@pytest.mark.parametrize("argument", ["include", "exclude"])
def test_wrong_expression_says_where(argument: str) -> None:
    with pytest.raises(UsageError, match=rf"^{argument}: 'a\(b' .*: missing \):"):
        Scope(start_url=START, **{argument: ("fine", "a(b")})  # type: ignore[arg-type] # as a table


@pytest.mark.parametrize(
    ("start", "folder", "outside"),
    [
        ("https://a.example/docs/", "/docs/x", "/docsx"),
        ("https://a.example/docs/x.html", "/docs/y", "/"),
        ("https://a.example/docs/x", "/docs/y", "/blog"),
        ("https://a.example/docs", "/docs/y", "/docsy"),
        ("https://a.example/docs", "/docs?x", "/"),
        ("https://a.example/docs?next=/a/b", "/docs/x", "/a/x"),
        ("https://a.example/docs", "/docs#/y", "/#/docs/"),
        ("https://a.example/docs/#/a/b", "/docs/#/y", "/#/a/x"),
        ("https://a.example/docs?x=1#/a/b", "/docs?y#/c", "/docsy#/a/b"),
    ],
)
def test_prefix_is_the_folder_of_the_start(
    start: str, folder: str, outside: str
) -> None:
    scope = Scope(start_url=start, mode=ScopeMode.PREFIX)
    assert scope.contains("https://a.example" + folder)
    assert not scope.contains("https://a.example" + outside)


@pytest.mark.parametrize("start", ["https://a.example/", "https://a.example/x.html"])
def test_prefix_of_a_start_at_the_root_is_the_host(start: str) -> None:
    scope = Scope(start_url=start, mode=ScopeMode.PREFIX)
    assert scope.contains("https://a.example/any/where")
    assert not scope.contains("https://b.example/")


@pytest.mark.parametrize(
    ("mode", "start", "final", "member", "stranger"),
    [
        (
            "host",
            "http://a.example/",
            "https://www.a.example/",
            "www.a.example",
            "a.example",
        ),
        ("domain", "http://a.com/", "https://www.b.com/en", "x.b.com", "a.com"),
        ("prefix", "http://a.com/d/", "https://b.com/e/", "b.com/e/x", "b.com/d/"),
        ("prefix", "http://a.com/d/", "https://a.com/doc/", "a.com/doc/x", "a.com/d/"),
    ],
)
def test_site_is_where_the_start_ends(
    mode: str, start: str, final: str, member: str, stranger: str
) -> None:
    scope = Scope(start_url=start, mode=ScopeMode(mode), exclude=("x=1",), max_depth=2)
    moved = scope.moved_to(final)
    for url, expected in ((member, True), (stranger, False)):
        normal = normalize("https://" + url)
        assert normal is not None
        assert moved.contains(normal) is expected
    assert (moved.exclude, moved.max_depth, moved.mode) == (("x=1",), 2, mode)


@pytest.mark.parametrize(
    ("mode", "final"),
    [
        ("host", "https://a.example/en/"),
        ("domain", "https://www.a.example/"),
        ("prefix", "http://a.example/docs/v2/"),
        ("prefix", "https://a.example/login.php?next=/docs/"),
        ("host", "mailto:x"),
    ],
)
def test_redirect_that_moves_nothing(mode: str, final: str) -> None:
    scope = Scope(start_url="https://a.example/docs/", mode=ScopeMode(mode))
    assert scope.moved_to(final) is scope


@pytest.mark.parametrize("text", ["(a+)+$", "(a|aa)+$", "(.*)*x", "a?" * 40 + "a" * 40])
def test_no_expression_takes_long(text: str) -> None:
    scope = Scope(start_url="https://a.example/", include=(text,))
    assert_quick(lambda: scope.refuse(f"https://a.example/{'a' * 2_000}!", 1), 0.1)


def test_what_cannot_be_found_in_linear_time_is_refused() -> None:
    for text in ("(?=a)", r"(a)\1", "\ud800"):
        with pytest.raises(UsageError, match=r"include: .* RE2"):
            Scope(start_url="https://a.example/", include=(text,))
