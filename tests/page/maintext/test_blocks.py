from __future__ import annotations

import pytest

from tests.support.effort import Work, assert_grows
from vultrcrawl.items import Region
from vultrcrawl.page.document import Document
from vultrcrawl.page.maintext.block import Blocks
from vultrcrawl.page.maintext.blocks import read_blocks


def read(html: str) -> Blocks:
    return read_blocks(Document(html, "https://example.com/"))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One <b>two</b><p>three<br>four", ["One two", "three", "four"]),
        ("<div>a<div>b</div>c</div>", ["a", "b", "c"]),
        ("<a>Red</a><a>Blue</a>", ["Red Blue"]),
        ("<b>f</b>oo", ["foo"]),
        ("<b>$5</b><sup>99</sup>", ["$5 99"]),
        ("x<!-- c -->y<script>z</script>!", ["xy!"]),
        ("a<p hidden>b</p>c<p style=display:none>d", ["a", "c"]),
        ("<pre>def f():\n    return 1\n</pre>", ["def f():\n    return 1"]),
        ("<ruby>漢<rt>かん</rt></ruby>", ["漢"]),
        (
            "<p>Meet <x-link href=/y><span>our group</span></x-link>.",
            ["Meet our group."],
        ),
        ("<li>(<x-a><x-b>ok</x-b></x-a> <x-c>or</x-c>) not", ["(ok or) not"]),
        ("<p>a <x-card><div>b</div></x-card> c", ["a", "b", "c"]),
        ("<x-name>Kettle</x-name><x-price>5</x-price>", ["Kettle", "5"]),
        ("", []),
    ],
)
def test_a_block_is_a_line_that_a_visitor_sees(html: str, expected: list[str]) -> None:
    assert [block.text for block in read(html).blocks] == expected


def test_blocks_know_what_of_them_is_linked_and_emphasised() -> None:
    [block] = read("<p>see <a href=x>this</a>, <b>or</b> that").blocks
    assert (block.linked, block.strong, block.links) == (4, 2, 1)
    linked = read("<a href=x><div>one</div><div>two</div></a>").blocks
    assert [block.linked for block in linked] == [3, 3]


def test_frames_know_their_blocks_and_region() -> None:
    found = read("<nav><p>a<p>b</nav><div><p>c</div><p>d<br>e")
    held = {
        (frame.element.tag, frame.region): "".join(
            block.text for block in found.blocks[frame.first : frame.last]
        )
        for frame in found.frames
        if frame.element.tag in ("body", "nav", "div")
    }
    assert held == {
        ("body", Region.MAIN): "abcde",
        ("nav", Region.NAV): "ab",
        ("div", Region.MAIN): "c",
    }
    assert [block.broken for block in found.blocks] == [False] * 4 + [True]


def test_four_times_the_blocks_take_no_ten_times_as_long() -> None:
    def prepared(count: int) -> Work:
        page = Document("<div>x<b>y</b></div>" * count + "<b>z</b>" * count, "")
        return lambda: read_blocks(page)

    assert_grows(prepared, 1_000)
