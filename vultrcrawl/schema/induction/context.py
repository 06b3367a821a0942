"""What a crawl knows of the pages of a template besides their HTML.

Such as what the site says of itself, and pages repeat that have no own description.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from vultrcrawl.schema.induction.boilerplate import most_frequent, says_everywhere
from vultrcrawl.schema.model import STRUCTURED
from vultrcrawl.schema.properties.registry import by_labels
from vultrcrawl.schema.values import folded
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.model import Field

#: Types of pages about the firm or people behind a site.
_OF_FIRM = frozenset((PageType.CONTACT, PageType.ABOUT))
#: Texts that a field leaves out, at most.
_LEFT_OUT = 100
#: What these are read for, though all pages may have it.
_FIRMS = frozenset(("address", "email", "location", "openingHours", "telephone"))


@dataclass(frozen=True, slots=True)
class SiteContext:
    """What the crawl knows of pages besides their HTML."""

    anchors: Mapping[str, Sequence[str]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    """Texts of the links that lead to a page, by its URL."""
    others: Sequence[Sequence[str]] = ()
    """Texts of some pages of each other template, folded, with a space around."""
    site_descriptions: AbstractSet[str] = frozenset()
    """Descriptions of the site itself, which pages without their own state, folded."""
    shown: frozenset[str] = frozenset()
    """Addresses of images that pages of other templates show, such as logos."""
    stated: frozenset[str] = frozenset()
    """The same for what they state as their picture."""
    currency: str | None = None
    """ISO 4217 code of the one currency that these pages state."""


def without_boilerplate(
    candidates: Sequence[Candidate], context: SiteContext, page_type: PageType | None
) -> list[Candidate]:
    """Return *candidates* without what the site says and shows of itself.

    Not those that have nothing else. A homepage is about the site, and some pages are
    about the firm whose address all have in their footer.
    """
    if page_type is PageType.HOMEPAGE:
        return list(candidates)
    told = [_own(one, context) for one in candidates]
    own = _FIRMS if page_type in _OF_FIRM else frozenset[str]()
    return [one for one in told if one.values and not _is_everywhere(one, context, own)]


def _is_everywhere(one: Candidate, context: SiteContext, own: frozenset[str]) -> bool:
    """Whether *one* is a property's label with what all pages have beside it.

    Not that of a property that the pages' *own* subject has. Of other labels `facts`
    tells whether they are everywhere.
    """
    if one.kind != "label" or one.label is None:
        return False
    names = by_labels(one.label)
    if not names or not own.isdisjoint(names):
        return False
    value = most_frequent(one.values.values())
    return value is not None and says_everywhere(one.label, value, context.others)


def _own(one: Candidate, context: SiteContext) -> Candidate:
    pictures = context.shown if one.kind == "css" else context.stated
    site_descriptions = (
        context.site_descriptions if one.scores.get("description") else frozenset[str]()
    )
    # A record has the first picture that is found.
    kept = {
        page: ()
        if pictures.intersection(texts[:1])
        else tuple(
            text
            for text in texts
            if not site_descriptions or folded(text) not in site_descriptions
        )
        for page, texts in one.values.items()
    }
    if kept == one.values:
        return one
    values = {page: texts for page, texts in kept.items() if texts}
    if one.kind == "css" and 2 * len(values) < len(kept):
        values = {}  # what it finds can't be told apart later
    elements = {page: one.elements[page] for page in values if page in one.elements}
    return replace(one, values=values, elements=elements)


def left_out_of(
    field: Field, context: SiteContext, page_type: PageType | None
) -> tuple[str, ...]:
    """Return what some page of *page_type* may state as its *field*, and is the site's.

    As texts of a `Field` that are left out.
    """
    if page_type is PageType.HOMEPAGE or all(
        one.kind not in STRUCTURED for one in field.locators
    ):
        return ()
    said = {"description": context.site_descriptions, "image": context.stated}
    return tuple(sorted(map(folded, said.get(field.name, ()))))[:_LEFT_OUT]
