"""Asks a language model about a site during the crawl, and weighs its answers."""

from __future__ import annotations

import asyncio
import logging
import math
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from vultrcrawl.counsel.account import Account
from vultrcrawl.counsel.asking import (
    ASKED_ROLES,
    AskedTemplates,
    Draft,
    early_drafts,
    questions_about,
)
from vultrcrawl.counsel.deadline import Deadline, end
from vultrcrawl.counsel.naming import NamingAnswers, renamed
from vultrcrawl.counsel.questions import Question, questions
from vultrcrawl.errors import LLMError
from vultrcrawl.inference.advice import SURE, Opinion
from vultrcrawl.items import Rendering, Row
from vultrcrawl.llm.digest import digest_text
from vultrcrawl.llm.injection import detect_injection
from vultrcrawl.schema.templates.page_types import Opinions

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence

    from vultrcrawl.llm.config import LLMConfig
    from vultrcrawl.llm.model import LanguageModel
    from vultrcrawl.schema.builder import SchemaBuilder
    from vultrcrawl.schema.model import TemplateSchema

logger = logging.getLogger(__name__)

#: Pages after which the site is looked at for questions; then again at twice as many.
_FIRST = 50
#: Pages from which on the fields of large templates are asked about, too.
_NAMED = 100
#: Calls that a crawl allows for in any case: one for types, one for names.
_LEAST = 2
#: Why a question has no answer, if one would have come later.
_LATE = "too late"
_Said = TypeVar("_Said")


