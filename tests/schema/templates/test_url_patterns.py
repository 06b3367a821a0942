"""Few patterns tell many addresses."""

from __future__ import annotations

import pytest

from tests.support.effort import assert_quick
from vultrcrawl.schema.templates.url_patterns import MOST, few_patterns


def shapes(*paths: str) -> dict[str, int]:
    return dict.fromkeys(paths, 1)


def test_a_few_shapes_stay_as_they_are() -> None:
    given = {"/a/{n}": 3, "/b": 5, "/c?page={n}": 1}
    assert few_patterns(given) == ["/b", "/a/{n}", "/c?page={n}"]


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [
        ([f"/docs/{name}.html" for name in "abcdefghijk"], "/docs/{*}.html"),
        ([f"/{name}/{{slug}}/" for name in "abcdefghijk"], "/{*}/{slug}/"),
        ([f"/{name}" for name in "abcdefghijk"], "/{*}"),
        ([f"/t.php@{name}=.html" for name in "abcdefghijk"], "/t.php@{*}.html"),
    ],
)
def test_what_differs_in_one_part_is_any(paths: list[str], pattern: str) -> None:
    assert few_patterns(shapes(*paths)) == [pattern]


def test_what_differs_in_depth_is_told_by_its_folder() -> None:
    paths = ["/wiki/" + "/".join("abcdefghijklmn"[:depth]) for depth in range(1, 13)]
    found = few_patterns(shapes(*paths))
    assert len(found) <= MOST
    assert any(one.endswith("/{path}") for one in found)


def test_pages_of_a_listing_have_any_parameters() -> None:
    paths = [
        f"/{folder}/{name}.html{query}"
        for folder in ("knives", "lamps")
        for name in "abcd"
        for query in ("", "?p={n}", "?dir=&p={n}", "?color={n}", "?limit=")
    ]
    assert few_patterns(shapes(*paths), 4) == [
        "/knives/{*}.html?{query}",
        "/lamps/{*}.html?{query}",
        "/knives/{*}.html",
        "/lamps/{*}.html",
    ]


def test_few_is_few_and_all_pages_count() -> None:
    paths = [f"/{a}/{b}/{c}" for a in "abcdef" for b in "xyz" for c in "opqr"]
    assert few_patterns(shapes(*paths), 2) in (["/{*}/{*}/{*}"], ["/{path}"])
    assert few_patterns({}) == []


def test_many_shapes_take_no_long() -> None:
    many = {f"/{n % 97}/{n % 53}/{n}": 1 for n in range(4_000)}
    assert len(few_patterns(many)) <= MOST
    assert_quick(lambda: few_patterns(many), 2)
