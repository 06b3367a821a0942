"""A template's schema from some of its pages, tested on pages held back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from vultrcrawl.schema.extraction import value_of
from vultrcrawl.schema.induction.assignment import prices, recipes
from vultrcrawl.schema.induction.assignment.by_type import by_plainer_labels, of_type
from vultrcrawl.schema.induction.assignment.event_times import takes_place
from vultrcrawl.schema.induction.assignment.gallery import at_home, gallery
from vultrcrawl.schema.induction.assignment.joint import assign
from vultrcrawl.schema.induction.assignment.kinds import with_api_kind
from vultrcrawl.schema.induction.assignment.same_days import with_labels
from vultrcrawl.schema.induction.assignment.threads import with_first_post
from vultrcrawl.schema.induction.build import build
from vultrcrawl.schema.induction.candidates.api_titles import with_api_titles
from vultrcrawl.schema.induction.candidates.collect import collect
from vultrcrawl.schema.induction.candidates.labelled_dates import with_labelled_dates
from vultrcrawl.schema.induction.candidates.lead_words import without_lead_words
from vultrcrawl.schema.induction.context import (
    SiteContext,
    left_out_of,
    without_boilerplate,
)
from vultrcrawl.schema.induction.fact_tables import additional, fact_table
from vultrcrawl.schema.induction.facts import facts
from vultrcrawl.schema.induction.left_out import left_out
from vultrcrawl.schema.induction.ranker import ranked
from vultrcrawl.schema.induction.scoping import scoped
from vultrcrawl.schema.induction.split import split_pages
from vultrcrawl.schema.induction.telling import (
    about_one,
    identity_of,
    item_type,
    must_have,
    tells_of_one,
)
from vultrcrawl.schema.model import Dropped, Field, TemplateSchema, Validation
from vultrcrawl.schema.properties.registry import order_of
from vultrcrawl.schema.repetition.elements import is_frame, items_in
from vultrcrawl.schema.repetition.listing import (
    beside_cards,
    expected_of,
    least_share,
    listing_of,
)
from vultrcrawl.schema.repetition.members import named_as_parts
from vultrcrawl.schema.repetition.parts import parts_of, with_coverage
from vultrcrawl.schema.repetition.survey import survey
from vultrcrawl.schema.scoring import Unit, tested
from vultrcrawl.schema.sources.nodes import vocabulary
from vultrcrawl.schema.value_types import most, stated_currency
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.induction.fact_tables import FactTable
    from vultrcrawl.schema.induction.split import Split
    from vultrcrawl.schema.repetition.listing import Listing
    from vultrcrawl.schema.repetition.survey import Survey
    from vultrcrawl.schema.sources.reading import Reading

#: What whole pages hold: fields, what is left out, where the rest of the facts stands.
_OfPages: TypeAlias = "tuple[list[Field], list[Dropped], FactTable | None]"
_NOT_FOUND = "its locators find nothing on pages held back"
_CARDS = 30  # of one page that are tested
#: Types of pages whose text describes a thing; others are texts of their own.
_DESCRIBED = frozenset((
    PageType.PRODUCT, PageType.JOB_POSTING, PageType.EVENT, PageType.PROFILE,
    PageType.MEDIA, PageType.ITEM_DETAIL,
))  # fmt: skip
#: Types of pages about somebody, some of which only list what they did.
_OF_ONE = frozenset((PageType.PROFILE, PageType.ABOUT))
#: What is told by what properties were decided.
_BESIDE = (gallery, *prices.BESIDE, *recipes.BESIDE)
_ONE_PAGE = (
    "Only one page was seen: its data could not be told from its frame by comparison, "
    "and no locator is tested."
)
_NOTHING = "The pages seen are identical or have nothing in common: no field was found."


def induce(
    documents: Sequence[Document],
    *,
    name: str = "page",
    page_type: PageType | None = None,
    context: SiteContext | None = None,
    lists: bool | None = None,
) -> TemplateSchema:
    """Return the schema that *documents*, pages of one template, have in common.

    *lists* says whether the pages list things, where more is known of that than their
    type says. One page is enough for a schema, but then nothing tells its data from its
    frame, and the notes say so. At most 20 pages are looked at. Never raises.
    """
    context = context or SiteContext()
    split = split_pages(documents)
    words = vocabulary([one.document for one in split.learn])
    expected = expected_of(page_type) if lists is None else lists
    readings = list(dict.fromkeys((*split.learn, *split.held)))
    repeated = survey([one.document for one in readings])
    start = page_type is PageType.HOMEPAGE
    listing: Listing | None = None
    if expected or start or not about_one(split.learn):
        listing = listing_of(
            repeated,
            expected=expected,
            start=start,
            learn=len(split.learn),
            site=context.anchors.keys(),
            currency=context.currency,
        )
    fields: list[Field] = []
    container: str | None = None
    own: _OfPages | None = None
    if listing and (expected is False or page_type in _OF_ONE):
        own = _page_fields(split, words, context, page_type)
        said = beside_cards(own[0], listing, split.learn) if lists else own[0]
        if tells_of_one(said):  # the cards are of other things, beside it
            listing = None
    documents_read = [one.document for one in readings]
    if listing and is_frame(
        listing.container, documents_read, context.others, spread=listing.spread
    ):
        listing = None
    if listing is not None:
        fields, dropped = _card_fields(split, listing)
        container = listing.container if fields else None
    if container is None:
        own = own or _page_fields(split, words, context, page_type)
        fields, dropped, table = own
        arrays = _parts(repeated.only(range(len(split.learn))), split, page_type)
        named = named_as_parts(fields, arrays, split.learn)
        dropped += [Dropped(name=one.name, reason="a part of a list") for one in named]
        # A heading names what is below it once, and not the text as well.
        names = {one.name for one in (*arrays, *named)}
        fields = [one for one in fields if one.name not in names]
        if page_type is PageType.FORUM_THREAD:
            fields, more = with_first_post(fields, arrays, split)
            dropped += more
        fields += arrays
        rest = additional(table, split.learn, split.held, fields) if table else None
        fields += [rest] if rest else []
    return TemplateSchema(
        name=name,
        page_type=str(page_type) if page_type is not None else None,
        item_type=item_type(split.learn),
        cardinality="one" if container is None else "many",
        container=container,
        spread=listing is not None and container is not None and listing.spread,
        identity=identity_of(fields),
        fields=tuple(fields),
        min_share=least_share(listing, [one.document for one in readings])
        if lists and listing is not None and container
        else 0.0,
        must_have=must_have(fields, container, [*split.learn, *split.held]),
        dropped=tuple(dropped),
        validation=Validation(
            method=split.method,
            learned_from=tuple(one.document.url for one in split.learn),
            held_out=tuple(one.document.url for one in split.held),
        ),
        notes=tuple(_notes(split, fields)),
    )


def _page_fields(
    split: Split,
    words: AbstractSet[str],
    context: SiteContext,
    page_type: PageType | None,
) -> _OfPages:
    if not split.learn:
        return [], [], None
    described, pages = page_type in _DESCRIBED, len(split.learn)
    table = fact_table(split.learn, words, described=described)
    urls = [reading.document.url for reading in split.learn]
    years = [reading.locale.years for reading in split.learn]
    collected = collect(split.learn, words, main=item_type(split.learn))
    collected = without_lead_words(collected, split.learn, context.anchors)
    collected = with_api_titles(collected, page_type)
    own = without_boilerplate(collected, context, page_type)
    # What a candidate is, its company tells, too.
    by_model = without_boilerplate(
        ranked(collected, split.learn, context.anchors), context, page_type
    )
    by_type = of_type(by_plainer_labels(by_model, pages), page_type, alone=pages == 1)
    candidates = with_labelled_dates(recipes.without_recipes(by_type))
    assigned = prices.without_other_currency(
        assign(candidates, pages, described=described)
    )
    # All text of a product's page is no more about it than its description.
    names = {one.name for one in assigned}
    is_described = page_type is PageType.PRODUCT and "description" in names
    assignments = [
        at_home(one, candidates, urls) if one.name == "image" else one
        for one in with_api_kind(assigned, candidates)
        if one.name != "articleBody" or not is_described
    ]
    beside = [find(candidates, assignments) for find in _BESIDE]
    assignments += filter(None, beside)
    assignments = with_labels(assignments, candidates)
    constant = table.constant if table else frozenset()
    owned = frozenset(own)
    rest = [one for one in collected if one not in owned]
    labelled, dropped = facts(
        candidates, assignments, pages, constant, context.others, boilerplate=rest
    )
    # What a label stands beside stays a fact where it tells when an event is, too.
    assignments = takes_place(candidates, assignments, split.learn, page_type)
    held = [Unit(one, None) for one in split.held]
    language = most([reading.document.language for reading in split.learn])
    stated = [one for one in assignments if one.name == "currency"]
    texts = (text for one in stated for of in one.candidates for text in of.texts())
    currency = stated_currency(texts) or context.currency
    # Signs are what no place of its own says, but that of a price.
    told: dict[str, Field] = {}
    signs: dict[str, Field] = {}
    roles = [
        (one.name, scoped(one.candidates, split.learn, words)) for one in assignments
    ]
    for name, chosen in [*roles, *labelled.items()]:
        for made in build(
            name, chosen, urls, years=years, language=language, currency=currency
        ):
            field = replace(made, left_out=left_out_of(made, context, page_type))
            scored = tested(field, held, in_turn=split.in_turn)
            if scored is None:
                dropped.append(Dropped(name=made.name, reason=_NOT_FOUND))
            else:
                kept = told if scored.name == name else signs
                kept.setdefault(scored.name, scored)
    found = {**signs, **told}
    # What only some pages state is that of each page's price.
    found |= {n: one for n, one in signs.items() if _reach(found[n]) < _reach(one)}
    known = {*found, *(one.name for one in dropped)}
    dropped.extend(left_out(own, assignments, known, pages))
    fields = sorted(found.values(), key=lambda one: order_of(one.name))
    return fields, dropped, table


def _reach(field: Field) -> tuple[float, bool]:
    """Return the share of pages held back that have *field*; whether all others do."""
    return field.coverage or 0.0, not field.nullable


def _card_fields(split: Split, listing: Listing) -> tuple[list[Field], list[Dropped]]:
    """Return the fields of cards, tested on those of the pages held back."""
    held = _units(split.held, listing)
    fields, dropped = [], []
    for one in listing.fields:
        # With few pages every card is one among many others.
        scored = tested(one, held, in_turn=split.in_turn)
        if scored is None:
            dropped.append(Dropped(name=one.name, reason=_NOT_FOUND))
        else:
            fields.append(scored)
    named = any(one.name == "name" for one in fields)
    return (fields if named or not held else []), dropped


def _parts(repeated: Survey, split: Split, page_type: PageType | None) -> list[Field]:
    """Return the arrays of pages, tested on the pages held back."""
    fields = []
    for part in parts_of(repeated, page_type=page_type):
        found = [bool(value_of(part, one, None)) for one in split.held]
        if (scored := with_coverage(part, found)) is not None:
            fields.append(scored)
    return fields


def _units(readings: Sequence[Reading], listing: Listing) -> list[Unit]:
    return [
        Unit(reading, card)
        for reading in readings
        for card in items_in(
            reading.document, listing.container, spread=listing.spread
        )[:_CARDS]
    ]


def _notes(split: Split, fields: list[Field]) -> list[str]:
    if not split.learn:
        return ["No page of this template could be read."]
    if split.method == "none":
        return [_ONE_PAGE]
    if not fields:
        return [_NOTHING]
    if split.in_turn:
        seen = len(split.learn)
        return [f"Only {seen} pages were seen; each was held back in turn."]
    return []
