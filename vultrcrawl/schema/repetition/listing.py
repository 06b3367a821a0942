"""The items that the pages of a template list, as records: container and fields."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import fmean
from typing import TYPE_CHECKING

from vultrcrawl.schema.repetition.cards import card_fields
from vultrcrawl.schema.repetition.choosing import Container, choose, has, score_on
from vultrcrawl.schema.repetition.elements import elements_of, items_in, share_of
from vultrcrawl.schema.repetition.places import Card
from vultrcrawl.schema.repetition.survey import ITEMS, survey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.model import Field
    from vultrcrawl.schema.repetition.survey import Judged, Survey
    from vultrcrawl.schema.view import View

#: Log-odds that the type of a template adds to the judgement of its runs: one that
#: lists things, one that does not, one of which nothing is known.
_PRIOR = {True: 2.0, False: -1.5, None: 0.0}
#: Probability from which on a template lists things; log-odds from which on one page
#: among others does, and from which on it may.
_LEAST, _SURE, _UNSURE = 0.5, 0.4, -1.5
#: Share of its text that the cards of a page hold at least that lists things although
#: pages of its type don't.
_MUCH = 0.3
#: Cards that fields are learned from, of all and of one page, at most.
_CARDS, _OF_PAGE = 80, 12


@dataclass(frozen=True, slots=True)
class Listing:
    """What a template lists."""

    container: str
    """CSS selector of the cards."""
    spread: bool
    """Whether a card goes on over the siblings after it, up to the next card."""
    fields: tuple[Field, ...]
    """Fields of a card, not yet tested."""
    score: float
    """Probability that these are what the pages list that have them, 0 to 1."""
    pages: frozenset[int]
    """Numbers of the pages that list them, or may."""
    min_cards: int = 1
    """Cards of a page that lists them, at least: more than 1 tells pages apart."""
    min_share: float = 0.0
    """Share of the text of such a page that its cards hold at least, 0 to 1."""


def find_listing(
    views: Sequence[View], *, expected: bool | None = None
) -> Listing | None:
    """Return what the pages of a template list; None if they list nothing.

    *expected* tells whether pages of this type list things; None if that isn't known.
    """
    return listing_of(survey(views), expected=expected)


def listing_of(
    found: Survey, *, expected: bool | None = None, learn: int | None = None
) -> Listing | None:
    """Return what the surveyed pages list, see `find_listing`.

    What only some pages list counts if number and size of their cards tell these pages
    from the others. Fields are learned from the first *learn* pages, if these have any
    cards; the others are there to test them.
    """
    pages = found.pages
    prior = _PRIOR[expected]
    chosen = choose(pages)
    score = _probability(_evidence(pages, chosen, expected) + prior)
    if chosen and score >= _LEAST:
        return _modelled(found, chosen, score, frozenset(range(len(pages))), learn)
    sure = [n for n, page in enumerate(pages) if _surest(page) + prior >= _SURE]
    if not sure or len(sure) == len(pages):
        return None
    listing = [pages[number] for number in sure]
    chosen = choose(listing)
    score = _probability(_evidence(listing, chosen, expected) + prior)
    model = _modelled(found, chosen, score, frozenset(sure), learn)
    return _told_apart(pages, model, expected) if model is not None else None


def _surest(page: Judged) -> float:
    return _odds(float(page.scores[:, ITEMS].max())) if page.runs else _odds(0.0)


def _modelled(
    surveyed: Survey,
    chosen: Sequence[Container],
    score: float,
    numbers: frozenset[int],
    learn: int | None,
) -> Listing | None:
    """Return the listing of the pages with these *numbers*, with its fields."""
    fields: list[Field] = []
    kept: list[Container] = []
    pages = [page for number, page in enumerate(surveyed.pages) if number in numbers]
    first = sum(number < learn for number in numbers) if learn is not None else None
    for one in chosen:
        cards = [card for page in pages[:first] for card in _cards(page, one)]
        cards = cards or [card for page in pages for card in _cards(page, one)]
        if found := card_fields(cards[:_CARDS], surveyed.words):
            fields = merged(fields, found)
            kept.append(one)
    if not kept:
        return None
    return Listing(
        container=", ".join(one.css for one in kept),
        spread=kept[0].spread,
        fields=tuple(fields),
        score=round(score, 3),
        pages=numbers,
    )


def _told_apart(
    pages: Sequence[Judged], listing: Listing, expected: bool | None
) -> Listing | None:
    """Return *listing* with the least that its pages have and no other page has."""
    sizes: list[tuple[bool, int, float]] = []
    for number, page in enumerate(pages):
        if number not in listing.pages and _surest(page) > _UNSURE:
            continue  # it may list them, too
        view = page.outline.view
        found = items_in(view, listing.container, spread=listing.spread)
        sizes.append((number in listing.pages, len(found), share_of(view, found)))
    own = [(size, share) for lists, size, share in sizes if lists and size > 1]
    others = [(size, share) for lists, size, share in sizes if not lists and size > 1]
    if not own:
        return None
    least = min(share for _, share in own)
    most = max((share for _, share in others), default=0.0)
    if least <= most or (expected is False and least < _MUCH):
        return None
    return replace(listing, min_cards=2, min_share=round((least + most) / 2, 3))


def merged(fields: Sequence[Field], more: Sequence[Field]) -> list[Field]:
    """Return *fields* with the locators of fields that *more* has of the same name."""
    known = {field.name: field for field in fields}
    for field in more:
        before = known.get(field.name)
        if before is None:
            known[field.name] = replace(field, nullable=field.nullable or bool(fields))
        elif before.transforms == field.transforms:
            locators = dict.fromkeys((*before.locators, *field.locators))
            known[field.name] = replace(before, locators=tuple(locators), nullable=True)
    return list(known.values())


def _evidence(
    pages: Sequence[Judged], chosen: Sequence[Container], expected: bool | None
) -> float:
    """Return the mean log-odds of the pages that the *chosen* runs are their items.

    A page with one card says nothing; one without any is empty if pages of its type
    list things, and else a page of another kind.
    """
    found = []
    for page in pages:
        score = max((score_on(page, one) for one in chosen), default=-1.0)
        if score >= 0:
            found.append(_odds(score))
        elif not expected and not any(has(page, one) for one in chosen):
            found.append(_odds(0.0))
    return fmean(found) if found else 0.0


def _odds(probability: float) -> float:
    kept = min(max(probability, 0.02), 0.98)
    return math.log(kept / (1 - kept))


def _probability(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


def _cards(page: Judged, choice: Container) -> list[Card]:
    """Return the cards of one page; those that only a selector tells among them."""
    step = choice.css.rpartition(" > ")[2]
    for run in page.runs:
        if (run.css, run.spread) == (choice.css, choice.spread):
            spans = run.spans[:_OF_PAGE]
            return [Card(page.outline, *span, choice.spread, step) for span in spans]
    if choice.spread:
        return []
    outline = page.outline
    numbers = {node.element: number for number, node in enumerate(outline.nodes)}
    return [
        Card(outline, numbers[one], outline.ends[numbers[one]], choice.spread, step)
        for one in elements_of(outline.view.document.root, choice.css)[:_OF_PAGE]
        if one in numbers
    ]
