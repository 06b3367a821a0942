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
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

import numpy as np

from vultrcrawl.schema.induction.agreement import Index
from vultrcrawl.schema.induction.standing import (
    CHARACTERS,
    PICTURE,
    REGIONS,
    PageFacts,
    PlaceOnPage,
    orders_of,
    standing,
)
from vultrcrawl.schema.model import KINDS
from vultrcrawl.schema.sources.paths import TO_PICTURE
from vultrcrawl.schema.values import folded, price
from vultrcrawl.values.dates import date_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lxml.html import HtmlElement
    from numpy.typing import NDArray

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.sources.reading import Reading

_TAGS: Final = (
    ("h1",), ("h2",), ("h3", "h4", "h5", "h6"), ("a",), ("time",), ("img",), ("p",),
    ("li", "dd", "dt"), ("td", "th"), ("span", "b", "strong", "em", "i", "small"),
    ("div", "section", "article"), ("code", "pre", "tt"),
)  # fmt: skip
_ATTRIBUTES: Final = ("text", "own", "datetime", "content", TO_PICTURE, "title")
_STATED: Final = ("jsonld", "microdata", "rdfa", "json")
#: Values of one page that are looked at.
_VALUES: Final = 12
#: Words of one text that are compared with others.
_WORDS: Final = 60
_ISO = re.compile(r"\d{4}-?\d\d-?\d\d")
_NUMBER = re.compile(r"\D{0,3}\d[\d.,' ]*\D{0,4}")
_URL = re.compile(r"https?://|/[^/\s]")

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
    *(f"region_{region}" for region in REGIONS),
    "position", "after_h1", "near_h1", "depth", "linked", "struck", "width",
    "order", "order_price", "order_date", "order_picture",
    "support_meta", "support_stated", "support_shown", "pages",
)  # fmt: skip
"""Names of the features, in their order."""
ROLE_FEATURES: Final = 2
"""The first of them that are different for each property."""


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
    orders = orders_of(candidates, pages)
    for number, one in enumerate(candidates):
        rows[number, ROLE_FEATURES:] = [
            *_source(one),
            *_spread(one, len(pages)),
            *_writing(one),
            *_company(one, pages),
            *standing(one, pages),
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
                found[number].update(folded(text[:CHARACTERS]) for text in texts[:2])
    return {number: frozenset(texts) for number, texts in found.items()}


def _page(reading: Reading, anchors: Sequence[str], names: frozenset[str]) -> PageFacts:
    document = reading.document
    nodes = reading.document.content.nodes
    places: dict[HtmlElement, PlaceOnPage] = {}
    for number, node in enumerate(nodes):
        depth = places[node.parent.element].depth + 1 if node.parent is not None else 0
        places[node.element] = PlaceOnPage(number, depth, node.region)
    headings = [node for node in nodes if node.tag == "h1"]
    path = unquote(urlsplit(document.url).path).rstrip("/").rpartition("/")[2]
    return PageFacts(
        title=folded(document.title[:CHARACTERS]),
        og_title=folded(document.meta.get("og:title", "")[:CHARACTERS]),
        h1=frozenset(folded(one.text) for one in document.headings if one.level == 1),
        slug=frozenset(folded(path.replace("-", " ").replace("_", " ")).split()),
        anchors=frozenset(map(folded, anchors)),
        summary=folded((document.description or "")[:CHARACTERS]),
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
    short = [text[:CHARACTERS] for text in texts]

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
        share(PICTURE.fullmatch),
        share(lambda text: text.endswith((".", "!", "?", "\u3002"))),
        share(lambda text: ":" in text[:40]),
        share(lambda text: "," in text),
    ]


def _company(one: Candidate, pages: Sequence[PageFacts]) -> list[float]:
    """Return the shares of pages on which the value is, or is part of, other texts."""
    sums = [0.0] * len(COMPANY)
    for number, key in one.keys.items():
        page = pages[number]
        first = folded(one.values[number][0][:CHARACTERS])
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


def _support(one: Candidate, index: Index) -> list[float]:
    """Return how many other candidates say the same, by the kind of their source."""
    agreeing = index.agreeing(one)
    return [
        sum(other.kind == "meta" for other in agreeing),
        sum(other.kind in _STATED for other in agreeing),
        sum(other.kind in ("css", "label", "section") for other in agreeing),
    ]
