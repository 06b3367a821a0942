"""One typed call to a language model: prompt and contract in, answer or error out.

The only module that imports `openai`. Its SDK sends and authenticates; what it would
retry, redirect or parse by itself is switched off, so that each is done in one place.
"""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import httpx2
import openai

from vultrcrawl.errors import (
    LLMError,
    LLMInvalid,
    LLMRejected,
    LLMTruncated,
    LLMUnavailable,
)
from vultrcrawl.llm.config import OPENAI_URL, LLMConfig
from vultrcrawl.llm.contract import C, Probe
from vultrcrawl.llm.prompts import PROBE, Prompt
from vultrcrawl.llm.wire.breaker import Breaker, backoff_s
from vultrcrawl.llm.wire.budget import (
    Budget,
    Reservation,
    Usage,
    likely_tokens,
    reserve_tokens,
)
from vultrcrawl.llm.wire.cache import AnswerCache
from vultrcrawl.llm.wire.dialect import Dialect, Message
from vultrcrawl.llm.wire.failures import BadRequest, Unavailable, failure_of
from vultrcrawl.llm.wire.negotiation import find_dialect
from vultrcrawl.llm.wire.reply import Reply, read_error, read_reply, shown_error, usable
from vultrcrawl.llm.wire.transport import AnswerTooLarge, new_http_client
from vultrcrawl.net.retry_after import parse_retry_after

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from pydantic import BaseModel

R = TypeVar("R")

#: Tries of one request; this is the only layer that retries.
ATTEMPTS = 3


