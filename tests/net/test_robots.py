from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.net.robots import MAX_ROBOTS_BYTES, RobotsRules

SITE = "http://example.com"


def allowed(text: str | bytes, path: str, agent: str = "VultrCrawl") -> bool:
    body = text.encode() if isinstance(text, str) else text
    return RobotsRules(body, agent).allowed(SITE + path)


def test_the_longest_rule_wins_and_allow_wins_a_tie() -> None:
    text = "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /t\nAllow: /t\n"
    assert not allowed(text, "/a/c")
    assert allowed(text, "/a/b/c")
    assert allowed(text, "/t")
    assert allowed(text, "/robots.txt")


def test_our_own_group_takes_the_place_of_the_general_one() -> None:
    text = "User-agent: *\nDisallow: /\n\nuser-agent: vultrCRAWL\nDisallow: /x\n"
    assert allowed(text, "/")
    assert not allowed(text, "/x")
    assert not allowed(text, "/", agent="OtherBot")


def test_groups_of_one_agent_are_merged() -> None:
    text = (
        "User-agent: VultrCrawl\nDisallow: /a\n\nUser-agent: Other\nDisallow: /\n\n"
        "User-agent: VultrCrawl\nDisallow: /b\n"
    )
    assert [allowed(text, path) for path in ("/a", "/b", "/c")] == [False, False, True]


@pytest.mark.parametrize("name", ["Vultr", "VultrCrawler", "Crawl", "", "360Spider"])
def test_a_group_of_another_token_is_not_ours(name: str) -> None:
    assert allowed(f"User-agent: {name}\nDisallow: /\n", "/")


def test_a_token_ends_where_no_token_goes_on() -> None:
    assert not allowed("User-agent: VultrCrawl/1.0 (x)\nDisallow: /\n", "/")
    assert not allowed("User-agent: VultrCrawl others\nDisallow: /\n", "/")
    assert not allowed("User-agent: * # all\nDisallow: /\n", "/")


def test_unknown_lines_and_sitemaps_end_no_group() -> None:
    for line in ("Invented: x", "Sitemap: /s.xml", "<html>", "Host: x"):
        text = f"User-agent: VultrCrawl\n{line}\nUser-agent: *\nDisallow: /\n"
        assert not allowed(text, "/"), line


def test_wildcards_and_the_end_sign() -> None:
    text = "User-agent: *\nDisallow: /*.pdf$\nDisallow: /*?sort=\n"
    assert not allowed(text, "/a/b.pdf")
    assert allowed(text, "/a/b.pdf?x")
    assert not allowed(text, "/list?sort=up")


def test_escapes_are_compared_decoded() -> None:
    # RFC 9309, table in section 2.2.2.
    text = "User-agent: *\nDisallow: /foo/bar/%62%61%7A\nDisallow: /\u30c4\n"
    assert not allowed(text, "/foo/bar/baz")
    assert not allowed(text, "/%E3%83%84")


def test_mistakes_that_are_forgiven() -> None:
    for line in ("Disallow /x", "dissallow: /x", "DISALOW : /x", "  Disallow:/x  "):
        assert not allowed(f"useragent: *\n{line}\n", "/x"), line


def test_line_ends_are_cr_and_lf_and_nothing_else() -> None:
    assert not allowed(b"User-agent: *\rDisallow: /x\r", "/x")
    assert not allowed(b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /x\r\n", "/x")
    # A line separator inside a value starts no new line.
    assert allowed("User-agent: *\nDisallow: /a\u2028Disallow: /x\n", "/x")


def test_odd_bytes_void_nothing_around_them() -> None:
    assert not allowed(b"# caf\xe9 \x00\nUser-agent: *\nDis\x00allow: /x\n", "/x")


def test_a_page_of_html_is_no_rule() -> None:
    assert allowed("<!doctype html><p>User-agent: *<p>Disallow: /", "/")


def test_sitemaps_belong_to_no_group() -> None:
    text = "Sitemap: https://a/1.xml\nUser-agent: x\nDisallow: /\nsitemap: /2.xml\n"
    assert RobotsRules(text.encode(), "VultrCrawl").sitemaps == (
        "https://a/1.xml",
        "/2.xml",
    )


@pytest.mark.parametrize(
    ("lines", "delay"),
    [
        ("Crawl-delay: 2.5", 2.5),
        ("Request-rate: 1/5", 5.0),
        ("Request-rate: 10/1m 0900-1700", 6.0),
        ("Crawl-delay: 1\nRequest-rate: 1/4", 4.0),
        ("Crawl-delay: 8\nRequest-rate: 1/4", 8.0),
        ("Crawl-delay: soon", 0.0),
        ("Crawl-delay: -3", 0.0),
        ("Crawl-delay: inf", 0.0),
        ("Request-rate: 0/5", 0.0),
        ("", 0.0),
    ],
)
def test_the_slower_of_the_two_paces(lines: str, delay: float) -> None:
    text = f"User-agent: *\n{lines}\nDisallow: /x\n"
    assert RobotsRules(text.encode(), "VultrCrawl").delay == delay
    text = f"User-agent: other\n{lines}\nDisallow: /x\n"
    assert RobotsRules(text.encode(), "VultrCrawl").delay == 0.0


def test_rules_behind_500_kib_are_not_read_and_those_before_hold() -> None:
    head = b"User-agent: *\nDisallow: /a\n"
    filler = b"# filler\n" * (MAX_ROBOTS_BYTES // 9)
    text = head + filler + b"Disallow: /b\n"
    assert not allowed(text, "/a")
    assert allowed(text, "/b")


@pytest.mark.parametrize(
    "body",
    [
        b"User-agent: *\nDisallow: /" + b"a" * 5_000_000,
        b"".join(b"User-agent: a%d\nDisallow: /%d\n" % (n, n) for n in range(100_000)),
        b"User-agent: *\n" + b"Disallow: /*a*b*c*d*e*f$\n" * 50_000,
        b"\x00" * 5_000_000,
        b"User-agent: *\nDisallow: /" + b"*" * 100_000,
    ],
    ids=["one line", "many groups", "many wildcards", "zeros", "stars"],
)
def test_a_hostile_file_is_read_within_a_second(body: bytes) -> None:
    url = SITE + "/" + "abcdef" * 300
    assert_quick(lambda: RobotsRules(body, "VultrCrawl").allowed(url), 1)


@given(st.binary(max_size=400))
def test_no_bytes_raise(body: bytes) -> None:
    rules = RobotsRules(b"User-agent: *\n" + body, "VultrCrawl")
    assert rules.allowed(SITE + "/a?b") in {True, False}
    assert rules.delay >= 0.0
