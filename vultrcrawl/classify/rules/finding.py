"""The result of a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vultrcrawl.taxonomy import PageType


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's answer."""

    page_type: PageType
    confidence: float
    """How often the rule was right where it could be counted, else a careful guess."""
    evidence: str
    """What it saw, in a few words."""
    subtype: str | None = None
    """Kind of error or wall."""
