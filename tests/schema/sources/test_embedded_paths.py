import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.page.document import Document
from vultrcrawl.schema.sources.embedded_paths import embedded_paths


def paths(data: object, url: str = "https://shop.example/p/red-lamp-7") -> Any:
    text = json.dumps(data).replace("<", "\\u003c")
    page = f'<script id="state" type="application/json">{text}</script>'
    found = embedded_paths(Document(f"<body>{page}</body>", url))
    return {path.removeprefix("script#state "): found[path] for path in found}


@pytest.mark.parametrize(
    ("data", "meant"),
    [
        ({"a": {"b": [{"c": 1}, {"c": 2.5}]}}, {"$.a.b.c": ["1", "2.5"]}),
        ({"a.b": True, "text": "<b>x</b> &amp; y"},
         {"$.a_b": ["true"], "$.text": ["x & y"]}),
        ({"byId": {"123456": {"name": "long enough"}}},
         {"$.byId.*.name": ["long enough"]}),
        ({"Item:77": {"name": "long enough"}}, {"$.Item:*.name": ["long enough"]}),
        ({"item-red-lamp-7": {"name": "long"}}, {"$.item-*.name": ["long"]}),
        ({"tags": ["x", "y", "x", None, ""]}, {"$.tags": ["x", "y"]}),
    ],
)  # fmt: skip
def test_paths(data: object, meant: object) -> None:
    assert paths(data) == meant


def test_references_of_apollo_are_followed() -> None:
    found = paths(
        {
            "ROOT_QUERY": {'product({"slug":"x"})': {"__ref": "Product:1"}},
            "Product:1": {"name": "Lamp", "brand": {"__ref": "Brand:2"}},
            "Brand:2": {"name": "Acme", "best": {"__ref": "Product:1"}},
        }
    )
    assert found["$.ROOT_QUERY.product.name"] == ["Lamp"]
    assert found["$.ROOT_QUERY.product.brand.name"] == ["Acme"]
    assert found["$.Product:*.name"] == ["Lamp"]


def test_the_same_path_on_all_pages() -> None:
    def page(number: int) -> set[str]:
        entity = f"Product:{number}"
        slug = f"lamp-number-{number}"
        data = {
            "ROOT_QUERY": {f'product({{"id":"{number}"}})': {"__ref": entity}},
            entity: {"name": "x", "price": number},
            "pages": {slug: {"n": 1}},
        }
        return set(paths(data, f"https://shop.example/p/{slug}.html"))

    assert page(3) == page(41)


@pytest.mark.parametrize(
    "data",
    [
        [[[[[["deep"]] * 40] * 60] * 60]],
        {f"key {number}": number for number in range(100_000)},
        {"ROOT_QUERY": {"a": {"__ref": "A"}},
         "A": {str(n): {"__ref": "A"} for n in range(3_000)}},
        {"ROOT_QUERY": {str(n) + "x": {"__ref": "A"} for n in range(20_000)},
         "A": {str(n) + "y": {"__ref": "A"} for n in range(20_000)}},
        [{"ROOT_QUERY": {}} for _ in range(3_000)] + [{"__ref": "A"}] * 50_000,
        {"a": "<" * 1_000_000},
        {"a": "<!--" * 300_000},
        {"a": "&" * 1_000_000},
    ],
)  # fmt: skip
def test_hostile_data_takes_little_time(data: object) -> None:
    assert_quick(lambda: paths(data), 2)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(["__ref", "ROOT_QUERY", "id", "type", "generated", "a"])
                | st.text(max_size=5),
                inner,
                max_size=4,
            )
        ),
        max_leaves=30,
    ),
    st.text(max_size=20),
)
def test_no_data_makes_it_raise(data: object, url: str) -> None:
    for path, values in paths({"data": data, "more": "x" * 20}, url).items():
        assert path.startswith("$")
        assert values
        assert len(set(values)) == len(values)


def test_a_long_text_that_is_everywhere_is_read_once() -> None:
    values = [{f"k{number}": 1 for number in range(2_000)}, "<" * 500_000]
    page = f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(values)}'
    assert len(embedded_paths(Document(page, ""))) == 2_000
    assert_quick(lambda: embedded_paths(Document(page, "")), 2)


def test_the_same_script_twice_gives_one_path_with_both_values() -> None:
    page = "".join(
        f'<script id="a" type="text/json">{{"name": {value}, "n": 1234}}</script>'
        for value in ('"long enough"', '"other"', '"other"')
    )
    found = embedded_paths(Document(page, ""))
    assert found == {
        "script#a $.name": ["long enough", "other"],
        "script#a $.n": ["1234"],
    }


def test_limits_of_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    store = {
        "ROOT_QUERY": {f"{letter}x": {"__ref": "A"} for letter in "abcdefghijklmno"},
        "A": {"name": "Lamp"},
    }
    places = [path for path in paths(store) if path.endswith(".name")]
    assert len(places) == 8
    caches = [
        {"ROOT_QUERY": {"me": {"__ref": f"A{number}"}}, f"A{number}": {"n": number}}
        for number in range(6)
    ]
    assert paths(caches)["$.ROOT_QUERY.me.n"] == ["0", "1", "2", "3"]
    monkeypatch.setattr("vultrcrawl.schema.sources.embedded_paths._VISITS", 40)
    assert len(paths({f"key {number}": number for number in range(100)})) == 39
