import pytest

from tests.support.effort import assert_quick
from vultrcrawl.schema.values import plain


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("<p>Red &amp; <b>warm</b></p>\n lamp", "Red & warm lamp"),
        ("a<!-- <b>x</b> > -->b <!---->c", "a b c"),
        ("a<!-- x <!-- y -->b", "a b"),
        ("a &lt;!-- x --&gt;b&lt;br&gt;c", "a b c"),
        ("1 < 2 and 3 > 2 <!-- no end", "1 < 2 and 3 > 2 <!-- no end"),
    ],
)
def test_what_is_left_of_a_text_of_json(text: str, meant: str) -> None:
    assert plain(text) == meant


@pytest.mark.parametrize("text", ["<!--", "<a ", "&lt;!--", "<!-- -", "&#x3c;"])
def test_hostile_texts_take_little_time(text: str) -> None:
    assert_quick(lambda: plain(text * (500_000 // len(text))), 1)
