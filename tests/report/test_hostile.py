"""report.html of a site that wants it to act (F50), and of documents that are none."""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.reports import assert_inert, rows, said, section
from tests.support.site_documents import HOSTILE, full, poisoned, with_names
from vultrcrawl.report.page import report_html


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_of_a_site_acts(name: str) -> None:
    text = HOSTILE[name]
    page = report_html(with_names(poisoned(full(), text), text))
    tree = assert_inert(page)
    assert len(page) < 500_000
    # It is told as what it is, in nearly every place; nothing was swallowed.
    visible = text.replace("\x01", "\\x01").replace("\t", " ").strip()
    if name in ("script", "attribute", "handler", "template", "css", "comment"):
        assert said(tree).count(" ".join(visible.split())) > 80
    if name == "controls":
        assert "\\x1b]52;c;aGk=\\x07\\x9b31m" in said(tree)
    if name == "direction":
        assert "\\u202egnp.exe" in said(tree)


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_but_an_address_is_linked(name: str) -> None:
    text = HOSTILE[name]
    document = full() | {"start_url": text}
    document["templates"][0]["pages"]["examples"] = [text]
    document["entry_points"]["homepage"] = text
    tree = assert_inert(report_html(document))
    links = {one.get("href") for one in tree.xpath("//a[@rel]")}
    own = ("https://lamps.example/", "https://elsewhere.example/")
    assert all(
        link.startswith(own) or link.startswith("https://a.example/") for link in links
    )
    assert (text in links) == (name == "address")


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    pairs: Any = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    for key, one in pairs:
        yield from places(one, (*path, key))


PLACES = [path for path in places(full()) if path]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(list(HOSTILE.values())[:-2])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


def put(document: Any, path: tuple[Any, ...], value: Any) -> None:
    """Put *value* in the place *path*, if there still is one."""
    for key in path[:-1]:
        try:
            document = document[key]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(document, dict) or (
        isinstance(document, list)
        and isinstance(path[-1], int)
        and path[-1] < len(document)
    ):
        document[path[-1]] = value


@settings(max_examples=120)
@given(st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=1, max_size=12))
def test_every_document_has_a_report(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    document = full()
    for path, value in changes:
        put(document, path, copy.deepcopy(value))
    assert_inert(report_html(document))


def exchanged(value: Any, kind: type[Any], other: Any) -> Any:
    """Return a document with *other* for each part of it that is of *kind*."""
    if type(value) is kind:
        return other
    if isinstance(value, list):
        return [exchanged(one, kind, other) for one in value]
    if isinstance(value, dict):
        return {key: exchanged(one, kind, other) for key, one in value.items()}
    return value


@pytest.mark.parametrize("kind", [int, float, str, bool, list])
@pytest.mark.parametrize(
    "other",
    [
        math.nan, math.inf, -math.inf, 1e300, 10**400, -1, 0.5, True, None, "x", "", [],
        [[]], [None], {}, {"x": []},
    ],
    ids=lambda other: str(other)[:9],
)  # fmt: skip
def test_what_is_not_as_it_should_be_counts_as_not_told(
    kind: type[Any], other: Any
) -> None:
    text = said(assert_inert(report_html(exchanged(full(), kind, other))))
    assert not re.search(r"\b(nan|inf)\b", text)


def test_a_huge_site_has_a_page_of_some_megabytes() -> None:
    long = "\"<&'" * 2**18
    document = full()
    template = poisoned(document["templates"][0], long)
    template["item"]["fields"] = [
        poisoned(full()["templates"][0]["item"]["fields"][0], long)
    ] * 80
    document["templates"] = [template | {"name": f"template-{n}"} for n in range(200)]
    document["template_graph"] = [
        {"from": f"template-{a}", "to": f"template-{b}", "links": 1}
        for a in range(200)
        for b in range(200)
    ]
    page = report_html(document)
    assert len(page.encode()) < 5_000_000
    tree = assert_inert(page)
    assert len(rows(section(tree, "At"), "Templates")) == 200
    told = tree.xpath("//section[@class='sheet']")
    assert 0 < len(told) < 200
    assert f"{200 - len(told)} more templates are described in site.json" in said(tree)
