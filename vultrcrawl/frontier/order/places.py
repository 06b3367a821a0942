"""The place of a link: region and elements around it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from vultrcrawl.page.links import place_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from vultrcrawl.page.links import Link

#: Elements that tell a link's place, itself among them. With six, the pages of one
#: listing teach less about those of the next (0.894 of the recorded pages are reached
#: with one and a half requests a page, and 0.891).
_STEPS: Final = 3
#: Classes of an element that count.
_CLASSES: Final = 2
_LONGEST: Final = 40
_DIGIT = re.compile(r"[0-9]")


def place_of_link(link: Link, around: dict[HtmlElement, str]) -> str:
    """Return the place of *link*, such as ``main a<h3<div.card``: about 2 µs.

    *around* keeps what is around the links of one page.
    """
    place = place_of(link.element, around, step=_step, steps=_STEPS, mark="<")
    return f"{link.region.value} {place}"


@lru_cache(maxsize=8_192)
def _step(tag: str, classes: str) -> str:
    """Return what an element is: names that are made for it alone have digits."""
    kept = sorted(
        word
        for word in classes.split()[:8]
        if len(word) <= _LONGEST and not _DIGIT.search(word)
    )
    return ".".join([tag, *kept[:_CLASSES]])
