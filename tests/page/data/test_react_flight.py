import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.page.data.react_flight import component_properties, flight_chunks

CARD = '2:I[101,["chunks/1.js"],"default"]\n'


def data(*rows: str) -> dict[str, list[object]]:
    return component_properties((CARD + "".join(rows)).encode())


def test_properties_of_components_are_found_wherever_they_stand() -> None:
    found = data(
        '0:{"f":[["$","main",null,{"className":"a","children":"$L5"}]]}\n',
        '5:["$","div",null,{"children":[["$","$L2",null,{"product":'
        '{"name":"Lamp","price":12.5},"children":"x"}]]}]\n',
    )
    assert found == {"product": [{"name": "Lamp", "price": 12.5}]}


def test_rows_of_text_are_measured_in_bytes() -> None:
    text = "Größe: 12\n5:no row\n$2"
    size = len(text.encode())
    found = data(
        f"7:T{size:x},{text}",
        '0:["$","$L2",null,{"story":"$7","end":"yes"}]\n',
    )
    assert found == {"story": [text], "end": ["yes"]}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('"$$5 off"', "$5 off"),
        ('"$D2024-05-01T10:00:00.000Z"', "2024-05-01T10:00:00.000Z"),
        ('"$n12345678901234567890"', "12345678901234567890"),
        ('["$undefined",1]', [None, 1]),
        ('["$NaN",1]', [None, 1]),
        ('["$Sreact.suspense",1]', [None, 1]),
        ('["$L2",1]', [None, 1]),
        ('["$999",1]', [None, 1]),
        ('"$9"', {"a": {"b": [3, 4]}}),
        ('"$9:a:b"', [3, 4]),
        ('"$9:a:b:1"', 4),
        ('"$@9"', {"a": {"b": [3, 4]}}),
        ('"$W9:a:b"', [3, 4]),
        ('"$8:props:item"', {"x": 1}),
        ('{"label":["$","b",null,{}],"n":1}', {"label": None, "n": 1}),
    ],
)
def test_references(written: str, meant: object) -> None:
    rows = (
        '9:{"a":{"b":[3,4]}}\n8:["$","i",null,{"item":{"x":1}}]\n',
        f'0:["$","$L2",null,{{"value":{written}}}]\n',
    )
    assert data(*rows) == {"value": [meant]}


def test_items_of_lists_are_other_things() -> None:
    def card(key: str, name: str) -> str:
        return f'["$","$L2",{key},{{"product":{{"name":"{name}"}}}}]'

    cards = "[" + card('"a"', "Rug") + "," + card('"b"', "Bed") + "]"
    rows = f'0:[{card("null", "Lamp")},["$","ul",null,{{"children":{cards}}}]]\n'
    found = data(rows)
    assert found == {"product": [{"name": "Lamp"}]}


def test_what_host_elements_have_is_no_data() -> None:
    assert data('0:["$","input",null,{"name":"q","value":"x"}]\n') == {}


def test_what_a_fragment_has_is_no_data() -> None:
    rows = '1:"$Sreact.fragment"\n0:["$","$1","c",{"title":"x","children":"y"}]\n'
    assert data(rows) == {}


def test_pieces_join_across_scripts() -> None:
    whole = CARD + '0:["$","$L2",null,{"title":"Straße <b>"}]\n'
    first, second, third = whole[:31], whole[31:50], whole[50:]
    binary = base64.b64encode(third.encode()).decode()
    scripts = [
        "(self.__next_f=self.__next_f||[]).push([0])",
        f"self.__next_f.push([1,{json.dumps(first)}])",
        f"self.__next_f.push([1,{json.dumps(second)}]);self.__next_f.push([3,"
        + json.dumps(binary)
        + "])",
        'self.__next_f.push([1,"cut',
    ]
    assert component_properties(b"".join(flight_chunks(scripts))) == {
        "title": ["Straße <b>"]
    }


def test_a_chain_of_references_is_followed_some_steps_far() -> None:
    def chain(length: int) -> str:
        last = f"{9 + length:x}:[1]\n"
        return "".join(f'{n:x}:"${n + 1:x}"\n' for n in range(9, 9 + length)) + last

    element = '0:["$","$L2",null,{"a":["$9",2]}]\n'
    assert data(element, chain(7)) == {"a": [[[1], 2]]}
    assert data(element, chain(8)) == {"a": [[None, 2]]}
    assert data(element, '9:"$a"\na:"$9"\n') == {"a": [[None, 2]]}


