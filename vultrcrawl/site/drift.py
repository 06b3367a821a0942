"""What has changed since a schema was made: fields that fewer pages have now."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vultrcrawl.site.checks import faults, without_retrieval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vultrcrawl.site.document import SiteTemplate

#: A fall smaller than this may be chance, with few pages.
NOTABLE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A field that fewer records have than its schema promises."""

    field: str
    expected: float
    """Share of records that had it when the schema was made, 0 to 1."""
    found: float
    """Share of records that have it now."""
    given: float = 0.0
    """Share of records that have it with what page objects of a user's give."""

    @property
    def by(self) -> float:
        """How much of what was there is gone, 0 to 1, and given by no page object."""
        left = min(max(self.found, self.given), self.expected)
        return (self.expected - left) / self.expected


class Drift:
    """Counts what the pages of one template yield."""

    def __init__(self, template: SiteTemplate) -> None:
        self._template = template
        self._check = without_retrieval(template.json_schema)
        self._filled: Counter[str] = Counter()
        self._given: Counter[str] = Counter()
        self.records = 0
        """Records counted."""
        self.pages = 0
        """Pages counted."""
        self.empty_pages = 0
        """Pages without any record."""
        self.faults: Counter[str] = Counter()
        """What the JSON Schema finds wrong, with the number of records."""

    def add(
        self,
        records: Sequence[Mapping[str, Any]],
        given: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Count the records of one page, and those *given* with page objects."""
        self.pages += 1
        self.empty_pages += not records
        for record in records:
            self.records += 1
            self._filled.update(record.keys())
            self.faults.update(faults(self._check, record, "record"))
        for record in given:
            self._given.update(record.keys())

    def falls(self) -> list[Fall]:
        """Return the fields whose coverage fell notably, the worst first."""
        total = max(self.records, self.empty_pages)
        if not total:
            return []
        found = [
            Fall(
                field=field.name,
                expected=expected,
                found=round(self._filled[field.name] / total, 3),
                given=round(min(self._given[field.name] / total, 1), 3),
            )
            for field in self._template.schema.fields
            if (expected := field.coverage if field.filled is None else field.filled)
        ]
        fallen = [one for one in found if one.expected - one.found >= NOTABLE]
        return sorted(fallen, key=lambda one: (-one.by, one.field))
