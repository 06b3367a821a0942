"""What pages mark by other means than words: icons, links to people, ``<address>``.

Each is a label with its value, as in `vultrcrawl.schema.sources.labels.pairs`: the
selector of an icon's class, ``.fa-clock``, the scheme of a link, ``tel:``, or
``<address>``.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from vultrcrawl.items import Region
from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.properties.registry import PROPERTIES, by_icon, by_labels
from vultrcrawl.schema.sources.labels.lines import pair_of
from vultrcrawl.schema.sources.labels.pairs import Labelled
from vultrcrawl.schema.sources.links import links_of
from vultrcrawl.schema.sources.pieces import pieces, written
from vultrcrawl.schema.values import MAX_LIST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.page.document import Document
    from vultrcrawl.page.html.content import Node

#: Parts of a page whose icons and addresses are the site's.
_OF_SITE: Final = (Region.HEADER, Region.NAV, Region.FOOTER)
#: Schemes of links to people.
_SCHEMES: Final = ("tel:", "mailto:")
#: What icons are made of, and elements around one at most.
_TAGS: Final = frozenset(("i", "span", "svg", "em", "b", "div"))
_LEVELS: Final = 3
#: Longest text that an icon or ``<address>`` stands for, in characters; and children of
#: an element that are looked at.
_VALUE, _CHILDREN = 100, 40
#: Elements of an ``<address>`` at most.
_MOST: Final = 60
#: Lines of an address with the name of who is there.
_WITH_NAME: Final = 3


def marked(document: Document, skip: AbstractSet[Node]) -> Iterator[Labelled]:
    """Yield what a page marks without words, but for nodes in *skip*."""
    found: dict[str, list[str]] = defaultdict(list)
    for node in document.content.nodes:
        if node not in skip and node.region not in _OF_SITE:
            for label, text, holder in _marked(node):
                if 0 < len(text) <= _VALUE:
                    found[label] += links_of(text, holder)
    for label, values in found.items():
        several = any(PROPERTIES[name].is_list for name in by_labels(label))
        yield Labelled(label, values[: MAX_LIST if several else 1], None)


def _marked(node: Node) -> Iterator[tuple[str, str, HtmlElement]]:
    """Yield labels with their values and the elements that have both."""
    element = node.element
    if (
        node.tag == "address"
        and next(islice(element.iter(), _MOST, None), None) is None
    ):
        yield "<address>", _place(element), element
    inside = () if node.has_block else element.iterdescendants("*")
    for holder in (element, *inside):
        if reached := _contact(holder):
            yield *reached, holder
        for classes, text in _after_icons(holder):
            icon = next(filter(by_icon, classes), None)
            if icon is not None and pair_of(text) is None:  # else it has a label
                yield f".{icon}", text, holder


def _place(address: HtmlElement) -> str:
    """Return what an ``<address>`` says of a place: not whose it is, nor telephones."""
    lines = [
        one.text
        for one in pieces(address)
        if not one.is_label and written(one.text) not in ("address", "telephone")
    ]
    numbered = [any(map(str.isdigit, line)) for line in lines]
    if not any(numbered):
        return ""
    named = len(lines) >= _WITH_NAME and not numbered[0]
    return " ".join(lines[1:] if named else lines)


def _icon_classes(element: HtmlElement) -> list[str]:
    """Return the classes of the icon that *element* is, or is around; [] if it is none.

    Of ``<div class="icon"><i class="fa fa-clock"></i></div>`` those of both.
    """
    classes: list[str] = []
    for _ in range(_LEVELS):
        if element.tag not in _TAGS or (element.text or "").strip():
            return []
        classes += (element.get("class") or "").split()
        inner = [one for one in islice(element, _CHILDREN) if isinstance(one.tag, str)]
        if not inner or element.tag == "svg":
            return classes
        if len(inner) > 1 or (inner[0].tail or "").strip():
            return []
        element = inner[0]
    return []


def _after_icons(element: HtmlElement) -> Iterator[tuple[list[str], str]]:
    """Yield the classes of the icons in *element* with the text after each.

    Nothing of an element that doesn't begin with an icon: elsewhere, icons decorate.
    What an icon is titled, or stands for, is repeated after it for who can't see it,
    and left out.
    """
    first = next((one for one in element if isinstance(one.tag, str)), None)
    if first is None or first.tag not in _TAGS or (element.text or "").strip():
        return
    if not _icon_classes(first):
        return
    children = [one for one in islice(element, _CHILDREN) if isinstance(one.tag, str)]
    classes: list[str] = []
    parts: list[str] = []
    title = ""
    for child in children:
        if following := _icon_classes(child):
            yield classes, _joined(parts, title)
            classes, title, parts = following, child.get("title", ""), []
        else:
            parts.append(text_of(child, _VALUE + 1))
        parts.append(child.tail or "")
    yield classes, _joined(parts, title)


def _joined(parts: Sequence[str], title: str) -> str:
    said = [text for part in parts if (text := " ".join(part.split()))]
    # A comma begins another value, and no value of a label.
    if len(said) > 1 and by_labels(said[0]) and said[1][0].isalnum():
        said = said[1:]
    return " ".join(said).removeprefix(title).lstrip()


def _contact(element: HtmlElement) -> tuple[str, str] | None:
    """Return the scheme of a link to a telephone or to mail, and whom it reaches.

    ``("tel:", "+49 30 1234")`` or ``("mailto:", "a@b.org")``; else None.
    """
    href = (element.get("href") or "").strip()  # elements of a page's own have it, too
    if not href:
        return None
    scheme = next((one for one in _SCHEMES if href.lower().startswith(one)), None)
    if scheme is None:
        return None
    return scheme, unquote(href[len(scheme) :].partition("?")[0]).strip()
