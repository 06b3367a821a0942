"""The normal form of URLs: the standards' cases, and what holds for any input."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from w3lib.url import safe_url_string

from vultrcrawl.urls.normal_form import (
    normalize,
    normalize_routed,
    origin,
    split_query,
)

BASE = "https://example.com/docs/guide/intro.html?v=2#top"

# Written after the URL standard, RFC 3986 (5.4 and 6.2.2) and RFC 3987.
ABSOLUTE = [
    # scheme and authority
    ("http://example.com", "http://example.com/"),
    ("HTTP://EXAMPLE.com/", "http://example.com/"),
    ("http:example.com/", "http://example.com/"),
    ("https:/example.com/", "https://example.com/"),
    ("https://////example.com///x", "https://example.com///x"),
    (r"https:\\example.com\a\b?c\d", "https://example.com/a/b?c%5Cd"),
    ("http://example.com:80/", "http://example.com/"),
    ("https://example.com:443/", "https://example.com/"),
    ("http://example.com:443/", "http://example.com:443/"),
    ("https://example.com:80/", "https://example.com:80/"),
    ("http://example.com:/", "http://example.com/"),
    ("http://example.com:00008080/", "http://example.com:8080/"),
    ("http://example.com:65535/", "http://example.com:65535/"),
    ("http://example.com:65536/", None),
    ("http://example.com:8a/", None),
    ("http://example.com:8:9/", None),
    ("http://example.com:\uff11/", None),
    ("http://user:secret@example.com/a", "http://example.com/a"),
    ("http://good.example@evil.example/", "http://evil.example/"),
    ("http://a@b@example.com/", "http://example.com/"),
    ("http://user@/", None),
    ("http://", None),
    ("https://:8080/", None),
    ("https://?q", None),
    # domain names
    ("http://ex%41mple.com/", "http://example.com/"),
    ("http://bücher.example/", "http://xn--bcher-kva.example/"),
    ("http://BÜCHER.example/", "http://xn--bcher-kva.example/"),
    ("http://b%C3%BCcher.example/", "http://xn--bcher-kva.example/"),
    ("http://xn--bcher-kva.example/", "http://xn--bcher-kva.example/"),
    ("http://faß.example/", "http://xn--fa-hia.example/"),
    ("http://☕.example/", "http://xn--53h.example/"),
    ("http://\uff47\uff4f.example/", "http://go.example/"),
    ("http://例え。jp/", "http://xn--r8jz45g.jp/"),
    ("http://a\u00adb.example/", "http://ab.example/"),
    ("http://\u00ad/", None),
    ("http://xn--a/", None),
    ("http://xn--bcher-kv\ufffd.example/", None),
    ("http://\u0301a.example/", None),
    ("http://a\u200db.example/", None),
    ("http://אa.example/", None),
    ("http://%FF.example/", None),
    ("http://a b.example/", None),
    ("http://a%20b.example/", None),
    ("http://a<b.example/", None),
    ("http://a%2fb.example/", None),
    ("http://a_b.example/", "http://a_b.example/"),
    ("http://example.com./", "http://example.com./"),
    # no such name can be in DNS (RFC 1035)
    ("http://a..example/", None),
    ("http://.example/", None),
    (f"http://{'a' * 63}.example/", f"http://{'a' * 63}.example/"),
    (f"http://{'a' * 64}.example/", None),
    (f"http://{'a.' * 127}example/", None),
    # addresses
    ("http://127.0.0.1:8000/x", "http://127.0.0.1:8000/x"),
    ("http://0x7F.1/", "http://127.0.0.1/"),
    ("http://2130706433/", "http://127.0.0.1/"),
    ("http://0177.0.0.01/", "http://127.0.0.1/"),
    ("http://0x/", "http://0.0.0.0/"),
    ("http://\uff11\uff12\uff17.0.0.1/", "http://127.0.0.1/"),
    ("http://127.0.0.1./", "http://127.0.0.1/"),
    ("http://256.0.0.1/", None),
    ("http://1.2.3.4.5/", None),
    ("http://1.2.3.09/", None),
    ("http://4294967296/", None),
    ("http://a.0x1_0/", "http://a.0x1_0/"),
    ("http://[2001:DB8:0:0::1]/", "http://[2001:db8::1]/"),
    ("http://[::1]:80/", "http://[::1]/"),
    ("http://[::1]:8080/", "http://[::1]:8080/"),
    ("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"),
    ("http://[::1%25eth0]/", None),
    ("http://[::1/", None),
    ("http://[::1]x/", None),
    ("http://[www.example]/", None),
    # path
    ("http://a/./b", "http://a/b"),
    ("http://a/b/../c", "http://a/c"),
    ("http://a/../../b", "http://a/b"),
    ("http://a/b/.", "http://a/b/"),
    ("http://a/b/c/..", "http://a/b/"),
    ("http://a/b/%2E%2e/c", "http://a/c"),
    ("http://a/b//../c", "http://a/b/c"),
    ("http://a//b///", "http://a//b///"),
    ("http://a/...", "http://a/..."),
    ("http://a/.b/..c", "http://a/.b/..c"),
    ("http://a/%7Euser", "http://a/~user"),
    ("http://a/%41%2f%c3%bc", "http://a/A%2F%C3%BC"),
    ("http://a/ü/é", "http://a/%C3%BC/%C3%A9"),
    ("http://a/b c", "http://a/b%20c"),
    ("http://a/100%", "http://a/100%"),
    ("http://a/%zz%4", "http://a/%zz%4"),
    ("http://a/%%36%31", "http://a/%%36%31"),
    ("http://a/%c3%e9%", "http://a/%C3%E9%"),
    ("http://a/%\u00e9?%7e=%7e", "http://a/%%C3%A9?~=~"),
    ("http://a/\ud800", "http://a/%EF%BF%BD"),
    ("http://a/\x00\x7f", "http://a/%00%7F"),
    ('http://a/"<>`{|}[]^', "http://a/%22%3C%3E%60%7B%7C%7D%5B%5D%5E"),
    ("http://a/!$&'()*+,;=:@-._~", "http://a/!$&'()*+,;=:@-._~"),
    ("http://a/x;jsessionid=1?y", "http://a/x;jsessionid=1?y"),
    # query and fragment
    ("http://a?b", "http://a/?b"),
    ("http://a/?b=1&a=2&b=", "http://a/?b=1&a=2&b="),
    ("http://a/?a&&b=", "http://a/?a&&b="),
    ("http://a/?", "http://a/"),
    ("http://a/?#x", "http://a/"),
    ("http://a/#x?y", "http://a/"),
    ("http://a/?b#c#d", "http://a/?b"),
    ("http://a/?b?c/../d", "http://a/?b?c/../d"),
    ("http://a/?q=a+b c", "http://a/?q=a+b%20c"),
    ("http://a/?q=%41%26%2b", "http://a/?q=A%26%2B"),
    ("http://a/?f[x]='y'|z", "http://a/?f%5Bx%5D=%27y%27%7Cz"),
    ("http://a/?q=ü", "http://a/?q=%C3%BC"),
    ("http://a#", "http://a/"),
    # white space
    (" \t http://a/b\n", "http://a/b"),
    ("ht\ntp://a/b\tc\rd", "http://a/bcd"),
    ("\x00http://a/\x1f", "http://a/"),
    # other schemes, and none
    ("", None),
    ("#", None),
    ("x", None),
    ("//example.com/", None),
    ("://example.com/", None),
    ("1http://a/", None),
    ("ftp://a/b", None),
    ("file:///etc/passwd", None),
    ("javascript:alert(1)", None),
    ("java\nscript:alert(1)", None),
    ("data:text/html,x", None),
    ("mailto:a@b.example", None),
    ("tel:+123", None),
    ("blob:https://a/1", None),
    ("view-source:http://a/", None),
    ("s3://bucket/key", None),
    ("gopher://a/", None),
]

RELATIVE = [
    ("", "https://example.com/docs/guide/intro.html?v=2"),
    ("#here", "https://example.com/docs/guide/intro.html?v=2"),
    (" #here ", "https://example.com/docs/guide/intro.html?v=2"),
    ("?", "https://example.com/docs/guide/intro.html"),
    ("?page=2", "https://example.com/docs/guide/intro.html?page=2"),
    ("?page=2#x", "https://example.com/docs/guide/intro.html?page=2"),
    ("next.html", "https://example.com/docs/guide/next.html"),
    ("next.html?a=b/../c", "https://example.com/docs/guide/next.html?a=b/../c"),
    ("next.html?", "https://example.com/docs/guide/next.html"),
    ("./next.html", "https://example.com/docs/guide/next.html"),
    (".", "https://example.com/docs/guide/"),
    ("./", "https://example.com/docs/guide/"),
    ("..", "https://example.com/docs/"),
    ("../", "https://example.com/docs/"),
    ("../api/", "https://example.com/docs/api/"),
    ("../../", "https://example.com/"),
    ("../../../../x", "https://example.com/x"),
    ("../x/../y", "https://example.com/docs/y"),
    (r"..\api", "https://example.com/docs/api"),
    ("../?x", "https://example.com/docs/?x"),
    ("..//x", "https://example.com/docs//x"),
    ("a:b", None),
    ("./a:b", "https://example.com/docs/guide/a:b"),
    ("a/b:c", "https://example.com/docs/guide/a/b:c"),
    ("../a:b", "https://example.com/docs/a:b"),
    ("1:2", "https://example.com/docs/guide/1:2"),
    ("httpd.html", "https://example.com/docs/guide/httpd.html"),
    ("/", "https://example.com/"),
    ("/a//b", "https://example.com/a//b"),
    ("/a/./b", "https://example.com/a/b"),
    ("/../a", "https://example.com/a"),
    ("/.well-known/x", "https://example.com/.well-known/x"),
    ("/wiki/Special:Search?q=%c3", "https://example.com/wiki/Special:Search?q=%C3"),
    (r"\a", "https://example.com/a"),
    ("//cdn.example/x", "https://cdn.example/x"),
    (r"\/cdn.example\x", "https://cdn.example/x"),
    ("///cdn.example/x", "https://cdn.example/x"),
    ("//", None),
    ("https:next.html", "https://example.com/docs/guide/next.html"),
    ("https:/next.html", "https://example.com/next.html"),
    ("http:next.html", "http://next.html/"),
    ("http://other.example/#x", "http://other.example/"),
    ("mailto:a@b.example", None),
    ("javascript:void(0)", None),
]


@pytest.mark.parametrize(("url", "expected"), ABSOLUTE)
def test_absolute_url(url: str, expected: str | None) -> None:
    assert normalize(url) == expected


@pytest.mark.parametrize(("url", "expected"), RELATIVE)
def test_link_on_a_page(url: str, expected: str | None) -> None:
    assert normalize(url, BASE) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("#/item/7", "#/item/7"),
        ("#!/item/7", "#!/item/7"),
        ("#!item", "#!item"),
        (" #/item/7\n", "#/item/7"),
        ("#/it\nem", "#/item"),
        ("#/list?page=2&q=a b", "#/list?page=2&q=a%20b"),
        ("#/list?", "#/list"),
        ("#/?page=2", "#/?page=2"),
        ("#!?page=2", "#!?page=2"),
        ("#/a/./b/../c/", "#/a/c/"),
        ("#!a/../b", "#!/b"),
        ("#/%7euser/%c3%bc/ü", "#/~user/%C3%BC/%C3%BC"),
        ("#/a//b", "#/a//b"),
        ("#/a?b/../c'", "#/a?b/../c%27"),
        ("#/a#section", "#/a"),
        ("#/100%", "#/100%"),
        # the empty route is the page, as it is to every router
        ("#/", ""),
        ("#!", ""),
        ("#!/", ""),
        ("#/..", ""),
        ("#/#top", ""),
        # no routes
        ("#top", ""),
        ("#", ""),
        ("#item/7", ""),
        ("#?page=2", ""),
        ("# /x", ""),
    ],
)
def test_routes(url: str, expected: str) -> None:
    page = "https://example.com/docs/guide/intro.html?v=2"
    assert normalize_routed(url, BASE) == page + expected
    assert normalize_routed(page + url.strip()) == page + expected
    assert normalize(url, BASE) == page


def test_routes_of_other_pages() -> None:
    assert normalize_routed("/app/#/x", BASE) == "https://example.com/app/#/x"
    assert normalize_routed("../#!x", BASE + "#/y") == "https://example.com/docs/#!x"
    assert normalize_routed("?", BASE + "#/y") == normalize("?", BASE)
    assert normalize_routed("mailto:a@b.example#/x", BASE) is None
    assert normalize_routed("#/x") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a/b", ("http://a/b", "")),
        ("http://a/b?c?d", ("http://a/b", "c?d")),
        ("http://a/b?c=/d#/e", ("http://a/b?c=/d#/e", "")),
        ("http://a/b?c#/e?f?g", ("http://a/b?c#/e", "f?g")),
    ],
)
def test_the_query_is_the_last_one(url: str, expected: tuple[str, str]) -> None:
    assert split_query(url) == expected


@pytest.mark.parametrize("base", ["", "ftp://example.com/", "no url", "http://"])
def test_relative_link_without_a_usable_base_is_none(base: str) -> None:
    assert normalize("x", base) is None
    assert normalize("//example.com/x", base) is None
    assert normalize("http://example.com/x", base) == "http://example.com/x"


def test_base_is_normalised_itself() -> None:
    assert (
        normalize("../x", "HTTP://EXAMPLE.com/a/./b/%7e/") == "http://example.com/a/b/x"
    )
    assert normalize("../y", "http://example.com/a//b/") == "http://example.com/a//y"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a/Page", "http://a/page"),
        ("http://a/page", "http://a/page/"),
        ("http://a/x//y", "http://a/x/y"),
        ("http://a/?q=", "http://a/?q"),
        ("http://a/?q=", "http://a/"),
        ("http://a/?a=1&b=2", "http://a/?b=2&a=1"),
        ("http://a/?q=a+b", "http://a/?q=a%20b"),
        ("http://a/b%2Fc", "http://a/b/c"),
        ("http://a/?x=1%26y=2", "http://a/?x=1&y=2"),
        ("http://a/x;v=1", "http://a/x"),
        ("http://a/", "https://a/"),
        ("http://www.a.example/", "http://a.example/"),
        ("http://a/index.html", "http://a/"),
    ],
)
def test_different_pages_stay_different(one: str, other: str) -> None:
    assert normalize(one) != normalize(other)


def test_origin() -> None:
    assert origin("https://example.com:8443/a/b?c//d") == "https://example.com:8443"
    assert origin("http://[::1]/") == "http://[::1]"


_PIECES = st.sampled_from(
    [
        *"/?#:@%\\.&=;[]|'\"<>{}^`~!+ \t\n",
        *(
            "..",
            "./",
            "../",
            "//",
            "http:",
            "https://",
            "HTTPS:",
            "example.com",
            "xn--",
        ),
        *("%2e", "%2E%2e", "%41", "%c3%a9", "%zz", "%%36%31", "ü", "ß", "é", "\ud800"),
        *(
            "a",
            "Z",
            "0",
            "0x7f",
            "127.0.0.1",
            "[::1]",
            ":80",
            ":443",
            ":8080",
            "-",
            "_",
        ),
    ]
)
ANY_LINK = st.one_of(
    st.lists(_PIECES, max_size=12).map("".join),
    st.text(max_size=40),
    st.builds(
        "https://example.com/{}".format, st.lists(_PIECES, max_size=8).map("".join)
    ),
)


@given(ANY_LINK)
@example("http://example.com/%%36%31")
@example("http:///%2e%2e//a")
def test_normal_form_is_a_fixed_point(link: str) -> None:
    url = normalize(link, BASE)
    if url is not None:
        assert normalize(url) == url
        assert normalize(url, "http://other.example/x/y") == url
        assert safe_url_string(url) == url  # what Scrapy's Request does to it


_ROUTE = st.builds(
    "{}#{}{}".format,
    ANY_LINK,
    st.sampled_from(["/", "!/", "!", ""]),
    st.lists(_PIECES, max_size=8).map("".join),
)


@given(_ROUTE)
@example("#!./..")
@example("#!/../")
@example("#/%%36%31")
@example("#/!")
@example("//%\ud800#/")
def test_normal_form_of_a_route_is_a_fixed_point(link: str) -> None:
    url = normalize_routed(link, BASE)
    if url is None:
        assert normalize(link, BASE) is None
        return
    page, mark, route = url.partition("#")
    assert page == normalize(link, BASE)
    assert url.isascii()
    assert url.isprintable()
    assert "#" not in route
    assert bool(route) == bool(mark)
    assert route not in ("/", "!", "!/")
    assert normalize_routed(url) == url
    assert normalize_routed(url, "http://other.example/x/y") == url
    assert safe_url_string(url) == url
    path, query = split_query(url)
    assert url in {path, f"{path}?{query}"}


@given(ANY_LINK)
def test_normal_form_is_a_plain_http_url(link: str) -> None:
    url = normalize(link, BASE)
    if url is not None:
        parts = urlsplit(url)
        assert url.isascii()
        assert url.isprintable()
        assert " " not in url
        assert parts.scheme in {"http", "https"}
        assert parts.hostname
        assert "@" not in parts.netloc
        assert parts.fragment == ""
        assert parts.path.startswith("/")
        assert not {".", ".."} & set(parts.path.split("/"))


@given(st.lists(_PIECES.filter(lambda p: p not in {":", "[", "\\"}), max_size=8))
def test_rooted_link_never_leaves_its_host(pieces: list[str]) -> None:
    path = "/x" + "".join(pieces)
    url = normalize(path, "https://host.example:8443/a")
    assert url is not None
    assert origin(url) == "https://host.example:8443"
