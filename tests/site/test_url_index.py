"""Templates by the shapes of their URLs."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.site.url_index import UrlIndex

_PARTS = st.text(alphabet="ab/?#", max_size=8)


@given(st.lists(st.lists(_PARTS, min_size=1, max_size=4), max_size=4), _PARTS)
def test_it_finds_what_the_expressions_find(shapes: list[list[str]], rest: str) -> None:
    url = "/" + rest
    learned = ["/" + "{*}".join(parts) for parts in shapes]
    expected = [
        number
        for number, shape in enumerate(learned)
        if re.fullmatch("[^/?#]+".join(map(re.escape, shape.split("{*}"))), url)
    ]
    index = UrlIndex((number, [shape]) for number, shape in enumerate(learned))
    assert index.find(url) == expected


def test_many_wildcards_take_no_time() -> None:
    index = UrlIndex([(1, ["/" + "{*}a" * 40 + "!"]), (2, ["/{*}" * 3])])
    assert index.find("/" + "a" * 20_000) == []
    assert_quick(lambda: index.find("/" + "a" * 20_000), 0.2)
    assert index.find("/x/y/z") == [2]


def test_a_value_of_two_shapes_is_found_once() -> None:
    index = UrlIndex([("a", ["/{*}", "/x{*}", "/xy"]), ("b", ["/xy"])])
    assert index.find("/xy") == ["a", "b"]


def test_the_rest_of_a_path_may_be_anything() -> None:
    index = UrlIndex([("docs", ["/docs/{path}"]), ("page", ["/docs/a"])])
    assert index.find("/docs/a/b.html") == ["docs"]
    assert index.find("/docs/a") == ["docs", "page"]
    assert index.find("/docs") == index.find("/docs/a?page=2") == []
