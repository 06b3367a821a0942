import html
import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.effort import assert_quick
from vultrcrawl.page.data.embedded import embedded
from vultrcrawl.page.data.script_literals import assigned, string_at
from vultrcrawl.page.document import Document

PRODUCT = {"id": 71, "name": "O'Hara's \"Lamp\" </b>", "price": 12.5}
TEXT = json.dumps(PRODUCT).replace("<", "\\u003c")


def found(body: str) -> list[tuple[str, Any]]:
    return list(
        embedded(Document(f"<body>{body}</body>", "https://shop.example/a").root)
    )


def script(text: str, attributes: str = "") -> str:
    return f"<script {attributes}>{text}</script>"


JSON = 'type="application/json"'
QUOTED = "'" + TEXT.replace("\\", "\\\\").replace("'", "\\x27") + "'"
FLAT = [["Reactive", 1], {"id": 2, "name": 3, "price": 4}, *PRODUCT.values()]
STREAM = [{"_1": 2, "_3": 4, "_5": 6}, "id", 71, "name", PRODUCT["name"], "price", 12.5]


def escaped(data: object) -> str:
    return json.dumps(data).replace("<", "\\u003c")


@pytest.mark.parametrize(
    ("body", "source"),
    [
        (script(TEXT, f'id="__NEXT_DATA__" {JSON}'), "script#__NEXT_DATA__"),
        (script(TEXT, f"data-product-json {JSON}"), "script[data-product-json]"),
        (script(TEXT, f'id="Product-7191197089849" {JSON}'), "script[id^='Product-']"),
        (script(f"window.__PRELOADED_STATE__ = {TEXT};"), "__PRELOADED_STATE__"),
        (script(f"var yogaThreads = {TEXT};"), "yogaThreads"),  # of no ads, no ga
        (script(f"\nif (a) {{ b(); }}\nvar meta = {TEXT};\nfor (;;) {{}}"), "meta"),
        (script(f'window.__A__ = window.__A__ || {{}};\nwindow.__A__["b:1"] = {TEXT}'),
         "__A__"),
        (script(f"window.state = JSON.parse({json.dumps(TEXT)});"), "state"),
        (script(f"window.state=JSON.parse({QUOTED})"), "state"),
        (script(f'var state = JSON.parse(decodeURIComponent("{quote(TEXT)}"))'),
         "state"),
        (f'<div id="app" data-page="{html.escape(TEXT)}"></div>', "[data-page]"),
        (f'<div data-props="{quote(TEXT)}"></div>', "[data-props]"),
        (script(escaped({"status": 200, "body": TEXT}),
                f'data-hash="x" data-sveltekit-fetched {JSON}'),
         "script[data-sveltekit-fetched]"),
        (script(escaped(FLAT), f'id="__NUXT_DATA__" data-nuxt-data="a" {JSON}'),
         "script#__NUXT_DATA__"),
        (script("window.__reactRouterContext.streamController.enqueue("
                + escaped(json.dumps(STREAM)) + ");"), "__reactRouterContext"),
    ],
)  # fmt: skip
def test_data_and_where_it_stands(body: str, source: str) -> None:
    assert found(body) == [(source, PRODUCT)]


@pytest.mark.parametrize(
    "body",
    [
        "<script>window.state = {name: 'JavaScript, no JSON', price: 12}</script>",
        f"<script>dataLayer = {TEXT}</script>",
        f"<script>window.siteConfig = {TEXT}</script>",
        f"<script>var utag_data = {TEXT}, ad_slots = {TEXT}</script>",
        f"<script>site.ga4props = {TEXT}</script>",
        f'<script src="/a.js">window.state = {TEXT}</script>',
        f'<script type="text/template">window.state = {TEXT}</script>',
        "<script>x.y = `a ${JSON.parse(`{}`)} 123456789`</script>",
        f"<p data-product='{html.escape(TEXT)}'></p>" * 2,
        f'<p data-track-click="{html.escape(TEXT)}"></p>',
        '<script type="application/json">{"broken": 12345678901234</script>',
        "<script>window.state = JSON.parse('no JSON, and more of it')</script>",
    ],
)
def test_what_is_no_data_of_the_page(body: str) -> None:
    assert found(body) == []


