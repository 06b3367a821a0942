"""Places in the tree besides those of `vultrcrawl.schema.sources.paths`.

Of several elements that one selector finds on every page, each has a place of its own
by its number, or by where it links to; and the pictures in an element are a place
wherever in it they stand.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.candidates.markup_scores import selects_in_trail
from vultrcrawl.schema.properties.registry import by_address
from vultrcrawl.schema.sources.paths import (
    TO_PICTURE,
    Place,
    Placed,
    path_of,
    picture_of,
    read,
    step_of,
)
from vultrcrawl.urls.joining import absolute
from vultrcrawl.values.images import LARGER, is_filler, is_picture, linked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from vultrcrawl.page.html.content import Node
    from vultrcrawl.schema.sources.reading import Reading

#: Elements of one selector that are told apart by number, at most.
_NUMBERED: Final = 4
#: Share of the pages on which there must be as many.
_OFTEN: Final = 0.8
#: Links of one selector and page whose addresses are looked at; a step of a selector
#: that is a link; what of an address can stand in a selector as it is.
_ADDRESSED: Final = 12
_LINK_STEP = re.compile(r"a(?![a-z0-9-])")
_PLAIN = re.compile(r"[\w/=-]+", re.ASCII)
#: Elements around a picture that give it a place, and pictures of a page.
_AROUND, _PICTURES = 6, 60
_LARGER: Final = frozenset(LARGER)
#: Players of a page that are looked at, and what the address of a frame with one has.
_PLAYERS: Final = 20
_EMBEDDED = re.compile(
    r"(?<!/maps)/(?:embed|player|video|videos)(?:[/.?]|$)", re.IGNORECASE
)  # but no map: google.com/maps/embed


def numbered(
    by_place: Mapping[Place, Mapping[int, Sequence[Placed]]],
) -> Iterator[tuple[Place, dict[int, list[Placed]]]]:
    """Yield the elements of one selector by their number among their siblings.

    Only where nearly all pages have the same number of them side by side, and the
    selector's last step says no more than their tag.
    """
    for place, found in by_place.items():
        last = place.css.rpartition(" > ")[2]
        if not last.isalnum() or place.attribute != "text":
            continue
        counts = Counter(len(placed) for placed in found.values())
        count, pages = counts.most_common(1)[0]
        if not 1 < count <= _NUMBERED or pages < _OFTEN * len(found) or pages < 2:
            continue
        columns: dict[int, dict[int, list[Placed]]] = defaultdict(dict)
        for page, placed in found.items():
            if len({one.element.getparent() for one in placed}) == 1:
                for one in placed:
                    columns[_number(one.element)].setdefault(page, []).append(one)
        for number, column in columns.items():
            if len(column) >= _OFTEN * len(found):
                yield place._replace(css=f"{place.css}:nth-of-type({number})"), column


def _number(element: HtmlElement) -> int:
    return 1 + sum(1 for _ in element.itersiblings(element.tag, preceding=True))


def addressed(
    by_place: Mapping[Place, Mapping[int, Sequence[Placed]]],
) -> Iterator[tuple[Place, dict[int, list[Placed]]]]:
    """Yield those links of one selector whose addresses say what their texts are.

    Only where others may stand among them, which have no such address or are found by
    a plain ``a`` as well: a post's category beside a link to its comments.
    """
    for place, found in by_place.items():
        last = place.css.rpartition(" > ")[2]
        if place.attribute != "text" or not _LINK_STEP.match(last):
            continue
        if selects_in_trail(place.css):
            continue
        groups: dict[str, dict[int, list[Placed]]] = defaultdict(dict)
        for page, placed in found.items():
            for one in placed[:_ADDRESSED]:
                known = by_address(one.element.get("href") or "")
                if known is not None and _PLAIN.fullmatch(known[1]):
                    groups[known[1]].setdefault(page, []).append(one)
        count = sum(min(len(placed), _ADDRESSED) for placed in found.values())
        for part, group in groups.items():
            if last == "a" or sum(map(len, group.values())) < count:
                yield place._replace(css=f'{place.css}[href*="{part}"]'), group


def pictures(
    readings: Sequence[Reading], vocabulary: AbstractSet[str]
) -> Iterator[tuple[Place, dict[int, list[Placed]]]]:
    """Yield the pictures below each element that has an id or classes.

    Not below those that hold pictures of menus, footers or cards, too, which a selector
    would find as well.
    """
    found: dict[Place, dict[int, list[Placed]]] = defaultdict(dict)
    for page, reading in enumerate(readings):
        own = [
            node for node in reading.document.content.nodes if node not in reading.aside
        ]
        shown = [node for node in own if node.tag == "img"]
        for place, placed in chain(
            _around(shown, reading, vocabulary), _larger(own, reading, vocabulary)
        ):
            found[place].setdefault(page, []).append(placed)
    yield from found.items()


def _around(
    shown: Sequence[Node], reading: Reading, vocabulary: AbstractSet[str]
) -> Iterator[tuple[Place, Placed]]:
    """Yield the images *shown* by each of the elements around them."""
    own = {node.element for node in shown}
    whole: dict[HtmlElement, bool] = {}
    for node in shown[:_PICTURES]:
        attribute, address = picture_of(node.element, reading.document)
        for above in islice(node.above(), _AROUND) if address else ():
            element = above.element
            if element not in whole:
                whole[element] = all(one in own for one in element.iter("img"))
            if not whole[element]:
                break  # nor is what stands around it
            if step_of(element, vocabulary)[1]:
                css = f"{path_of(element, vocabulary)} img"
                yield Place(css, attribute), Placed(address, node.element)


def _larger(
    nodes: Sequence[Node], reading: Reading, vocabulary: AbstractSet[str]
) -> Iterator[tuple[Place, Placed]]:
    """Yield links to pictures, and what magnifiers of *nodes* show."""
    base, left = reading.document.base_url, _PICTURES
    for node in nodes:
        element = node.element
        link = (TO_PICTURE,) if node.tag == "a" else ()
        for attribute in (*link, *sorted(_LARGER.intersection(element.keys()))):
            if left <= 0:
                return
            if attribute == TO_PICTURE:
                address = linked(element.get("href") or "", base)
            else:
                address = read(element, attribute, base)
            if is_picture(address) and not is_filler(address):
                left -= 1
                css = path_of(element, vocabulary)
                yield Place(css, attribute), Placed(address, element)


def players(
    readings: Sequence[Reading], vocabulary: AbstractSet[str]
) -> Iterator[tuple[Place, dict[int, list[Placed]]]]:
    """Yield the players of videos: elements of video, and frames that embed one."""
    found: dict[Place, dict[int, list[Placed]]] = defaultdict(dict)
    for page, reading in enumerate(readings):
        document = reading.document
        for element in islice(
            document.root.iter("video", "source", "iframe"), _PLAYERS
        ):
            held = next(element.iterancestors("video", "audio", "picture"), None)
            if element.tag == "source" and (held is None or held.tag != "video"):
                continue
            for attribute in ("src", "data-src"):
                address = absolute(element.get(attribute) or "", document.base_url)
                if not element.get(attribute) or (
                    element.tag == "iframe" and not _EMBEDDED.search(address)
                ):
                    continue
                place = Place(path_of(element, vocabulary), attribute)
                placed = found[place].setdefault(page, [])
                placed.append(Placed(address, element))
                break
    yield from found.items()
