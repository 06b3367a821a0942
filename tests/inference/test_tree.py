"""Where pages stand in the tree of a site's addresses."""

from __future__ import annotations

import pytest

from vultrcrawl.inference.tree import TREE_MEASURES, read_tree

_HOST = "https://d.example"


def tops(*paths: str) -> dict[str, int]:
    tree = read_tree([_HOST + path for path in paths])
    marks = tree[:, TREE_MEASURES.index("top")].astype(int).tolist()
    return {path: mark for path, mark in zip(paths, marks, strict=True) if mark}


@pytest.mark.parametrize(
    "top", ["/", "/index.html", "/docs/15/", "/docs/15/index.html", "/hc/en-us", "/a"]
)
def test_the_page_that_all_others_stand_below_is_the_top(top: str) -> None:
    folder = top.removesuffix("index.html").rstrip("/")
    assert tops(top, *(f"{folder}/{name}.html" for name in "xyz")) == {top: 2}


def test_a_section_is_no_top_beside_others() -> None:
    assert tops("/a/", "/a/x", "/b/", "/b/y", "/c/z") == {}


def test_languages_have_tops_of_their_own() -> None:
    below = [f"/app/{part}docs/{name}" for part in ("", "fr/", "es/") for name in "xyz"]
    found = tops("/app/", "/app/fr/", "/app/es/", *below)
    assert found == {"/app/": 2, "/app/fr/": 1, "/app/es/": 1}


def test_two_pages_have_no_top() -> None:
    assert tops("/", "/a") == {}


def test_depth_counts_from_the_folder_of_all_pages() -> None:
    tree = read_tree([_HOST + path for path in ("/x/", "/x/a", "/x/b/c")])
    assert tree[:, TREE_MEASURES.index("depth")].tolist() == [0, 0, 1]
