"""Asks the language model about the few pages that are worth a call."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from vultrcrawl.errors import LLMError
from vultrcrawl.items import ClassifiedBy
from vultrcrawl.llm.digest import digest
from vultrcrawl.llm.failures import kind_of
from vultrcrawl.llm.injection import detect_injection
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from vultrcrawl.classify.classification import Classification
    from vultrcrawl.llm.contract import PageVerdict
    from vultrcrawl.llm.model import LanguageModel
    from vultrcrawl.page.document import Document

logger = logging.getLogger(__name__)


class Referee:
    """Decides where the local answer is unsure: rules, local model, template, LLM.

    A template is asked about once; its other pages take that answer if their own is
    unsure. With *always* every template is asked about, else only those that hold a
    page whose local confidence is below *threshold* (0 to 1).
    """

    def __init__(
        self, model: LanguageModel, *, threshold: float, always: bool = False
    ) -> None:
        self._model = model
        self._threshold = threshold
        self._always = always
        self._known: dict[str, tuple[PageType, float]] = {}
        self._asked: dict[str, asyncio.Future[PageVerdict]] = {}
        self.failed = 0
        """Pages that kept their local answer because none came from the model."""

    def wants(self, local: Classification) -> bool:
        """Whether *local* is unsure enough to look further.

        A rule that is sure is never asked about: its page, a homepage for one, would
        speak for others of its layout.
        """
        if local.confidence < self._threshold:
            return True
        return self._always and local.classified_by is not ClassifiedBy.RULE

    async def decide(
        self, document: Document, url: str, template: str, local: Classification
    ) -> Classification:
        """Return what the page is, by the template's answer or a new one.

        Never raises an LLMError: *local* comes back with a warning.
        """
        if not self.wants(local):
            return local
        warning = detect_injection(document)
        if warning is not None:
            local = replace(local, warnings=(*local.warnings, warning))
        if (known := self._known.get(template)) is not None:
            return _judged(local, *known, ClassifiedBy.TEMPLATE)
        if (asked := self._asked.get(template)) is not None:
            return await self._share(asked, local)
        asked = self._asked[template] = asyncio.ensure_future(
            self._model.page_type(digest(document, url), alone=warning is not None)
        )
        # Whoever waits may have gone when it fails, as when a crawl is stopped.
        asked.add_done_callback(lambda one: one.cancelled() or one.exception())
        try:
            verdict = await asyncio.shield(asked)
        except LLMError as error:
            return self._unanswered(local, error)
        finally:
            self._asked.pop(template, None)
        self._known[template] = (verdict.page_type, verdict.confidence)
        answer = _judged(local, verdict.page_type, verdict.confidence, ClassifiedBy.LLM)
        return replace(answer, evidence=(verdict.evidence, *local.evidence))

    async def _share(
        self, asked: asyncio.Future[PageVerdict], local: Classification
    ) -> Classification:
        try:
            verdict = await asyncio.shield(asked)
        except LLMError as error:
            return self._unanswered(local, error)
        return _judged(
            local, verdict.page_type, verdict.confidence, ClassifiedBy.TEMPLATE
        )

    def _unanswered(self, local: Classification, error: LLMError) -> Classification:
        if not self.failed:
            logger.warning("%s; pages keep their local answer", error)
        self.failed += 1
        note = (
            f"no answer of the language model ({kind_of(error)}): the local one stands"
        )
        return replace(local, warnings=(*local.warnings, note))

    # What outlives the process.

    def to_json(self) -> dict[str, tuple[str, float]]:
        """Return the answers by template."""
        return {key: (str(kind), sure) for key, (kind, sure) in self._known.items()}

    def restore(self, state: dict[str, tuple[str, float]]) -> None:
        """Take up what `to_json` gave."""
        for key, (kind, sure) in state.items():
            self._known[key] = (PageType(kind), sure)


def _judged(
    local: Classification, page_type: PageType, confidence: float, who: ClassifiedBy
) -> Classification:
    if page_type is local.page_type:
        # Two judges that agree are surer than the unsure one of them.
        confidence = max(confidence, local.confidence)
    return replace(local, page_type=page_type, confidence=confidence, classified_by=who)
