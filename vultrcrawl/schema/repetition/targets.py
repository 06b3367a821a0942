"""Where links of cards lead, as numbers that need no word of any language."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from vultrcrawl.page.html.text import HEADINGS, text_of
from vultrcrawl.schema.values import folded
from vultrcrawl.urls.joining import absolute
from vultrcrawl.urls.normal_form import normalize_routed
from vultrcrawl.urls.routes import without_anchor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.schema.repetition.outline import Outline

#: Members of a run that are read, spread over it; links of one that are.
SAMPLE, _LINKS = 12, 12
#: What ends the path of a page and is no word of its name.
_INDEX = re.compile(r"(?:/index)?(?:\.[a-z]{1,5})?/*$")


class LinkAddress(NamedTuple):
    """What tells pages apart: an address without scheme and anchor, in parts."""

    host: str
    path: str
    query: str

    @property
    def shape(self) -> tuple[str, int, str, bool]:
        """What addresses of one kind of page share: depth, first folder, ending."""
        steps = [step for step in self.path.split("/") if step]
        last = steps[-1] if steps else ""
        ending = last.rpartition(".")[2] if "." in last else ""
        first = steps[0] if len(steps) > 1 else ""
        return first, len(steps), ending, bool(self.query)

    @property
    def words(self) -> frozenset[str]:
        """Folded words of the path and the query."""
        said = unquote(f"{self.path} {self.query}".replace("_", " "))
        return frozenset(folded(said).split())

    @property
    def last_words(self) -> frozenset[str]:
        """Folded words of the last step of the path: of ``/army-jobs/index.html``."""
        path = _INDEX.sub("", unquote(self.path))
        return frozenset(folded(path.rpartition("/")[2]).split())


def address_of(href: str, base: str) -> LinkAddress | None:
    """Return where *href* leads on a page with *base*; None if to no page.

    The route of an application (``#/items/7``) counts as more of the path.
    """
    try:
        parts = urlsplit(absolute(href, base))
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    path, fragment = parts.path or "/", parts.fragment
    if fragment.startswith(("/", "!")):
        path = f"{path.rstrip('/')}/{fragment.lstrip('!/')}"
    return LinkAddress(parts.netloc, path, parts.query)


def likeness_to_slug(text: str, address: LinkAddress) -> float:
    """Return the share of the words of a *text* that the address has, 0 to 1."""
    words = folded(text).split()
    if not words:
        return 0.0
    known = address.words
    return sum(word in known for word in words) / len(words)


@dataclass(frozen=True, slots=True)
class Anchor:
    """One link of a card."""

    href: str
    address: LinkAddress
    text: str
    place: str
    """Tags from the card to the link."""
    titled: bool
    """Whether it stands in a heading or around one."""


def anchors_in(outline: Outline, start: int, end: int) -> list[Anchor]:
    """Return the first links of the stretch from *start* to *end* of a page's nodes."""
    found: list[Anchor] = []
    base = outline.document.base_url
    for number in range(start, end):
        node = outline.nodes[number]
        if node.tag != "a" or not (href := node.element.get("href")):
            continue
        address = address_of(href, base)
        if address is None:
            continue
        text = text_of(node.element) or _alt(node.element)
        place, titled = _place(outline, number, start)
        titled = (
            titled or outline.headings[outline.ends[number]] > outline.headings[number]
        )
        found.append(Anchor(href, address, text, place, titled))
        if len(found) == _LINKS:
            break
    return found


def _alt(element: HtmlElement) -> str:
    image = element.find(".//img")
    return (image.get("alt") or "").strip() if image is not None else ""


def _place(outline: Outline, number: int, start: int) -> tuple[str, bool]:
    steps: list[str] = []
    titled = False
    at = number
    while at > start and len(steps) < 12:
        tag = outline.nodes[at].tag
        steps.append(tag)
        titled = titled or tag in HEADINGS
        at = outline.parents[at]
    return ">".join(reversed(steps)), titled


@dataclass(frozen=True, slots=True)
class Leading:
    """The links of one place in a run's cards that are most likely the items' own."""

    anchors: list[Anchor]
    cards: int
    """Cards looked at."""


def leading(outline: Outline, spans: Sequence[tuple[int, int]]) -> Leading:
    """Return the links of the place that leads from most cards to most pages.

    Of places that lead to the same pages the one with the longest text counts. At most
    `SAMPLE` cards are read.
    """
    sample = _sampled(spans)
    by_place: dict[str, list[Anchor]] = defaultdict(list)
    for start, end in sample:
        seen: Counter[str] = Counter()
        for anchor in anchors_in(outline, start, end):
            seen[anchor.place] += 1
            if seen[anchor.place] == 1:
                by_place[anchor.place].append(anchor)
    best: list[Anchor] = []
    worth = 0.0
    here = address_of(outline.document.url, outline.document.url)
    for anchors in by_place.values():
        pages = {one.address for one in anchors}
        if here is not None:
            pages.discard(here)
        length = sum(min(len(one.text), 60) for one in anchors) / len(anchors)
        titled = sum(one.titled for one in anchors) / len(anchors)
        now = len(pages) / len(sample) * (1 + length / 60 + titled)
        if now > worth:
            best, worth = anchors, now
    return Leading(best, len(sample))


def share_leading(
    outline: Outline, spans: Sequence[tuple[int, int]], pages: AbstractSet[str]
) -> float:
    """Return the share of a run's cards with a link to another of *pages*, 0 to 1.

    *pages* are URLs in normal form. At most `SAMPLE` cards are read.
    """
    url, base = outline.document.url, outline.document.base_url
    sample = _sampled(spans)
    return sum(
        any(
            (link := normalize_routed(one.href, base)) in pages and link != url
            for one in anchors_in(outline, start, end)
        )
        for start, end in sample
    ) / max(1, len(sample))


def share_of_own(outline: Outline, spans: Sequence[tuple[int, int]]) -> float:
    """Return the share of a run's cards that lead to a page of the site each, 0 to 1.

    At most `SAMPLE` cards are read.
    """
    url = outline.document.url
    here = address_of(url, url)
    found = leading(outline, spans)
    pages = {
        one.address.path + one.address.query
        for one in found.anchors
        if here and one.address.host == here.host and one.address.path != here.path
    }
    return len(pages) / max(1, found.cards)


def share_of_different(outline: Outline, spans: Sequence[tuple[int, int]]) -> float:
    """Return how many different pages a run's links lead to, as a share of the links.

    0 to 1; 1.0 without links. At most `SAMPLE` cards are read.
    """
    found = leading(outline, spans).anchors
    return len({one.address for one in found}) / len(found) if found else 1.0


def share_into_parts(outline: Outline, spans: Sequence[tuple[int, int]]) -> float:
    """Return the share of a run's cards that lead to a part of another page, 0 to 1.

    Comments and reviews do (``/lamp#reviews``). At most `SAMPLE` cards are read.
    """
    here = address_of(outline.document.url, outline.document.url)
    found = leading(outline, spans)
    parts = [
        one
        for one in found.anchors
        if without_anchor(one.href) != one.href and one.address != here
    ]
    return len(parts) / max(1, found.cards)


def _sampled(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return list(spans[:: max(1, len(spans) // SAMPLE)][:SAMPLE])
