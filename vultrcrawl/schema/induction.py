"""A template's schema from some of its pages, tested on pages held back."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple

from vultrcrawl.page.structured import type_names
from vultrcrawl.schema.candidates import (
    FRAME_TYPES,
    PAGE_TYPES,
    gather,
    gather_cards,
    vocabulary,
)
from vultrcrawl.schema.cards import listing
from vultrcrawl.schema.fields import (
    alternatives,
    best_name,
    build,
    choose,
    parts,
    telling,
)
from vultrcrawl.schema.landmarks import additional
from vultrcrawl.schema.merging import merge
from vultrcrawl.schema.model import (
    Cardinality,
    Dropped,
    Field,
    TemplateSchema,
    Validation,
)
from vultrcrawl.schema.names import free, is_bare, place
from vultrcrawl.schema.paths import select
from vultrcrawl.schema.reading import Reading
from vultrcrawl.schema.scoring import Unit, tested
from vultrcrawl.taxonomy import PageGroup, PageType, group_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.candidate import Candidate

#: Pages learned from, and held back, at most.
LEARN, HELD_OUT = 12, 8
#: With fewer pages than this, each is held back in turn.
_FEW = 8
#: Source that is read at most, if there are pages enough: about a second of work.
_CHARACTERS = 3_000_000
#: Cards of one page that are learned from, or tested.
_CARDS = 30
#: Types of things that have a page of their own.
_THING = re.compile(r"\b(?:Recipe|Product|JobPosting|Book|Movie|\w*Article|\w*Event)\b")
#: Types that a page has besides that of the thing it is about.
_GENERAL = frozenset(("Article", "BlogPosting", "NewsArticle", "Blog", "CreativeWork"))
#: Names of what identifies a thing wherever it is shown, best first.
_IDENTIFIERS = (
    "sku", "gtin13", "gtin", "isbn", "upc", "ean", "mpn", "productID", "identifier",
    "itemUrl",
)  # fmt: skip

#: Ends of selectors of text that some page of a template will not have.
_TEXTS = ("> p", " p", "> li", "> a", "> time", "> td")
_ONE_PAGE = (
    "Only one page was seen: its data could not be told from its frame by comparison, "
    "and no locator is tested."
)
_NOTHING = "The pages seen are identical or have nothing in common: no field was found."


class _Split(NamedTuple):
    """Which pages are learned from, and which test what was learned."""

    method: Literal["held_out", "leave_one_out", "none"]
    learn: list[Reading]
    held: list[Reading]


def induce(
    documents: Sequence[Document],
    *,
    name: str = "page",
    page_type: PageType | None = None,
) -> TemplateSchema:
    """Return the schema that *documents*, pages of one template, have in common.

    One page is enough for a schema, but then nothing tells its data from its frame, and
    the notes say so. At most 20 pages are looked at. Never raises on any content.
    """
    split = _split([Reading(one) for one in _affordable(documents)])
    words = vocabulary(split.learn)
    expected = _lists(page_type)
    if expected is None and _about_one(split.learn):
        expected = False
    container = listing(
        [reading.view for reading in split.learn], words, expected=expected
    )
    fields: list[Field] = []
    if container is not None:
        fields, dropped = _card_fields(split, words, container)
        if not fields:
            container = None
    if container is None:
        fields, dropped = _page_fields(split, words)
    cardinality: Cardinality = "one" if container is None else "many"
    return TemplateSchema(
        name=name,
        page_type=str(page_type) if page_type is not None else None,
        item_type=_item_type(split.learn),
        cardinality=cardinality,
        container=container,
        identity=_identity(fields),
        fields=tuple(fields),
        must_have=_must_have(fields, container, [*split.learn, *split.held]),
        dropped=tuple(dropped),
        validation=Validation(
            method=split.method,
            learned_from=tuple(one.document.url for one in split.learn),
            held_out=tuple(one.document.url for one in split.held),
        ),
        notes=tuple(_notes(split, fields)),
    )


def _affordable(documents: Sequence[Document]) -> Sequence[Document]:
    """Return the first documents, fewer of them if they are large."""
    size = 0
    for number, document in enumerate(documents[: LEARN + HELD_OUT]):
        size += len(document.html)
        if size > _CHARACTERS and number >= _FEW:
            return documents[:number]
    return documents[: LEARN + HELD_OUT]


def _split(readings: list[Reading]) -> _Split:
    if len(readings) < 2:
        return _Split("none", readings, [])
    if len(readings) < _FEW:
        return _Split("leave_one_out", readings, readings)
    learn = max(5, min(LEARN, len(readings) * 3 // 5))
    return _Split("held_out", readings[:learn], readings[learn:])


def _lists(page_type: PageType | None) -> bool | None:
    """Return whether pages of this type list things; None if that can't be told."""
    if page_type is None or page_type in (PageType.HOMEPAGE, PageType.OTHER):
        return None
    return group_of(page_type) is PageGroup.INDEX


