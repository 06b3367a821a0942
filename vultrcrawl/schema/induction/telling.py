"""What pages and fields tell: of one thing or of a list, and of which type."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.page.css import select
from vultrcrawl.page.data.structured import type_names
from vultrcrawl.schema.induction.candidates.collect import FRAME_TYPES, PAGE_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.model import Field
    from vultrcrawl.schema.sources.reading import Reading

#: Types of things that have a page of their own.
_THING = re.compile(r"\b(?:Recipe|Product|JobPosting|Book|Movie|\w*Article|\w*Event)\b")
#: What a thing has that a list of things has not, and how many facts tell of one.
_OWN = frozenset((
    "price", "regularPrice", "sku", "gtin", "isbn", "brand", "author", "datePublished",
    "articleBody", "recipeIngredient", "startDate", "baseSalary",
))  # fmt: skip
_FACTS = 2
#: Types that a page has besides that of the thing it is about.
_GENERAL = frozenset(("Article", "BlogPosting", "NewsArticle", "Blog", "CreativeWork"))
#: Names of what identifies a thing wherever it is shown, best first.
_IDENTIFIERS = ("sku", "gtin", "isbn", "mpn", "itemUrl")
#: Ends of selectors of text that some page of a template will not have.
_TEXTS = ("> p", " p", "> li", "> a", "> time", "> td")


def about_one(readings: Sequence[Reading]) -> bool:
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


def tells_of_one(fields: Sequence[Field]) -> bool:
    """Whether *fields* of whole pages tell of one thing each."""
    names = {one.name for one in fields}
    labelled = sum(one.label is not None for one in fields)
    return "name" in names and len(names & _OWN) + labelled >= _FACTS


def identity_of(fields: Sequence[Field]) -> tuple[str, ...]:
    """Return the fields that tell records apart across runs."""
    known = {field.name: field for field in fields}
    for name in _IDENTIFIERS:
        field = known.get(name)
        if field is not None and field.distinct_ratio > 0.95 and not field.nullable:
            return (name,)
    return ("url",)


def must_have(
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


def item_type(readings: Sequence[Reading]) -> str | None:
    """Return the schema.org type of what most pages state that they are about."""
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
