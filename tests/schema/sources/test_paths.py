"""What is read of an element."""

from __future__ import annotations

import pytest
from lxml.html import fragment_fromstring

from vultrcrawl.schema.sources.paths import read


@pytest.mark.parametrize(
    ("html", "attribute", "value"),
    [
        ('<img src="/a.jpg">', "src", "https://a.example/a.jpg"),
        ('<img data-zoom="a.jpg">', "data-zoom", "https://a.example/p/a.jpg"),
        (
            '<img srcset="/s.jpg 100w, /l.jpg 900w">',
            "srcset",
            "https://a.example/l.jpg",
        ),
        # As in learning, what stands where there is no picture is none.
        ('<img src="/img/blank.gif">', "src", ""),
        ('<img src="/img/noDefaultImage_300.gif">', "src", ""),
        (
            '<a href="/drawings/cake.svg">',
            "href",
            "https://a.example/drawings/cake.svg",
        ),
    ],
)
def test_addresses_are_absolute(html: str, attribute: str, value: str) -> None:
    element = fragment_fromstring(html)
    assert read(element, attribute, "https://a.example/p/") == value
