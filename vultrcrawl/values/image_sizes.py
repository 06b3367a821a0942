"""Sizes of one picture: which addresses are of the same one, and which is larger.

Shops and blogs keep a picture in several sizes. What tells them apart stands in the
name of the file, in a folder or in the query; the rest of the name is the same.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from vultrcrawl.values.images import ENDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What is made of an upload, in pixels: the words of Shopify's themes
#: (https://shopify.dev/docs/api/liquid/filters/img_url) and of folders.
_WORDS: Final = {
    "pico": 16, "icon": 32, "thumb": 50, "thumbs": 50, "thumbnail": 50,
    "thumbnails": 50, "small": 100, "compact": 160, "medium": 240, "large": 480,
    "grande": 600, "big": 1024, "zoom": 1024, "full": 2048, "scaled": 2560,
    "master": math.inf, "original": math.inf,
}  # fmt: skip
#: Longest address that is looked at, in characters.
_LONGEST: Final = 2_000
_ENDING: Final = rf"\.(?:{ENDINGS})"
_NAMED: Final = "|".join(sorted(_WORDS, key=len, reverse=True))
#: The name of a file, its last 200 characters, without the sizes that programs add to
#: it, three at most: ``cake-300x200.jpg``, ``cake_grande.jpg``, ``cake_600x@2x.png``,
#: ``cake.386.513.jpg``.
_FILE: Final = re.compile(
    r"([^/?&=#]{1,200}?)(?:[-_]\d{1,5}x\d{0,5}|[-_]x\d{1,5}|[-_]\d{1,5}w|@\dx"
    rf"|[-_](?:{_NAMED})|_crop_[a-z]{{1,9}}|\.\d{{2,4}}\.\d{{2,4}}){{0,3}}{_ENDING}",
    re.IGNORECASE,
)
#: A width, or a height where there is no other, as a word of its own or in the query.
#: Bitrix has folders such as ``/400_400_1/``: width, height, how it was fitted.
_PIXELS: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:(\d{2,4})(?:x(?:\d{2,4})?|w)|[xw]_?(\d{2,4}))(?![0-9A-Za-z])"
    r"|[?&](?:w|width|imwidth|sw|fit|resize)=(\d{2,4})(?!\d)"
    rf"|\.(\d{{2,4}})\.\d{{2,4}}{_ENDING}|/(\d{{2,4}})_\d{{2,4}}_\d/",
    re.IGNORECASE,
)
_WORD: Final = re.compile(
    rf"[-_](?P<last>{_NAMED})(?:_crop_[a-z]{{1,9}}|@\dx)?{_ENDING}|/(?P<folder>{_NAMED})/",
    re.IGNORECASE,
)
#: A folder that is a size: ``/60x60``, ``/80w``, ``/large``.
_SIZED: Final = re.compile(
    rf"/(?:\d{{2,4}}(?:x(?:\d{{2,4}})?|w)|\d{{2,4}}_\d{{2,4}}_\d|{_NAMED})(?=/|$)",
    re.IGNORECASE,
)
_ENDINGS: Final = (*ENDINGS.replace("jpe?g", "jpg|jpeg").split("|"),)
#: Density for which it was made: ``cake_580x@2x.jpg`` is of 1,160 pixels.
_DENSITY: Final = re.compile(r"@([2-4])x", re.IGNORECASE)
#: Folders of what programs made of uploads, by rules that the address does not tell.
_MADE: Final = re.compile(
    r"/(?:(?:resize_)?cache|styles|resized?|derivatives?)/", re.IGNORECASE
)


def file_of(value: str) -> str:
    """Return the name of the file at an image's address, the same for all sizes.

    The address itself, without query, where it has no such name.
    """
    found: list[str] = _FILE.findall(unquote(value[:_LONGEST]))
    return found[-1].casefold() if found else value.partition("?")[0]


def size_of(value: str) -> float | None:
    """Return the width in pixels that an image's address tells; None if it tells none.

    ``cake-300x200.jpg``, ``/60x60/cake.jpg``, ``cake.jpg?width=800``; without bounds
    where nothing in the address says that it was made smaller.
    """
    whole = unquote(value[:_LONGEST])
    if (found := _PIXELS.search(whole)) is not None:
        density = _DENSITY.search(whole)
        return int(next(filter(None, found.groups()))) * int(
            density[1] if density else 1
        )
    if words := [one["last"] or one["folder"] for one in _WORD.finditer(whole)]:
        return _WORDS[words[-1].lower()]
    return None if _MADE.search(whole) else math.inf


def once_each(addresses: Iterable[str]) -> list[str]:
    """Return each picture among *addresses* once, in its largest version.

    Galleries show what is below the main picture, or beside it, in a smaller one.
    """
    found: dict[str, str] = {}
    for one in addresses:
        name = _without_size(one)
        known = found.setdefault(name, one)
        size, least = size_of(one), size_of(known)
        if size is not None and least is not None and size > least:
            found[name] = one
    return list(found.values())


def _without_size(address: str) -> str:
    """Return what the addresses of all sizes of a picture have in common.

    More than the name of the file: other folders may have another ``1.jpg``.
    """
    path = unquote(address[:_LONGEST].partition("?")[0])
    if not path.lower().endswith(tuple(f".{one}" for one in _ENDINGS)):
        return address
    folder = _SIZED.sub("", path.rpartition("/")[0].rpartition("://")[2])
    return f"{folder}/{file_of(path)}.{path.rpartition('.')[2].lower()}"
