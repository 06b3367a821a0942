from __future__ import annotations

import pytest

from tests.support.effort import assert_quick
from vultrcrawl.values import images

DATA = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


@pytest.mark.parametrize(
    ("attributes", "source"),
    [
        ({"src": "/a.jpg"}, ("src", "/a.jpg")),
        ({"src": DATA, "data-src": "b.jpg"}, ("data-src", "b.jpg")),
        (
            {"src": "/img/blank.gif", "data-lazy-src": "/c.jpg"},
            ("data-lazy-src", "/c.jpg"),
        ),
        (
            {"src": DATA, "data-srcset": "/s.jpg 100w, /l.jpg 900w"},
            ("data-srcset", "/l.jpg"),
        ),
        ({"srcset": "/s.jpg, /l.jpg 2x"}, ("srcset", "/l.jpg")),
        # Scripts make an address of it.
        ({"data-src": "/a_{width}x.jpg", "src": "/a_%7Bwidth%7Dx.jpg"}, None),
        ({"src": "/icon.svg"}, None),
        ({"src": DATA}, None),
        ({"src": "/a.jpg", "width": "1"}, None),
        ({}, None),
    ],
)
def test_where_an_image_is(
    attributes: dict[str, str], source: tuple[str, str] | None
) -> None:
    assert images.source(attributes) == source


@pytest.mark.parametrize(
    ("srcset", "largest"),
    [
        ("a.jpg 320w, b.jpg 1024w, c.jpg 640w", "b.jpg"),
        ("a.jpg, b.jpg 1.5x, c.jpg 3x", "c.jpg"),
        ("img,w_300/a.jpg 300w, img,w_900/a.jpg 900w", "img,w_900/a.jpg"),
        (f"{DATA} 900w, b.jpg 1w", "b.jpg"),
        ("only.jpg", "only.jpg"),
        ("", None),
    ],
)
def test_the_largest_of_a_set(srcset: str, largest: str | None) -> None:
    assert images.largest(srcset) == largest


def test_hostile_sets_take_little_time() -> None:
    for part in ("a ", "a,", ",", "a 1w,"):
        assert_quick(lambda: images.largest(part * 200_000), 1)  # noqa: B023 (called at once)


@pytest.mark.parametrize("part", ["9", "a", "-1x1", "_lazy", "@2x", "a/"])
def test_hostile_addresses_take_little_time(part: str) -> None:
    address = part * (10_000 // len(part))
    for read in (images.is_picture, images.is_filler):
        assert_quick(lambda: read(address), 1)  # noqa: B023 (called at once)


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("https://a.example/media/cake.jpg?v=2", True),
        ("../cake.jpg%3Fitok=29b4C5u3", True),
        (
            "https://pins.example/create?url=/cake&media=https://a.example/cake.jpg",
            False,
        ),
        ("https://a.example/cake.html", False),
    ],
)
def test_what_leads_to_a_picture(address: str, is_one: bool) -> None:
    assert images.is_picture(address) is is_one


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("/images/noDefaultImage_300.gif", True),
        ("/img/no-photo.png", True),
        ("/img/image_not_available.jpg", True),
        ("/img/default_avatar.png", True),
        ("/img/coming-soon.jpg", True),
        ("/img/piano-image.jpg", False),
        ("/img/casino_photo.jpg", False),
    ],
)
def test_what_stands_where_there_is_no_picture(address: str, is_one: bool) -> None:
    assert images.is_filler(address) is is_one


def test_no_size_makes_it_raise() -> None:
    assert not images.is_tiny({"width": "9" * 5_000})
