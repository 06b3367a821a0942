"""What a crawl knows of the pages of a template besides their HTML.

Such as what the site says of itself, and pages repeat that have no own description.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from vultrcrawl.schema.model import STRUCTURED
from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.model import Field


@dataclass(frozen=True, slots=True)
class SiteContext:
    """What the crawl knows of pages besides their HTML."""

    anchors: Mapping[str, Sequence[str]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Texts of the links that lead to a page, by its URL."""
    others: Sequence[Sequence[str]] = ()
    """Texts of some pages of each other template, folded, with a space around."""
    slogans: AbstractSet[str] = frozenset()
    """Descriptions of the site itself, which pages without their own state, folded."""
    shown: frozenset[str] = frozenset()
    """Addresses of images that pages of other templates show, such as logos."""
    stated: frozenset[str] = frozenset()
    """The same for what they state as their picture."""


def without_furniture(
    candidates: Sequence[Candidate], context: SiteContext
) -> list[Candidate]:
    """Return *candidates* without what the site says and shows of itself.

    Not those that have nothing else.
    """
    told = [_own(one, context) for one in candidates]
    return [one for one in told if one.values]


def _own(one: Candidate, context: SiteContext) -> Candidate:
    if "description" in one.scores:
        slogans = context.slogans
        kept = {
            page: tuple(text for text in texts if folded(text) not in slogans)
            for page, texts in one.values.items()
        }
    else:
        known = context.shown if one.kind == "css" else context.stated
        # A record has the first picture that is found.
        kept = {
            page: () if known.intersection(texts[:1]) else texts
            for page, texts in one.values.items()
        }
    if kept == one.values:
        return one
    values = {page: texts for page, texts in kept.items() if texts}
    elements = {page: one.elements[page] for page in values if page in one.elements}
    return replace(one, values=values, elements=elements)


def stated_by(field: Field, slogans: AbstractSet[str]) -> tuple[str, ...]:
    """Return the *slogans* that some page may state as its *field*."""
    if field.name != "description":
        return ()
    stated = any(one.kind in STRUCTURED for one in field.locators)
    return tuple(sorted(slogans)) if stated else ()
