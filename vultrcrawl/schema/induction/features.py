"""What the ranker sees of a candidate: its source, place, writing and company.

Nothing here knows a word of a language but through what the candidate's source says of
a property (`Candidate.scores`), so that one model serves all languages. What only
several pages, or a crawl, can tell is among the features: how far values differ from
page to page, and whether they are the texts of links that lead to the page.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote, urlsplit

import numpy as np

from vultrcrawl.items import Region
from vultrcrawl.schema.bylines import date_in
from vultrcrawl.schema.induction.agreement import Index
from vultrcrawl.schema.model import KINDS
from vultrcrawl.schema.values import folded, price

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from lxml.html import HtmlElement
    from numpy.typing import NDArray

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.sources.reading import Reading

_TAGS: Final = (
    ("h1",), ("h2",), ("h3", "h4", "h5", "h6"), ("a",), ("time",), ("img",), ("p",),
    ("li", "dd", "dt"), ("td", "th"), ("span", "b", "strong", "em", "i", "small"),
    ("div", "section", "article"), ("code", "pre", "tt"),
)  # fmt: skip
_ATTRIBUTES: Final = ("text", "own", "datetime", "content", "href", "title")
_REGIONS: Final = (Region.BREADCRUMB, Region.ASIDE, Region.HEADER)
_STATED: Final = ("jsonld", "microdata", "rdfa", "json")
_STRUCK: Final = ("del", "s", "strike")
#: Values of one page, and characters of a value, that are looked at.
_VALUES, _CHARACTERS = 12, 400
#: Words of one text that are compared with others.
_WORDS: Final = 60
_ISO = re.compile(r"\d{4}-?\d\d-?\d\d")
_NUMBER = re.compile(r"\D{0,3}\d[\d.,' ]*\D{0,4}")
_URL = re.compile(r"https?://|/[^/\s]")
_PICTURE = re.compile(
    r"[^\s]+\.(?:jpe?g|png|webp|gif|svg|avif)(?:[?#].*)?", re.IGNORECASE
)
_SIZE = re.compile(r"\d{1,5}")

WRITING: Final = (
    "characters", "words", "digits", "letters", "capital", "price", "date", "iso",
    "number", "url", "picture", "stop", "colon", "comma",
)  # fmt: skip
COMPANY: Final = (
    "is_title", "starts_title", "in_title", "is_og", "is_h1", "slug", "is_anchor",
    "is_summary", "in_text", "is_name",
)  # fmt: skip
NAMES: Final = (
    "hint", "other_hint",
    *(f"kind_{kind}" for kind in KINDS),
    *(f"tag_{tags[0]}" for tags in _TAGS),
    *(f"attribute_{name}" for name in _ATTRIBUTES),
    "coverage", "distinct", "lists", "values",
    *WRITING, *COMPANY,
    *(f"region_{region}" for region in _REGIONS),
    "position", "after_h1", "near_h1", "depth", "linked", "struck", "width",
    "order", "order_price", "order_date", "order_picture",
    "support_meta", "support_stated", "support_shown", "pages",
)  # fmt: skip
"""Names of the features, in their order."""
ROLE_FEATURES: Final = 2
"""The first of them that are different for each property."""


class _Place(NamedTuple):
    """Where an element stands."""

    number: int
    depth: int
    region: Region


@dataclass(frozen=True, slots=True)
class _Page:
    """What values of one page are compared with, folded."""

    title: str
    og_title: str
    h1: frozenset[str]
    slug: frozenset[str]
    anchors: frozenset[str]
    summary: str
    text: str
    names: frozenset[str]
    places: Mapping[HtmlElement, _Place]
    h1_at: int | None
    size: int


def features(
    candidates: Sequence[Candidate],
    readings: Sequence[Reading],
    anchors: Mapping[str, Sequence[str]],
) -> NDArray[np.float32]:
    """Return a row for each of *candidates*, columns as in `NAMES`.

    The first `ROLE_FEATURES` columns are zero: `hints` gives them for one property.
    *anchors* are the texts of links to pages, by URL.
    """
    names = _stated_names(candidates)
    pages = [
        _page(one, anchors.get(one.document.url, ()), names.get(number, frozenset()))
        for number, one in enumerate(readings)
    ]
    index = Index(candidates)
    rows = np.zeros((len(candidates), len(NAMES)), dtype=np.float32)
    orders = _orders(candidates, pages)
    for number, one in enumerate(candidates):
        rows[number, ROLE_FEATURES:] = [
            *_source(one),
            *_spread(one, len(pages)),
            *_writing(one),
            *_company(one, pages),
            *_place(one, pages),
            *(order[number] for order in orders),
            *_support(one, index),
            len(pages),
        ]
    return rows


def hints(candidates: Sequence[Candidate], name: str) -> NDArray[np.float32]:
    """Return the role features for the property *name*: a row for each candidate."""
    return np.array(
        [
            (
                one.scores.get(name, 0),
                max((s for role, s in one.scores.items() if role != name), default=0),
            )
            for one in candidates
        ],
        dtype=np.float32,
    ).reshape(-1, ROLE_FEATURES)


def _stated_names(candidates: Sequence[Candidate]) -> dict[int, frozenset[str]]:
    """Return by page the names that structured data gives to things."""
    found: dict[int, set[str]] = defaultdict(set)
    for one in candidates:
        if one.kind in _STATED and "name" in one.scores:
            for number, texts in one.values.items():
                found[number].update(folded(text[:_CHARACTERS]) for text in texts[:2])
    return {number: frozenset(texts) for number, texts in found.items()}


def _page(reading: Reading, anchors: Sequence[str], names: frozenset[str]) -> _Page:
    document = reading.document
    nodes = reading.view.nodes
    places: dict[HtmlElement, _Place] = {}
    for number, node in enumerate(nodes):
        depth = places[node.parent.element].depth + 1 if node.parent is not None else 0
        places[node.element] = _Place(number, depth, node.region)
    headings = [node for node in nodes if node.tag == "h1"]
    path = unquote(urlsplit(document.url).path).rstrip("/").rpartition("/")[2]
    return _Page(
        title=folded(document.title[:_CHARACTERS]),
        og_title=folded(document.meta.get("og:title", "")[:_CHARACTERS]),
        h1=frozenset(folded(one.text) for one in document.headings if one.level == 1),
        slug=frozenset(folded(path.replace("-", " ").replace("_", " ")).split()),
        anchors=frozenset(map(folded, anchors)),
        summary=folded((document.description or "")[:_CHARACTERS]),
        text=folded(" ".join(reading.prose.get("main", ()))[:20_000]),
        names=names,
        places=places,
        h1_at=places[headings[0].element].number if headings else None,
        size=max(1, len(nodes)),
    )


def _source(one: Candidate) -> list[float]:
    tag = ""
    for elements in one.elements.values():
        tag = str(elements[0].tag)
        break
    return [
        *(float(one.kind == kind) for kind in KINDS),
        *(float(tag in tags) for tags in _TAGS),
        *(float(one.attribute == name) for name in _ATTRIBUTES),
    ]


def _spread(one: Candidate, pages: int) -> list[float]:
    counts = [len(texts) for texts in one.values.values()]
    lists = sum(len(set(texts)) > 1 for texts in one.values.values())
    return [
        len(one.keys) / max(1, pages),
        one.distinct / max(1, len(one.keys)) if len(one.keys) > 1 else math.nan,
        lists / max(1, len(counts)),
        math.log1p(sum(counts) / max(1, len(counts))),
    ]


def _writing(one: Candidate) -> list[float]:
    """Return means over the values of how they are written."""
    texts = [text for found in one.values.values() for text in found[:_VALUES]]
    total = max(1, len(texts))
    short = [text[:_CHARACTERS] for text in texts]

    def share(test: Callable[[str], object]) -> float:
        return sum(bool(test(text)) for text in short) / total

    characters = sum(map(len, texts))
    return [
        math.log1p(characters / total),
        math.log1p(sum(len(text.split()) for text in short) / total),
        sum(sum(map(str.isdigit, text)) for text in short)
        / max(1, sum(map(len, short))),
        sum(sum(map(str.isalpha, text)) for text in short)
        / max(1, sum(map(len, short))),
        share(lambda text: text[:1].isupper()),
        share(lambda text: len(text) < 60 and price(text)),
        share(lambda text: len(text) < 100 and date_in(text)),
        share(_ISO.match),
        share(_NUMBER.fullmatch),
        share(_URL.match),
        share(_PICTURE.fullmatch),
        share(lambda text: text.endswith((".", "!", "?", "\u3002"))),
        share(lambda text: ":" in text[:40]),
        share(lambda text: "," in text),
    ]


def _company(one: Candidate, pages: Sequence[_Page]) -> list[float]:
    """Return the shares of pages on which the value is, or is part of, other texts."""
    sums = [0.0] * len(COMPANY)
    for number, key in one.keys.items():
        page = pages[number]
        first = folded(one.values[number][0][:_CHARACTERS])
        words = set(first.split()[:_WORDS])
        marks = (
            first == page.title,
            bool(first) and page.title.startswith(first),
            bool(first) and f" {first} " in f" {page.title} ",
            first == page.og_title,
            first in page.h1,
            len(words & page.slug) / max(len(words | page.slug), 1),
            first in page.anchors if page.anchors else math.nan,
            first == page.summary,
            bool(key) and len(key) < 2_000 and f" {key} " in f" {page.text} ",
            first in page.names if page.names else math.nan,
        )
        for place, mark in enumerate(marks):
            sums[place] += float(mark)
    return [total / max(1, len(one.keys)) for total in sums]


def _place(one: Candidate, pages: Sequence[_Page]) -> list[float]:
    if not one.elements:
        return [math.nan] * (7 + len(_REGIONS))
    position = depth = linked = struck = width = 0.0
    regions = [0] * len(_REGIONS)
    after: list[float] = []
    for number, elements in one.elements.items():
        element, page = elements[0], pages[number]
        place = page.places.get(element, _Place(page.size, 0, Region.MAIN))
        position += place.number / page.size
        depth += place.depth
        if place.region in _REGIONS:
            regions[_REGIONS.index(place.region)] += 1
        if page.h1_at is not None:
            after.append(place.number - page.h1_at)
        above = [element.tag, *(up.tag for up in _above(element))]
        linked += "a" in above
        struck += any(tag in _STRUCK for tag in above)
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


def _above(element: HtmlElement) -> Iterable[HtmlElement]:
    for number, up in enumerate(element.iterancestors()):
        if number == 3:
            return
        yield up


def _orders(
    candidates: Sequence[Candidate], pages: Sequence[_Page]
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
            and (test is None or _mostly(candidates[number], test))
        )
        for rank, (_, number) in enumerate(order):
            found[number] = math.log1p(rank)
        return found

    return (
        ranks(None),
        ranks(lambda text: len(text) < 60 and price(text)),
        ranks(lambda text: len(text) < 100 and date_in(text)),
        ranks(_PICTURE.fullmatch),
    )


def _mostly(one: Candidate, test: Callable[[str], object]) -> bool:
    texts = [found[0][:_CHARACTERS] for found in one.values.values() if found]
    return 2 * sum(bool(test(text)) for text in texts) > len(texts)


def _support(one: Candidate, index: Index) -> list[float]:
    """Return how many other candidates say the same, by the kind of their source."""
    agreeing = index.agreeing(one)
    return [
        sum(other.kind == "meta" for other in agreeing),
        sum(other.kind in _STATED for other in agreeing),
        sum(other.kind in ("css", "label", "section") for other in agreeing),
    ]
