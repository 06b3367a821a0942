"""Reports, read with a parser that made none of them."""

from __future__ import annotations

from urllib.parse import urlsplit

from lxml import etree, html

#: What a report is made of. Anything else came from a site.
ELEMENTS = frozenset({
    "html", "head", "meta", "title", "style", "body",
    "header", "nav", "main", "section", "footer", "h1", "h2", "h3", "h4",
    "p", "a", "ol", "ul", "li", "dl", "div", "dt", "dd", "details", "summary",
    "table", "caption", "thead", "tbody", "tr", "th", "td",
    "span", "bdi", "code", "pre", "strong", "time",
})  # fmt: skip
ATTRIBUTES = frozenset({
    "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "rel",
    "title", "scope", "style", "datetime", "tabindex", "aria-label", "aria-labelledby",
    "aria-hidden", "data-label",
})  # fmt: skip


def read(page: str) -> html.HtmlElement:
    """Return the tree of a report, read from the bytes that its file would have."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    tree = html.document_fromstring(page.encode("utf-8"), parser=parser)
    assert isinstance(tree, html.HtmlElement)
    return tree


def assert_inert(page: str) -> html.HtmlElement:
    """Check that nothing of a site acts in *page*; return its tree."""
    tree = read(page)
    for element in tree.iter():
        assert isinstance(element, html.HtmlElement), etree.tostring(element)
        assert element.tag in ELEMENTS, element.tag
        assert set(element.attrib) <= ATTRIBUTES, dict(element.attrib)
        if "href" in element.attrib:
            _assert_harmless(element)
        if style := element.get("style"):
            assert style.startswith("width:")
            assert style[6:].rstrip("%").isdigit(), style
    (policy,) = tree.xpath("//head/meta[@http-equiv='Content-Security-Policy']")
    assert policy.get("content").startswith(
        "default-src 'none'; style-src 'unsafe-inline'"
    )
    # Nothing but the encoding stands before the policy: it holds for all that follows.
    assert [one.tag for one in policy.itersiblings(preceding=True)] == ["meta"]
    assert len(tree.xpath("//style")) == 1
    for number in [
        *range(9),
        11,
        12,
        *range(14, 32),
        *range(0x7F, 0xA0),
        0x2028,
        0x202E,
    ]:
        assert chr(number) not in page
    return tree


def _assert_harmless(element: html.HtmlElement) -> None:
    href = element.get("href")
    assert element.tag == "a"
    if href.startswith("#"):
        return
    parts = urlsplit(href)
    assert parts.scheme in ("http", "https"), href
    assert parts.netloc, href
    assert element.get("rel") == "noopener noreferrer nofollow"


def section(tree: html.HtmlElement, name: str) -> html.HtmlElement:
    """Return the part of the page below the heading with this text."""
    for one in tree.xpath("//section"):
        heading = one.xpath("string((.//h2|.//h3)[1])")
        if str(heading).split()[:1] == name.split()[:1]:
            assert isinstance(one, html.HtmlElement)
            return one
    raise AssertionError(f"no section {name}")


def said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def rows(element: html.HtmlElement, caption: str) -> list[list[str]]:
    (table,) = [
        one for one in element.iter("table") if said(one.find("caption")) == caption
    ]
    return [[said(cell) for cell in row] for row in table.find("tbody")]


def facts(element: html.HtmlElement) -> dict[str, str]:
    return {
        said(one.find("dt")): said(one.find("dd")) for one in element.xpath(".//dl/div")
    }
