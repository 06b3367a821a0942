from __future__ import annotations

import pytest

from vultrcrawl.schema.induction.fitness import written_as


@pytest.mark.parametrize(
    "text", ["12.50", "12,50 €", "Rs 500", "500 so\u02bbm", "1 200", "12.\u2013"]
)
def test_an_amount_may_be_a_price_without_a_known_sign(text: str) -> None:
    assert written_as("price", [text])


@pytest.mark.parametrize("text", ["53.4. pg_amop", "53.4.", "9.1. Logical Operators"])
def test_the_number_of_a_section_is_no_price(text: str) -> None:
    assert not written_as("price", [text])
