"""Asks a language model about a site during the crawl, and weighs its answers."""

from __future__ import annotations

import asyncio
import logging
import math
from time import monotonic
from typing import TYPE_CHECKING, Any

from vultrcrawl.counsel.account import Account
from vultrcrawl.counsel.asking import ASKED_ROLES, Draft, question
from vultrcrawl.counsel.early import early_drafts
from vultrcrawl.counsel.naming import NamingAnswers, renamed
from vultrcrawl.counsel.questions import Question, questions
from vultrcrawl.errors import LLMError
from vultrcrawl.inference.advice import SURE, Opinion
from vultrcrawl.items import Rendering, Row
from vultrcrawl.llm.digest import digest_text
from vultrcrawl.llm.injection import detect_injection
from vultrcrawl.llm.wire.failures import cause_kind
from vultrcrawl.schema.templates.page_types import Opinions

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

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
#: Seconds between two looks whether the crawl was asked to stop, and two lines of log.
_LOOK, _TELL = 0.25, 10.0


class Counsel:
    """The language model's part in one crawl.

    Questions are asked in the background. When the crawl has ended, answers are waited
    for *deadline_s* in all; with *patient* as long as it takes, and the number of calls
    is bound by the configuration alone. No method raises an LLMError.
    """

    def __init__(
        self,
        model: LanguageModel,
        builder: SchemaBuilder,
        config: LLMConfig,
        *,
        threshold: float,
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
        self._answers = NamingAnswers()
        self._wait_left = config.deadline_s

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
        try:
            verdict = await self._model.page_type(text, alone=alone)
        except LLMError as error:
            self._failed(error)
            return
        except asyncio.CancelledError:
            self.account.unanswered["too late"] += 1
            raise
        if asked.known is not None:
            self.opinions.trust.note(verdict.page_type, asked.known)
        said = Opinion(verdict.page_type, verdict.confidence)
        self.opinions.by_url[asked.url] = said

    def _failed(self, error: LLMError) -> None:
        if not self.account.unanswered:
            logger.warning("%s; local answers stay", error)
        self.account.unanswered[cause_kind(error)] += 1

    # When no more come.

    async def types(self, rows: Sequence[Row]) -> None:
        """Ask about what is still unsure of the pages of *rows*, and wait."""
        self._pages = max(self._pages, len(rows))  # those of earlier runs, too
        if self._stopped():
            self._cut(self._questions | self._surveys | self._early)
            return
        await self._wait(self._surveys)
        if not self._stopped():
            self._start(self._surveys, self._survey(rows))
            await self._wait(self._surveys)
        await self._wait(self._questions)

    async def named(self, drafts: Sequence[Draft]) -> list[TemplateSchema]:
        """Return the schemas of *drafts* with the names and descriptions that fit."""
        ready = self._ready
        if ready is not None and not self._stopped():
            await self._wait({ready, *self._early})
            if ready.done() and not ready.cancelled() and ready.result():
                await self._wait({asyncio.ensure_future(self._describe(drafts))})
        self.account.names = (self._answers.asked, self._answers.right)
        changed = [renamed(draft, self._answers) for draft in drafts]
        self.account.fields = [one for _, changes in changed for one in changes]
        return [schema for schema, _ in changed]

    async def _describe(self, drafts: Sequence[Draft]) -> None:
        """Ask about what is open in *drafts* and was not asked before."""
        answers = self._answers
        asked = question(drafts, answers.fields, answers.described)
        if not asked.fields or not self._room(types=False):
            return
        self.account.fields_asked += len(asked.fields)
        try:
            said = await self._model.describe(asked.templates, ASKED_ROLES)
        except LLMError as error:
            self._failed(error)
        except asyncio.CancelledError:
            self.account.unanswered["too late"] += 1
            raise
        else:
            answers.take(asked, said)

    async def _wait(self, tasks: set[asyncio.Task[Any]]) -> None:
        """Wait for *tasks*, as long as is left; those that take longer are ended."""
        waiting, told = set(tasks), monotonic()
        while waiting and not self._stopped():
            look = _LOOK if self._patient else min(_LOOK, self._wait_left)
            if look <= 0:
                break
            began = monotonic()
            _, waiting = await asyncio.wait(waiting, timeout=look)
            self._wait_left -= monotonic() - began
            if waiting and monotonic() - told > _TELL:
                told = monotonic()
                left = "" if self._patient else f", {self._wait_left:.0f} s at most"
                logger.info(
                    "Waiting for the language model: %d questions%s", len(waiting), left
                )
        self._cut(waiting)
        if waiting:
            await asyncio.wait(waiting, timeout=1)

    def _cut(self, tasks: set[asyncio.Task[Any]]) -> None:
        for task in list(tasks):
            task.cancel()

    def close(self) -> None:
        """End what is under way."""
        ready = {self._ready} if self._ready is not None else set()
        self._cut({*self._questions, *self._surveys, *self._early, *ready})
