from __future__ import annotations

import json

import pytest

from vultrcrawl.page.data import microdata
from vultrcrawl.page.data.structured import StructuredData
from vultrcrawl.page.document import Document

URL = "https://example.com/a/page"


def read(html: str) -> StructuredData:
    return Document(html, URL).structured


def jsonld(text: str) -> StructuredData:
    return read(f'<script type="Application/LD+JSON; charset=utf-8">{text}</script>')


@pytest.mark.parametrize(
    "text",
    [
        '{"@type": "Product", "name": "a//b"}',
        '<!-- note --> {"@type": "Product", "name": "a//b"}',
        '<!--\n{"@type": "Product", "name": "a//b"}\n-->',
        '//<![CDATA[\n{"@type": "Product", "name": "a//b"}\n//]]>',
        '{"@type": "Product", /* c */ "name": "a//b",} // end',
        '{"@type": "Product", "name": "a//b"};',
        '{"@context": "x", "@graph": [{"@type": "Product", "name": "a//b"}]}',
        '[{"@type": "Product", "name": "a//b"}]',
    ],
)
def test_jsonld_as_sites_write_it(text: str) -> None:
    found = jsonld(text)
    assert found.jsonld == [{"@type": "Product", "name": "a//b"}]
    assert (found.types, found.warnings) == (("Product",), [])


def test_jsonld_several_in_one_script_and_control_characters() -> None:
    found = jsonld('{"@type": "A", "t": "1\n2"}\n{"@type": ["B", "A"]}')
    assert [item["@type"] for item in found.jsonld] == ["A", ["B", "A"]]
    assert found.types == ("A", "B")


def test_jsonld_that_cannot_be_stored_is_mended() -> None:
    (item,) = jsonld(r'{"name": "\ud83d\ude00 and \ud800"}').jsonld
    assert item == {"name": "\U0001f600 and \ufffd"}


@pytest.mark.parametrize("text", ['{"a": ', "[" * 100_000, '{"a": tru}', '"\\' * 9])
def test_broken_jsonld_is_a_warning(text: str) -> None:
    found = jsonld(text)
    assert found.jsonld == []
    assert len(found.warnings) == 1


def test_microdata_items_and_values() -> None:
    found = read(
        '<div itemscope itemtype="https://schema.org/Product" itemid="#p">'
        '<h1 itemprop="name">A <b>B</b></h1><img itemprop="image" src="i.png">'
        '<a itemprop="url sameAs" href="/u">x</a><meta itemprop="sku" content="7">'
        '<time itemprop="released" datetime="2026-01-02">soon</time>'
        '<data itemprop="n" value="5">five</data><span itemprop="price" content="9.5">'
        '9,5</span><div itemprop="offers" itemscope itemtype="https://schema.org/Offer">'
        '<i itemprop="price">3</i><i itemprop="price">4</i></div></div>'
        '<p itemscope itemtype="http://schema.org/Person">Ann</p>'
    )
    assert found.microdata == [
        {
            "type": "https://schema.org/Product",
            "id": "https://example.com/a/page#p",
            "properties": {
                "name": "A B",
                "image": "https://example.com/a/i.png",
                "url": "https://example.com/u",
                "sameAs": "https://example.com/u",
                "sku": "7",
                "released": "2026-01-02",
                "n": "5",
                "price": "9.5",
                "offers": {
                    "type": "https://schema.org/Offer",
                    "properties": {"price": ["3", "4"]},
                },
            },
        },
        {"type": "http://schema.org/Person", "value": "Ann", "properties": {}},
    ]
    assert list(found.microdata[0]["properties"]) == [
        "name", "image", "url", "sameAs", "sku", "released", "n", "price", "offers"
    ]  # fmt: skip
    assert found.types == ("Product", "Person")


def test_microdata_references_add_in_tree_order() -> None:
    found = read(
        '<div id="x"><p itemprop="a">1</p><div itemscope>'
        '<i itemprop="z">9</i></div></div>'
        '<div itemscope itemref="x none x"><p itemprop="a">2</p></div>'
    )
    assert found.microdata[1] == {"properties": {"a": ["1", "2"]}}


def test_microdata_cycles_end() -> None:
    found = read(
        '<i itemscope id=a itemprop=p itemref="a b"></i>'
        '<i itemscope id=b itemprop=p itemref="a b"></i><i itemscope itemref="a b"></i>'
    )
    assert json.dumps(found.microdata).count("properties") == 5


def test_microdata_is_bounded() -> None:
    # Each item has two that have the next two each: 2^40 if all were read.
    levels = "".join(
        f'<i id=a{n} itemprop=p itemscope itemref="a{n + 1} b{n + 1}"></i>'
        f'<i id=b{n} itemprop=p itemscope itemref="a{n + 1} b{n + 1}"></i>'
        for n in range(40)
    )
    found = read(f'<i itemscope itemref="a0 b0"></i>{levels}')
    assert json.dumps(found.microdata).count("properties") <= microdata.MAX_ITEMS
    nested = read("<div itemscope itemprop=a>" * 1500 + "x " * 100_000)
    assert len(json.dumps(nested.microdata)) < 3_000_000


def test_rdfa_lite() -> None:
    found = read(
        '<div vocab="http://schema.org/" typeof="Person" resource="#me"><span '
        'property="name">Ann</span><a property="url" href="/ann">x</a><div '
        'property="address" typeof="PostalAddress"><i property="city">X</i></div>'
        '<i property="tel">1</i><i property="tel" content="2">two</i></div>'
        '<p property="og:x">y</p>'
    )
    assert found.rdfa == [
        {
            "type": "http://schema.org/Person",
            "id": "https://example.com/a/page#me",
            "properties": {
                "name": "Ann",
                "url": "https://example.com/ann",
                "address": {
                    "type": "http://schema.org/PostalAddress",
                    "properties": {"city": "X"},
                },
                "tel": ["1", "2"],
            },
        }
    ]
    assert found.types == ("Person",)


def test_rdfa_without_its_subject_has_the_address_of_its_object() -> None:
    found = read('<p about=" " resource="/it" typeof=A><p about="/me" typeof=B>')
    assert [item["id"] for item in found.rdfa] == [
        "https://example.com/it", "https://example.com/me",
    ]  # fmt: skip


def test_rdfa_that_nests_deep_is_cut_into_items() -> None:
    found = read("<div typeof=T property=a>" * 100)
    text = json.dumps(found.rdfa)
    assert text.count("type") == 100
    assert len(found.rdfa) == 4


def test_opengraph_keeps_the_first_of_each() -> None:
    found = read(
        '<meta property="og:title" content=" T "><meta property="og:title" content="U">'
        '<meta name="product:price" content="3"><meta name="author" content="A">'
    )
    assert found.opengraph == {"og:title": "T", "product:price": "3"}
