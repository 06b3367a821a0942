import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.page.data.devalue import devalued, streamed

NUXT = [
    ["ShallowReactive", 1],
    {"data": 2, "state": 9, "error": -1},
    ["Reactive", 3],
    {"product": 4},
    {"name": 5, "price": 6, "tags": 7, "made": 8},
    "Lamp",
    12.5,
    ["Set", 5, 10],
    ["Date", "2024-05-01T10:00:00.000Z"],
    ["Map", 5, 6],
    "light",
]


def test_a_payload_of_nuxt_is_what_it_was() -> None:
    product = {
        "name": "Lamp",
        "price": 12.5,
        "tags": ["Lamp", "light"],
        "made": "2024-05-01T10:00:00.000Z",
    }
    assert devalued(NUXT) == {
        "data": {"product": product},
        "state": {"Lamp": 12.5},
        "error": None,
    }


@pytest.mark.parametrize(
    ("values", "meant"),
    [
        ([[1, -2, 2], 7, "x"], [7, None, "x"]),
        ([["null", "a", 1], 5], {"a": 5}),
        ([["Ref", 1], ["Ref", 2], 5], 5),
        ([["EmptyRef", 1], "0"], None),
        ([["BigInt", "123"]], "123"),
        ([["RegExp", "a", "g"]], None),
        ([["Uint8Array", "AAAA"]], None),
        ([["Own", "wrong"]], None),
        ([[1], 99], [99]),
        ([[99]], [None]),
        ([[True]], [None]),
        ([["Ref", 0]], None),
        ([[]], []),
        ([], None),
        ({"a": 1}, None),
        (-1, None),
    ],
)
def test_values(values: Any, meant: object) -> None:
    assert devalued(values) == meant


def test_a_stream_of_react_router() -> None:
    text = (
        '[{"_1":2},"loaderData",{"_3":4},"routes/item",{"_5":6,"_7":8,"_9":-7,"_14":15},'
        '"name","Lamp","later",["P",8],"gone","x","y","z","w","class",'
        '["SingleFetchClassInstance",16],{"_5":17},"Rug"]\n'
        'P8:[{"_19":20},"price",12]\n'
    )
    assert streamed(text) == {
        "loaderData": {
            "routes/item": {
                "name": "Lamp",
                "later": {"price": 12},
                "gone": None,
                "class": {"name": "Rug"},
            }
        }
    }


def test_a_promise_of_a_stream_may_be_known_already() -> None:
    assert streamed('[{"_1":2},"a",["P",2]]\nP2:1\n') == {"a": "a"}
    assert streamed('[{"_1":2},"a",["P",2]]\n') == {"a": None}
    assert streamed("what else\n[1]") is None


def test_objects_may_contain_each_other() -> None:
    found = devalued([{"self": 0, "name": 1}, "x"])
    assert found["self"] is found


@pytest.mark.parametrize(
    "values",
    [
        [[n + 1, n + 1] for n in range(50_000)],
        [["Ref", n + 1] for n in range(50_000)],
        [[0] * 300_000],
        [{"a": n + 1} for n in range(50_000)],
    ],
)
def test_hostile_arrays_take_little_time(values: list[Any]) -> None:
    text = json.dumps(values)
    assert_quick(lambda: devalued(values), 2)
    assert_quick(lambda: streamed(text), 2)


def test_limits_of_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vultrcrawl.page.data.devalue._MAX_STEPS", 3)
    assert devalued([{"a": 1}, {"b": 2}, {"c": 3}, {"d": 4}, 5]) == {"a": {"b": {}}}
    assert devalued([[1, 1, 1, 1], 7]) == [7, 7, None]


ANY = st.recursive(
    st.integers(-9, 30) | st.text(max_size=3) | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["_0", "_1", "a"]), inner, max_size=3)
    ),
    max_leaves=20,
)


@given(st.lists(ANY, max_size=8))
def test_no_array_makes_it_raise(values: list[Any]) -> None:
    devalued(values)
    streamed(json.dumps(values) + "\nP1:" + json.dumps(values))


PLAIN = st.recursive(
    st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(PLAIN)
def test_what_was_flattened_is_there_again(value: object) -> None:
    plain: list[Any] = []
    stream: list[Any] = []

    def flat(one: object) -> int:
        place = len(plain)
        plain.append(one)
        if isinstance(one, list):
            plain[place] = [flat(inner) for inner in one]
        elif isinstance(one, dict):
            plain[place] = {key: flat(inner) for key, inner in one.items()}
        return place

    def flat_with_keys(one: object) -> int:
        place = len(stream)
        stream.append(one)
        if isinstance(one, list):
            stream[place] = [flat_with_keys(inner) for inner in one]
        elif isinstance(one, dict):
            stream[place] = {
                f"_{flat_with_keys(key)}": flat_with_keys(inner)
                for key, inner in one.items()
            }
        return place

    flat(value)
    flat_with_keys(value)
    assert devalued(plain) == value
    assert streamed(json.dumps(stream)) == value
