from __future__ import annotations

import pytest

from tests.support.effort import Work, assert_grows
from vultrcrawl.items import Region
from vultrcrawl.page.document import Document
from vultrcrawl.page.html.text import own_text, text_of
from vultrcrawl.schema.model import Locator
from vultrcrawl.schema.sources.reading import Reading

PROSE = "<p>" + "Long prose that a visitor came to read. " * 40 + "</p>"


def read(html: str) -> Document:
    return Document(html, "https://example.com/")


def texts(html: str) -> list[str]:
    nodes = read(html).content.nodes
    return [text for node in nodes if (text := own_text(node.element))]


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden",
        'style="display:none"',
        'style="visibility: hidden"',
        "popover",
        'data-cfemail="5d"',
    ],
)
def test_what_is_hidden_is_no_node_and_in_no_text(attributes: str) -> None:
    page = read(f"<div id=a>seen<p {attributes}>not <b>this</b></p> too</div>")
    assert [node.tag for node in page.content.nodes] == ["body", "div"]
    assert text_of(page.content.nodes[1].element) == "seen too"
    assert page.text == "seen\ntoo"


def test_a_custom_element_in_a_sentence_is_no_block() -> None:
    page = read(
        "<p>Rice(<x-link>Khao</x-link>)s</p><div><x-a>1</x-a><x-b>2</x-b></div>"
    )
    assert page.text == "Rice(Khao)s\n1\n2"
    nodes = {node.tag: node for node in page.content.nodes}
    assert text_of(nodes["p"].element) == "Rice(Khao)s"
    assert text_of(nodes["div"].element) == "1 2"
    assert (nodes["p"].has_block, nodes["div"].has_block) == (False, True)


def test_hidden_labels_and_values_are_in_no_record() -> None:
    hidden = 'style="display:none"'
    page = read(
        f"<h1>Thing</h1><dl><dt>Pages<dd>192<dt {hidden}>Internal<dd {hidden}>x9"
        f"<dt>Cost<dd {hidden}>secret</dl>"
    )
    assert Reading(page).label == {"Pages": ["192"]}
    assert page.hidden_text == "Internal\nx9\nsecret"


def test_a_selector_finds_nothing_hidden() -> None:
    page = read("<div hidden><b class=p>1</b></div><div><b class=p>2</b></div>")
    locator = Locator(kind="css", expr="b.p", attribute="text")
    assert Reading(page).find(locator) == ["2"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<div hidden="until-found">words</div>', ["words"]),
        ("<details><summary>q</summary>a</details>", ["a", "q"]),
        ("<dialog>d</dialog><p>p", ["p"]),
        ("<dialog open>d</dialog>", ["d"]),
        ("<object>old</object><textarea>t</textarea><p>p", ["p"]),
    ],
)
def test_one_rule_says_what_is_visible(html: str, expected: list[str]) -> None:
    assert texts(html) == expected
    assert sorted(read(html).text.splitlines()) == expected


def test_what_is_for_browsers_without_scripts_is_read_where_it_is_the_page() -> None:
    notice = "<noscript><p>Switch scripts on.</p></noscript>"
    assert texts(f"{PROSE}{notice}") == texts(PROSE)
    assert "Switch" not in read(f"{PROSE}{notice}").text
    assert texts(f"<p>x</p><noscript>{PROSE}</noscript>") == ["x", *texts(PROSE)]


def test_a_node_and_a_link_stand_in_the_same_region() -> None:
    page = read(
        f'<div class="sidebar"><h1>T</h1>{PROSE}<p><a href="/x">x</a></p></div>'
        f'<nav><a href="/n">n</a><ol class=breadcrumb><li><a href="/b">b</a></ol></nav>'
    )
    nodes = page.content.by_element
    links = {link.text: link for link in page.links}
    assert [nodes[links[name].element].region for name in "xb"] == [
        links["x"].region,
        Region.BREADCRUMB,
    ]
    assert links["x"].region is Region.MAIN
    assert links["n"].element not in nodes


def test_a_page_of_nothing_but_menus_has_them_as_content() -> None:
    menu = "".join(f'<li><a href="/{n}">Category number {n}</a>' for n in range(30))
    nodes = read(f"<nav><ul>{menu}</ul></nav><p>x</p>").content.nodes
    assert sum(node.tag == "a" for node in nodes) == 30


def test_an_element_with_a_block_in_it_knows() -> None:
    page = read("<div id=a><i>x<br>y</i></div><div id=b><i><p hidden>x</p></i></div>")
    blocks = [node.has_block for node in page.content.nodes if node.tag == "div"]
    assert blocks == [False, False]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>", "漢字"),
        ("4<!-- -->2", "42"),
        ("a<script>x()</script>b", "ab"),
        ("x<sup>2</sup>y", "x2y"),
        ("<b>$5</b><sup>99</sup>", "$5 99"),
        ("one<div></div>two", "one two"),
        ("f<b>o</b>o", "foo"),
        ("<b>a</b> <i>b</i>", "a b"),
        ("a<select><option>1</select>b", "a b"),
        ("<b><i>Red</i></b><a><i>Blue</i></a>", "Red Blue"),
        ("<i>x<b>y</b></i><span hidden>no</span>z", "xyz"),
    ],
)
def test_texts_have_gaps_where_a_reader_sees_them(html: str, expected: str) -> None:
    [element] = read(f"<section>{html}</section>").root.iter("section")
    assert text_of(element) == expected


@pytest.mark.parametrize("space", [" ", " " * 50])
def test_of_what_is_longer_than_enough_a_longer_beginning_is_read(space: str) -> None:
    words = "".join(f"<div>word{space}{n}" for n in range(40))
    [element] = read(f"<section>{words}</section>").root.iter("section")
    whole = text_of(element)
    for enough in range(1, len(whole) + 20):
        text = text_of(element, enough=enough)
        assert whole.startswith(text)
        assert text == whole or len(text) > enough
    assert len(text_of(element, enough=20)) < 60


def test_a_page_four_times_as_long_takes_no_ten_times_as_long() -> None:
    def prepared(count: int) -> Work:
        page = read("<div><b>x</b>" * count + "<i>y</i>" * count)
        return lambda: text_of(page.content.nodes[0].element)

    assert_grows(prepared, 1_000)


@pytest.mark.parametrize(
    ("around", "hidden"),
    [
        ("<div>{}</div>", False),
        ("<div hidden><ul>{}</ul></div>", True),
        ("<div style='display: none'>{}</div>", True),
        ("<div style='color: red'>{}</div>", False),
        ("<dialog>{}</dialog>", True),
        ("<dialog open>{}</dialog>", False),
        ("<noscript>{}</noscript>", True),
    ],
)
def test_an_element_is_hidden_as_the_walk_says(around: str, *, hidden: bool) -> None:
    text = "<p>" + "What everyone sees. " * 20 + "</p>"
    page = Document(text + around.format("<li id=it>text</li>"), "http://a.example/")
    (element,) = page.root.xpath("//*[@id='it']")
    assert page.hides(element) is hidden
    assert page.walk.layout.scope_of(element).hidden is hidden
