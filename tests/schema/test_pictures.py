from __future__ import annotations

import pytest
from lxml.html import fromstring

from tests.schema.test_redundancy import names, reasons, schema_of
from vultrcrawl.schema.pictures import file_of, is_tiny, shown

IMAGE = '<meta property="og:image" content="https://a.example/up/cake-{n}.jpg">'


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/up/cake-1-300x200.jpg",
        "https://a.example/up/Cake-1-scaled.jpg?w=300",
        "https://cdn.example/fit/https://a.example/up/cake-1@2x.webp",
        "/_next/image?url=%2Fup%2Fcake-1.png&w=640",
    ],
)
def test_one_picture_has_one_file_in_all_sizes(address: str) -> None:
    assert file_of(address) == "cake-1"


def test_an_address_without_a_file_is_taken_whole() -> None:
    assert file_of("https://a.example/pic/17?w=5") == "https://a.example/pic/17"


def test_a_picture_shown_again_is_no_field() -> None:
    schema = schema_of(
        '<h1>{t}</h1><img src="/cache/of/small/ones/cake-{n}-90x90.jpg">', IMAGE
    )
    assert names(schema) == ["name", "image"]
    assert "the same picture as image, perhaps in another size" in reasons(schema)


def test_another_picture_is_not_called_by_its_looks() -> None:
    schema = schema_of(
        '<h1>{t}</h1><div class="fancy"><img src="/up/b{n}.jpg"></div>'
        '<div class="gallery"><img src="/up/c{n}.jpg"><img src="/up/d{n}.jpg"></div>'
        '<div class="author-box"><img src="/up/e{n}.jpg" class="avatar"></div>',
        IMAGE,
    )
    assert set(names(schema)) == {"name", "image", "images", "avatar"}


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/up/a{n}.jpg" width="1" height="1">',
        '<img src="/icons/{n}.svg">',
        '<img src="/{n}/spacer.gif">',
        '<button><img src="/up/a{n}.jpg"></button>',
        '<a href="/other/{n}"><img src="/up/a{n}.jpg"></a>',
    ],
)
def test_pixels_icons_and_pictures_of_links_are_no_images(image: str) -> None:
    assert names(schema_of(f"<h1>{{t}}</h1><div>{image}</div>")) == ["name"]


@pytest.mark.parametrize("href", ["/up/a{n}-large.jpg", "#zoom"])
def test_the_picture_of_a_link_to_itself_is_an_image(href: str) -> None:
    body = f'<h1>{{t}}</h1><div><a href="{href}"><img src="/up/a{{n}}.jpg"></a></div>'
    assert names(schema_of(body)) == ["name", "image"]


def test_a_size_is_tiny_in_pixels_alone() -> None:
    assert is_tiny(fromstring('<img width="1px">'))
    assert not is_tiny(fromstring('<img width="1%">'))
    assert not is_tiny(fromstring('<img width="100">'))


def test_what_an_image_shows_is_said_by_whole_words() -> None:
    assert shown("div.site-logo > img") == "logo"
    assert shown("div.authority > img.slogans") == ""
