"""The items that the pages of a template list, as records: container and fields."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from vultrcrawl.items import Region
from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.model import merged
from vultrcrawl.schema.repetition.card_columns.fields import card_fields
from vultrcrawl.schema.repetition.card_columns.places import Card
from vultrcrawl.schema.repetition.choosing import choose, is_menu, repeats, score_on
from vultrcrawl.schema.repetition.elements import elements_of, items_in, share_of
from vultrcrawl.schema.repetition.headed import headed
from vultrcrawl.schema.repetition.survey import ITEMS
from vultrcrawl.schema.repetition.targets import share_leading, share_of_own
from vultrcrawl.schema.values import folded
from vultrcrawl.taxonomy import PageGroup, PageType, group_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.model import Field
    from vultrcrawl.schema.repetition.runs import Container, Run
    from vultrcrawl.schema.repetition.survey import Judged, Survey
    from vultrcrawl.schema.sources.reading import Reading

#: Log-odds that the type of a template adds to the judgement of its runs: one that
#: lists things, one that does not, one of which nothing is known.
_PRIOR = {True: 2.0, False: -1.5, None: 0.0}
#: Log-odds from which on one page by itself lists things, where pages of its type list
#: none and where that isn't known, and the share of its text that its cards then hold
#: at least.
_SURE, _SHARE = {False: 3.0, None: 1.0, True: -1.0}, 0.1
#: Where pages of the type list none, cards that lead to pages of the template (this
#: share of them at least) add up to so much by their share of the text, and more is
#: asked: a list of things looks like them. On 15 sites that the judge did not know this
#: finds 17 of 25 pages that list things and 22 of 950 others, the odds alone 7 and 20.
_LEADING, _LINKED, _MORE = 0.8, 4.0, 0.5
#: Cards where a site begins that lead on, at least, and the share of cards that leads
#: to a page of its own each.
_SEVERAL, _EACH = 3, 0.7
#: Share of the main text that stands before what a page lists, at most, and share of
#: the page that a list has which must come first. On 78 sites such lists stand after
#: 0.00 to 0.10 of the main text, related things on 60 pages about one after 0.22 on.
_BEFORE, _LARGE = 0.12, 0.3
#: Log-odds of what comes first, at least, to be believed for that.
_FIRST = {False: 1.0, None: -0.5, True: math.inf}
#: Types whose pages may be lists: a chapter is a list of its sections, a person's page
#: one of talks, that about a firm one of people.
_EITHER = frozenset((
    PageType.HOMEPAGE, PageType.OTHER, PageType.DOCUMENTATION, PageType.PROFILE,
    PageType.ABOUT,
))  # fmt: skip
#: A page lists things, too, if its cards have this share of the least text that those
#: of the pages seen have.
_LESS = 0.8
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


def listing_of(
    found: Survey,
    *,
    expected: bool | None = None,
    start: bool = False,
    learn: int | None = None,
    site: AbstractSet[str] = frozenset(),
    currency: str | None = None,
) -> Listing | None:
    """Return what the surveyed pages list; None if they list nothing.

    *expected* tells whether pages of this type list things; None if that isn't known.
    *start* says that they are where their site begins.
    Fields are learned from the first *learn* pages, if these have any cards; the others
    are there to test them. *site* are URLs of pages that are known, *currency*
    is the code that the site states.
    """
    pages = found.pages
    chosen = _chosen(found, expected, start=start)
    if not chosen or (not expected and repeats(pages, chosen)):
        return None
    fields: list[Field] = []
    kept: list[Container] = []
    # A locator that begins with a mere tag finds something in cards with a class, too.
    for one in sorted(chosen, key=lambda one: "." not in one.step):
        cards = [card for page in pages[:learn] for card in _cards(page, one)]
        cards = cards or [card for page in pages for card in _cards(page, one)]
        if more := card_fields(cards[:_CARDS], found.words, site, currency):
            fields = merged(fields, more)
            kept.append(one)
    if not kept:
        return None
    return Listing(
        container=", ".join(one.css for one in kept),
        spread=kept[0].spread,
        fields=tuple(fields),
    )


def _chosen(found: Survey, expected: bool | None, *, start: bool) -> list[Container]:
    """Return what finds the items; empty if it is more likely that nothing does.

    Pages of a type of lists, on which no run is likely the items, have items with
    headings, or list nothing if the best run leads to the same pages everywhere: that
    is a menu. What leads to as many pages from where a site *starts* is what it has.
    """
    chosen = choose(found.pages)
    odds = _evidence(found.pages, chosen, expected) if chosen else -math.inf
    if expected and odds < 0:
        if card := headed(found.pages, found.marks):
            return [card]
        if is_menu(found.pages, chosen):
            return []
    if start and chosen and all(_leads_into(page, chosen[0]) for page in found.pages):
        expected = True
    return chosen if odds + _PRIOR[expected] >= 0 else []


def main_list(
    page: Judged,
    *,
    expected: bool | None = None,
    siblings: AbstractSet[str] = frozenset(),
    beside: bool = True,
) -> Run | None:
    """Return the run that *page* surely lists, whatever others of its template do.

    *expected* is as for `listing_of`, *siblings* are URLs of the template's pages. The
    run must hold a tenth of the page's text: a rail of related things is a list, too.
    Such rails come after what the page is about: unless a list may stand *beside* that,
    it must come first, and be large.
    """
    if not page.runs:
        return None
    scores = page.scores[:, ITEMS]
    best = int(scores.argmax())
    run = page.runs[best]
    share = page.outline.share_in(run.spans)
    odds = _odds(float(scores[best]))
    spans = run.spans
    first = (
        odds >= _FIRST[expected]
        and page.outline.share_before(spans[0][0]) <= _BEFORE
        and share_of_own(page.outline, spans) >= _LEADING
    )
    if first or (
        expected is False and share_leading(page.outline, spans, siblings) >= _LEADING
    ):
        odds += _LINKED * min(1.0, share) - _MORE
    if odds < _SURE[expected] or share < _SHARE:
        return None
    return run if beside or (first and share >= _LARGE) else None


def expected_of(page_type: PageType | None) -> bool | None:
    """Return whether pages of this type list things; None if that can't be told."""
    if page_type is None or page_type in _EITHER:
        return None
    return group_of(page_type) is PageGroup.INDEX


