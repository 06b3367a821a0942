"""A template of an explored site, with what reads its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vultrcrawl.schema.extraction import Extractor
    from vultrcrawl.site.document import SiteTemplate


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A template, and how its records are read and told."""

    template: SiteTemplate
    extractor: Extractor
    record: dict[str, Any]
    """JSON Schema of a record."""

    @property
    def fields(self) -> list[str]:
        """Names of the fields, as records have them."""
        return [one.name for one in self.extractor.schema.fields]