@given(st.text(max_size=20))
def test_json_in_a_string_of_a_script_is_itself_again(text: str) -> None:
    code = f"x = JSON.parse({json.dumps(json.dumps([text, 'twenty characters..']))})"
    assert list(assigned(f"window.{code}".replace("x", "state", 1))) == [
        ("state", [text, "twenty characters.."])
    ]


@given(st.text(max_size=60))
def test_no_code_makes_it_raise(code: str) -> None:
    list(assigned(f"window.state = {code}"))
    list(assigned(f"window.state = JSON.parse({code})"))
    string_at(f'"{code}', 0)


def overlapping(count: int) -> str:
    return ";abc=JSON.parse(`;abc=JSON.parse('" + ';abc=JSON.parse("\\x22' * count


HOSTILE = {
    "nested objects": script("window.abc = {" * 200_000),
    "nested arrays": script("window.abc = [" + "[" * 1_500_000),
    "backslashes": script("window.abc = JSON.parse('" + "\\" * 1_500_000),
    "escapes": script("window.abc = JSON.parse('" + "\\x22" * 300_000 + "')"),
    "bad escapes": script("window.abc = JSON.parse('{\\z\\u12'); " * 80_000),
    "strings in strings": script(overlapping(60_000)),
    "open strings": script('window.abc = {"a":"' * 150_000),
    "names": script(";abc" * 350_000),
    "space": script("\n" + " " * 1_500_000),
    "open pushes": script("self.__next_f.push([1,'" * 100_000),
    "tiny pushes": script('self.__next_f.push([1,"a"]);' * 50_000),
    "tiny pieces": script("__remixContext.streamController.enqueue('a');" * 30_000),
    "open pieces": script("__remixContext.streamController.enqueue('" * 70_000),
    "tiny scripts": script('{"a": {"b": {"c": 1234567}}}', JSON) * 30_000,
    "tiny streams": script('self.__next_f.push([1,"a"])') * 30_000,
    "attributes": "".join(
        f"<p data-a{number}='{{\"a\": 1234567890123456}}'></p>"
        for number in range(20_000)
    ),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_take_little_time(body: str) -> None:
    document = Document(f"<body>{body}", "https://shop.example/")
    assert document.root is not None
    assert_quick(lambda: list(embedded(document.root)), 2)


def test_scripts_are_read_until_there_are_too_many() -> None:
    assert len(found(HOSTILE["tiny scripts"])) == 5_000


def test_limits_of_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    scripts = [script(TEXT, f"{JSON} id=a{number}") for number in range(3)]
    monkeypatch.setattr("vultrcrawl.page.data.embedded._MAX_ALL", 2 * len(TEXT))
    assert [source for source, _ in found("".join(scripts))] == [
        "script#a0",
        "script#a1",
    ]
    vain = '{"a": [1234567890, !'
    code = f"window.abc = {vain};" * 3 + f"window.abc = {TEXT};"
    assert [name for name, _ in assigned(code)] == ["abc"]
    monkeypatch.setattr("vultrcrawl.page.data.script_literals._MAX_VAIN", 2 * len(vain))
    assert list(assigned(code)) == []


@pytest.mark.parametrize(
    ("started", "pictures"),
    [
        ({"#a": {"mage/gallery/gallery": {"data": [{"full": "/b.jpg"}]}}},
         [{"full": "/b.jpg"}]),
        ({"#a": {"mage/gallery/gallery": {"data": [
            {"full": "/b.jpg"}, 7, {"full": "/a.jpg", "isMain": True},
        ]}}}, [{"full": "/a.jpg", "isMain": True}, {"full": "/b.jpg"}]),
        ({"#a": {"mage/gallery/gallery": {"data": "none"}}}, None),
        ({"#a": {"mage/gallery/gallery": "none"}, "#b": []}, None),
        (["mage/gallery/gallery"], None),
        ({"#a": {"Magento_Ui/js/core/app": {"data": [{"full": "/b.jpg"}]}}}, None),
    ],
)  # fmt: skip
def test_pictures_of_a_product_of_magento(started: Any, pictures: Any) -> None:
    html_of = script(json.dumps(started), 'type="text/x-magento-init"')
    expected = [] if pictures is None else [("mage/gallery/gallery", pictures)]
    assert found(html_of) == expected