class Counsel:
    """The language model's part in one crawl.

    Questions are asked in the background. When the crawl has ended, answers are waited
    for *deadline_s* in all; with *patient* as long as it takes, and the number of calls
    is bound by the configuration alone. *wanted* is what people say of fields that they
    want, by name. No method raises an LLMError.
    """

    def __init__(
        self,
        model: LanguageModel,
        builder: SchemaBuilder,
        config: LLMConfig,
        *,
        threshold: float,
        wanted: Mapping[str, str] | None = None,
        patient: bool = False,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._model = model
        self._builder = builder
        self._config = config
        self._threshold = SURE if patient else threshold
        self._patient = patient
        self._stopped = stopped
        self.opinions = Opinions()
        self.account = Account()
        self._asked: set[str] = set()
        self._pages = 0
        self._next, self._named = _FIRST, False
        self._probes = 0
        self._ready: asyncio.Task[bool] | None = None
        self.problem: str | None = None
        """Why the model is not asked, if it can't be."""
        self._surveys: set[asyncio.Task[None]] = set()
        self._questions: set[asyncio.Task[None]] = set()
        self._early: set[asyncio.Task[None]] = set()
        self._answers = NamingAnswers(wanted=wanted or {})
        self._begun = self._ended = 0
        self._first_at = self._quickest = math.inf
        seconds = None if patient else config.deadline_s
        self._deadline = Deadline(seconds, stopped, lambda: self.answers, self._ignored)

    def begin(self, *, known: bool = False) -> None:
        """Find out in the background whether key, model and address are right.

        With *known* they are, and the calls made before were to find that out.
        """
        self._ready = asyncio.ensure_future(self._preflight(known=known))

    async def _preflight(self, *, known: bool) -> bool:
        try:
            if not known:
                await self._model.preflight()
        except LLMError as error:
            logger.warning("%s; it is not asked: local answers stay", error)
            self.problem = str(error)
            return False
        finally:
            self._probes = self._model.usage.calls
        return True

    # While pages come.

    def seen(self, rows: Callable[[], Sequence[Row]]) -> None:
        """Take note of one more page; *rows* gives those of all pages so far."""
        self._pages += 1
        if self._pages >= self._next and not self._surveys:
            self._next = 2 * self._pages
            self._start(self._surveys, self._survey(rows()))
            if self._pages >= _NAMED and not self._named:
                self._named = True
                self._start(self._early, self._describe_early(rows()))

    def _start(
        self, tasks: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]
    ) -> None:
        task = asyncio.ensure_future(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    def _room(self, *, types: bool) -> int:
        """Return the number of calls that may be made now; one is kept for names."""
        made = self._model.usage.calls - self._probes
        most = self._config.max_calls - self._probes
        if not self._patient:
            by_pages = math.ceil(self._config.calls_per_page * self._pages)
            most = min(most, max(by_pages, _LEAST) if by_pages else 0)
            self._model.allow(self._probes + most - types)
        return max(most - made - types, 0)

    async def _survey(self, rows: Sequence[Row]) -> None:
        """Find out what is not sure of the pages of *rows*, and ask about it."""
        if self._ready is None or not await asyncio.shield(self._ready):
            return
        room = self._room(types=True) * self._config.batch_size
        if self._patient:
            room = min(room, len(rows))
        known = [row for row in rows if row["rendering"] != Rendering.SHELL]
        if not room or not known:
            return
        chosen, texts = await asyncio.to_thread(self._chosen, known, room)
        for one in chosen:
            if one.url in texts:
                self._asked.add(one.url)
                self.account.pages_asked += 1
                self._start(self._questions, self._ask(one, texts[one.url]))

    def _chosen(
        self, rows: Sequence[Row], room: int
    ) -> tuple[list[Question], dict[str, str]]:
        found = self._builder.verdicts(rows, self.opinions)
        chosen = questions(
            found,
            self._asked,
            self.opinions.trust.asked,
            room,
            threshold=self._threshold,
            unlike=self._builder.unlike,
        )
        texts = {}
        for document in self._builder.documents(one.url for one in chosen):
            if warning := detect_injection(document):
                self.account.flagged[document.url] = warning
            texts[document.url] = digest_text(document, document.url)
        return chosen, texts

    async def _describe_early(self, rows: Sequence[Row]) -> None:
        """Ask about the fields of the largest templates as they are now."""
        if self._ready is not None and await asyncio.shield(self._ready):
            drafts = await asyncio.to_thread(early_drafts, self._builder, rows)
            await self._describe(drafts)

    async def _ask(self, asked: Question, text: str) -> None:
        alone = asked.url in self.account.flagged
        verdict = await self._heard(self._model.page_type(text, alone=alone))
        if verdict is None:
            return
        if asked.known is not None:
            self.opinions.trust.note(verdict.page_type, asked.known)
        said = Opinion(verdict.page_type, verdict.confidence)
        self.opinions.by_url[asked.url] = said

    async def _heard(self, question: Awaitable[_Said]) -> _Said | None:
        """Return the answer to *question*; None if there is none to be had."""
        began = monotonic()
        self._first_at = min(self._first_at, began)
        self._begun += 1
        try:
            said = await question
        except LLMError as error:
            self._first_at = math.inf
            self._failed(error)
            return None
        except asyncio.CancelledError:
            self.account.unanswered[_LATE] += 1
            raise
        finally:
            self._ended += 1
        self._quickest = min(self._quickest, monotonic() - began)
        return said

    def _ignored(self) -> float:
        """Return for how many seconds nothing was answered; 0 if anything was."""
        return 0.0 if self._quickest < math.inf else monotonic() - self._first_at

    @property
    def _is_too_slow(self) -> bool:
        """Whether answers came too late, and none can be expected in what is left."""
        late = self.account.unanswered[_LATE] > 0
        return late and self._quickest > self._deadline.left

    def _failed(self, error: LLMError) -> None:
        if not self.account.unanswered:
            logger.warning("%s; local answers stay", error)
        self.account.unanswered[error.kind] += 1

    # When no more come.

    @property
    def answers(self) -> tuple[int, int]:
        """Questions that came to an end, and those that were asked."""
        return self._ended, self._begun

    @property
    def waits(self) -> bool:
        """Whether the end of the crawl waits for answers now."""
        return self._deadline.waits

    async def types(self, rows: Sequence[Row]) -> None:
        """Ask about what is still unsure of the pages of *rows*, and wait."""
        self._pages = max(self._pages, len(rows))  # those of earlier runs, too
        if self._stopped():
            end(self._questions | self._surveys | self._early)
            return
        with self._deadline.adding():
            await self._deadline.wait(self._surveys)
            if not self._stopped() and not self._deadline.hopeless:
                self._start(self._surveys, self._survey(rows))
                await self._deadline.wait(self._surveys)
            await self._deadline.wait(self._questions)
            if self._is_too_slow:
                end(self._early)

    async def named(self, drafts: Sequence[Draft]) -> list[TemplateSchema]:
        """Return the schemas of *drafts* with the names and descriptions that fit."""
        with self._deadline.adding():
            await self._names(drafts)
        answers, account = self._answers, self.account
        account.names = (answers.asked, answers.right)
        account.names_left = sum(answers.missing(draft.schema) for draft in drafts)
        changed = [renamed(draft, answers) for draft in drafts]
        account.fields = [one for _, changes in changed for one in changes]
        return [schema for schema, _ in changed]

    async def _names(self, drafts: Sequence[Draft]) -> None:
        ready, wait = self._ready, self._deadline.wait
        if not self._is_too_slow and ready is not None and not self._stopped():
            await wait({ready, *self._early})
            if ready.done() and not ready.cancelled() and ready.result():
                await wait({asyncio.ensure_future(self._describe(drafts))})

    def meant(self, schema: TemplateSchema) -> dict[str, str]:
        """Return which fields of *schema* are which wanted ones, by name."""
        return self._answers.meant(schema)

    async def _describe(self, drafts: Sequence[Draft]) -> None:
        """Ask about what is open in *drafts* and was not asked before."""
        for draft in drafts:
            self.account.flagged.update(draft.flagged)
        answers, room = self._answers, self._room(types=False)
        asked = questions_about(drafts, answers.fields, answers.described, room)
        await asyncio.gather(*map(self._ask_names, asked))

    async def _ask_names(self, asked: AskedTemplates) -> None:
        answers = self._answers
        self.account.fields_asked += len(asked.fields)
        said = await self._heard(
            self._model.describe(asked.templates, ASKED_ROLES, answers.wanted)
        )
        if said is not None:
            answers.take(asked, said)

    def close(self) -> None:
        """End what is under way."""
        ready = {self._ready} if self._ready is not None else set()
        end({*self._questions, *self._surveys, *self._early, *ready})
