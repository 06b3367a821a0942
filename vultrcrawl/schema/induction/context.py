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


def without(
    slogans: AbstractSet[str], candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Return *candidates* without the descriptions of the site, folded *slogans*.

    Not those that say nothing else.
    """
    if not slogans:
        return list(candidates)
    told = [_without(slogans, one) for one in candidates]
    return [one for one in told if one.values]


def _without(slogans: AbstractSet[str], one: Candidate) -> Candidate:
    if "description" not in one.scores or slogans.isdisjoint(map(folded, one.texts())):
        return one
    values = {
        page: kept
        for page, texts in one.values.items()
        if (kept := tuple(text for text in texts if folded(text) not in slogans))
    }
    return replace(one, values=values)


def stated_by(field: Field, slogans: AbstractSet[str]) -> tuple[str, ...]:
    """Return the *slogans* that some page may state as its *field*."""
    if field.name != "description":
        return ()
    stated = any(one.kind in STRUCTURED for one in field.locators)
    return tuple(sorted(slogans)) if stated else ()
