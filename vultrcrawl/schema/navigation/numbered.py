"""A bar of numbered links to the pages of a list, told by its structure.

Its links stand side by side, their texts are numbers, and their addresses differ in one
number only, which grows evenly from page to page: by 1, or by the items of a page
(``board,1.0``, ``board,1.20``, ``board,1.40``). One number is this page's own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from vultrcrawl.page.html.text import collapse, text_of
from vultrcrawl.urls.routes import without_anchor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.links import Link

_CURRENT = re.compile(r"(?:^|[ _-])(?:current|active|selected|here)\b", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")
#: Most siblings among which the mark of the current page is looked for.
_SIBLINGS = 50
#: Elements between a link and its bar, at most: an item of a list and a frame.
_AROUND = 2
#: Characters that are read of what may be a number.
_NUMBER_TEXT = 50
#: A number of a page is less: the rest are years and prices.
_MOST = 1_000
#: Longest text of a bar in which a number without an element is looked for.
_BAR_TEXT = 2_000


class _Places(NamedTuple):
    """How the addresses of a bar tell the number of a page."""

    texts: tuple[str, ...]
    """What stands before, between and after the numbers of an address."""
    others: tuple[str, ...]
    """All numbers of an address; that of the page is ""."""
    place: int
    """Which of them tells the page."""
    first: int
    """Its value on page 0, and what it grows by."""
    step: int


@dataclass(frozen=True, slots=True)
class Pager:
    """The bar of numbered links of one page."""

    current: int
    """Number of this page."""
    links: Mapping[int, Link]
    _places: _Places | None

    def url(self, number: int) -> str | None:
        """Return the address of page *number*; None if it isn't known."""
        if (link := self.links.get(number)) is not None:
            return without_anchor(link.url)
        return _written(self._places, number) if self._places else None


def pager_of(document: Document) -> Pager | None:
    """Return the bar of numbered links of *document*; None if none is surely one."""
    bars: defaultdict[HtmlElement, dict[int, Link]] = defaultdict(dict)
    for link in document.links:
        if is_number(link.text) and 0 < int(link.text) < _MOST:
            bar = _bar(link.element)
            if bar is not None:
                bars[bar].setdefault(int(link.text), link)
    here = without_anchor(document.url)
    return next(
        (
            pager
            for bar, links in bars.items()
            if (pager := _pager(bar, links, here)) is not None
        ),
        None,
    )


def current_mark(link: HtmlElement) -> HtmlElement | None:
    """Return what marks the current page among numbered links such as *link*.

    It is a number beside them that is said to be the current page, or the one that has
    no address, or the one with a class such as ``active``. None if there is none.
    """
    bar = _bar(link)
    numbered = [
        one
        for one in islice(bar if bar is not None else (), _SIBLINGS)
        if isinstance(one.tag, str) and is_number(text_of(one, _NUMBER_TEXT))
    ]
    for is_mark in (_is_said, _has_no_address, _is_called):
        marks = [one for one in numbered if is_mark(one)]
        if len(marks) == 1:
            return marks[0]
    return None


def is_number(text: str) -> bool:
    """Tell whether *text* may be the number of a page."""
    return text.isascii() and text.isdigit() and len(text) < 5


def _bar(link: HtmlElement) -> HtmlElement | None:
    """Return what holds *link* and those beside it: each may be in an item of a list.

    A cell of a table is no such item: in calendars, numbers are days.
    """
    item = link
    for _ in range(_AROUND):
        around = item.getparent()
        if around is None or around.tag in ("td", "th"):
            return around
        alone = len(around) == 1 and around.tag in ("li", "span", "div")
        if not (around.tag == "li" or (alone and text_of(around) == text_of(link))):
            return around
        item = around
    return item.getparent()


def _pager(bar: HtmlElement, links: Mapping[int, Link], here: str) -> Pager | None:
    addresses = {number: without_anchor(link.url) for number, link in links.items()}
    places = _places(addresses)
    if places is None and len(links) > 1:
        return None
    current = next((n for n, url in addresses.items() if url == here), None)
    if current is None and places is not None:
        current = _number_in(places, here)
    if current is None:
        mark = current_mark(next(iter(links.values())).element)
        current = int(text_of(mark)) if mark is not None else None
    if current is None and places is not None:
        current = _bare(bar, links)
    if current is None or not {current - 1, current + 1} & links.keys():
        return None
    if places is None and not _is_akin(here, next(iter(addresses.values()))):
        return None
    return Pager(current, links, places)


