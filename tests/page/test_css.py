"""Selectors that anybody wrote, on pages that anybody wrote."""

from __future__ import annotations

import pytest
from cssselect import HTMLTranslator
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml.html import HtmlElement

from tests.support.effort import Work, assert_grows
from vultrcrawl.page.css import compiled, select
from vultrcrawl.page.tree import parse

_TAGS = st.sampled_from(["div", "p", "b"])
_TREES = st.recursive(
    _TAGS.map(lambda tag: f"<{tag} class=x></{tag}>") | st.just("<!-- -->text"),
    lambda inner: st.tuples(
        st.sampled_from(["div", "section"]),
        st.sampled_from(["", " class=x", " id=one", " data-a='b c'"]),
        st.lists(inner, max_size=4),
    ).map(lambda one: f"<{one[0]}{one[1]}>{''.join(one[2])}</{one[0]}>"),
    max_leaves=25,
)
_COMPOUNDS = st.sampled_from([
    "*", "div", "p", ".x", "div.x", "#one", "[data-a~=c]", "[class^=x]", "b:empty",
    "p:first-child", ":last-child", "div:nth-child(2n+1)", "div:nth-of-type(2)",
    ":nth-last-child(-n+2)", "div:only-of-type", ":not(.x)", "section:not([class])",
])  # fmt: skip
_SELECTORS = st.lists(
    st.lists(
        st.tuples(st.sampled_from([" ", " > ", " + ", " ~ "]), _COMPOUNDS),
        min_size=1,
        max_size=4,
    ).map(lambda parts: "".join(a + b for a, b in parts).lstrip(" >+~")),
    min_size=1,
    max_size=2,
).map(", ".join)


@given(_TREES, _SELECTORS)
def test_it_finds_what_xpath_finds(html: str, css: str) -> None:
    root = parse(f"<body>{html}</body>")
    xpath = etree.XPath(HTMLTranslator().css_to_xpath(css))
    for at in root.iter("html", "section"):
        expected = xpath(at)
        assert isinstance(expected, list)
        # Below a part of a page: its XPath leads to what stands beside it, too.
        below = set(at.iter())
        within = [one for one in expected if one in below]
        assert select(at, css) == within


NESTED = ("<div class=a>" * 200 + "</div>" * 200, 200)
FLAT = ("<p class=a>x</p>", 1)
HARD = [
    "div div", "* * * *", "div.a div.a div", " ".join(["*"] * 20), "p ~ p",
    " ~ ".join(["*"] * 20), "p + p", "p:nth-child(2n+1)", "p:last-child",
    "p:nth-last-of-type(3)", ":not(.b) :not(.c)", "p:first-child, div div, p ~ p",
]  # fmt: skip


@pytest.mark.parametrize("css", HARD)
@pytest.mark.parametrize("part", [NESTED, FLAT], ids=["nested", "flat"])
def test_time_grows_with_the_page_and_no_faster(
    css: str, part: tuple[str, int]
) -> None:
    html, elements = part

    def prepared(count: int) -> Work:
        root = parse("<body>" + html * (count // elements))
        return lambda: select(root, css)

    assert_grows(prepared, 4_000)


@pytest.mark.parametrize("css", [
    "", "((", "x|a", "a[x|y=z]", "*:has(p)", "p:contains('a')", ":is(a)", "a:visited",
    ":not(a:first-child)", "a::before", ":not(" * 90 + "a" + ")" * 90,
    ":is(" * 3000 + "a" + ")" * 3000, " ".join(["*"] * 250), ",".join("abcdefgh" * 9),
    "p:nth-child(99999999999999999999n+1)", "p:lang(en)", "a" * 2000, "\ud800", "a\0b",
])  # fmt: skip
def test_what_is_no_selector_finds_nothing(css: str) -> None:
    root: HtmlElement = parse("<p>text</p>")
    assert select(root, css) == []
    assert compiled("p") is not None
