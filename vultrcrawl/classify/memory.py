"""Page types by template, so that later pages of a template skip the model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from vultrcrawl.items import ClassifiedBy

if TYPE_CHECKING:
    from vultrcrawl.classify.classification import Classification

#: Pages of a template that must agree before its answer stands for others.
ENOUGH = 8
#: Of the pages after that, one in so many is looked at all the same.
MEMORY_RECHECK = 16


@dataclass(slots=True)
class _Record:
    last: Classification
    sure: float = 0.0
    pages: int = 0
    passed: int = 0


class TemplateMemory:
    """Answers of the local model by template.

    A template whose first eight pages were all given one type answers for its other
    pages, with the mean of their confidences. Now and then a page is classified all the
    same; if it disagrees, the template starts anew.
    """

    def __init__(self) -> None:
        self._records: dict[str, _Record] = {}

    def recall(self, template: str) -> Classification | None:
        """Return the answer of *template* for one more page, None if it has none."""
        record = self._records.get(template)
        if record is None or record.pages < ENOUGH:
            return None
        record.passed += 1
        if record.passed % MEMORY_RECHECK == 0:
            return None
        return replace(
            record.last,
            confidence=record.sure / record.pages,
            classified_by=ClassifiedBy.TEMPLATE,
            evidence=(f"{record.pages} pages of its template were classified so",),
        )

    def note(self, template: str, answer: Classification) -> None:
        """Take *answer* of the local model for a page of *template* into account."""
        record = self._records.get(template)
        if record is None or record.last.page_type is not answer.page_type:
            record = self._records[template] = _Record(answer)
        record.pages += 1
        record.sure += answer.confidence
