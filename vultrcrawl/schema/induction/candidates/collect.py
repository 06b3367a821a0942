"""Candidates of a template: what its pages state, label and show."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.candidates.embedded import embedded_candidates
from vultrcrawl.schema.induction.candidates.landmarks import near
from vultrcrawl.schema.induction.candidates.making import (
    least_pages,
    links_tell_more,
    made,
)
from vultrcrawl.schema.induction.candidates.markup_scores import class_scores
from vultrcrawl.schema.induction.candidates.places import addressed, numbered, pictures
from vultrcrawl.schema.induction.candidates.speakers import speakers
from vultrcrawl.schema.induction.candidates.standing import played, standing
from vultrcrawl.schema.model import HREF, LAST
from vultrcrawl.schema.names import stated_name
from vultrcrawl.schema.properties.registry import (
    PROPERTIES,
    by_labels,
    by_meta,
    by_path,
    is_mark,
)
from vultrcrawl.schema.sources.paths import Place, places
from vultrcrawl.schema.sources.prose import UNLABELLED
from vultrcrawl.schema.sources.reading import by_key
from vultrcrawl.values.declarations import declared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.model import LocatorKind
    from vultrcrawl.schema.sources.paths import Placed, Places
    from vultrcrawl.schema.sources.reading import Reading

#: Items that stand around or inside of what a page is about.
FRAME_TYPES: Final = frozenset((
    "BreadcrumbList", "WebSite", "WebPage", "CollectionPage", "SearchAction",
    "Organization", "Person", "ImageObject", "ListItem", "SiteNavigationElement",
    "WPHeader", "WPFooter", "WPSideBar", "NewsMediaOrganization", "Corporation",
    "Store", "LocalBusiness", "Thing", "ItemList", "hentry", "Brand",
    "PostalAddress", "Offer", "AggregateRating", "Rating", "Review", "Comment",
    "VideoObject", "Question", "Answer", "FAQPage", "HowToStep", "ReadAction",
    "Action", "EntryPoint", "PropertyValue",
))  # fmt: skip
#: Types of pages: their properties count where nothing better has them.
PAGE_TYPES: Final = frozenset((
    "WebPage", "ItemPage", "AboutPage", "ContactPage", "ProfilePage",
))  # fmt: skip
#: How likely a source is right: a property of the thing, of the page around it, a
#: stated trail of breadcrumbs, a <meta>, the title, a label, a heading, what stands
#: where breadcrumbs do, and the end of a trail.
_THING, _PAGE, _TRAIL, _META, _TITLE = 0.9, 0.5, 0.8, 0.6, 0.35
_LABEL, _HEADING, _TRAIL_SHOWN, _END = 0.75, 0.6, 0.6, 0.45
#: What a path of structured data scores less than the one before it in the registry:
#: just enough where two have the same property.
_LATER: Final = 0.005
#: Share of the pages that a heading stands on whose text is a labelled fact.
_HEADED: Final = 0.34
#: What a <meta> of Twitter's shows with a label in another one: ``twitter:label1``.
_DATA, _LABELS = "twitter:data", "twitter:label"
_CODE_TAG = re.compile(r"(?:^|> )pre[^\s>]*$")
_WORD = re.compile(r"\w+")
_HEADING_TAG = re.compile(r"(?:^|> )h1[^\s>]*$")


def collect(
    readings: Sequence[Reading],
    vocabulary: AbstractSet[str],
    *,
    main: str | None,
) -> list[Candidate]:
    """Return all candidates of *readings*, pages of one template.

    *vocabulary* are the classes and ids that selectors may use, *main* the schema.org
    type of what the pages are about, if they state it. Scores are those of the sources
    alone: how often what they say is right.
    """
    return [
        *_structured(readings, main),
        *_metadata(readings),
        *_shown(readings, vocabulary),
        *standing(readings, vocabulary),
        *played(readings, vocabulary),
        *speakers(readings, vocabulary),
        *_labelled(readings),
        *_prose(readings),
        *embedded_candidates(readings),
        *near(readings),
    ]


def _structured(readings: Sequence[Reading], main: str | None) -> Iterator[Candidate]:
    """Yield the properties of JSON-LD, microdata and RDFa."""
    kinds: tuple[LocatorKind, ...] = ("jsonld", "microdata", "rdfa")
    for kind in kinds:
        for path, values in by_key([getattr(one, kind) for one in readings]).items():
            item, _, below = path.partition(".")
            if stated_name(path) is None:
                continue  # of the markup, not of the thing
            name = by_path(below)
            if item == "BreadcrumbList":
                if name != "breadcrumbs":
                    continue
                score = _TRAIL
            elif name == "breadcrumbs" or item in FRAME_TYPES - {main} - PAGE_TYPES:
                continue
            else:
                score = _PAGE if item in PAGE_TYPES else _THING
            scores = {name: score - _later(name, below)} if name is not None else {}
            yield made(kind, path, values, scores, trim=False, schema_org=below)
            if name == "breadcrumbs":  # a trail ends with the page itself
                ends = {page: texts[-1:] for page, texts in values.items()}
                yield made(kind, path, ends, {"name": _END}, trim=False, attribute=LAST)


def _later(name: str, path: str) -> float:
    """Return how much less a *path* says than those that the registry has before it.

    The name of a place is rather where something is than the town around it.
    """
    return _LATER * PROPERTIES[name].paths.index(path)


def _metadata(readings: Sequence[Reading]) -> Iterator[Candidate]:
    for key, found in by_key([one.meta for one in readings]).items():
        if (name := by_meta(key)) is not None:
            score = _TITLE if name == "name" else _META
            most = None if PROPERTIES[name].is_list else 1  # the first is of this page
            values = {page: texts[:most] for page, texts in found.items()}
            yield made("meta", key, values, {name: score})
        elif key.startswith(
            _DATA
        ):  # shops and blogs label two facts for cards of theirs
            labels = {
                tuple(readings[page].meta.get(_LABELS + key.removeprefix(_DATA), ()))
                for page in found
            }
            label = next(iter(labels)) if len(labels) == 1 else ()
            scores = {
                name: score
                for name, score in _by_label(" ".join(label), _META).items()
                if PROPERTIES[name].accepts in ("label", "person")  # a price has places
            }
            if scores:
                yield made("meta", key, found, scores, trim=False)


def _shown(
    readings: Sequence[Reading], vocabulary: AbstractSet[str]
) -> Iterator[Candidate]:
    """Yield the places of the tree."""
    pages = [
        places(one.document, vocabulary, skip=one.aside, body=one.body)
        for one in readings
    ]
    least = least_pages(len(pages))
    by_place = _by_place(pages)
    shown: Iterator[tuple[Place, Mapping[int, Sequence[Placed]]]] = chain(
        by_place.items(),
        numbered(by_place),
        addressed(by_place),
        pictures(readings, vocabulary),
    )
    for place, all_found in shown:
        if len(all_found) < least:
            continue
        # Of several headings, the first is the page's, as of blocks of code.
        first = _HEADING_TAG.search(place.css) or _declare(place, all_found, readings)
        most = 1 if first else None
        found = {page: placed[:most] for page, placed in all_found.items()}
        scores = class_scores(place.css, place.attribute, found, len(pages))
        yield made(
            "css",
            place.css,
            {page: [one.text for one in placed] for page, placed in found.items()},
            scores,
            trim=place.attribute in ("text", "own"),
            attribute=place.attribute,
            elements={
                page: tuple(one.element for one in placed)
                for page, placed in found.items()
            },
        )


def _declare(
    place: Place, found: Mapping[int, Sequence[Placed]], readings: Sequence[Reading]
) -> bool:
    """Tell whether the first block of code on most pages declares what they are about.

    Its name is in the title of the page then: ``public class Mock``.
    """
    if place.attribute != "text" or not _CODE_TAG.search(place.css):
        return False
    titles = {page: _WORD.findall(readings[page].document.title) for page in found}
    about = sum(
        not declared(placed[0].text).isdisjoint(titles[page])
        for page, placed in found.items()
    )
    return 2 * about > len(found)


def _by_place(pages: Sequence[Places]) -> dict[Place, dict[int, Sequence[Placed]]]:
    """Return the values of *pages* by place; states of one place are one.

    ``p.stock.in`` and ``p.stock.out`` are ``p.stock`` in two states: a selector that
    asks for one misses what is in another.
    """
    found: dict[Place, dict[int, Sequence[Placed]]] = defaultdict(dict)
    for number, page in enumerate(pages):
        for place, placed in page.items():
            found[place][number] = placed
    alike: dict[Place, list[Place]] = defaultdict(list)
    for place in found:
        for css in {place.css, *_wider(place.css)}:
            alike[place._replace(css=css)].append(place)
    for wide in sorted(alike, key=lambda one: (-len(alike[one]), -len(one.css), one)):
        states = [place for place in alike[wide] if place in found]
        numbers = [number for place in states for number in found[place]]
        if len(states) > 1 and len(set(numbers)) == len(numbers):
            joined = [found.pop(place) for place in states]
            found[wide] = {number: one[number] for one in joined for number in one}
    return found


def _wider(css: str) -> Iterator[str]:
    """Yield *css* without one of the two classes that a step has."""
    steps = css.split(" > ")
    for index, step in enumerate(steps):
        tag, *classes = step.split(".")
        if len(classes) == 2 and " " not in step:
            for one in classes:
                yield " > ".join([*steps[:index], f"{tag}.{one}", *steps[index + 1 :]])


def _labelled(readings: Sequence[Reading]) -> Iterator[Candidate]:
    """Yield what stands beside labels and below headings."""
    total = len(readings)
    least = least_pages(total)
    links = by_key([one.label_links for one in readings])
    for label, values in by_key([one.label for one in readings]).items():
        scores = _by_label(label, _LABEL)
        if len(values) < least and not scores:
            continue
        marks = is_mark(label)
        if marks and len({tuple(texts) for texts in values.values()}) < 2:
            continue  # the site's own telephone, not that of what a page is about
        linked = links.get(label, {})
        if links_tell_more(values, linked):
            yield made(
                "label", label, linked, scores, trim=False, attribute=HREF, label=label
            )
        else:
            yield made("label", label, values, scores, trim=marks, label=label)
    for label, values in by_key([one.section for one in readings]).items():
        if len(values) >= max(least, math.ceil(_HEADED * total)):
            scores = {
                name: score
                for name, score in _by_label(label, _HEADING).items()
                if PROPERTIES[name].accepts in ("prose", "text")
            }
            yield made("section", label, values, scores, trim=False, label=label)


def _by_label(label: str, score: float) -> dict[str, float]:
    return {
        name: score
        for name in by_labels(label)
        if is_mark(label) or not PROPERTIES[name].keeps_label
    }


def _prose(readings: Sequence[Reading]) -> Iterator[Candidate]:
    for place, values in by_key([one.prose for one in readings]).items():
        if place == "main":
            yield made("prose", place, values, {"articleBody": 0.8}, trim=False)
        elif len(values) >= 0.5 * len(readings):
            yield made("prose", place, values, {"description": 0.3}, trim=False)
    if any(one.fact_groups for one in readings):
        texts = {n: one.unlabelled for n, one in enumerate(readings) if one.unlabelled}
        yield made("prose", UNLABELLED, texts, {"description": 0.3}, trim=False)
