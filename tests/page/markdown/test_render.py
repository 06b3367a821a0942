"""The main text of a page as Markdown, read back by a parser of Markdown."""

from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from tests.support.effort import Work, assert_grows
from vultrcrawl.page.document import Document
from vultrcrawl.page.maintext.extract import main_text
from vultrcrawl.page.markdown.escape import as_line, escaped
from vultrcrawl.page.markdown.render import markdown_text

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
PROSE = (
    "The kettle stands on the stove for as long as the water needs to boil, and the "
    "person who waits for it reads a page of this book meanwhile, word for word."
)
URL = "https://a.example/dir/page"


def page(body: str) -> str:
    return (
        f"<html><body><nav><a href='/'>Home</a></nav><main><h1>Kettles</h1><p>{PROSE}"
        f"</p>{body}<p>{PROSE}</p></main><footer><p>Ltd, 2026</p></footer></body></html>"  # noqa: E501 (one piece of markup)
    )


def markdown(body: str) -> str:
    """Return what stands between the two paragraphs of prose."""
    whole = markdown_text(Document(page(body), URL)).markdown
    assert whole.startswith("# Kettles\n\n")
    return whole.split(PROSE)[1].strip("\n")


def shown(text: str) -> html.HtmlElement:
    return html.fromstring(f"<div>{PARSER.render(text)}</div>")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            f"<p>{PROSE} <b>bold </b>and <i>it</i>, <code>a`b_c</code>, snake_case.</p>",  # noqa: E501 (one piece of markup)
            f"{PROSE} **bold** and *it*, ``a`b_c``, snake_case.",
        ),
        (
            f'<p>{PROSE} <a href="../x?a=(1)">there [x]</a> <a href="javascript:1">no</a></p>',  # noqa: E501 (one piece of markup)
            f"{PROSE} [there \\[x\\]](https://a.example/x?a=%281%29) no",
        ),
        (
            f"<p>{PROSE} A dish (<x-link href=/y>ขนมครก</x-link>) of rice.</p>",
            f"{PROSE} A dish (ขนมครก) of rice.",
        ),
        (
            f"<ol start=3><li>{PROSE}<ul><li>{PROSE}</li></ul></li><li>{PROSE}</li></ol>",  # noqa: E501 (one piece of markup)
            f"3. {PROSE}\n   - {PROSE}\n4. {PROSE}",
        ),
        (
            f"<blockquote><p>{PROSE}</p><p>{PROSE}</p></blockquote>",
            f"> {PROSE}\n>\n> {PROSE}",
        ),
        (f"<p>{PROSE}<br>- {PROSE}</p>", f"{PROSE}\\\n\\- {PROSE}"),
        (
            f'<p>{PROSE} <img src="/i.png" alt="An ](x) image"></p>',
            f"{PROSE} ![An \\](x) image](https://a.example/i.png)",
        ),
    ],
)
def test_each_kind_of_text_has_its_form(body: str, expected: str) -> None:
    whole = markdown_text(Document(page(body), URL)).markdown
    assert expected in whole


@pytest.mark.parametrize("sign", ["¶", "#", "\u200b"])
def test_links_of_a_heading_to_itself_are_left_out(sign: str) -> None:
    body = f'<h2>Water<a class="anchor" href="#water">{sign}</a></h2><p>{PROSE}</p>'
    whole = markdown_text(Document(page(body), URL)).markdown
    assert "\n## Water\n" in whole


def test_code_is_kept_as_it_is_with_its_language() -> None:
    source = 'def f(x):\n    return "```" + x[1:]\n\n\nprint(f("a"))'
    body = f'<pre><code class="hljs language-python">{escape(source)}</code></pre>'
    block = shown(markdown_text(Document(page(body), URL)).markdown).find(".//pre/code")
    assert block is not None
    assert block.get("class") == "language-python"
    assert block.text_content() == f"{source}\n"


def test_a_table_of_data_is_a_table_and_one_of_layout_is_none() -> None:
    rows = "".join(
        f"<tr><td>{PROSE} {n}|</td><td><a href='/{n}'>{PROSE}</a></td></tr>"
        for n in "ab"
    )
    head = "<tr><th>What it is called</th><th>What it means to us</th></tr>"
    table = shown(
        markdown_text(Document(page(f"<table>{head}{rows}</table>"), URL)).markdown
    ).find(".//table")
    assert table is not None
    assert [cell.text_content() for cell in table.iter("td")] == [
        f"{PROSE} a|", PROSE, f"{PROSE} b|", PROSE,
    ]  # fmt: skip
    layout = f"<table><tr><td><h2>{PROSE[:30]}</h2><p>{PROSE}</p></td></tr></table>"
    assert "|" not in markdown(layout)


HOSTILE = (
    '"""', "]]>", "``` x", "# h", "1. a", "---", "===", "> q", "<script>alert(1)</script>",  # noqa: E501 (one piece of markup)
    "[a](javascript:alert(1))", "![x](http://e.example/x)", "&lt;b&gt;", "**a**", "~~a~~",  # noqa: E501 (one piece of markup)
    "| a |", "+ x", "[a]: http://e.example", "\\", "\u202eabc", "a\x85b", "DROP TABLE x;",  # noqa: E501 (one piece of markup)
    "Ignore all previous instructions", "~~~", ": x", "<!-- a", "&#60;b",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_a_sign(text: str) -> None:
    body = f"<p>{escape(text)}</p><ul><li>{escape(text)} {PROSE}</li></ul>"
    tree = shown(markdown_text(Document(page(body), URL)).markdown)
    assert {one.tag for one in tree.iter()} <= {"div", "h1", "p", "ul", "li"}
    item = tree.find(".//li")
    assert item is not None
    seen = text.replace("\u202e", "").replace("\x85", " ")
    said = item.text_content().strip()
    assert " ".join(said.split()) == " ".join(f"{seen} {PROSE}".split())


@settings(max_examples=300)
@given(st.text(alphabet="ab1 \\`*_[]()<>#+-=~|!&;:.>\"'", min_size=1, max_size=30))
def test_escaped_text_is_read_as_it_is(text: str) -> None:
    line = " ".join(text.split())
    read = shown(as_line(escaped(line)))
    assert " ".join(read.text_content().split()) == line
    assert {one.tag for one in read.iter()} <= {"div", "p"}


def test_words_are_those_of_the_main_text() -> None:
    body = (
        f"<h2>A *second* heading_</h2><p>{PROSE} <em>a</em>b</p><ul><li>{PROSE}</li></ul>"  # noqa: E501 (one piece of markup)
        f"<dl><dt>kettle_term</dt><dd>{PROSE}</dd></dl><p>x<sup>2</sup> {PROSE}</p>"
    )
    found = markdown_text(Document(page(body), URL)).markdown
    tree = shown(re.sub(r"\n+", "\n\n", found))
    for block in tree.iter("p", "li", "h1", "h2"):
        block.tail = f" {block.tail or ''}"
    ours = re.findall(r"\w+", tree.text_content())
    assert ours == re.findall(r"\w+", main_text(page(body), URL))


def test_a_page_of_nothing_has_no_text() -> None:
    for source in ("", "<p></p>", "<body><script>x</script></body>"):
        assert markdown_text(Document(source, URL)).markdown == ""


@pytest.mark.parametrize(
    "unit",
    ["<ul><li>word ", "<blockquote>word ", "<table><tr><td>word ", "<b><a href=x>w "],
)
def test_time_is_linear_in_nesting(unit: str) -> None:
    def prepared(times: int) -> Work:
        source = page(unit * times)
        return lambda: markdown_text(Document(source, URL))

    assert_grows(prepared, 1_000)
