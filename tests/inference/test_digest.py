"""What is kept of a page until all pages of its site are known."""

from __future__ import annotations

import pytest

from tests.inference.sites import ROOT, digest
from tests.support.shop import shop
from vultrcrawl.inference.digest import pack_digest, unpack_digest

_PAGE = """<html lang="de"><title>Eins</title><body><nav><a href="/">Start</a></nav>
<main><h1>Eins</h1><p>Ein Satz.</p><ul><li><a class="c1" href="/a">A</a>
<li><a class="c2" href="/b#x">B</a></ul><p><a href="/c">C</a></p>
<button>In den Warenkorb</button></main>"""

_BROKEN = "<p>one line<br>\x0bthe next\x85one<p><a href='/a\n/b'>two\nwords</a>"


def test_a_digest_has_the_page_s_words_and_links() -> None:
    one = digest("/eins", _PAGE)
    assert (one.language, one.title, one.headings) == ("de", "Eins", ("Eins",))
    assert "Ein Satz." in [line.text for line in one.lines]
    assert one.buttons == ("In den Warenkorb",)
    assert [link.href for link in one.links] == ["/", "/a", "/b", "/c"]


def test_links_are_absolute_where_the_page_states_their_base() -> None:
    one = digest("/eins", "<base href='/folder/'><a href='a'>A</a>")
    assert [link.href for link in one.links] == [f"{ROOT}/folder/a"]


def test_links_that_stand_alike_have_one_place() -> None:
    start, a, b, c = (link.place for link in digest("/eins", _PAGE).links)
    assert a == b, "digits in classes don't count"
    assert len({start, a, c}) == 3


@pytest.mark.parametrize(("seconds", "moves"), [("0", True), ("300", False)])
def test_a_page_that_leads_elsewhere_at_once_moves(seconds: str, moves: bool) -> None:
    head = f'<meta http-equiv="refresh" content="{seconds}; url=/other">'
    assert digest("/old", f"<head>{head}</head><p>Moved").moves is moves


def test_a_digest_survives_packing() -> None:
    for path, html in {**shop(), "/empty": "", "/broken": _BROKEN}.items():
        one = digest(path, html)
        assert unpack_digest(pack_digest(one)) == one


@pytest.mark.parametrize(
    "packed", [b"", b"no zlib", pack_digest(digest("/", "<p>x"))[:-9]]
)
def test_a_damaged_digest_is_told(packed: bytes) -> None:
    with pytest.raises(ValueError, match="damaged"):
        unpack_digest(packed)


def test_a_page_without_end_is_cut() -> None:
    html = "<p>word</p><a href='/x'>x</a>" * 5_000
    assert len(pack_digest(digest("/long", html))) < 20_000