def _places(addresses: Mapping[int, str]) -> _Places | None:
    """Return how *addresses* tell their numbers; None if they don't.

    The first page may have an address of its own, without a number.
    """
    for least in (0, 2):
        parts = {
            number: _DIGITS.split(url)
            for number, url in sorted(addresses.items())
            if number >= least
        }
        if len(parts) > 1 and (found := _even(parts)) is not None:
            return found
    return None


def _even(parts: Mapping[int, list[str]]) -> _Places | None:
    texts = {tuple(one[::2]) for one in parts.values()}
    if len(texts) != 1:
        return None
    columns = list(zip(*(one[1::2] for one in parts.values()), strict=True))
    differing = [place for place, column in enumerate(columns) if len(set(column)) > 1]
    if len(differing) != 1:
        return None
    values = [int(value[:12]) for value in columns[differing[0]]]
    numbers = list(parts)
    ways = list(zip(pairwise(numbers), pairwise(values), strict=True))
    (n0, n1), (v0, v1) = ways[0]
    step, rest = divmod(v1 - v0, n1 - n0)
    if rest or step < 1 or any(v - u != step * (n - m) for (m, n), (u, v) in ways):
        return None
    others = tuple(
        "" if place == differing[0] else column[0]
        for place, column in enumerate(columns)
    )
    return _Places(
        texts.pop(), others, differing[0], values[0] - step * numbers[0], step
    )


def _number_in(places: _Places, url: str) -> int | None:
    """Return the number of the page at *url*; None if it is none of the bar's."""
    parts = _DIGITS.split(url)
    if tuple(parts[::2]) != places.texts:
        return None
    numbers = parts[1::2]
    value = int(numbers[places.place][:12])
    numbers[places.place] = ""
    number, rest = divmod(value - places.first, places.step)
    return number if tuple(numbers) == places.others and not rest else None


def _written(places: _Places, number: int) -> str:
    value = str(places.first + places.step * number)
    pieces = [*places.texts[:1]]
    for place, text in enumerate(places.texts[1:]):
        pieces += [value if place == places.place else places.others[place], text]
    return "".join(pieces)


def _bare(bar: HtmlElement, links: Mapping[int, Link]) -> int | None:
    """Return the number that stands beside *links* without an element: ``[1] 2 3``."""
    text = "  ".join(islice(_outside(bar), 2 * _SIBLINGS))
    if len(text) > _BAR_TEXT:
        return None
    found = {
        number
        for number in map(int, re.findall(r"(?<!\S)[\[(]?(\d{1,3})[\])]?(?!\S)", text))
        if number not in links and {number - 1, number + 1} & links.keys()
    }
    return found.pop() if len(found) == 1 else None


def _outside(bar: HtmlElement) -> Iterator[str]:
    """Yield the texts of *bar* that are in none of its elements."""
    yield collapse(bar.text)
    for one in bar:
        yield collapse(one.tail)


def _is_akin(here: str, url: str) -> bool:
    """Tell whether *url* may be another page of the list at *here*.

    Its address is longer, or differs in one number.
    """
    if url.startswith(re.sub(r"(?:/|/?index\.\w+|\.\w+)$", "", here)):
        return True
    ours, theirs = _DIGITS.split(here), _DIGITS.split(url)
    return ours[::2] == theirs[::2] and (
        sum(one != two for one, two in zip(ours, theirs, strict=True)) == 1
    )


def _is_said(element: HtmlElement) -> bool:
    return any(one.get("aria-current") for one in element.iter("*"))


def _has_no_address(element: HtmlElement) -> bool:
    return not any(one.get("href") for one in element.iter("a"))


def _is_called(element: HtmlElement) -> bool:
    parts = [element, *element.iterdescendants("a", "span", "strong", "b", "em")]
    return any(_CURRENT.search(one.get("class") or "") for one in parts)
