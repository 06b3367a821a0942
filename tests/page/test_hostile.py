"""Pages that are broken, huge or meant to hurt."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vultrcrawl.page.bounds import MAX_ATTRIBUTES
from vultrcrawl.page.document import Document
from vultrcrawl.page.encoding import decode

URL = "https://example.com/a/page"
#: More than any of these takes by a factor of ten; what is quadratic takes minutes.
SECONDS = 20.0


def everything(page: Document) -> str:
    """Read all of *page* and return it as one text."""
    parts = (
        page.title, page.text, page.main_text, page.hidden_text, page.description,
        page.language, page.canonical_url, page.meta_refresh,
        sorted(page.robots), page.meta, page.base_url, sorted(page.tags.items()),
        [(link.url, link.text, link.region, link.rel) for link in page.links],
        [(heading.level, heading.text) for heading in page.headings],
        [(f.action, f.method, f.text, [repr(x) for x in f.fields]) for f in page.forms],
        page.structured.jsonld, page.structured.microdata, page.structured.rdfa,
        page.structured.opengraph, page.structured.types,
    )  # fmt: skip
    return json.dumps(parts)


@pytest.mark.parametrize(
    "tag", ["div", "b", "h1", "form", "x-y", "ul><li", "table><td"]
)
def test_a_hundred_thousand_levels_lose_nothing(tag: str) -> None:
    html = f"<{tag}>" * 100_000 + 'deep <a href="/x">link</a>' + "</p>after"
    page = Document(html, URL)
    everything(page)
    assert "deep link" in page.text
    assert "after" in page.text
    assert [link.url for link in page.links] == ["https://example.com/x"]


@pytest.mark.parametrize("value", ["", "=1", "='x>y'", '="<a>"'])
def test_an_element_has_so_many_attributes_at_most(value: str) -> None:
    many = " ".join(f"a{number}{value}" for number in range(100_000))
    page = Document(f"<p>before<b {many}>in</b> after", URL)
    everything(page)
    [element] = page.root.iter("b")
    assert len(element.attrib) == MAX_ATTRIBUTES
    assert page.text == "beforein after"
    few = " ".join(f"a{number}{value}" for number in range(MAX_ATTRIBUTES))
    [element] = Document(f"<b {few}>{'x ' * 60_000}", URL).root.iter("b")
    assert len(element.attrib) == MAX_ATTRIBUTES


@pytest.mark.parametrize(
    "html",
    [
        "<" * 1_000_000,
        "<a " * 500_000,
        "<a " + "x=1 " * 200_000,
        '<p style="' + "display " * 100_000 + '">',
        '<p class="' + "breadcrumb-" * 100_000 + '">',
        '<p id="' + "nav-" * 100_000 + '">',
        "<div itemscope itemprop=a>" * 2000 + "x " * 500_000,
        "<div typeof=T property=a>" * 2000 + "x " * 500_000,
        "<a href=1><div>" * 2000 + "x" * 500_000,
        "<form>" + "<label for=x><input id=x>" * 1000 + "y " * 100_000,
        "<form>" + ("<select>" + "<option>x" * 1000) * 300,
        "<form><div>" * 100 + "<input name=x>" * 50_000,
        '<meta http-equiv=refresh content="' + " " * 500_000 + '">',
        '<meta http-equiv=refresh content="0' + "; " * 300_000 + '">',
        *(
            f"<script type=application/ld+json>{{{text * 300_000}</script>"
            for text in ("/*", "<!--", '"\\', ", ", "//", '"a"', "[")
        ),
    ],
    ids=lambda html: html[:24],
)
def test_no_page_takes_long(html: str) -> None:
    start = time.thread_time()
    everything(Document(html, URL))
    assert time.thread_time() - start < SECONDS


def test_texts_of_nested_elements_are_bounded() -> None:
    page = Document("<h1>" * 1500 + "x " * 100_000, URL)
    assert sum(len(heading.text) for heading in page.headings) < 3_000_000


TAGS = st.sampled_from(
    [
        "div", "p", "a", "b", "nav", "header", "footer", "main", "article", "table",
        "tr", "td", "form", "input", "select", "option", "label", "h1", "script",
        "style", "svg", "title", "template", "noscript", "iframe", "frameset", "frame",
        "body", "html", "head", "base", "meta", "link", "dialog", "button", "textarea",
        "li", "br",
    ]
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    [
        "hidden", 'class="nav menu"', 'id="x"', 'style="display:none"', 'href="/a b"',
        'href="http://[x"', 'src="//h/"', 'rel="next"', "itemscope", 'itemprop="p q"',
        'itemref="x"', 'typeof="T"', 'property="og:a"', 'content="0;url=/r"', "typeof",
        'http-equiv="refresh"', 'name="robots"', 'type="application/ld+json"',
        'for="x"', 'form="x"', 'role="banner"', "selected", 'action="?"', "\0", "=",
    ]
)  # fmt: skip
PIECES = st.one_of(
    st.builds(
        lambda tag, attributes: f"<{tag} {' '.join(attributes)}>",
        TAGS,
        st.lists(ATTRIBUTES, max_size=4),
    ),
    TAGS.map(lambda tag: f"</{tag}>"),
    st.text(max_size=12),
    st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "<?", "&#0;", "&#xD800;", "<"]),
)


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_soup_is_read_the_same_twice(html: str) -> None:
    first = everything(Document(html, URL))
    assert first == everything(Document(html, URL))
    assert len(first) < 3_000 + 60 * len(html)


@settings(max_examples=100)
@given(st.text(), st.text())
def test_any_text_at_any_address_is_read(html: str, url: str) -> None:
    everything(Document(html, url))


@settings(max_examples=100)
@given(
    st.binary(),
    st.one_of(
        st.text(),
        st.sampled_from(
            ["utf-8", "utf-16", "utf-7", "cp932", "hex", "idna", "x", "undefined"]
        ).map("text/html; charset={}".format),
    ),
)
def test_any_bytes_are_decoded_and_can_be_stored(
    body: bytes, content_type: str
) -> None:
    name, text = decode(body, content_type)
    assert (name, text) == decode(body, content_type)
    assert len(text) <= 2 * len(body) + 1
    Document.from_bytes(body, URL, content_type).text.encode()
