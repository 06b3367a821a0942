"""Addresses are joined as browsers join them, and none makes a reader raise."""

from urllib.parse import urljoin

from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.urls.joining import absolute, absolute_http

PIECES = st.lists(
    st.sampled_from([
        *"ab1.:/?#;=&%@-~[]\\ \n", "..", "//", "http", "https", "://", "é",
    ]),
    max_size=9,
).map("".join)  # fmt: skip


def test_spaces_and_steps() -> None:
    page = "http://a.example/x/y.html?q=1"
    assert absolute(" ../z \n", page) == "http://a.example/z"
    assert absolute("http://[b.example/", page) == "http://[b.example/"
    assert absolute_http("http://[b.example/", page) is None
    assert absolute_http("mailto:a@b.example", page) is None


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


@given(
    st.one_of(PIECES, PIECES.map("http://a.example/".__add__)),
    PIECES,
    st.text(alphabet="a#?/:\t é\u200b", max_size=4),
)
def test_places_of_a_page_are_joined_as_the_standard_library_does(
    base: str, page: str, fragment: str
) -> None:
    for address in (f"{page}#{fragment}".strip(), f"#{fragment}".strip()):
        if "\\" in address:
            continue
        try:
            joined = urljoin(base, address)
        except ValueError:
            joined = address
        assert absolute(address, base) == joined


@given(PIECES.map("http://a.example/".__add__), PIECES)
def test_no_address_raises(base: str, address: str) -> None:
    found = absolute_http(address, base)
    assert found in (None, absolute(address, base))
