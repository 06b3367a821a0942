from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.model import TemplateSchema, Transform
from vultrcrawl.schema.transforms import convert, converted
from vultrcrawl.schema.value_types import for_role, settled, type_of
from vultrcrawl.values.locales import Locale

GERMAN = Locale("de", "https://laden.example.de/p/1")


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("price", "UVP 1.299,00 € jetzt 999,00 €", 999),
        ("regularPrice", "UVP 1.299,00 € jetzt 999,00 €", 1299),
        ("regularPrice", "999,00 €", 999),
        ("price", "12,50", 12.5),
        ("price", "Preis auf Anfrage", None),
        ("currency", "12,50 €", "EUR"),
        ("currency", "EUR", "EUR"),
        ("currency", "Euro", "EUR"),
        ("currency", "12,50", None),
        ("currencyRaw", "12,50 €", "€"),
        ("currencyRaw", "12,50", None),
        ("date", "3. Mai 2019, 10:30 Uhr", "2019-05-03T10:30:00"),
        ("datePublished", "Aktualisiert am 3. Mai 2019", None),
        ("dateModified", "Aktualisiert am 3. Mai 2019", "2019-05-03"),
        ("availability", "Nicht vorrätig", "OutOfStock"),
        ("author", "Von Ada Byron am 3. Mai 2019", "Ada Byron"),
        ("sku", "Artikelnummer: 24-MB01", "24-MB01"),
        ("unlabelled", "Marke: Acme", "Acme"),
        ("gtin", "EAN 4006381333931", "4006381333931"),
        ("isbn", "ISBN 978-3-16-148410-0", "9783161484100"),
        ("rating", "4,5 von 5", 4.5),
        ("count", "(1.234 Bewertungen)", 1234),
        ("duration", "1 Std. 5 Min.", "PT1H5M"),
        ("image", "../a.jpg", "https://laden.example.de/a.jpg"),
        ("number", "1.299,50", 1299.5),
        ("integer", "x", None),
        ("boolean", "true", True),
    ],
)
def test_a_value_in_its_normal_form(name: str, raw: str, value: object) -> None:
    assert convert(raw, (Transform(name=name),), GERMAN) == value  # type: ignore[arg-type] # of parameters


def test_what_the_site_tells_is_stated_in_the_transform() -> None:
    texts = ["04/05/2024", "04/22/2024"]
    one = for_role("datePublished", texts, Locale("en"))
    assert one == Transform(name="datePublished", language="en", order="mdy")
    assert convert("04/05/2024", (one,)) == "2024-04-05"
    paid = for_role("price", ["$1.299", "$7,50"], Locale("es"), currency="COP")
    assert paid == Transform(name="price", language="es", decimal=",", currency="COP")
    code = settled("currency", ["AU$5", "$6"], Locale("en"))
    assert convert("$6", (code,)) == "AUD"


def test_a_role_that_its_values_are_not_of_is_text() -> None:
    assert for_role("price", ["Lamp", "Chair", "$5"]) is None
    assert for_role("price", []) is None
    assert for_role("colour", ["$5"]) is None
    some = ["Call for price", "$5", "Sold out", "$6"]
    assert for_role("price", some) is not None


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("date", ["2019-05-03", "2019-05-04"], ("string", "date")),
        ("date", ["2019-05-03T10:00:00Z"], ("string", "date-time")),
        ("date", ["2019-05-03T10:00:00"], ("string", None)),
        ("date", [], ("string", None)),
        ("price", [5.0], ("number", None)),
        ("count", [5], ("integer", None)),
        ("availability", ["InStock"], ("string", None)),
        ("image", ["https://a.example/b.jpg"], ("string", "uri")),
    ],
)
def test_the_type_of_what_a_transform_makes(
    name: str, values: list[str], kind: tuple[str, str | None]
) -> None:
    assert type_of(name, values) == kind  # type: ignore[arg-type] # of parameters


