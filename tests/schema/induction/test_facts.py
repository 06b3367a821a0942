"""What stands beside labels, as far as no property says it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random

import pytest

from tests.schema.induction.candidates import candidate
from tests.schema.pages import phrase
from tests.support.effort import assert_quick
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.induction.assignment.by_type import of_type
from vultrcrawl.schema.induction.assignment.options import Assignment
from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.schema.induction.facts import facts
from vultrcrawl.schema.names import stated_name
from vultrcrawl.schema.sources.structured import jsonld
from vultrcrawl.taxonomy import PageType

SIZES = ("1 m", "2 m", "3 m", "4 m", "5 m")
CLOTH = ("Linen", "Wool", "Silk", "Wool", "Felt")


def named(
    candidates: Sequence[Candidate],
    *assigned: Assignment,
    pages: int = 5,
    others: Sequence[Sequence[str]] = (),
) -> tuple[dict[str, tuple[Candidate, ...]], dict[str, str]]:
    """Return the facts, and why others are none, by name."""
    found, dropped = facts(candidates, assigned, pages, others=others)
    return dict(found), {one.name: one.reason for one in dropped}


def test_a_fact_is_called_by_its_label() -> None:
    cloth = candidate(CLOTH, "label", label="Fabric & Care")
    assert named([cloth]) == ({"fabric_care": (cloth,)}, {})


def test_a_label_that_names_a_property_gives_its_name() -> None:
    found, _ = named([candidate(CLOTH, "label", label="Hersteller", brand=0.75)])
    assert list(found) == ["brand"]


def test_what_things_of_the_type_do_not_have_keeps_its_label() -> None:
    dates = [f"2026-03-{day:02}" for day in range(1, 6)]
    published = candidate(dates, "label", label="Date", datePublished=0.75)
    assert list(named([published])[0]) == ["datePublished"]
    of_event = of_type([published], PageType.EVENT)
    starts = Assignment("startDate", 0.9, (candidate(dates[::-1]),))
    assert list(named(of_event, starts)[0]) == ["date"]


def test_a_fact_has_all_values_beside_its_label() -> None:
    networks = ("Telus", "Sprint", "Orange", "Vodafone")

    def page(number: int) -> Document:
        several = networks[number % 4 :][: 1 + number % 3]
        beside = "".join(f"<dd>{one}</dd>" for one in ", ,".join(several).split(" ,"))
        facts = f"<dt>Availability</dt>{beside}<dt>Weight</dt><dd>{number} kg</dd>"
        return Document(
            f"<h1>{phrase(Random(number), 2)}</h1><dl>{facts}</dl>",
            f"https://phones.example/{number}",
        )

    schema = induce([page(number) for number in range(12)])
    [record] = Extractor(schema).apply(page(20 + 8))
    assert record["availability"] == ["Telus", "Sprint"]
    assert record["weight"] == "28 kg"


def test_values_that_the_property_cannot_have_keep_their_label() -> None:
    found, _ = named([candidate(CLOTH, "label", label="Preis")])
    assert list(found) == ["preis"]


def test_without_a_label_there_is_no_fact() -> None:
    assert named([candidate(CLOTH), candidate(CLOTH, "prose")]) == ({}, {})


def test_what_pages_state_is_a_fact_by_the_name_of_its_property() -> None:
    stated = candidate(CLOTH, "jsonld", expr="Product.fabric", schema_org="fabric")
    known = candidate(SIZES, "jsonld", expr="Product.name", schema_org="name")
    found, _ = named([stated, known])
    assert found == {"fabric": (stated,)}


def test_what_a_property_says_is_no_fact_besides() -> None:
    cloth = candidate(CLOTH, "label", label="Fabric")
    brand = Assignment("brand", 0.9, (candidate(CLOTH, brand=0.9),))
    assert named([cloth], brand) == ({}, {"fabric": "the same as brand"})
    used = Assignment("brand", 0.9, (cloth,))
    assert named([cloth], used) == ({}, {})


def test_two_labels_with_the_same_values_are_one_fact() -> None:
    first = candidate(CLOTH, "label", label="Fabric")
    second = candidate(CLOTH, "label", label="Cloth")
    found, dropped = named([first, second])
    assert found == {"fabric": (first,)}
    assert dropped == {"cloth": "the same as fabric"}


def test_two_sources_of_one_label_are_two_ways_to_it() -> None:
    label = candidate(CLOTH, "label", label="Fabric")
    near = candidate(CLOTH, "near", label="Fabric")
    assert named([near, label])[0] == {"fabric": (label, near)}


def test_one_name_is_given_once() -> None:
    brand = Assignment("brand", 0.9, (candidate(SIZES, brand=0.9),))
    other = candidate(CLOTH, "label", label="Manufacturer")
    found, _ = named([other], brand)
    assert list(found) == ["manufacturer"]


def test_labels_of_the_interface_are_no_facts() -> None:
    for label in ("Share this", "Read more", "Jump to recipe", "Lire la suite", "Why?"):
        found, dropped = named([candidate(CLOTH, "label", label=label)])
        assert found == {}
        assert next(iter(dropped.values())).startswith("boilerplate")
    for label in ("Shared memory", "Searches a day", "Adsorption"):
        assert named([candidate(CLOTH, "label", label=label)])[0]


def test_texts_and_headings_of_few_pages_are_no_facts() -> None:
    long = candidate([f"{one} " * 80 for one in CLOTH], "label", label="Fabric")
    assert named([long])[1] == {"fabric": "a text, not a value"}
    seldom = candidate([*CLOTH[:2], "", "", ""], "section", label="Fabric")
    assert named([seldom])[1] == {"fabric": "a heading of few pages"}
    assert list(named([candidate(CLOTH, "section", label="Fabric")])[0]) == ["fabric"]


def test_a_long_section_is_no_fact_however_short_its_pieces_are() -> None:
    pieces = [
        [f"{one} of the month {n}, which is long" for n in range(50)] for one in CLOTH
    ]
    section = candidate(pieces, "section", label="Fabric")
    assert named([section])[1] == {"fabric": "a section of the text, not a value"}


def test_lines_with_labels_below_a_heading_are_no_value_of_it() -> None:
    lines = [[f"Size: {size}", "Cloth: Felt"] for size in SIZES]
    section = candidate(lines, "section", label="Fabric")
    assert named([section]) == ({}, {"fabric": "lines that have labels of their own"})


def test_a_list_that_all_pages_have_is_no_fact() -> None:
    shops = candidate([["Bonn", "Ulm"]] * 5, "label", label="Shops")
    assert named([shops])[1] == {"shops": "the same list on all pages"}


def test_what_all_pages_say_below_a_heading_is_no_fact() -> None:
    box = candidate(["Felt and wool"] * 5, "section", label="Fabric")
    assert named([box])[1] == {"fabric": "the same below this heading on all pages"}
    assert list(named([candidate(["Felt"] * 5, "label", label="Fabric")])[0])


def test_values_without_words_are_no_fact() -> None:
    stars = candidate(["*", "**", "*", "*", "*"], "label", label="Fabric")
    assert named([stars]) == ({}, {"fabric": "no words"})


def test_what_pages_of_another_template_say_is_no_fact() -> None:
    reason = {"opening_hours": "boilerplate: pages of other templates say the same"}
    hours = candidate(["9 to 5"] * 9 + ["8 to 4"], "label", label="Opening hours")
    said = " all about us opening hours 9 to 5 and more "
    turned = " all about us 9 to 5 opening hours and more "
    assert named([hours], others=[("nothing",), (said, "nothing")])[1] == reason
    assert named([hours], others=[(turned,)])[1] == reason
    apart = " opening hours and more 9 to 5 "
    assert list(named([hours], others=[(apart,)])[0]) == ["opening_hours"]
    seldom = [(said, "nothing", "nothing")]
    assert list(named([hours], others=seldom)[0]) == ["opening_hours"]
    varied = candidate(["9 to 5"] * 8 + ["8 to 4"] * 2, "label", label="Opening hours")
    assert list(named([varied], others=[(said,)])[0]) == ["opening_hours"]


def test_a_list_with_a_piece_twice_is_found_elsewhere_too() -> None:
    month = candidate([["May", "M", "T", "W", "T", "1"]] * 2, "section", label="Days")
    others = [(" posts of may days may m t w t 1 and more ",)]
    reason = "boilerplate: pages of other templates say the same"
    assert named([month], pages=2, others=others)[1] == {"days": reason}


def test_texts_of_other_templates_are_searched_for_few_labels() -> None:
    same = [candidate(["x"] * 3, "label", label=f"part {n} a") for n in range(3_000)]
    others = [(" " + "part " * 20_000,)] * 24
    assert_quick(lambda: named(same, pages=3, others=others), 1.5)


def test_facts_that_pages_of_a_list_repeat_stay() -> None:
    listed = " ".join(f" opening hours {size} " for size in SIZES).lower()
    hours = candidate(SIZES, "label", label="Opening hours")
    assert list(named([hours], others=[(listed,)])[0]) == ["opening_hours"]
    cloth = candidate(["Felt"] * 5, "label", label="Hersteller", brand=0.75)
    assert list(named([cloth], others=[(" hersteller felt ",)])[0]) == ["brand"]


def test_facts_are_few() -> None:
    many = [
        candidate([f"{n} of {page}" for page in range(5)], "label", label=f"Part {n} a")
        for n in range(60)
    ]
    found, dropped = named(many)
    assert len(found) == 40
    assert len(dropped) == 20


def test_the_text_of_a_whole_table_is_no_fact_beside_its_rows() -> None:
    size = candidate(SIZES, "label", label="Size")
    cloth = candidate(CLOTH, "label", label="Cloth")
    rows = [f"Size {one} Cloth {two}" for one, two in zip(SIZES, CLOTH, strict=True)]
    table = candidate(rows, "label", label="Additional information")
    found, dropped = named([table, size, cloth])
    assert found == {"size": (size,), "cloth": (cloth,)}
    assert dropped == {"additional_information": "made of other labelled facts"}
    one_row = candidate([f"Size {one}" for one in SIZES], "label", label="Facts")
    assert "facts" in named([one_row, size])[0], "a pair by chance"


@pytest.mark.parametrize(
    "label", ["Add to Wish List", "Recently Viewed Items", "Warenkorb", "Корзина"]
)
def test_words_of_a_shops_interface_are_no_labels_in_any_language(label: str) -> None:
    reason = "boilerplate: a label of the site's interface"
    assert list(named([candidate(SIZES, "label", label=label)])[1].values()) == [reason]


def test_a_stated_property_of_a_thing_has_its_own_label() -> None:
    assert stated_name("Product.additionalProperty.Blade length") == "blade_length"
    page = Document(
        '<script type="application/ld+json">{"@type": "Product", "name": "Knife", '
        '"additionalProperty": [{"@type": "PropertyValue", "name": "Blade length:", '
        '"value": "9 cm"}, {"@type": "PropertyValue", "value": "3"}]}</script>',
        "https://a.example/",
    )
    found = jsonld(page)
    assert found["Product.additionalProperty.Blade length"] == ["9 cm"]
    assert found["Product.additionalProperty.value"] == ["3"]


def test_a_group_of_products_has_what_its_first_variant_has() -> None:
    variants = [
        {
            "@type": "Product",
            "sku": f"L-{n}",
            "name": f"Lamp {n}",
            "offers": {"price": n},
        }
        for n in (7, 9)
    ]
    group = {"@type": "ProductGroup", "name": "Lamp", "hasVariant": variants}
    text = json.dumps(group)
    page = Document(
        f'<script type="application/ld+json">{text}</script>', "https://a.example/"
    )
    assert jsonld(page) == {
        "ProductGroup.name": ["Lamp"],
        "ProductGroup.sku": ["L-7"],
        "ProductGroup.offers.price": ["7"],
    }


@pytest.mark.parametrize(
    ("address", "where"),
    [
        (
            {
                "@type": "PostalAddress",
                "streetAddress": "1 High St",
                "addressLocality": "Leeds",
                "addressRegion": "ON",
                "postalCode": "K1N",
                "addressCountry": "Canada",
            },
            "Old Hall, 1 High St, Leeds, ON K1N, Canada",
        ),
        ("1 High St, Leeds", "Old Hall, 1 High St, Leeds"),
        ("", None),
    ],
)
def test_where_an_event_is_has_name_and_address(
    address: object, where: str | None
) -> None:
    place = {"@type": "Place", "name": "Old Hall", "address": address}
    text = json.dumps({"@type": "Event", "name": "Fair", "location": place})
    html = f'<script type="application/ld+json">{text}</script>'
    found = jsonld(Document(html, "https://a.example/"))
    assert found.get("Event.location", [None]) == [where]
    assert found.get("Event.location.name") == (["Old Hall"] if not where else None)


def test_how_a_shop_ships_is_no_fact_of_a_product() -> None:
    assert stated_name("OfferShippingDetails.shippingRate.value") is None
    assert stated_name("Product.shippingDetails.shippingRate.value") is None


def test_a_brand_that_pages_state_is_no_category() -> None:
    def page(number: int) -> Document:
        brand = ("Acme", "Bolt", "Cove")[number % 3]
        return Document(
            "<html><body><main><div itemscope itemtype='https://schema.org/Product'>"
            f"<h1 itemprop=name>{phrase(Random(number), 4)}</h1>"
            f"<h2 itemprop=brand><a class=category href='/{brand}'>{brand}</a></h2>"
            f"<p>{phrase(Random(number), 60)}.</p></div></main></body></html>",
            f"https://a.example/{number}",
        )

    schema = induce([page(n) for n in range(12)], page_type=PageType.PRODUCT)
    names = {field.name for field in schema.fields}
    assert "brand" in names
    assert "category" not in names


def test_twitter_labels_tell_a_brand() -> None:
    def page(number: int) -> Document:
        brand = ("Acme", "Bolt", "Cove")[number % 3]
        return Document(
            "<html><head><meta name='twitter:label1' content='Price'>"
            f"<meta name='twitter:data1' content='${number}.50'>"
            "<meta name='twitter:label2' content='Brand'>"
            f"<meta name='twitter:data2' content='{brand}'></head><body><main>"
            f"<h1>{phrase(Random(number), 4)}</h1><p>{phrase(Random(number), 60)}.</p>"
            "</main></body></html>",
            f"https://a.example/{number}",
        )

    schema = induce([page(n) for n in range(12)], page_type=PageType.PRODUCT)
    (brand,) = [field for field in schema.fields if field.name == "brand"]
    assert [one.expr for one in brand.locators] == ["twitter:data2"]
