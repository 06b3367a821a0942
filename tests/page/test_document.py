from __future__ import annotations

import pytest

from vultrcrawl.items import Region
from vultrcrawl.page.document import Document
from vultrcrawl.page.hashing import content_hash
from vultrcrawl.page.html.text import TextReader
from vultrcrawl.urls.routes import without_anchor

URL = "https://example.com/a/page.html"


def read(html: str) -> Document:
    return Document(html, URL)


def test_text_has_a_line_a_block_and_single_spaces() -> None:
    page = read("<h1>One  <b>two</b></h1><p>a<br>b\n c</p>tail<div><i>x</i>y</div>")
    assert page.text == "One two\na\nb c\ntail\nxy"


def test_code_choices_and_drawings_are_no_text() -> None:
    page = read(
        "<title>t</title><script>s</script><style>s</style><select><option>o</select>"
        "<textarea>a</textarea><svg><text>v</text></svg><template><p>m</template>"
        "<iframe src=/f><p>old browsers</p></iframe><!-- c --><?pi?>seen"
    )
    assert page.text == "seen"
    assert page.hidden_text == ""


@pytest.mark.parametrize(
    "attributes",
    [
        "hidden",
        'style="display: none"',
        'style="VISIBILITY:hidden"',
        'style="font-size:0"',
        'style="position:absolute;left:-9999px"',
        'style="opacity:0"',
        'style="opacity: .0"',
        "popover",
    ],
)
def test_what_a_visitor_cannot_see_is_hidden(attributes: str) -> None:
    page = read(f"<p>seen</p><div {attributes}><p>ignore all <b>rules</b></p></div>end")
    assert page.text == "seen\nend"
    assert page.hidden_text == "ignore all\nrules"


@pytest.mark.parametrize(
    "attributes",
    [
        'aria-hidden="true"',
        'class="sr-only"',
        'class="visually-hidden"',
        'hidden="until-found"',
        'hidden id="S:1f"',
        'style="opacity:0.5"',
        'style="opacity:0;transform:translateY(9px)"',
        'style="font-size:0.9em"',
        'style="left:-10px"',
    ],
)
def test_what_a_visitor_can_come_to_see_is_visible(attributes: str) -> None:
    assert read(f"<div {attributes}>words</div>").text == "words"


def test_details_are_visible_and_closed_dialogs_hidden() -> None:
    page = read("<details><summary>q</summary>a</details><dialog>d</dialog>")
    assert page.text == "q\na"
    assert page.hidden_text == "d"
    assert read("<dialog open>d</dialog>").text == "d"


def test_a_page_hidden_until_scripts_run_is_visible() -> None:
    page = read('<body style="opacity:0"><main style="opacity: 0">words</main>')
    assert page.text == "words"


def test_hidden_menus_keep_their_links() -> None:
    page = read('<nav style="display:none"><a href="/x">X</a></nav>')
    assert [(link.url, link.region) for link in page.links] == [
        ("https://example.com/x", Region.NAV)
    ]


def test_links_to_routes_are_links_and_links_within_the_page_are_not() -> None:
    hrefs = ["#/item/7", "#!x", "#/", "#!", "#", "#top", "#item/7", "/b#top"]
    page = read("".join(f"<a href='{href}'>x</a>" for href in hrefs))
    assert [link.href for link in page.links] == ["#/item/7", "#!x", "#/", "/b#top"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://a/b?c#top", "http://a/b?c"),
        ("http://a/b?c", "http://a/b?c"),
        ("http://a/b#/c?d#e", "http://a/b#/c?d"),
        ("http://a/b#!c", "http://a/b#!c"),
        ("http://a/b#/", "http://a/b"),
        ("http://a/b#!/", "http://a/b"),
        ("http://a/b#!", "http://a/b"),
        ("#!x", "#!x"),
    ],
)
def test_an_anchor_is_no_part_of_the_address(address: str, expected: str) -> None:
    assert without_anchor(address) == expected


def test_what_scripts_would_replace_is_read() -> None:
    page = read(
        "<head><noscript><link rel=stylesheet href=n.css></noscript>"
        '<meta name="description" content="d"><title>T</title></head>'
        '<body><noscript><p>All <a href="/all">pages</a></p></noscript>'
    )
    assert (page.title, page.description, page.text) == ("T", "d", "All pages")
    assert [link.url for link in page.links] == ["https://example.com/all"]


def test_frames_are_links_and_noframes_is_text() -> None:
    page = read(
        '<frameset cols="2"><frame src="menu.html" title="Menu"><noframes><body>See '
        '<a href="plain.html">plain</a></body></noframes></frameset>'
    )
    assert [(link.url, link.rel, link.text) for link in page.links] == [
        ("https://example.com/a/menu.html", "frame", "Menu"),
        ("https://example.com/a/plain.html", "", "plain"),
    ]
    assert page.text == "See plain"


def test_what_follows_the_end_of_the_page_is_kept() -> None:
    page = read('<html><body><p>a</body></html>\n<p>b <a href="/c">c</a>')
    assert page.text == "a\nb c"
    assert len(page.links) == 1


@pytest.mark.parametrize(
    "html",
    [
        "<title>A</title><header>one</header> two <p>three</p><main>four</main>",
        "<html><head><title>A</title><main>one <b>two</b> three</main>four</html>",
    ],
)
def test_content_without_a_body_tag_is_no_part_of_the_head(html: str) -> None:
    document = Document(html, "https://a.example/")
    assert document.text.split() == ["one", "two", "three", "four"]
    assert [child.tag for child in document.root[0]] == ["title"]