def test_data_without_references_is_shared_and_not_searched() -> None:
    rows = ('9:{"name":"Lamp","parts":[{"n":1}]}\n',)
    found = data('0:["$","$L2",null,{"one":"$9","two":{"in":"$9"}}]\n', *rows)
    (one,), (two,) = found["one"], found["two"]
    assert one == {"name": "Lamp", "parts": [{"n": 1}]}
    assert isinstance(two, dict)
    assert two["in"] is one


def test_a_push_inside_of_a_pushed_text_is_text() -> None:
    text = 'self.__next_f.push([1,"no"]) ' * 30
    pushes = (f"self.__next_f.push([1,{json.dumps(one)}])" for one in (text, "yes"))
    assert list(flight_chunks([";".join(pushes)])) == [text.encode(), b"yes"]


def test_limits_of_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ('0:["$","$L2",null,{"one":{"a":[{"b":["$D1"]}]}}]\n',)
    monkeypatch.setattr("vultrcrawl.page.data.react_flight._MAX_STEPS", 3)
    assert data(*rows) == {"one": [{"a": [None]}]}
    monkeypatch.setattr("vultrcrawl.page.data.react_flight._MAX_STEPS", 1)
    assert data('1:["$","$L2",null,{"one":1}]\n0:[]\n') == {}


def test_a_cycle_is_kept_as_one() -> None:
    found = data('3:{"name":"a","self":"$3"}\n0:["$","$L2",null,{"item":"$3"}]\n')
    item = found["item"][0]
    assert isinstance(item, dict)
    assert item["self"] is item


@pytest.mark.parametrize(
    "rows",
    [
        "".join(f'{n:x}:"${n + 1:x}"\n' for n in range(100_000)),
        "".join(f'{n:x}:["${n + 1:x}","${n + 1:x}"]\n' for n in range(3, 20_000)),
        "0:" + "[" * 100_000 + "]" * 100_000 + "\n",
        "0:" + '{"a":' * 900 + "1" + "}" * 900 + "\n",
        "1:T" + "f" * 6 + ",",
        ":" * 1_000_000,
        "\n" * 1_000_000,
        '0:["$","$L2",null,{"a":"$0","b":"$0:props:b"}]\n',
        '0:["$","$L2",null,{"a":"$9' + ":0" * 100_000 + '"}]\n9:[["$9"]]\n',
        '0:["$",["$"],"k",["$"]]\n',
        '0:["$","$L2",null,{"a":['
        + '"$5",' * 150_000
        + "1]}]\n"
        + "".join(f'{n:x}:"${n + 1:x}"\n' for n in range(5, 12)),
        '0:["$","$L2",null,{"a":['
        + ",".join(f'"$5:{n}"' for n in range(100_000))
        + ']}]\n5:["$6"]\n6:["$5:0"]\n',
        "0:[" + '["$","$L2","k",{"a":1}],' * 40_000 + "1]\n",
    ],
)
def test_hostile_streams_take_little_time(rows: str) -> None:
    stream = (CARD + rows).encode()
    assert_quick(lambda: component_properties(stream), 2)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(noise: bytes) -> None:
    component_properties(CARD.encode() + noise)
    component_properties(b'2:I[]\n0:["$","$L2",null,{"a":"' + noise + b'"}]\n' + noise)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4).filter(lambda one: one[0] != "$")
        | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(PLAIN)
def test_what_react_writes_is_read_again(value: object) -> None:
    """Each object in a row of its own, as React outlines what it meets again."""
    rows: list[str] = []

    def written(one: object) -> object:
        if isinstance(one, str):
            return f"${one}" if one.startswith("$") else one
        if isinstance(one, list):
            rows.append(json.dumps([written(inner) for inner in one]))
        elif isinstance(one, dict):
            rows.append(json.dumps({key: written(inner) for key, inner in one.items()}))
        else:
            return one
        number = len(rows) + 9
        rows[-1] = f"{number:x}:{rows[-1]}\n"
        return f"${number:x}"

    top = written({"value": value, "sure": 1})
    found = data(f'0:["$","$L2",null,{{"data":{json.dumps(top)}}}]\n', *rows)
    assert found["data"] == [{"value": value, "sure": 1}]
