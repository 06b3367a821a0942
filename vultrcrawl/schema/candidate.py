"""One place that may become a field, or one way to a field's value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vultrcrawl.schema.model import Kind


@dataclass(slots=True)
class Candidate:
    """One place that has a value on several pages."""

    kind: Kind
    expr: str
    attribute: str | None
    values: dict[int, list[str]]
    """By number of the page (or card)."""
    name: str
    schema_org: str | None = None
    label: str | None = None
    score: float = 0.0
    """Expected worth, 0 to 1: what decides which are kept when there are too many."""
    prefix: str = ""
    suffix: str = ""
    markup: str = ""
    """Name by class or id, for when *name* is taken."""
    keys: dict[int, str] = field(default_factory=dict)
    """Folded text of the values, by page."""

    @property
    def distinct(self) -> int:
        """Number of different values over all pages."""
        return len(set(self.keys.values()))

    @property
    def is_lead(self) -> bool:
        """Whether it is the first paragraph of the page's text."""
        return self.kind == "prose" and self.expr == "lead"

    @property
    def multiple(self) -> bool:
        """Whether it is a list on some pages."""
        return any(len(set(values)) > 1 for values in self.values.values())
