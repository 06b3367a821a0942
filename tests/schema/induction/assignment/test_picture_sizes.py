"""The largest version of its picture that a page offers."""

from __future__ import annotations

import json
from random import Random

import pytest

from tests.schema.pages import phrase
from vultrcrawl.page.document import Document
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.schema.induction import induce
from vultrcrawl.taxonomy import PageType

SHOP = "https://shop.example"
FILES = f"{SHOP}/files"


def record_of(head: str, picture: str) -> dict[str, object]:
    """Return the record of one of some pages with *head* and *picture*.

    In both, ``{n}`` is the number of the page.
    """
    pages = []
    for number in range(13):
        random = Random(number)
        name = f"{phrase(random, 4)} {number}"
        pages.append(
            Document(
                f"<html><head>{head.replace('{n}', str(number))}</head><body><main>"
                f"<h1>{name}</h1><div class=product-photo>"
                f"{picture.replace('{n}', str(number))}</div>"
                f"<p class=price>${number + 10}.50</p><p>{phrase(random, 60)}.</p>"
                "</main></body></html>",
                f"{SHOP}/p/{number}",
            )
        )
    (record,) = Extractor(induce(pages[:12], page_type=PageType.PRODUCT)).apply(
        pages[12]
    )
    return record


@pytest.mark.parametrize(
    ("head", "picture", "largest"),
    [
        (  # what magnifiers show
            "",
            '<img src="/files/{n}_large.jpg" data-zoom="/files/{n}_1024x1024.jpg">',
            "12_1024x1024.jpg",
        ),
        (
            "",
            '<img src="/files/cache/a/{n}.jpg" data-zoom="/files/cache/b/{n}.jpg">',
            "cache/b/12.jpg",
        ),
        (  # what links to the page show
            '<meta property="og:image" content="/files/{n}.jpg">',
            '<img src="/files/{n}_grande.jpg">',
            "12.jpg",
        ),
        (
            '<meta property="og:image" content="/files/{n}_grande.jpg">',
            '<img src="/files/{n}_1024x1024.jpg">',
            "12_1024x1024.jpg",
        ),
        (  # a logo is no version of it
            '<meta property="og:image" content="/files/logo.jpg">',
            '<img src="/files/{n}_grande.jpg">',
            "12_grande.jpg",
        ),
        (  # nothing on the page has that address
            "",
            '<img src="/files/{n}_300x.jpg" data-zoom="/files/{n}_{width}x.jpg">',
            "12_300x.jpg",
        ),
    ],
)
def test_the_largest_version_is_the_image(
    head: str, picture: str, largest: str
) -> None:
    assert record_of(head, picture)["image"] == f"{FILES}/{largest}"


def test_a_gallery_of_magento_has_the_main_picture_first() -> None:
    def sizes(name: str, *, main: bool) -> dict[str, object]:
        folders = {"thumb": "5ca0", "img": "d7d9", "full": "01bd"}
        made = {key: f"/files/cache/{at}/{name}.jpg" for key, at in folders.items()}
        return {**made, "isMain": main, "caption": "A picture"}

    pictures = [sizes("side-{n}", main=False), sizes("front-{n}", main=True)]
    started = {
        "[data-gallery-role=gallery-placeholder]": {
            "mage/gallery/gallery": {"data": pictures, "options": {"nav": "thumbs"}}
        }
    }
    record = record_of(
        "",
        '<img class="gallery-placeholder__image" src="/files/cache/d7d9/front-{n}.jpg">'
        f'<script type="text/x-magento-init">{json.dumps(started)}</script>',
    )
    largest = [f"{FILES}/cache/01bd/{name}-12.jpg" for name in ("front", "side")]
    assert (record["image"], record["images"]) == (largest[0], largest)