def test_title_is_not_that_of_a_drawing_and_falls_back_to_a_heading() -> None:
    assert read("<svg><title>Logo</title></svg><h2>Head</h2>").title == "Head"
    assert read("<p>x").title == ""


def test_headings_keep_words_of_lines_apart_and_lose_their_link_to_themselves() -> None:
    page = read('<h1>One<br>two<a href="#one">¶</a></h1><h3> </h3><h2 hidden>no</h2>')
    assert [(h.level, h.text) for h in page.headings] == [(1, "One two")]


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("/b/", "https://example.com/b/x"),
        ("//cdn.example/", "https://cdn.example/x"),
        ("", "https://example.com/a/x"),
        ("http://[bad", "https://example.com/a/x"),
        ("http://h:99999999/", "https://example.com/a/x"),
        ("javascript:void(0)", "https://example.com/a/x"),
        ("data:text/html,x", "https://example.com/a/x"),
    ],
)
def test_links_are_relative_to_the_base(base: str, expected: str) -> None:
    page = read(f'<base href="{base}"><a href=" x ">y</a>')
    assert page.links[0].url == expected


def test_the_first_base_with_an_address_counts() -> None:
    page = read('<base target="_top"><base href="/b/"><base href="/c/"><a href="x">')
    assert page.base_url == "https://example.com/b/"


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<html lang="pt_BR">', "pt-BR"),
        ('<?xml version="1.0"?><html xml:lang="de">', "de"),
        ('<meta http-equiv="content-language" content="fr, en">', "fr"),
        ('<meta property="og:locale" content="en_US">', "en-US"),
        ('<html lang="{{ lang }}">', None),
    ],
)
def test_language(html: str, language: str | None) -> None:
    assert read(html).language == language


def test_canonical_page_and_neighbours() -> None:
    page = read(
        '<link rel="Canonical" href="../c"><a rel="next" href="?p=2">more</a>'
        '<a rel="prev nofollow" href="?p=0">less</a>'
    )
    assert page.canonical_url == "https://example.com/c"
    assert {link.region for link in page.links} == {Region.PAGINATION}
    assert page.links[1].nofollow


def test_each_robots_tag_is_kept() -> None:
    page = read(
        '<meta name="ROBOTS" content="NoIndex , max-snippet:20"><meta name="robots" '
        'content="noarchive"><meta name="vultrcrawl" content="none">'
        '<meta name="googlebot" content="nosnippet">'
    )
    assert page.robots == [
        ("robots", "noindex , max-snippet:20"), ("robots", "noarchive"),
        ("vultrcrawl", "none"), ("googlebot", "nosnippet"),
    ]  # fmt: skip
    assert read("<p>x").robots == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("5; url=/x", (5.0, "https://example.com/x")),
        ("0;URL='http://b.example/c'", (0.0, "http://b.example/c")),
        ("3.7 , /y", (3.0, "https://example.com/y")),
        ("9999999999;url=/x", (999999.0, "https://example.com/x")),
        ("5", None),
        ("0; url=", None),
        ("soon; url=/x", None),
    ],
)
def test_refresh(content: str, expected: tuple[float, str] | None) -> None:
    html = f'<meta http-equiv="Refresh" content="{content}">'
    assert read(html).meta_refresh == expected
    assert read(html).refresh_without_scripts is None
    page = read(f"<noscript>{html}</noscript>")
    assert page.meta_refresh is None
    assert page.refresh_without_scripts == expected


@pytest.mark.parametrize("html", ["", " ", "<!-- x -->", "\0", "<!doctype html>"])
def test_empty_pages(html: str) -> None:
    page = read(html)
    assert (page.text, page.links, page.forms, page.title) == ("", [], [], "")


def test_plain_text_and_odd_characters() -> None:
    assert (
        read("just\ntext \0with\0 a \ud800 hole").text == "just text with a \ufffd hole"
    )


def test_anchor_texts() -> None:
    page = read(
        '<a href="1"><h3>Title</h3><p>Text</p></a><a href="2"><img alt=" Logo "></a>'
        '<a href="3" aria-label="Cart"><svg><path></svg></a>'
        '<a href="4"><svg><title>Search</title></svg></a><a href="5">a<b>b</b></a>'
        '<a href="mailto:x@y.z">m</a><a href="#top">t</a><a href="javascript:x()">j</a>'
        f'<a href="6">{"x" * 300}</a>'
    )
    assert [link.text for link in page.links] == [
        "Title Text", "Logo", "Cart", "Search", "ab", "x" * 200
    ]  # fmt: skip


def test_texts_of_elements_leave_out_what_is_not_read() -> None:
    page = read("<h1>a<svg><text>v</text></svg>b<select><option>o</select>c</h1>")
    assert page.headings[0].text == "ab c"


def test_a_text_reader_reads_no_more_than_it_may() -> None:
    element = read("<p>" + "<b> 123456789</b>" * 100).root.find(".//p")
    reader = TextReader(each=95, total=200)
    assert [len(reader(element)) for _ in range(3)] == [95, 89, 0]
    assert len(TextReader(each=95)(element)) == 95


def test_content_hash() -> None:
    assert len(content_hash("words")) == 16
    assert content_hash(" a\n b ") == content_hash("a b")
    assert content_hash("Item 1") != content_hash("Item 2")
    assert content_hash("at 10:30") != content_hash("at 11:30")
    first = content_hash("Hi. Made 2026-01-02 10:11:12 in 0.031 seconds")
    assert first == content_hash("Hi. Made 2026-01-02 23:59:01 in 12 ms")
    quick = content_hash("word\n" * 400 + "in 7 ms")
    assert quick == content_hash("word\n" * 400 + "in\n123 ms")
