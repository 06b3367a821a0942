"""Candidates for fields: what several pages have in the same place, not the same."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.schema import names
from vultrcrawl.schema.affixes import strip_affixes
from vultrcrawl.schema.candidate import Candidate
from vultrcrawl.schema.dom import dom, least_pages
from vultrcrawl.schema.embedded_candidates import embedded_candidates
from vultrcrawl.schema.landmarks import near
from vultrcrawl.schema.model import STRUCTURED, Dropped, Kind
from vultrcrawl.schema.paths import Places, card_places, places
from vultrcrawl.schema.pictures import SOURCES, are_icons
from vultrcrawl.schema.plausibility import (
    is_boilerplate,
    is_label,
    other_name,
    plausible,
)
from vultrcrawl.schema.reading import by_key
from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.reading import Reading
    from vultrcrawl.schema.scoring import Unit

#: Types that tell of the site or of the page as such, not of what it is about.
FRAME_TYPES = frozenset((
    "WebSite", "Organization", "BreadcrumbList", "ImageObject",
    "SiteNavigationElement", "WPHeader", "WPFooter", "WPSideBar", "SearchAction",
    "Person", "WebPageElement", "ListItem", "CollectionPage",
    "NewsMediaOrganization", "LocalBusiness", "Corporation", "Thing", "ItemList",
    "hentry", "Brand", "PostalAddress", "Offer", "AggregateRating", "Rating",
    "Review", "Comment", "VideoObject", "Question", "Answer", "FAQPage",
    "HowToStep", "ReadAction", "Action", "EntryPoint", "PropertyValue",
))  # fmt: skip
#: Types of pages: their properties count where nothing better has them.
PAGE_TYPES = frozenset((
    "WebPage", "ItemPage", "AboutPage", "ContactPage", "ProfilePage",
))  # fmt: skip
#: The number at the end of an id.
_NUMBER = re.compile(r"(?<=[-_])\d{1,2}$")
#: Labels that a lone page has at most: those of a glossary or an index are its entries.
_ENTRIES = 90
#: Mean length of values from which on they are sentences, in characters.
_SENTENCE = 60
#: Names of the parts of a page's text, and what they are worth.
_PROSE = {"main": ("articleBody", 0.84), "lead": ("description", 0.56)}
#: What can be said of a thing that is the same for all things of a site.
_MAY_BE_CONSTANT = frozenset((
    "author", "brand", "publisher", "currency", "availability", "recipeCuisine",
    "recipeCategory", "articleSection", "manufacturer", "seller",
    "hiringOrganization", "employmentType", "itemCondition", "recipeYield",
    "keywords", "category",
))  # fmt: skip


def vocabulary(readings: Sequence[Reading]) -> frozenset[str]:
    """Return classes and ids that the template gives: on half of the pages or more.

    An id that stands several times on one page is none, nor is one of a series: with
    ``#step-1`` and ``#step-2`` it is of the page how many there are.
    """
    seen: Counter[str] = Counter()
    repeated: set[str] = set()
    for reading in readings:
        marks = reading.view.marks()
        seen.update(marks.keys())
        repeated.update(
            mark for mark, count in marks.items() if mark[0] == "#" and count > 1
        )
    series = Counter(_NUMBER.sub("", mark) for mark in seen if mark[0] == "#")
    repeated |= {mark for mark in seen if series[_NUMBER.sub("", mark)] > 1}
    least = max(2, len(readings) / 2) if len(readings) > 1 else 1
    return frozenset(
        mark for mark, pages in seen.items() if pages >= least and mark not in repeated
    )


def gather(
    readings: Sequence[Reading], words: AbstractSet[str], main: str | None
) -> tuple[list[Candidate], list[Dropped]]:
    """Return the candidates of pages, and what was left out with its reason.

    *main* is the schema.org type of what the pages are about, if they say it.
    """
    dropped: list[Dropped] = []
    kept = varied(list(_stated(readings, main)), len(readings), dropped)
    stated = {one.name for one in kept}
    found: list[Candidate] = []
    for one in _labelled(readings):
        if one.kind == "section" and one.name in stated:
            reason = f"{one.name} is in the data of the page"
            dropped.append(Dropped(name=names.snake(one.label or ""), reason=reason))
        else:
            found.append(one)
    found += dom([
        places(one.view, words, skip=one.aside, body=one.body) for one in readings
    ])  # fmt: skip
    if main is None:
        found += near(readings)
    return [*kept, *varied(found, len(readings), dropped)], dropped


def _stated(readings: Sequence[Reading], main: str | None) -> Iterator[Candidate]:
    """Yield what pages state for programs: structured data, embedded JSON, meta."""
    kinds: tuple[Kind, ...] = ("jsonld", "microdata", "rdfa")
    for kind in kinds:
        for path, values in by_key([getattr(one, kind) for one in readings]).items():
            if (candidate := _structured(kind, path, values, main)) is not None:
                yield candidate
    yield from embedded_candidates(readings)
    for name, values in by_key([one.meta for one in readings]).items():
        if (standard := names.meta_name(name)) is not None:
            score = 0.75 if name != "title" else 0.6
            yield Candidate("meta", name, None, values, standard, score=score)


def _labelled(readings: Sequence[Reading]) -> Iterator[Candidate]:
    """Yield what stands beside labels and below headings."""
    total = len(readings)
    least = least_pages(total)
    labels = by_key([one.label for one in readings])
    if total == 1 and len(labels) > _ENTRIES:
        labels = {}
    for label, values in labels.items():
        if len(values) >= least:
            standard = names.hinted(label)
            if standard is None and _is_text(values, total):
                continue
            name = standard or names.snake(label)
            yield Candidate("label", label, None, values, name, label=label, score=0.8)
    for place, values in by_key([one.prose for one in readings]).items():
        if len(values) >= (least if place == "main" else max(least, total / 2)):
            name, score = _PROSE[place]
            yield Candidate("prose", place, None, values, name, score=score)
    for label, values in by_key([one.section for one in readings]).items():
        if len(values) >= max(least, math.ceil(total / 3)):
            standard = names.hinted(label)
            name, score = standard or names.snake(label), 0.78 if standard else 0.5
            yield Candidate(
                "section", label, None, values, name, label=label, score=score
            )


def _is_text(values: dict[int, list[str]], total: int) -> bool:
    """Whether *values* are sentences of few pages: what starts them is no label."""
    texts = [text for found in values.values() for text in found]
    length = sum(map(len, texts)) / len(texts)
    return length > _SENTENCE and len(values) < 0.5 * total


def gather_cards(
    units: Sequence[Unit], words: AbstractSet[str]
) -> tuple[list[Candidate], list[Dropped]]:
    """Return the candidates of cards, each a unit of its own."""
    dropped: list[Dropped] = []
    pages: list[Places] = []
    for reading, card in units:
        node = reading.view.by_element.get(card) if card is not None else None
        if node is None:
            pages.append({})
            continue
        nodes = [
            found
            for element in node.element.iter()
            if (found := reading.view.by_element.get(element)) is not None
        ]
        pages.append(card_places(node, nodes, reading.view, words))
    return varied(dom(pages, cards=True), len(units), dropped), dropped


def _structured(
    kind: Kind, path: str, values: dict[int, list[str]], main: str | None
) -> Candidate | None:
    item_type = path.partition(".")[0]
    described = names.property_of(path)
    if described is None:
        return None
    name, schema_org = described
    if item_type in FRAME_TYPES - {main}:
        if item_type != "BreadcrumbList" or name != "breadcrumbs":
            return None
        score = 0.55
    elif item_type in PAGE_TYPES:
        score = 0.6
    else:
        score = 0.95 if "." not in schema_org or names.is_thing(schema_org) else 0.65
    if item_type == main:
        score += 0.02
    return Candidate(kind, path, None, values, name, schema_org=schema_org, score=score)


def _no_content(one: Candidate) -> str | None:
    """Return why *one* is no content of its page; None if it may be."""
    if one.kind in ("css", "label", "section", "near") and is_boilerplate(one):
        return "boilerplate: sharing, advertising, or what leads elsewhere"
    if one.attribute in SOURCES and are_icons(one.values):
        return "icons, or fillers of gaps"
    if one.kind in ("css", "near") and is_label(one):
        return "labels of other values, or numbers of items"
    return None


def varied(
    found: list[Candidate], total: int, dropped: list[Dropped]
) -> list[Candidate]:
    """Return the candidates whose values differ between pages, ready to be compared."""
    kept = []
    for one in found:
        if (reason := _no_content(one)) is not None:
            dropped.append(Dropped(name=one.name, reason=reason))
            continue
        if not plausible(one.name, one.values):
            one.name, one.score = other_name(one), one.score - 0.2
        if one.kind in ("css", "meta", "label", "near"):
            strip_affixes(one)
        one.keys = {
            number: folded(" ".join(dict.fromkeys(values)))
            for number, values in one.values.items()
        }
        one.keys = {number: key for number, key in one.keys.items() if key}
        if not one.keys:
            continue
        if total > 1 and len(one.keys) > 1 and one.distinct == 1:
            structured = one.kind in STRUCTURED
            # A list that is the same everywhere leads around the site.
            marked = one.kind == "css" and one.score > 0.55 and not one.multiple
            said = one.kind == "label" or marked
            if not (one.name in _MAY_BE_CONSTANT and (structured or said)):
                if one.kind != "css" and one.score >= 0.7:
                    text = next(iter(one.values.values()))[0][:60]
                    reason = f"the same on all pages: {text!r}"
                    dropped.append(Dropped(name=one.name, reason=reason))
                continue
            one.score -= 0.1
        kept.append(one)
    return kept
