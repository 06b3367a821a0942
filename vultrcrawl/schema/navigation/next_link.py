"""The link of a page to the one that comes after it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from vultrcrawl.items import Region
from vultrcrawl.schema.navigation.numbered import pager_of
from vultrcrawl.schema.navigation.words import words_for
from vultrcrawl.urls.routes import without_anchor

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.links import Link

_ARROW = "[>\u203a\u00bb\u2192\u25b6\u25ba\u276f\u25b8\u27a4]"
_NEXT = re.compile(
    rf"(?:{words_for('next')})(?: page| \d+)?\s*{_ARROW}*|{_ARROW}+", re.IGNORECASE
)
_LAST_MARK = re.compile(r"(?:>>|\u00bb\u00bb|>\||\u203a\u203a)")
_NEXT_CLASS = re.compile(
    r"(?:.*[-_])?(?:next|nextpage|pagenext|nextlink|nextpostslink|weiter|siguiente)"
    r"(?:[-_](?:page|link|posts|btn|button|arrow))?",
    re.IGNORECASE,
)
_PREV_CLASS = re.compile(r"prev|previous|back|last|disabled", re.IGNORECASE)
_CAROUSEL = re.compile(
    r"carousel|slider|slick|swiper|slide|lightbox|calend", re.IGNORECASE
)
_PATH_NUMBER = re.compile(r"/(?:page|seite|pagina|p)[/_-]?(\d{1,5})(?=/|\.|$)")
#: Copies of sites name the page that a folder stands for.
_INDEX = re.compile(r"(?<=/)index\.\w+$")
#: Text that a link to another page of a list has less of, in characters.
_SHORT = 40
PAGE_NAMES = re.compile(
    r"p|pg|pn|page.*|.*page|paged|seite|pagina|pag|sivu|strona|currentpage|pageno"
    r"|pagenum(?:ber)?", re.IGNORECASE,
)  # fmt: skip


class Next(NamedTuple):
    """What comes after a page of a listing."""

    link: Link | None
    """The link to it; None if there is none."""
    sure: bool
    """Whether numbers say so: those of addresses, or of a bar of numbered links."""


def next_link(document: Document, barred: AbstractSet[str] = frozenset()) -> Next:
    """Return the link of *document* to the page that comes after it in a listing.

    That is none to the addresses *barred*, without their anchors.
    """
    pager = pager_of(document)
    if pager is not None:
        following = pager.url(pager.current + 1)
        leading = [
            (_next_score(link, document.url), -number, link)
            for number, link in enumerate(document.links)
            if without_anchor(link.url) == following and _same_host(link, document.url)
        ]
        return Next(max(leading)[2] if leading else None, sure=True)
    scored = [
        (score, -number, link)
        for number, link in enumerate(document.links)
        if (score := _next_score(link, document.url))
        and without_anchor(link.url) not in barred
    ]
    if scored:
        best = max(scored)[2]
        return Next(best, _is_following(best, document.url))
    counted = (
        link
        for link in document.links
        if len(link.text) < _SHORT and _is_following(link, document.url)
    )
    return Next(next(counted, None), sure=False)


def _next_score(link: Link, url: str) -> int:
    """Return how surely *link* leads to the next page; 0 if it doesn't seem to."""
    if without_anchor(link.url) == without_anchor(url) or not _same_host(link, url):
        return 0
    element = link.element
    marks = " ".join(
        f"{one.get('class') or ''} {one.get('id') or ''}"
        for one in (element, element.getparent())
        if one is not None
    )
    text = link.text.strip().strip(".").strip()
    if _CAROUSEL.search(f"{marks} {link.href}"):
        return 0
    worded = bool(_NEXT.fullmatch(text)) and not _LAST_MARK.search(text)
    label = element.get("aria-label") or element.get("title") or ""
    labelled = bool(_NEXT.fullmatch(label.strip()))
    classed = any(
        _NEXT_CLASS.fullmatch(name) and not _PREV_CLASS.search(name)
        for name in marks.split()
    )
    paged = link.region is Region.PAGINATION
    counted = 8 * _is_following(link, url)
    if "next" in link.rel.split():
        # Blogs link neighbouring posts with rel=next too, but by their titles.
        named = (
            bool(label) and not labelled
            if element.tag == "link"
            else len(text) >= _SHORT
        )
        return (3 if named else 9) + counted
    if not (worded or labelled or (classed and len(text) < 3)):
        return 0
    return 2 + 3 * worded + 2 * paged + 2 * classed + labelled + counted


def _same_host(link: Link, url: str) -> bool:
    try:
        return urlsplit(link.url).hostname in (None, urlsplit(url).hostname)
    except ValueError:
        return False


def _is_following(link: Link, url: str) -> bool:
    """Tell whether *link* leads to *url* with the next number: *Older entries*."""
    here = _counted(url)
    return here is not None and _counted(link.url) == (here[0], here[1] + 1)


def _counted(url: str) -> tuple[str, int] | None:
    """Return *url* without the number of the page in it, and that; None if it is odd.

    Without a number it is the first page.
    """
    try:
        parts = urlsplit(without_anchor(url))
    except ValueError:
        return None
    number = _number_of(url) or 1
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query)
        if len(name) < 2 or not PAGE_NAMES.fullmatch(name) or value != str(number)
    ]
    path = _PATH_NUMBER.sub("", _INDEX.sub("", parts.path)).rstrip("/")
    return f"{parts.netloc}{path}?{urlencode(query)}", number


def _number_of(url: str) -> int | None:
    """Return the number of the page in its address: of a parameter or of the path."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    for name, value in parse_qsl(parts.query):
        if PAGE_NAMES.fullmatch(name) and value.isascii() and value.isdigit():
            return int(value[:9])
    match = _PATH_NUMBER.search(parts.path)
    return int(match[1]) if match is not None else None
