"""The text of an element, as a reader sees it without style sheets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.page.document import Document
from vultrcrawl.page.html.text import text_of


def text(html: str) -> str:
    page = f"<body><section>{html}</section></body>"
    [element] = Document(page, "https://a.example/").root.iter("section")
    return text_of(element)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<a>Aufsichtsrat</a><a>Deutsche Bank</a>", "Aufsichtsrat Deutsche Bank"),
        ("By <span>Rose Hill</span><span>April 4</span>", "By Rose Hill April 4"),
        ("<b>ENTREES</b><a>Chicken</a><a>Turkey</a>", "ENTREES Chicken Turkey"),
        ("<time>Nov 19;</time><time>Posted Nov 18</time>", "Nov 19; Posted Nov 18"),
        ("<a>1</a><a>2</a>", "1 2"),
        ("<b>$1,298</b><sup>00</sup>", "$1,298 00"),
        ("<ul><li>One<li>Two</ul>Three", "One Two Three"),
        ("one<br><b>two</b><hr>three", "one two three"),
        ("<table><tr><td>1<td>2</table>", "1 2"),
    ],
)
def test_what_stands_apart_has_a_space_between(html: str, expected: str) -> None:
    assert text(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>A</b>pple", "Apple"),
        ("<b>T</b><b>imely</b>", "Timely"),
        ("suppor<b>te</b>d", "supported"),
        ("<a>plan</a>s and <b>re<i>do</i></b>", "plans and redo"),
        ("foo<!-- a comment -->bar<wbr>baz", "foobarbaz"),
        ("<span>21</span><sup>st</sup> of H<sub>2</sub>O", "21st of H2O"),
        ("<i>x</i><sub>1</sub> as noted<i></i><sup>2</sup>", "x1 as noted2"),
        ("<span>4</span><span>mg</span>", "4mg"),
        ("<span>9.</span><span>99</span>", "9.99"),
        ("<i>os.</i><i>path</i>", "os.path"),
        ("<a>guide</a>.<p>Try <a>it</a>, too", "guide. Try it, too"),
    ],
)
def test_a_word_or_sentence_is_not_torn(html: str, expected: str) -> None:
    assert text(html) == expected


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("p", "a", "span", "b", "sup", "div", "br", "hr", "!")),
            st.text("aB1. \n", max_size=3),
            st.text("aB1. \n", max_size=3),
        ),
        max_size=8,
    )
)
def test_text_has_all_letters_in_their_order(parts: list[tuple[str, str, str]]) -> None:
    html = "".join(
        f"<!--{inside}-->{after}"
        if tag == "!"
        else f"<{tag}>{after}"
        if tag in ("br", "hr")
        else f"<{tag}>{inside}</{tag}>{after}"
        for tag, inside, after in parts
    )
    said = "".join(
        after if tag in ("br", "hr", "!") else inside + after
        for tag, inside, after in parts
    )
    found = text(html)
    assert "".join(found.split()) == "".join(said.split())
    assert found == " ".join(found.split())
