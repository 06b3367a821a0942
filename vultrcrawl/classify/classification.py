"""The result of the classifier for one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vultrcrawl.taxonomy import PageGroup, PageType, group_of

if TYPE_CHECKING:
    from vultrcrawl.items import ClassifiedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """What a page is, how sure that is, and why."""

    page_type: PageType
    """One of the 25 types of the taxonomy."""
    confidence: float
    """Calibrated probability, 0 to 1, that *page_type* is right."""
    classified_by: ClassifiedBy
    """Who decided."""
    evidence: tuple[str, ...] = ()
    """Short reasons, strongest first."""
    item_type: str | None = None
    """schema.org type of the main thing on the page, as the page states it."""
    subtype: str | None = None
    """Kind of error or wall where *page_type* is `error_or_blocked`."""
    scores: tuple[float, ...] = ()
    """Probabilities of the local model's types; empty where it was not asked."""

    @property
    def page_group(self) -> PageGroup:
        """The group of *page_type*."""
        return group_of(self.page_type)
