"""Where candidates stand on their pages: features of place and of order."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from vultrcrawl.items import Region
from vultrcrawl.schema.sources.nodes import struck_by
from vultrcrawl.schema.values import price
from vultrcrawl.values.dates import date_in
from vultrcrawl.values.images import ENDINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Characters of a value that are looked at.
CHARACTERS: Final = 400
REGIONS: Final = (Region.BREADCRUMB, Region.ASIDE, Region.HEADER)
PICTURE = re.compile(rf"[^\s]+\.(?:{ENDINGS}|svg)(?:[?#].*)?", re.IGNORECASE)
_SIZE = re.compile(r"\d{1,5}")


class PlaceOnPage(NamedTuple):
    """Where an element stands."""

    number: int
    depth: int
    region: Region


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What values of one page are compared with, folded."""

    title: str
    og_title: str
    h1: frozenset[str]
    slug: frozenset[str]
    anchors: frozenset[str]
    summary: str
    text: str
    names: frozenset[str]
    places: Mapping[HtmlElement, PlaceOnPage]
    h1_at: int | None
    size: int


def standing(one: Candidate, pages: Sequence[PageFacts]) -> list[float]:
    """Return features of where *one* stands; NaN for what stands in no element."""
    if not one.elements:
        return [math.nan] * (7 + len(REGIONS))
    position = depth = linked = struck = width = 0.0
    regions = [0] * len(REGIONS)
    after: list[float] = []
    for number, elements in one.elements.items():
        element, page = elements[0], pages[number]
        place = page.places.get(element, PlaceOnPage(page.size, 0, Region.MAIN))
        position += place.number / page.size
        depth += place.depth
        if place.region in REGIONS:
            regions[REGIONS.index(place.region)] += 1
        if page.h1_at is not None:
            after.append(place.number - page.h1_at)
        above = [element.tag, *(up.tag for up in islice(element.iterancestors(), 3))]
        linked += "a" in above
        struck += struck_by(element) is not None
        size = _SIZE.match(element.get("width") or "")
        width += min(2_000, int(size[0])) if size else 0
    total = len(one.elements)
    mean = sum(after) / len(after) if after else math.nan
    return [
        *(count / total for count in regions),
        position / total,
        float(np.sign(mean)) if after else math.nan,
        math.log1p(abs(mean)) if after else math.nan,
        depth / total,
        linked / total,
        struck / total,
        width / total,
    ]


def orders_of(
    candidates: Sequence[Candidate], pages: Sequence[PageFacts]
) -> tuple[list[float], ...]:
    """Return where each candidate comes among all, and among those written alike."""
    first: list[float] = []
    for one in candidates:
        places = [
            place.number / pages[number].size
            for number, elements in one.elements.items()
            if (place := pages[number].places.get(elements[0])) is not None
        ]
        first.append(sum(places) / len(places) if places else math.nan)

    def ranks(test: Callable[[str], object] | None) -> list[float]:
        found = [math.nan] * len(candidates)
        order = sorted(
            (place, number)
            for number, place in enumerate(first)
            if not math.isnan(place)
            and (test is None or mostly(candidates[number], test))
        )
        for rank, (_, number) in enumerate(order):
            found[number] = math.log1p(rank)
        return found

    return (
        ranks(None),
        ranks(lambda text: len(text) < 60 and price(text)),
        ranks(lambda text: len(text) < 100 and date_in(text)),
        ranks(PICTURE.fullmatch),
    )


def mostly(one: Candidate, test: Callable[[str], object]) -> bool:
    """Whether *test* holds for most values of *one*."""
    texts = [found[0][:CHARACTERS] for found in one.values.values() if found]
    return 2 * sum(bool(test(text)) for text in texts) > len(texts)