def _about_one(readings: Sequence[Reading]) -> bool:
    """Whether most pages state one thing that they are about, such as a recipe."""
    stated = 0
    for reading in readings:
        data = reading.document.structured
        for items in (data.jsonld, data.microdata, data.rdfa):
            kinds = [" ".join(type_names(item)) for item in items]
            if sum(_THING.search(kind) is not None for kind in kinds) == 1:
                stated += 1
                break
    return stated > 0.5 * len(readings)


def _page_fields(
    split: _Split, words: AbstractSet[str]
) -> tuple[list[Field], list[Dropped]]:
    if not split.learn:
        return [], []
    candidates, dropped = gather(split.learn, words, _item_type(split.learn))
    urls = [reading.document.url for reading in split.learn]
    held = [Unit(reading, None) for reading in split.held]
    return _fields(candidates, dropped, urls, held, split.method)


def _card_fields(
    split: _Split, words: AbstractSet[str], container: str
) -> tuple[list[Field], list[Dropped]]:
    learn = _units(split.learn, container)
    candidates, dropped = gather_cards(learn, words)
    urls = [unit.reading.document.url for unit in learn]
    held = _units(split.held, container)
    # Cards of the pages held back; with few pages every card is one among many others.
    return _fields(candidates, dropped, urls, held, split.method)


def _units(readings: Sequence[Reading], container: str) -> list[Unit]:
    return [
        Unit(reading, card)
        for reading in readings
        for card in select(reading.document.root, container)[:_CARDS]
    ]


def _fields(
    candidates: list[Candidate],
    dropped: list[Dropped],
    urls: Sequence[str],
    held: Sequence[Unit],
    method: str,
) -> tuple[list[Field], list[Dropped]]:
    others = [one for one in candidates if one.kind != "near"]
    groups, surplus = choose(merge(others), len(urls))
    groups.sort(key=lambda group: -telling(group))  # the best known has its name first
    dropped = [*dropped, *surplus]
    fields: list[Field] = []
    taken = {"url"}
    kept: list[Candidate] = []
    for group in chain(groups, additional(candidates, kept)):
        field = build(group, best_name(group), urls)
        scored = tested(field, held, in_turn=method == "leave_one_out")
        if scored is None:
            reason = "its locators find nothing on pages held back"
            dropped.append(Dropped(name=field.name, reason=reason))
            continue
        names = alternatives(group)
        name = free(scored.name, names, taken)
        if group[0].kind == "json" and name not in (scored.name, *names):
            reason = f"data for scripts, and no name but {scored.name} says what of"
            dropped.append(Dropped(name=scored.name, reason=reason))
            continue
        if len(urls) > 1 and is_bare(name):  # of one page nothing is known
            reason = "nothing on the page says what it is, nor what others like it are"
            dropped.append(Dropped(name=name, reason=reason))
            continue
        kept.extend(group)
        for one in parts(replace(scored, name=name)):
            if one.name not in taken:  # one sign is enough for all prices
                taken.add(one.name)
                fields.append(one)
    fields.sort(key=lambda one: place(one.name))
    return fields, dropped


def _identity(fields: Sequence[Field]) -> tuple[str, ...]:
    known = {field.name: field for field in fields}
    for name in _IDENTIFIERS:
        field = known.get(name)
        if field is not None and field.distinct_ratio > 0.95 and not field.nullable:
            return (name,)
    return ("url",)


def _must_have(
    fields: Sequence[Field], container: str | None, readings: Sequence[Reading]
) -> tuple[str, ...]:
    """Return up to three selectors that every page seen has."""
    options = [container] if container is not None else []
    if container is None:
        options += [
            locator.expr
            for field in fields
            for locator in field.locators
            if locator.kind == "css"
            and locator.coverage in (None, 1.0)
            and not locator.expr.endswith(_TEXTS)
        ]
    found = []
    for css in dict.fromkeys(options):
        if all(select(reading.document.root, css) for reading in readings):
            found.append(css)
        if len(found) == 3:
            break
    return tuple(found)


def _item_type(readings: Sequence[Reading]) -> str | None:
    found: Counter[str] = Counter()
    for reading in readings:
        data = reading.document.structured
        kinds = {
            name
            for item in (*data.jsonld, *data.microdata, *data.rdfa)
            for name in type_names(item)
        }
        found.update(kinds - FRAME_TYPES - PAGE_TYPES)
    often = [kind for kind in found if found[kind] * 2 >= len(readings)]
    return min(
        often, key=lambda kind: (kind in _GENERAL, -found[kind], kind), default=None
    )


def _notes(split: _Split, fields: list[Field]) -> list[str]:
    if not split.learn:
        return ["No page of this template could be read."]
    if split.method == "none":
        return [_ONE_PAGE]
    if not fields:
        return [_NOTHING]
    if split.method == "leave_one_out":
        seen = len(split.learn)
        return [f"Only {seen} pages were seen; each was held back in turn."]
    return []
