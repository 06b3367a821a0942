from __future__ import annotations

import pytest

from tests.support.effort import assert_quick
from vultrcrawl.values import images

BASE = "https://shop.example/p/1"
DATA = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


@pytest.mark.parametrize(
    ("attributes", "address"),
    [
        ({"src": "/a.jpg"}, "https://shop.example/a.jpg"),
        ({"src": DATA, "data-src": "b.jpg"}, "https://shop.example/p/b.jpg"),
        ({"src": "/img/blank.gif", "data-lazy-src": "/c.jpg"}, None),
        ({"src": DATA, "data-srcset": "/s.jpg 100w, /l.jpg 900w"}, None),
        ({"srcset": "/s.jpg, /l.jpg 2x"}, None),
        ({"src": "/icon.svg"}, ""),
        ({"src": DATA}, ""),
        ({"src": "/a.jpg", "width": "1"}, ""),
        ({"src": "http://["}, ""),
        ({}, ""),
    ],
)
def test_what_an_image_shows(attributes: dict[str, str], address: str | None) -> None:
    found = images.address(attributes, BASE)
    if address is None:
        assert found in ("https://shop.example/c.jpg", "https://shop.example/l.jpg")
    else:
        assert (found or "") == address


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
