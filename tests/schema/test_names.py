"""Names of what structured data states."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.schema.names import of_label, snake, stated_name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("Product.offers.seller.name", "seller"),
        ("Product.offers.seller.legal_name", "sellerLegalName"),
        ("Product.color", "color"),
        ("JobPosting.baseSalary.value.minValue", "baseSalaryMinValue"),
        ("Event.location.address.addressRegion", "addressRegion"),
        ("BreadcrumbList.itemListElement.item.name", "breadcrumbs"),
        ("Product.image.url", "url"),
        ("Product.offers.url", None),
        ("Product.author.url", None),
        ("Product.width.value", None),
        ("Item.sioc:num_replies", None),
        ("Product.a.-.-", None),
        ("Product", None),
    ],
)
def test_a_path_names_what_it_leads_to(path: str, name: str | None) -> None:
    assert stated_name(path) == name


@given(st.lists(st.text(max_size=5), max_size=5))
def test_no_path_makes_it_raise(parts: list[str]) -> None:
    name = stated_name(".".join(parts))
    assert name is None or "." not in name


def test_a_capital_begins_a_word_of_a_key_and_not_of_a_label() -> None:
    assert snake("unitPrice") == "unit_price"
    assert of_label("WiFi") == "wifi"
    assert of_label("Screen size (cm)") == "screen_size_cm"