def least_share(listing: Listing, documents: Sequence[Document]) -> float:
    """Return the share of their text that cards of pages that list things have."""
    css, spread = listing.container, listing.spread
    cards = [(one, items_in(one, css, spread=spread)) for one in documents]
    least = min((share_of(one, found) for one, found in cards if found), default=0.0)
    return round(_LESS * least, 3)


def beside_cards(
    fields: Sequence[Field], listing: Listing, readings: Sequence[Reading]
) -> list[Field]:
    """Return *fields* of whole pages but those that most pages have in their cards.

    The date of a talk, of which somebody gave one, is none of that person. The name
    may be in cards, too.
    """
    within: Counter[str] = Counter()
    having: Counter[str] = Counter()
    for reading in readings:
        cards = items_in(reading.document, listing.container, spread=listing.spread)
        said = " ".join(folded(text_of(one)) for one in cards)
        for field in fields if cards else ():
            found = next(filter(None, map(reading.find, field.locators)), None)
            if found:
                having[field.name] += 1
                within[field.name] += folded(found[0]) in said
    return [
        one
        for one in fields
        if one.name == "name" or 2 * within[one.name] <= having[one.name]
    ]


def _evidence(
    pages: Sequence[Judged], chosen: Sequence[Container], expected: bool | None
) -> float:
    """Return the mean log-odds of the pages that the *chosen* runs are their items.

    A page with one card says nothing; one without any, or whose card has little of its
    text, is empty if pages of its type list things, and else a page of another kind.
    """
    found = []
    for page in pages:
        score = max((score_on(page, one) for one in chosen), default=-1.0)
        if score >= 0:
            found.append(_odds(score))
        elif not expected and _share(page, chosen) < _SHARE:
            found.append(_odds(0.0))
    if not found:  # no page says anything: the type of the template decides
        return 0.0 if expected else _odds(0.0)
    return fmean(found)


def _leads_into(page: Judged, chosen: Container) -> bool:
    """Whether most cards in the main content lead to a page of the site each."""
    outline = page.outline
    spans = [(card.start, card.end) for card in _cards(page, chosen)]
    return (
        len(spans) >= _SEVERAL
        and outline.nodes[spans[0][0]].region is Region.MAIN
        and share_of_own(outline, spans) >= _EACH
    )


def _share(page: Judged, chosen: Sequence[Container]) -> float:
    """Return the largest share of the page's text that *chosen* find, 0 to 1."""
    document = page.outline.document
    found = [elements_of(document.root, one.css) for one in chosen]
    return max((share_of(document, some) for some in found if some), default=0.0)


def _odds(probability: float) -> float:
    kept = min(max(probability, 0.02), 0.98)
    return math.log(kept / (1 - kept))


def _cards(page: Judged, choice: Container) -> list[Card]:
    """Return the cards of one page; those that only a selector tells among them."""
    outline = page.outline
    for run in page.runs:
        if run.container == choice:
            return [Card(outline, *span, choice) for span in run.spans[:_OF_PAGE]]
    if choice.spread:
        return []
    numbers = outline.numbers
    return [
        Card(outline, numbers[one], outline.ends[numbers[one]], choice)
        for one in elements_of(outline.document.root, choice.css)[:_OF_PAGE]
        if one in numbers
    ]
