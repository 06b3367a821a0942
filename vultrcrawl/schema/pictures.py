"""Images of a page: which are content, which show one picture, what else they show."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.schema.candidate import Candidate

#: Attributes that hold the address of an image.
SOURCES: Final = ("src", "data-src", "data-lazy-src", "data-original")
#: Fields that hold addresses of images, where pages state them.
_STATED: Final = ("image", "thumbnailUrl")
#: Share of its pictures that other fields have, above which a field is one of them.
_MOST: Final = 0.5
#: Size in pixels up to which an image counts visits or fills a gap.
_PIXEL: Final = 3
_SIZE: Final = re.compile(r"\s*(\d+)(?:\.\d+)?\s*(?:px)?\s*")
#: The name of a file, without the size that programs add to it: ``cake-300x200.jpg``,
#: ``cake-scaled.jpg``, ``cake@2x.png``.
_FILE: Final = re.compile(
    r"([^/?&=#]+?)(?:-\d+x\d+|-scaled|[-_]\d+w|@\dx)*\.(?:jpe?g|png|webp|gif|avif)",
    re.IGNORECASE,
)
_FILLER: Final = re.compile(
    r"\.svg(?:[?#]|$)|[^a-z](?:spacer|pixel|blank|transparent|placeholder|1x1)"
    r"(?:[-_.]\w*)?\.(?:gif|png)",
    re.IGNORECASE,
)
#: Whom or what an image shows that is none of what the page is about, by the words of
#: classes: https://microformats.org/wiki/h-card has photo and logo of an author.
_SHOWN: Final = (
    ("avatar", re.compile(r"(?<![a-z])(?:gr)?avatars?(?![a-z])", re.IGNORECASE)),
    ("logo", re.compile(r"(?<![a-z])logos?(?![a-z])", re.IGNORECASE)),
    (
        "author_image",
        re.compile(r"(?<![a-z])(?:author|byline)(?![a-z])", re.IGNORECASE),
    ),
)


def is_tiny(element: HtmlElement) -> bool:
    """Whether an ``<img>`` says that it is no larger than a few pixels."""
    sizes = (_SIZE.fullmatch(element.get(side) or "") for side in ("width", "height"))
    return any(size is not None and int(size[1]) <= _PIXEL for size in sizes)


def is_picture(address: str) -> bool:
    """Whether *address* is that of an image, by the name of its file."""
    return _FILE.search(unquote(address)) is not None


def are_icons(values: Mapping[int, Sequence[str]]) -> bool:
    """Whether all addresses are those of drawings or fillers, not of pictures.

    SVG (https://www.w3.org/TR/SVG2/) draws icons, logos and buttons.
    """
    texts = [text for found in values.values() for text in found]
    return all(_FILLER.search(text) for text in texts)


def file_of(address: str) -> str:
    """Return the name of the file at an image's *address*, the same for all sizes.

    The address itself, without query, where it has no such name.
    """
    found: list[str] = _FILE.findall(unquote(address))
    return found[-1].casefold() if found else address.partition("?")[0]


def shown(css: str) -> str:
    """Return what the image that *css* finds shows, if its classes say; else ""."""
    return next((name for name, words in _SHOWN if words.search(css)), "")


class Pictures:
    """The files of the images that fields have, page by page."""

    def __init__(self) -> None:
        self._files: dict[int, dict[str, str]] = defaultdict(dict)

    def add(self, one: Candidate, name: str) -> None:
        """Note the images of *one*, of the field *name*, if it has any."""
        if one.name in _STATED or one.attribute in SOURCES:
            for number, values in one.values.items():
                for address in values:
                    self._files[number].setdefault(file_of(address), name)

    def same(self, head: Candidate) -> str | None:
        """Return the field that has most of the pictures of *head*, if any."""
        if head.attribute not in SOURCES:
            return None
        files = [
            self._files[number].get(file_of(address))
            for number, values in head.values.items()
            for address in values
        ]
        known = [name for name in files if name]
        return known[0] if len(known) > _MOST * len(files) else None
