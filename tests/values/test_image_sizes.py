"""Which addresses are of one picture, and which of them is larger."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from tests.support.effort import assert_quick
from vultrcrawl.values.image_sizes import file_of, once_each, size_of

SHOPIFY = "//cdn.shopify.com/s/files/1/2/products/cake"
MAGENTO = "/media/catalog/product/cache"
BIG = "https://cdn11.bigcommerce.com/s-6/images/stencil"


@pytest.mark.parametrize(
    "smaller_first",
    [
        (
            f"{SHOPIFY}_x80.jpg?v=1", f"{SHOPIFY}_small.jpg?v=1",
            f"{SHOPIFY}_large.jpg?v=1", f"{SHOPIFY}_580x.jpg", f"{SHOPIFY}_grande.jpg",
            f"{SHOPIFY}_1024x1024.jpg", f"{SHOPIFY}_580x@2x.jpg",
            f"{SHOPIFY}_3000x.jpg",
            f"{SHOPIFY}.jpg?v=1",
        ),
        (f"{SHOPIFY}_300x300_crop_center.jpg", f"{SHOPIFY}_master.jpg"),
        ("/2024/08/cake-150x150.png", "/2024/08/cake-scaled.png", "/2024/08/cake.png"),
        (
            f"{MAGENTO}/1/thumbnail/74x/6e61/b/o/cake.jpg",
            f"{MAGENTO}/1/image/425x490/6e61/b/o/cake.jpg",
        ),
        (f"{BIG}/80w/products/cake.JPG?c=1", f"{BIG}/1280x1280/products/cake.JPG"),
        ("/styles/thumbnail/public/cake.jpg?itok=a", "/styles/large/public/cake.jpg"),
        ("/cake.jpg?fit=300%2C200", "/cake.jpg?w=800", "/cake.jpg"),
        ("/products/4/cake.386.513.JPG?c=1", f"{BIG}/original/products/4/cake.JPG"),
        ("/upload/w_300,h_200/cake.jpg", "/upload/cake.jpg"),
        ("/upload/resize_cache/i/5/400_300_1/cake.jpg", "/upload/i/5/cake.jpg"),
    ],
)  # fmt: skip
def test_sizes_of_one_picture(smaller_first: tuple[str, ...]) -> None:
    assert {file_of(one) for one in smaller_first} == {file_of(smaller_first[0])}
    for one, other in pairwise(map(size_of, smaller_first)):
        assert one is not None
        assert other is not None
        assert one < other


def test_pictures_of_other_names_are_others() -> None:
    names = (
        "1043d.jpg",
        "1043d-2.jpg",
        "1043r_large.jpg",
        "boxes.jpg",
        "boxes_2x4.jpg",
    )
    assert len({file_of(f"/products/{name}") for name in names[:4]}) == 4


@pytest.mark.parametrize(
    ("address", "size"),
    [
        (f"{MAGENTO}/01bd92052dc2a38e1c05a8994d8ff250/r/p/cake.jpg", None),
        ("/uploads/original/1x/d61ab05f37c4a361229eb060a12bd23c.jpeg", math.inf),
        ("/photos/2024/08/100.jpg", math.inf),
    ],
)
def test_what_the_address_does_not_tell(address: str, size: float | None) -> None:
    assert size_of(address) == size


@pytest.mark.parametrize(
    "part", ["9", "a", "-1x1", "_lazy", "@2x", "a/", "_large", "x"]
)
def test_hostile_addresses_take_little_time(part: str) -> None:
    address = part * (10_000 // len(part))
    for read in (file_of, size_of):
        assert_quick(lambda: read(address), 1)  # noqa: B023 (called at once)


def test_a_picture_is_told_once_in_its_largest_version() -> None:
    large, small = f"https:{SHOPIFY}_1024x1024.jpg?v=1", f"http:{SHOPIFY}_small.jpg?v=2"
    side = f"https:{SHOPIFY}-side_1024x1024.jpg"
    assert once_each([small, side, large]) == [large, side]
    assert once_each([f"{BIG}/80w/a/cake.jpg", f"{BIG}/1280x1280/a/cake.jpg"]) == [
        f"{BIG}/1280x1280/a/cake.jpg"
    ]


def test_pictures_of_one_name_in_other_folders_are_others() -> None:
    others = [
        "/4/1.jpg",
        "/5/1.jpg",
        "/5/1.png",
        "/image?id=1",
        "/image?id=2",
        "/a.php?f=1.jpg",
    ]
    assert once_each(others) == others