class LLMClient:
    """The gateway to one model, for one event loop.

    Close it, or connections stay open.
    """

    def __init__(self, config: LLMConfig) -> None:
        self.config = config
        self.usage = Usage()
        """What is done."""
        self.cache = AnswerCache(config.cache)
        """Knows how the server can be asked, too; closed with the client."""
        self.budget = Budget(config, self.usage)
        self._breaker = Breaker(config.cooldown_s)
        self._slots = asyncio.Semaphore(config.concurrency)
        self._finding = asyncio.Lock()
        self._dialect: Dialect | None = None
        self._proven = False
        self._closed = False
        self._tasks: set[asyncio.Task[Any]] = set()
        self._sdk = openai.AsyncOpenAI(
            api_key=config.api_key or "none",
            base_url=config.base_url,
            max_retries=0,
            timeout=httpx2.Timeout(config.timeout_s, connect=min(config.timeout_s, 10)),
            http_client=new_http_client(
                config.base_url,
                timeout_s=config.timeout_s,
                connections=config.concurrency,
            ),
        )
        if config.base_url != OPENAI_URL:
            # The SDK takes them from the environment; they concern no one else.
            self._sdk.organization = self._sdk.project = None
        # Imports some hundred modules, which is better done before a crawl runs.
        self._completions = self._sdk.chat.completions.with_raw_response

    async def ask(
        self, prompt: Prompt, contract: type[C], *, room: int = 1, repair: bool = True
    ) -> C:
        """Return the model's answer to *prompt*, valid by *contract*.

        *room* multiplies the length that the answer may have. An answer that doesn't
        fit is shown its mistake once, where *repair* is set. Raises an LLMError of the
        kind that says what went wrong.
        """
        answer = await self._guarded(self._ask(prompt, contract, room, repair))
        self.usage.answers += 1
        return answer

    async def _guarded(self, work: Coroutine[Any, Any, R]) -> R:
        """Do *work* so that close() can end it, and count its failure."""
        if self._closed:
            work.close()
            raise LLMUnavailable("the run is stopping")
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if not self._stopped(task):
                raise
            self.usage.failures["unavailable"] += 1
            raise LLMUnavailable("the run stopped before an answer came") from None
        except LLMError as error:
            self.usage.failures[error.kind] += 1
            if isinstance(error, LLMRejected):
                self.usage.rejection = str(error)
            raise
        finally:
            self._tasks.discard(task)

    def _stopped(self, task: asyncio.Task[Any]) -> bool:
        """Return whether close() cancelled *task*, rather than someone its caller."""
        caller = asyncio.current_task()
        return self._closed and task.done() and not (caller and caller.cancelling())

    async def preflight(self) -> None:
        """See whether key, model and address are right, by one small question.

        A server whose best rung isn't known yet may take four. Raises LLMRejected,
        LLMUnavailable, LLMInvalid (it answers, but in no form that can be read) or
        BudgetExhausted.
        """
        await self._guarded(self._preflight())

    async def _preflight(self) -> None:
        calls = self.usage.calls
        await self._known_dialect()
        if self.usage.calls == calls:  # remembered from another run
            await self._ask(PROBE, Probe, 1, repair=False)
        elif not self._proven:
            raise LLMInvalid("the model answers, but in no form that can be read")

    async def close(self) -> None:
        """End all calls, those in flight too: they raise LLMUnavailable at once."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)
        await self._sdk.close()
        self.cache.close()

    async def _ask(
        self, prompt: Prompt, contract: type[C], room: int, repair: bool
    ) -> C:
        messages, clean = prompt.messages(), self.config.redacted
        most = self.config.answer_tokens + 150 * (room - 1)
        reply = await self._send(messages, contract, most)
        try:
            return usable(reply, contract, clean)
        except (LLMInvalid, LLMTruncated) as error:
            if not repair:
                raise
            self.usage.repairs += 1
            wrong = f"That answer can't be used: {error}. Answer again, correctly."
            messages += [
                {"role": "assistant", "content": reply.text[:4000] or "(nothing)"},
                {"role": "user", "content": wrong},
            ]
            if isinstance(error, LLMTruncated):
                most *= 2
        reply = await self._send(messages, contract, most)
        return usable(reply, contract, clean, last=True)

    async def _send(
        self, messages: list[Message], contract: type[BaseModel], most: int
    ) -> Reply:
        dialect = await self._known_dialect()
        try:
            reply = await self._request(dialect.body(messages, contract, most))
        except BadRequest:
            if self._proven:
                raise
            # It was remembered from another run, and the server may have changed.
            self.cache.drop(*self._cache_key)
            self._dialect = None
            dialect = await self._known_dialect()
            reply = await self._request(dialect.body(messages, contract, most))
        self._proven = True
        return reply

    @property
    def _cache_key(self) -> tuple[str, ...]:
        return ("dialect", self.config.base_url, self.config.model)

    async def _known_dialect(self) -> Dialect:
        async with self._finding:
            if self._dialect is None:
                self._dialect = Dialect.load(self.cache.get(*self._cache_key) or "")
            if self._dialect is None:
                dialect, seen = await find_dialect(self._probe, ATTEMPTS)
                self._dialect, self._proven = dialect, seen
                if seen:
                    self.cache.put(dialect.dump(), *self._cache_key)
            return self._dialect

    async def _probe(self, dialect: Dialect, attempts: int) -> Reply:
        body = dialect.body(PROBE.messages(), Probe, self.config.answer_tokens)
        return await self._request(body, attempts)

    async def _request(self, body: dict[str, Any], attempts: int = ATTEMPTS) -> Reply:
        """Send one chat completion within all bounds, and again where it may help."""
        sent = json.dumps(body, ensure_ascii=False)
        most = body.get("max_tokens") or body["max_completion_tokens"]
        attempt = 1
        while True:
            await self._breaker.pause()
            async with self._slots:
                with await self.budget.reserve(reserve_tokens(sent), most) as held:
                    if self._breaker.refuses:
                        held.cancel()
                    try:
                        with self._breaker.attempt():
                            return await self._post(body, held)
                    except Unavailable as error:
                        last = attempt >= attempts or self._breaker.is_open
                        if last or not error.retry:
                            raise
                        wait_s = 0.0 if error.wait_s is not None else backoff_s(attempt)
            await asyncio.sleep(wait_s)
            attempt += 1

    async def _post(self, body: dict[str, Any], held: Reservation) -> Reply:
        started = time.monotonic()
        limit_s = self.config.timeout_s
        try:
            # The SDK's own timeout starts anew with each byte.
            async with asyncio.timeout(limit_s):
                raw = await self._completions.create(model=self.config.model, **body)
        except (TimeoutError, openai.APITimeoutError) as error:
            connecting = isinstance(error.__cause__, httpx2.ConnectTimeout)
            what = f"connection to {self.config.origin}" if connecting else "answer"
            raise Unavailable(f"no {what} in {limit_s:g} s", retry=False) from None
        except openai.APIStatusError as error:
            held.settle(0, 0)
            raise self._translated(error) from None
        except openai.APIConnectionError as error:
            cause = error.__cause__
            if isinstance(cause, AnswerTooLarge):
                message = f"the answer can't be taken: {cause}"
                raise Unavailable(message, retry=False) from None
            if isinstance(cause, httpx2.ConnectError):
                held.settle(0, 0)
            why = shown_error(str(cause) or type(cause).__name__)
            message = f"no connection to {self.config.origin}: {why}"
            raise Unavailable(message, retry=True) from None
        finally:
            self.usage.seconds_waited += time.monotonic() - started
        content = raw.http_response.content
        try:
            reply = read_reply(content)
        except ValueError:
            kind = shown_error(raw.headers.get("Content-Type", "no content type"), 60)
            said = self._fit_to_show(read_error(content))
            message = f"the server answered {kind} that is no chat completion {said}"
            raise Unavailable(message.rstrip(), retry=True, status=200) from None
        held.settle(
            reply.tokens_in or likely_tokens(json.dumps(body, ensure_ascii=False)),
            reply.tokens_out or likely_tokens(reply.text),
        )
        return reply

    def _translated(self, error: openai.APIStatusError) -> LLMError:
        """Return our error for the server's, with its words."""
        body = error.body if isinstance(error.body, dict) else {}
        message = body.get("message")
        said = self._fit_to_show(message if isinstance(message, str) else "")
        header = error.response.headers.get("Retry-After", "")
        wait_s = parse_retry_after(header, datetime.now(UTC))
        return failure_of(error.status_code, said, error.code, wait_s)

    def _fit_to_show(self, said: str) -> str:
        return shown_error(self.config.redacted(said))
