"""What labels, classes, paths and names of <meta> mean."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from vultrcrawl import values
from vultrcrawl.schema.properties.registry import (
    PROPERTIES,
    by_address,
    by_class,
    by_label,
    by_labels,
    by_meta,
    by_path,
    order_of,
)


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Author:", "author"),
        ("WRITTEN  BY", "author"),
        ("Autor", "author"),
        ("著者", "author"),
        ("Автор", "author"),
        ("الكاتب", "author"),
        ("Preis", "price"),
        ("Prix :", "price"),
        ("Цена", "price"),
        ("Artikelnummer", "sku"),
        ("Zutaten", "recipeIngredient"),
        ("Veröffentlicht am", "datePublished"),
        ("ngày đăng", "datePublished"),
        ("Ａｕｔｈｏｒ", "author"),  # noqa: RUF001 (full width)
        ("authority", None),
        ("", None),
        ("author " * 20, None),
    ],
)
def test_a_label_names_a_property_in_any_language(label: str, name: str | None) -> None:
    assert by_label(label) == name


def test_a_label_of_several_properties_has_its_usual_one_first() -> None:
    several = [one for one in labels() if len(by_labels(one)) > 1]
    assert several
    assert all(by_label(one) == by_labels(one)[0] for one in several)


def labels() -> list[str]:
    """Return all labels of the table."""
    text = files(values).joinpath("data/labels.json").read_text(encoding="utf-8")
    return [
        word
        for languages in json.loads(text).values()
        if isinstance(languages, dict)
        for words in languages.values()
        for word in words
    ]


def test_every_label_of_the_table_is_found_and_is_of_a_known_property() -> None:
    for label in labels():
        assert set(by_labels(label)) <= PROPERTIES.keys(), label
        assert by_labels(label), label


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("price", "price"),
        ("product-info__price", "price"),
        ("price-1", "price"),
        ("productTitle", "name"),
        ("entry-title", "name"),
        ("old-price", "regularPrice"),
        ("book__isbn-13", "isbn"),
        ("ingredient-name", None),  # of an ingredient, not of the thing
        ("col-md-6", None),
        ("", None),
        ("item-" * 30 + "price", None),
    ],
)
def test_a_class_means_a_property(name: str, found: str | None) -> None:
    assert by_class(name) == found


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("headline", "name"),
        ("offers.price", "price"),
        ("offers.priceCurrency", "currency"),
        ("author.name", "author"),
        ("aggregateRating.ratingValue", "rating"),
        ("articleSection", "category"),
        ("review.author", None),
    ],
)
def test_a_path_below_an_item_is_a_property(path: str, name: str | None) -> None:
    assert by_path(path) == name


def test_a_meta_states_a_property_whatever_its_case() -> None:
    assert by_meta("og:title") == by_meta("OG:Title") == "name"
    assert by_meta("viewport") is None


def test_fields_that_are_no_properties_come_last() -> None:
    assert order_of("name") == 0
    assert order_of("price") < order_of("description")
    assert order_of("thread_count") > max(one.order for one in PROPERTIES.values())


def test_a_remark_in_brackets_tells_more_of_a_label() -> None:
    assert by_label("Price (incl. tax)") == "price"
    assert (
        by_label("\u8ca9\u58f2\u4fa1\u683c \uff08\u5225\u9014\u9001\u6599\uff09")
        == "price"
    )
    assert by_label("Unpriced (incl. tax)") is None


def test_labels_are_known_without_their_accents() -> None:
    assert by_labels("Producător") == by_labels("Producator") == ("brand",)


@pytest.mark.parametrize(
    ("href", "name"),
    [
        ("/category/news/", "category"),
        ("https://a.example/job-category/sales/index.html", "category"),
        ("../../kategorie/holz", "category"),
        ("category/news.html", "category"),
        ("/cat%C3%A9gorie/bois/", "category"),
        ("/product-tag/red/", "keywords"),
        ("/?tag=red", "keywords"),
        ("/search/label/Music", "keywords"),
        ("/author/ada/#posts", "author"),
        ("/category/", None),  # all of them
        ("/categories/index.html", None),
        ("/news/the-category", None),
        ("/price-tags-explained/part-1", None),
        ("", None),
    ],
)
def test_what_a_link_leads_to(href: str, name: str | None) -> None:
    told = by_address(href)
    assert (told[0] if told else None) == name
    assert told is None or told[1] in href
