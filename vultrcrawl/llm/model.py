"""The questions put to the language model, answered from the cache where known."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from vultrcrawl.errors import LLMInvalid, LLMRefused, LLMTruncated
from vultrcrawl.llm.batch import Batcher
from vultrcrawl.llm.budget import Usage
from vultrcrawl.llm.client import LLMClient
from vultrcrawl.llm.contract import (
    FieldAnswers,
    FieldName,
    PageAnswers,
    PageVerdict,
    field_names,
)
from vultrcrawl.llm.prompts import (
    CLASSIFY_VERSION,
    NAME_FIELDS_VERSION,
    classify_page,
    classify_pages,
    name_fields,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.llm.config import LLMConfig
    from vultrcrawl.llm.field_sample import FieldSample

logger = logging.getLogger(__name__)
T = TypeVar("T", bound=BaseModel)


class LanguageModel:
    """One model, for one run and one event loop; close it when the run ends.

    Each question raises an LLMError of the kind that says what went wrong; *usage*
    counts them.
    """

    def __init__(self, config: LLMConfig) -> None:
        self.usage = Usage()
        self._client = LLMClient(config, usage=self.usage)
        self._cache = self._client.cache
        self._server = (config.base_url, config.model)
        self._batcher = Batcher(
            self._ask_one,
            self._ask_many,
            size=config.batch_size,
            wait_s=config.batch_wait_s,
            limit=config.concurrency,
        )

    async def preflight(self) -> None:
        """See whether key, model and address are right; as LLMClient.preflight."""
        await self._client.preflight()

    async def page_type(self, digest: str, *, alone: bool = False) -> PageVerdict:
        """Return what the page is that *digest* describes (see llm.digest).

        Set *alone* for pages on which detect_injection found something.
        """
        known = self._recall(PageVerdict, CLASSIFY_VERSION, digest)
        if known is not None:
            return known
        return await self._batcher.ask(digest, alone=alone)

    async def name_fields(
        self, template: str, fields: Sequence[FieldSample]
    ) -> dict[str, FieldName]:
        """Return names for the *fields* of a template by their ids, in one call.

        *template* says what its pages are. Ids without a usable name are left out.
        """
        if not fields:
            return {}
        asked = "\n".join([template, *map(repr, fields)])
        answers = self._recall(FieldAnswers, NAME_FIELDS_VERSION, asked)
        if answers is None:
            prompt = name_fields(template, fields)
            answers = await self._client.ask(prompt, FieldAnswers, room=len(fields))
            self._keep(answers, NAME_FIELDS_VERSION, asked)
        return field_names(answers, [field.id for field in fields])

    async def close(self) -> None:
        """End all calls; those that wait raise LLMUnavailable. Takes 10 s at most."""
        await self._batcher.close()
        await self._client.close()

    async def _ask_one(self, digest: str) -> PageVerdict:
        verdict = await self._client.ask(classify_page(digest), PageVerdict)
        self.usage.pages += 1
        self._keep(verdict, CLASSIFY_VERSION, digest)
        return verdict

    async def _ask_many(self, digests: Sequence[str]) -> dict[str, PageVerdict]:
        prompt, ids = classify_pages(digests)
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

    def _key(self, version: str, asked: str) -> tuple[str, ...]:
        content = hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()
        return (*self._server, version, content)

    def _recall(self, contract: type[T], version: str, asked: str) -> T | None:
        text = self._cache.get(*self._key(version, asked))
        if text is None:
            return None
        try:
            answer = contract.model_validate_json(text)
        except ValidationError:  # the file was changed by other hands
            return None
        self.usage.cache_hits += 1
        return answer

    def _keep(self, answer: BaseModel, version: str, asked: str) -> None:
        self._cache.put(answer.model_dump_json(), *self._key(version, asked))
