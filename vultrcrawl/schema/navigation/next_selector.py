"""The selector that leads from each page of a list to its next one.

On the last page it leads nowhere. Several ways to write a selector of each link are
tried on all pages; the one that is right most often is kept.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.page.css import select
from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.navigation.numbered import current_mark
from vultrcrawl.schema.sources.paths import path_of
from vultrcrawl.schema.values import clean
from vultrcrawl.urls.joining import absolute
from vultrcrawl.urls.routes import without_anchor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.links import Link

#: Longest label that a selector may ask for, in characters.
_LABEL = 30


def next_selector(
    found: Sequence[tuple[Document, Link | None]], vocabulary: AbstractSet[str]
) -> tuple[str, str]:
    """Return the selector of the next link, and its text where that must be asked for.

    *found* are pages with their next links, of which there is one at least; None on a
    last page. The text is "" where the selector alone is right on most pages.
    """
    ways: Counter[tuple[str, str]] = Counter()
    for _, link in found:
        if link is not None:
            ways.update(list(dict.fromkeys(_ways(link, vocabulary))))
    order = {way: place for place, way in enumerate(ways)}
    return max(ways, key=lambda way: (_right(way, found), ways[way], -order[way]))


def linked(document: Document, selector: str, text: str = "") -> str | None:
    """Return the address of the first link that *selector* finds in *document*.

    Of links with *text*, if that is given; those to *document* itself don't count.
    """
    for element in select(document.root, selector):
        link = element if element.get("href") else element.find(".//a[@href]")
        if link is None or (text and text_of(element) != text):
            continue
        url = without_anchor(absolute(link.get("href") or "", document.base_url))
        if url.startswith("http") and url != document.url:
            return url
    return None


def _right(way: tuple[str, str], found: Sequence[tuple[Document, Link | None]]) -> int:
    """Return on how many pages *way* leads where it should, or nowhere on the last."""
    return sum(
        linked(document, *way) == (without_anchor(link.url) if link else None)
        for document, link in found
    )


def _ways(link: Link, vocabulary: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    """Yield selectors of *link*, the most stable first."""
    element = link.element
    tag = str(element.tag)
    if "next" in (element.get("rel") or "").split():
        yield f'{tag}[rel~="next"]', ""
    parent = element.getparent()
    classes = {
        f".{name}"
        for one in (element, parent)
        if one is not None
        for name in (one.get("class") or "").split()
    }
    path = path_of(element, vocabulary | classes)
    for name in ("aria-label", "title"):
        label = element.get(name) or ""
        if 0 < len(label) <= _LABEL and '"' not in label and "\\" not in label:
            yield f'{path}[{name}="{label}"]', ""
    yield path, ""
    if (mark := current_mark(element)) is not None:
        yield from ((way, "") for way in _after(mark, element, vocabulary))
    yield path, clean(link.text)


def _after(
    mark: HtmlElement, link: HtmlElement, vocabulary: AbstractSet[str]
) -> Iterator[str]:
    """Yield the selector of *link* in what follows the *mark* of the current page."""
    marks = {f".{name}" for name in (mark.get("class") or "").split()}
    here = path_of(mark, vocabulary | marks)
    if mark.get("aria-current"):
        here += "[aria-current]"
    follower = mark.getnext()
    if follower is link:
        yield f"{here} + {link.tag}"
    elif follower is not None and link in set(follower.iterdescendants(link.tag)):
        yield f"{here} + {follower.tag} {link.tag}"
    elif follower is not None and follower.getnext() is link:  # between them a comma
        yield f"{here} + {follower.tag} + {link.tag}"
