"""Questions to the language model, answered from the cache where known."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from vultrcrawl.errors import LLMInvalid, LLMRefused, LLMTruncated, LLMUnavailable
from vultrcrawl.llm.batch import Batcher
from vultrcrawl.llm.contract import (
    C,
    PageAnswers,
    PageVerdict,
    SchemaAnswers,
    SchemaSaid,
    schema_said,
)
from vultrcrawl.llm.prompts import (
    CLASSIFY_VERSION,
    DESCRIBE_VERSION,
    describe,
    type_question,
    type_questions,
)
from vultrcrawl.llm.record import AnswerRecord
from vultrcrawl.llm.wire.client import LLMClient

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vultrcrawl.llm.config import LLMConfig
    from vultrcrawl.llm.prompts import Prompt, TemplateSample

logger = logging.getLogger(__name__)


class LanguageModel:
    """One model, for one run and one event loop; close it when the run ends.

    Each question raises an LLMError of the kind that says what went wrong; *usage*
    counts them.
    """

    def __init__(self, config: LLMConfig) -> None:
        self._client = LLMClient(config)
        self.usage = self._client.usage
        self._cache = self._client.cache
        self._server = (config.base_url, config.model)
        self._record = AnswerRecord(config.record) if config.record else None
        self._offline = config.offline
        self._batcher = Batcher(
            self._ask_one,
            self._ask_many,
            size=config.batch_size,
            wait_s=config.batch_wait_s,
            limit=config.concurrency,
        )

    async def preflight(self) -> None:
        """See whether key, model and address are right; as LLMClient.preflight."""
        if not self._offline:
            await self._client.preflight()

    def allow(self, calls: int) -> None:
        """Let no more than so many *calls* have been made in all, until told anew."""
        self._client.budget.allowance = calls

    async def page_type(self, digest: str, *, alone: bool = False) -> PageVerdict:
        """Return what the page is that *digest* describes (see llm.digest).

        Set *alone* for pages on which detect_injection found something.
        """
        prompt = type_question(digest)
        known = self._recall(PageVerdict, prompt, CLASSIFY_VERSION, digest)
        if known is not None:
            return known
        return await self._batcher.ask(digest, alone=alone)

    async def describe(
        self,
        templates: Sequence[TemplateSample],
        roles: Sequence[str],
        wanted: Mapping[str, str] | None = None,
    ) -> SchemaSaid:
        """Return what *templates* and their fields are, in one call.

        A field has one of *roles*, or the name of one that is *wanted* (what people say
        of it, by name), or none. What has no usable answer is left out.
        """
        wishes = dict(wanted or {})
        asked = "\n".join([*map(repr, templates), *roles, *map(repr, wishes.items())])
        prompt = describe(templates, roles, wishes)
        answers = self._recall(SchemaAnswers, prompt, DESCRIBE_VERSION, asked)
        fields = [field.id for template in templates for field in template.fields]
        if answers is None:
            room = len(templates) + len(fields)
            answers = await self._client.ask(prompt, SchemaAnswers, room=room)
            self._keep(answers, DESCRIBE_VERSION, asked)
        ids = {*fields, *(template.id for template in templates)}
        return schema_said(answers, ids, (*roles, *wishes))

    async def close(self) -> None:
        """End all calls; those that wait raise LLMUnavailable. Takes 10 s at most."""
        await self._batcher.close()
        await self._client.close()

    async def _ask_one(self, digest: str) -> PageVerdict:
        verdict = await self._client.ask(type_question(digest), PageVerdict)
        self.usage.pages += 1
        self._keep(verdict, CLASSIFY_VERSION, digest)
        return verdict

    async def _ask_many(self, digests: Sequence[str]) -> dict[str, PageVerdict]:
        prompt, ids = type_questions(digests)
        by_id = dict(zip(ids, digests, strict=True))
        self.usage.batches += 1
        try:
            answers = await self._client.ask(
                prompt, PageAnswers, room=len(ids), repair=False
            )
        except (LLMInvalid, LLMTruncated, LLMRefused):
            self.usage.batches_malformed += 1
            raise
        found = {by_id[i]: verdict for i, verdict in answers.by_id(ids).items()}
        self.usage.batches_malformed += len(found) < len(ids)
        self.usage.pages += len(found)
        for digest, verdict in found.items():
            self._keep(verdict, CLASSIFY_VERSION, digest)
        return found

    def _recall(
        self, contract: type[C], prompt: Prompt, version: str, asked: str
    ) -> C | None:
        """Return a known answer; raises LLMUnavailable if there is none to be had."""
        content = _content(asked)
        if self._record is not None:
            self._record.asked(f"{version}-{content}", prompt, contract)
            if (said := self._record.answer(f"{version}-{content}", contract)) is None:
                if self._offline:
                    raise LLMUnavailable("nobody has answered the recorded question")
            else:
                self.usage.cache_hits += 1
                return said
        text = self._cache.get(*self._server, version, content)
        if text is None:
            return None
        try:
            answer = contract.model_validate_json(text)
        except ValidationError:  # the file was changed by other hands
            return None
        self.usage.cache_hits += 1
        return answer

    def _keep(self, answer: BaseModel, version: str, asked: str) -> None:
        content = _content(asked)
        self._cache.put(answer.model_dump_json(), *self._server, version, content)
        if self._record is not None:
            self._record.answered(f"{version}-{content}", answer)


def _content(asked: str) -> str:
    return hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()
