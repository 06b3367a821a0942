from __future__ import annotations

from random import Random

import pytest
from lxml.html import fragment_fromstring

from tests.schema.pages import phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.schema.sources.paths import read

DATA = "data:image/png;base64,iVBORw0KGgo="
BASE = "https://news.example/1"


@pytest.mark.parametrize(
    ("attributes", "address"),
    [
        ("src='/a.png'", "https://news.example/a.png"),
        (f"src='{DATA}'", ""),
        (f"src='{DATA}' data-src='/b.png'", "https://news.example/b.png"),
        (f"src='{DATA}' srcset='/c.png 2x'", "https://news.example/c.png"),
    ],
)
def test_a_picture_in_the_page_itself_has_no_address(
    attributes: str, address: str
) -> None:
    (image,) = Document(f"<img {attributes}>", BASE).root.iter("img")
    assert read(image, "src", BASE) == address


def test_pictures_of_a_record_are_addresses() -> None:
    def story(number: int, *more: str) -> Document:
        random = Random(number)
        first = (f"src='/{number}.png'", f"src='/{number}-2.png'")
        pictures = "".join(f"<p><img {one}></p>" for one in (*first, *more))
        body = "".join(f"<p>{phrase(random, 40)}.</p>" for _ in range(3))
        return Document(
            f"<h1>{phrase(random, 4)}</h1><div class='story'>{body}{pictures}</div>",
            f"https://news.example/{number}",
        )

    schema = induce([story(n) for n in range(12)])
    late = f"src='{DATA}' data-src='/late.png'"
    (record,) = Extractor(schema).apply(story(20, f"src='{DATA}'", late))
    names = ("20.png", "20-2.png", "late.png")
    assert record["images"] == [f"https://news.example/{name}" for name in names]


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
