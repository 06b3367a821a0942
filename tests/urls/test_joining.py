"""Addresses are joined as `urljoin` joins them."""

from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.urls.joining import absolute, absolute_http, joined

BASES = (
    "http://a.example/", "http://a.example", "https://a.example:8443/x/y.html",
    "http://a.example/x//y/../z/?q=1#f", "http://a.example/x;p?q", "mailto:a@b.example",
    "", "x/y", "HTTP://A.example/X/", "http:///x", "file:///etc/x", "http://[::1]/a/b",
    "https://a.example/x?next=/y/z", "http://a.example?x", "//a.example/x/y",
)  # fmt: skip
ADDRESSES = (
    "", ".", "..", "./", "../x", "x", "x/", "x/y", "x//y", "x/./y", "x/..", "/", "//",
    "/x", "//b.example/y", "/x/../y", "/.x", "x.html", ".x", "#", "#f", "?", "?q=1",
    "x?q=1&r=/../s", "x?", "x#f", "/x?q#f", "http://b.example", "http://b.example/",
    "https://b.example:1/x/../y", "HTTPS://b.example/x", "http:x", "https:/x", "x:y",
    "a1:8", "javascript:void(0)", "tel:+1", "/x;p", "x;p", "é", "/é", "/%C3%A9", "x y",
    "http://b.example/\n", "x\n", "#f\n", "http://b.example:/x", "/a@b", "a@b/c", "-x",
    "http://b.example#", "/x?", "data:text/html,x", "\\x", "http://", "https://?x",
)  # fmt: skip
PIECES = st.lists(
    st.sampled_from([*"ab1.:/?#;=&%@-~ \n", "..", "//", "http", "https", "://", "é"]),
    max_size=9,
).map("".join)


def test_backslashes_are_slashes_where_browsers_take_them_so() -> None:
    page = "http://a.example/q/w/"
    for address, wanted in (
        ("\\t\\x", "http://a.example/t/x"),
        ("..\\up?d=\\", "http://a.example/q/up?d=\\"),
        ("x#\\y", "http://a.example/q/w/x#\\y"),
        ("http:\\\\b.example\\x", "http://b.example/x"),
        ("mailto:a\\b", "mailto:a\\b"),
    ):
        assert absolute(address, page) == wanted
    assert absolute_http("\\t", page) == "http://a.example/t"
    assert absolute("\\t", "file:///x/y") == "file:///x/\\t"


def _either(join: object, base: str, address: str) -> str | None:
    try:
        return join(base, address)  # type: ignore[operator,no-any-return] # a function
    except ValueError:
        return None


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_known_shapes(base: str, address: str) -> None:
    assert _either(joined, base, address) == _either(urljoin, base, address)


@given(st.sampled_from(BASES) | PIECES.map("http://a.example/".__add__), PIECES)
def test_any_shape(base: str, address: str) -> None:
    assert _either(joined, base, address) == _either(urljoin, base, address)
