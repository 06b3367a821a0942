"""Shapes of URLs: told from one, and learned from many."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vultrcrawl.urls.normal_form import normalize_routed
from vultrcrawl.urls.shapes import FOLDERS_LIMIT, PAGES_LIMIT, ShapeTrie, shape

SITE = "https://a.example"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/", "/"),
        ("/about", "/about"),
        ("/about/", "/about/"),
        ("/getting-started", "/getting-started"),
        ("/library/os.path.html", "/library/os.path.html"),
        ("/item/42", "/item/{n}"),
        ("/item/42/", "/item/{n}/"),
        ("/item/12,34/5-6", "/item/{n}/{n}"),
        ("/42.html", "/{n}.html"),
        ("/a.PDF", "/a.pdf"),
        ("/u/123e4567-e89b-12d3-a456-426614174000", "/u/{uuid}"),
        ("/o/r/commit/9363b37", "/o/r/commit/{hash}"),
        ("/o/r/commit/9363B37d41c6f1d3e3f0a0b1c2d3e4f5a6b7c8d9", "/o/r/commit/{hash}"),
        ("/decade", "/decade"),
        ("/3.11/library/", "/{v}/library/"),
        ("/v1.2.0-rc1/", "/{v}/"),
        ("/python3/", "/python{n}/"),
        ("/title/tt0111161/", "/title/tt{n}/"),
        ("/page-2/", "/page{n}/"),
        ("/blog/page/2", "/blog/page/{n}"),
        ("/dQw4w9WgXcQ", "/{id}"),
        ("/catalogue/player-piano_21/", "/catalogue/{slug}/"),
        ("/catalogue/emma_3/reviews/add/", "/catalogue/{slug}/reviews/add/"),
        ("/questions/42-the-answer", "/questions/{slug}"),
        ("/the-great-answer", "/{slug}"),
        (f"/{'x' * 121}", "/{slug}"),
        ("/2014/09/15/Rust-1.0.html", "/{date}/{slug}.html"),
        ("/2014/09/15/roadmap", "/{date}/{slug}"),
        ("/2014/09/roadmap/", "/{date}/{slug}/"),
        ("/2014/9/5/", "/{date}/"),
        ("/2014/09/", "/{date}/"),
        ("/blog/2014/", "/blog/{n}/"),
        ("/2014/13/x", "/{n}/{n}/x"),
        ("/2024-05-01", "/{date}"),
        ("/20240501/x/y", "/{date}/x/y"),
        ("/x.jsp;jsessionid=1F", "/x.jsp;"),
        ("/s?q=x&page=2", "/s?page={n}&q="),
        ("/s?page=2&q=y", "/s?page={n}&q="),
        ("/s?f=a&f=b", "/s?f="),
        ("/s?a%5B0%5D=x&a%5B1%5D=y", "/s?a%5B{n}%5D="),
        ("/s?day=2024-05-01&id=9f86d081884c", "/s?day={date}&id={hash}"),
        ("/s?flag&x=", "/s?flag&x="),
        ("/view.php@f=2&t=48.html", "/view.php@f={n}&t={n}.html"),
        ("/view.php@t=48&f=2", "/view.php@f={n}&t={n}"),
        ("/codex.php@page=rules.html", "/codex.php@page={*}.html"),
        ("/@ann=1", "/@ann=1"),
        ("/?123", "/?{n}"),
        ("/?&&", "/"),
        ("/#/about", "/#/about"),
        ("/#/item/3", "/#/item/{n}"),
        ("/#!/item/3/", "/#!/item/{n}/"),
        ("/#!item/3", "/#!item/{n}"),
        ("/#!3", "/#!{n}"),
        ("/#/?page=2", "/#/?page={n}"),
        ("/shop/7?v=1#/items?page=2&q=x", "/shop/{n}?v={n}#/items?page={n}&q="),
    ],
)
def test_shape_of_one_url(url: str, expected: str) -> None:
    assert shape(SITE + url) == expected


_URL = st.builds(
    lambda text: normalize_routed(f"{SITE}/{text}"),
    st.text("ab019-_./?&=%;é#!", max_size=30),
).filter(lambda url: url is not None)


@given(_URL)
@example(f"{SITE}/{'a-' * 59}1x")
def test_shape_is_a_path_that_names_no_host(url: str) -> None:
    found = shape(url)
    assert found.startswith("/")
    assert "a.example" not in found
    assert ShapeTrie().shape(url) == found


def learned(*urls: str) -> ShapeTrie:
    trie = ShapeTrie()
    for url in urls:
        trie.add(SITE + url)
    return trie


NAMES = ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibex", "jay", "koi"]


def test_a_place_with_many_values_is_a_name() -> None:
    urls = [f"/wiki/{name}" for name in NAMES]
    assert len(NAMES) == PAGES_LIMIT + 1
    assert learned(*urls[:-1]).shape(SITE + "/wiki/ant") == "/wiki/ant"
    trie = learned(*urls)
    assert trie.shape(SITE + "/wiki/ant") == "/wiki/{*}"
    assert trie.shape(SITE + "/wiki/never-seen?x=1") == "/wiki/{*}?x={n}"
    assert trie.shape(SITE + "/other/ant") == "/other/ant"


def test_names_in_routes_are_learned_for_their_page() -> None:
    trie = learned(*[f"/app#/wiki/{name}" for name in NAMES], "/app", "/other#/wiki/x")
    assert trie.shape(SITE + "/app?v=1#/wiki/new?x=1") == "/app?v={n}#/wiki/{*}?x={n}"
    assert trie.shape(SITE + "/app") == "/app"
    assert trie.shape(SITE + "/app/wiki/ant") == "/app/wiki/ant"
    assert trie.shape(SITE + "/app#!/wiki/ant") == "/app#!/wiki/ant"
    assert trie.shape(SITE + "/other#/wiki/ant") == "/other#/wiki/ant"


def test_names_keep_their_kind() -> None:
    trie = learned(*[f"/d/{n}.html" for n in NAMES], "/d/index.pdf", "/d/7", "/d/x/")
    assert trie.shape(SITE + "/d/ant.html") == "/d/{*}.html"
    assert trie.shape(SITE + "/d/index.pdf") == "/d/index.pdf"
    assert trie.shape(SITE + "/d/8") == "/d/{n}"
    assert trie.shape(SITE + "/d/x/") == "/d/x/"


def test_scripts_of_a_saved_site_keep_their_name() -> None:
    trie = learned(
        *[f"/{name}.html" for name in NAMES], *[f"/t.php@{n}=1.html" for n in NAMES]
    )
    assert trie.shape(SITE + "/t.php@x=1.html") == "/t.php@{*}.html"
    assert trie.shape(SITE + "/u.php@x=1.html") == "/u.php@x={n}.html"
    assert trie.shape(SITE + "/any.html") == "/{*}.html"


def test_titles_and_short_names_are_one_kind() -> None:
    trie = learned(*[f"/p/{n}/" for n in NAMES], "/p/the-great-one/")
    assert trie.shape(SITE + "/p/the-great-one/") == "/p/{*}/"


def test_sections_keep_their_names_until_they_are_too_many() -> None:
    sections = [f"/{a}{b}/x" for a in "klmnop" for b in "qrstu"]
    assert len(sections) == FOLDERS_LIMIT
    assert learned(*sections).shape(SITE + "/kq/x") == "/kq/x"
    assert learned(*sections, "/more/y").shape(SITE + "/kq/x") == "/{*}/x"


def test_what_follows_a_name_is_learned_together() -> None:
    owners = [f"/{a}{b}" for a in "klmnop" for b in "qrstuv"]
    urls = [f"{owner}/{NAMES[i % 11]}" for i, owner in enumerate(owners)]
    trie = learned(*urls, *[f"{owner}/issues/1" for owner in owners])
    assert trie.shape(SITE + "/kq/ant") == "/{*}/{*}"
    assert trie.shape(SITE + "/kq/issues/9") == "/{*}/issues/{n}"


def test_what_was_learned_before_a_merge_is_kept() -> None:
    owners = [f"/{a}{b}" for a in "klmnop" for b in "qrstuv"][: FOLDERS_LIMIT + 1]
    deep = [f"{owner}/wiki/{NAMES[i % 11]}" for i, owner in enumerate(owners)]
    trie = learned(*deep)
    assert trie.shape(SITE + "/kq/wiki/ant") == "/{*}/wiki/{*}"
    assert learned(*deep[:-1]).shape(SITE + "/kq/wiki/ant") == "/kq/wiki/ant"


_SEGMENT = st.sampled_from([*NAMES, "x.html", "y.html", "1", "2014-01-02", "a-b-c"])
_MANY = st.lists(
    st.builds(
        lambda parts, end: f"{SITE}/{'/'.join(parts)}{end}",
        st.lists(_SEGMENT, min_size=1, max_size=4),
        st.sampled_from(["", "/", "?q=1", "#/a/1", "#!x?q=1"]),
    ),
    max_size=120,
)


@given(_MANY, st.randoms(use_true_random=False))
def test_order_of_learning_does_not_matter(urls: list[str], random: object) -> None:
    one, other = ShapeTrie(), ShapeTrie()
    for url in urls:
        one.add(url)
    shuffled = [*urls, *urls[:10]]
    random.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives one
    for url in shuffled:
        other.add(url)
    assert [one.shape(url) for url in urls] == [other.shape(url) for url in urls]
