from __future__ import annotations

from vultrcrawl.page.document import Document
from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.repetition.elements import elements_of, items_in, share_of

TERMS = "<body><dl><dt>A<dd>1<dd>2<dt>B<dd>3</dl><p>After</p></body>"


def test_an_element_goes_on_up_to_the_next_one() -> None:
    root = Document(TERMS, "https://a.example/").root
    found = elements_of(root, "dl > dt", spread=True)
    assert [text_of(one) for one in found] == ["A 1 2", "B 3"]


def test_the_page_itself_stays_as_it_is() -> None:
    document = Document(TERMS, "https://a.example/")
    elements_of(document.root, "dl > dt", spread=True)
    assert len(document.root.findall(".//dd")) == 3


def test_hidden_elements_are_no_items() -> None:
    html = "<body><ul><li>one</li><li hidden>two</li><li>three</li></ul></body>"
    page = Document(html, "https://a.example/")
    assert [text_of(one) for one in items_in(page, "ul > li")] == ["one", "three"]


def test_the_share_of_the_text_is_that_of_what_is_seen() -> None:
    html = f"<body><p>{'a' * 30}</p><ul><li>{'b' * 10}</li></ul></body>"
    page = Document(html, "https://a.example/")
    assert share_of(page, items_in(page, "ul > li")) == 0.25