def _shop(number: int) -> Document:
    price = "Preis auf Anfrage" if number == 3 else f"1.{number}99,5{number} €"
    stock = "Ausverkauft" if number % 3 else f"{number} auf Lager"
    return Document(
        f'<html lang="de"><h1>Lampe Nummer {number} aus Holz {number * 7}</h1>'
        f'<p class="price">{price}</p><p class="stock availability">{stock}</p>'
        f'<p class="date">0{number % 9 + 1}.1{number % 3}.2024</p></html>',
        f"https://laden.example.de/p/{number}",
    )


def test_the_records_of_a_shop_have_normal_values() -> None:
    schema = induce([_shop(number) for number in range(12)])
    [record] = Extractor(schema).apply(_shop(5))
    assert record["price"] == 1599.55
    assert (record["currency"], record["currencyRaw"]) == ("EUR", "€")
    assert record["availability"] == "OutOfStock"
    assert record["datePublished"] == "2024-12-06"
    [other] = Extractor(schema).apply(_shop(3))
    assert "price" not in other
    assert other["availability"] == "InStock"
    again = TemplateSchema.from_json(asdict(schema))
    assert Extractor(again).apply(_shop(5)) == [record]
    types = {field.name: (field.type, field.format) for field in schema.fields}
    assert types["price"] == ("number", None)
    assert types["datePublished"] == ("string", "date")


def _stated(number: int, *, data: bool = True) -> Document:
    stated = {
        "@type": "Product",
        "name": f"Lamp of wood {number}",
        "offers": {"price": f"{number + 5}.50", "priceCurrency": "CAD"},
    }
    script = f'<script type="application/ld+json">{json.dumps(stated)}</script>'
    return Document(
        f"{script if data else ''}"
        f'<h1>Lamp of wood {number}</h1><p class="price">${number + 5}.50</p>',
        f"https://shop.example/p/{number}",
    )


def test_a_stated_currency_is_no_second_one() -> None:
    schema = induce([_stated(number) for number in range(12)])
    names = [field.name for field in schema.fields]
    assert names.count("currency") == 1
    assert "currency_2" not in names
    [record] = Extractor(schema).apply(_stated(7))
    assert (record["price"], record["currency"]) == (12.5, "CAD")


def test_a_currency_that_only_some_pages_state_is_that_of_the_price() -> None:
    # All pages held back, the last ones, state it, so that they don't tell.
    schema = induce(
        [_stated(number, data=number in (1, 3, *range(7, 12))) for number in range(12)]
    )
    [record] = Extractor(schema).apply(_stated(20, data=False))
    assert (record["price"], record["currency"]) == (25.5, "CAD")


def test_a_list_in_one_text_is_its_members() -> None:
    split = (Transform(name="list"),)
    assert converted([",rice, Pad Thai,,wok ; tea"], split) == [
        "rice", "Pad Thai", "wok", "tea",
    ]  # fmt: skip
    assert converted(["米、茶\uff0c鍋", " , "], split) == ["米", "茶", "鍋"]
    assert converted(["a, b"], ()) == ["a, b"]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<meta name="keywords" content=",{word},rice,">', ["{word}", "rice"]),
        ('<meta name="keywords" content="{word}">', ["{word}"]),
        (
            (
                '<meta property="article:tag" content="{word}, hot">'
                '<meta property="article:tag" content="Bath, England">'
            ),
            ["{word}, hot", "Bath, England"],
        ),
    ],
)
def test_keywords_are_a_list_however_a_page_states_them(
    head: str, expected: list[str]
) -> None:
    def filled(text: str, number: int) -> str:
        return text.replace("{word}", f"dish{'abcdefghijkl'[number]}")

    documents = [
        Document(
            f"<html><head><title>Dish {n}</title>{filled(head, n)}</head><body><main>"
            f"<h1>Dish {n}</h1><p>{'Words of it. ' * (n + 9)}</p></main></body></html>",
            f"https://a.example/dish/{n}",
        )
        for n in range(12)
    ]
    schema = induce(documents)
    [field] = [one for one in schema.fields if one.name == "keywords"]
    assert field.multiple
    [record] = Extractor(schema).apply(documents[3])
    assert record["keywords"] == [filled(one, 3) for one in expected]
