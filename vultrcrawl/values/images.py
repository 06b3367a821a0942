"""Addresses of images: what an ``<img>`` shows, and whether it is a picture at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from vultrcrawl.urls.joining import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Attributes that hold the address of an image; scripts put the later into the first.
SOURCES: Final = (
    "src", "data-src", "data-lazy-src", "data-original", "data-lazy", "data-image",
    "data-url", "data-img-src", "data-ll-src",
)  # fmt: skip
#: Attributes of an image, or of what stands around it, with a larger version of it, for
#: magnifiers and light boxes.
LARGER: Final = (
    "data-zoom-image", "data-zoom", "data-zoom-src", "data-large_image", "data-large",
    "data-large-image", "data-large-src", "data-image-large-src", "data-full",
    "data-full-src", "data-fullsize", "data-fullsrc", "data-high-res-src", "data-hires",
    "data-magnify-src", "data-big", "data-mfp-src", "data-orig-file", "data-src-large",
    "data-image-gallery-zoom-image-url",
)  # fmt: skip
#: What data for scripts calls the largest of several sizes of a picture, best first.
WHOLE: Final = ("original", "full", "zoom", "large", "big")
#: Attributes with addresses by width or density:
#: https://html.spec.whatwg.org/multipage/images.html#srcset-attributes
SETS: Final = ("srcset", "data-srcset", "data-lazy-srcset")
#: Endings of names of files with pictures, as alternatives of an expression.
ENDINGS: Final = "jpe?g|png|webp|gif|avif"
#: Size in pixels up to which an image counts visits or fills a gap.
_PIXEL: Final = 3
#: Most addresses of a set that are compared.
_MAX_SET: Final = 50
_SIZE: Final = re.compile(r"\s*(\d{1,9})(?:\.\d{1,9})?\s*(?:px)?\s*")
_FILE: Final = re.compile(rf"[^/?&=#]\.(?:{ENDINGS})", re.IGNORECASE)
_FILLER: Final = re.compile(
    r"\.svg(?:[?#]|$)|[^a-z](?:spacer|pixel|blank|transparent|placeholder|1x1|lazy"
    r"|loading|loader|(?:no|default)[-_]?(?:default[-_]?)?(?:image|photo|picture|img|pic"
    r"|avatar)|image[-_]?(?:not[-_]?(?:available|found)|coming[-_]?soon)"
    r"|coming[-_]?soon)(?:[-_.]\w{0,40})?\.(?:gif|png|jpe?g|webp)",
    re.IGNORECASE,
)
_GAP: Final = re.compile(r"[\s,]*")
_ADDRESS: Final = re.compile(r"\S+")
_DESCRIPTOR: Final = re.compile(r"[^,]*")
_MEASURE: Final = re.compile(r"\s*(\d+(?:\.\d+)?)[wx]\b")


def source(attributes: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the attribute that holds an image's address, and that address.

    That is the first of `SOURCES` with a picture, or else the largest of a set. None
    for a pixel, a filler alone and for data within the page.
    """
    if is_tiny(attributes):
        return None
    for name in SOURCES:
        value = (attributes.get(name) or "").strip()
        if value and not is_inside(value) and not is_filler(value):
            return name, value
    for name in SETS:
        if best := largest(attributes.get(name) or ""):
            return name, best
    return None


def largest(srcset: str) -> str | None:
    """Return the address with the greatest width or density in a ``srcset``."""
    best, size, at = None, -1.0, 0
    for _ in range(_MAX_SET):
        gap = _GAP.match(srcset, at)
        match = _ADDRESS.match(srcset, gap.end() if gap is not None else at)
        if match is None:
            break
        value, at, found = match[0], match.end(), 1.0
        if value[-1] != "," and (described := _DESCRIPTOR.match(srcset, at)):
            at = described.end()
            if measured := _MEASURE.match(described[0][:40]):
                found = float(measured[1])
        value = value.rstrip(",")
        # Without a size it is that of density 1.
        if value and found > size and not is_inside(value) and not is_filler(value):
            best, size = value, found
    return best


def is_inside(value: str) -> bool:
    """Whether *value* is data, or a text that scripts make an address of."""
    return (
        value[:5].lower() in ("data:", "blob:", "about")
        or value[:1] == "#"
        or "{" in value
        or "%7b" in value.lower()
    )


def is_tiny(attributes: Mapping[str, str]) -> bool:
    """Whether an ``<img>`` says that it is no larger than a few pixels."""
    sizes = (
        _SIZE.fullmatch(attributes.get(side) or "") for side in ("width", "height")
    )
    return any(size is not None and int(size[1]) <= _PIXEL for size in sizes)


def is_picture(value: str) -> bool:
    """Whether the address *value* is that of an image, by the name of its file.

    Not that of a service to which a query hands one, such as a button for sharing.
    """
    return _FILE.search(unquote(value).partition("?")[0]) is not None


def linked(href: str, base: str) -> str:
    """Return the address of the picture that a link leads to; "" if to none.

    A wiki's page about a picture has a name like a file's, after the name of a space.
    """
    address = absolute(href, base)
    page = ":" in address.rpartition("/")[2]
    return address if href and is_picture(address) and not page else ""


def is_filler(value: str) -> bool:
    """Whether the address *value* is that of a drawing or a filler, not of a picture.

    Fillers stand where a picture is loaded later, or where there is none.

    SVG (https://www.w3.org/TR/SVG2/) draws icons, logos and buttons.
    """
    return _FILLER.search(value) is not None
