"""An OpenAI-compatible server on loopback that answers, fails and lies on command.

What it does is in the name of the model that is asked for: words with commas between
them, such as `no-schema,status-500,times-2`. Nothing depends on the order of requests,
but for `times-N`, which ends a fault after N requests of that name. What it answers
is in the question: a page that holds `[type product]` is a product, others articles.

How it can be asked: `no-schema`, `no-format`, `no-tools` (400 to such requests),
`ignores-format` (prose, unless asked for JSON in words), `tools-only` (the same, but
tools work, as Vultr documents its service), `mute` (always prose),
`schema-500` (500 instead of 400), `no-max-tokens`, `no-temperature` (400 as reasoning
models give it), `no-long` (400 to more than 20,000 characters).
Failures: `status-N`, `retry-2`, `retry-date`, `retry-999`, `retry-junk`, `quota`,
`hang`, `trickle`, `reset`, `cut`, `huge`, `gzip`, `html`, `text-type`, `redirect`,
`echo-key`, `slow-N` (seconds). `times-N` bounds them.
Answers: `obedient` does what pages say, `wrong` is sure of another type and that each
field is furniture; `means-menu-dish` that fields with `menu` in label or place are the
wanted `dish`; the others are in llm_answers.LIES, and spare
the probe. `repairable` lies until it is shown the mistake, `batch-only` only in
batches, `no-usage` counts no tokens.
"""

from __future__ import annotations

import asyncio
import gzip
import threading
import time
from collections import Counter
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Self

from aiohttp import web

from tests.support.llm_answers import Json, complaint_about, completion

COMPLETIONS = "/v1/chat/completions"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that came in."""

    time: float
    method: str
    path: str
    headers: dict[str, str]
    body: Json = field(default_factory=dict)

    @property
    def model(self) -> str:
        return str(self.body.get("model", ""))

    @property
    def text(self) -> str:
        """All that was said, from first to last."""
        return "\n".join(m["content"] for m in self.body.get("messages", ()))

    @property
    def is_probe(self) -> bool:
        return "sum of 2 and 3" in self.text

    @property
    def rung(self) -> str:
        """How it asked for the form."""
        if kind := self.body.get("response_format", {}).get("type"):
            return str(kind)
        return "tool" if "tools" in self.body else "prompt"


class LLMServer(AbstractContextManager["LLMServer"]):
    """Serves every path; only /v1/chat/completions is part of the API.

    *key* is the one that it takes; None takes any, or none. *redirect* is where the
    model `redirect` is sent on to.
    """

    def __init__(self, *, key: str | None = None, redirect: str = "") -> None:
        self.asked: list[Asked] = []
        self.in_flight = self.peak = 0
        self._key = key
        self._redirect = redirect
        self._faults: Counter[str] = Counter()
        self._ready = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve()), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def url(self) -> str:
        """What OPENAI_BASE_URL has to be."""
        return f"http://127.0.0.1:{self.port}/v1"

    def requests(self, model: str, *, probes: bool = False) -> list[Asked]:
        """Return what the model of that name was asked."""
        return [
            asked
            for asked in list(self.asked)
            if asked.model == model and (probes or not asked.is_probe)
        ]

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        app = web.Application(client_max_size=4_000_000)
        app.router.add_route("*", "/{tail:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = runner.addresses[0][1]
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        is_call = request.path == COMPLETIONS and request.method == "POST"
        asked = Asked(
            time.monotonic(),
            request.method,
            request.path,
            dict(request.headers),
            await request.json() if is_call else {},
        )
        self.asked.append(asked)
        if not is_call:
            return _error(404, f"no such path: {request.path}")
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        try:
            return await self._complete(request, asked)
        finally:
            self.in_flight -= 1

    async def _complete(self, request: web.Request, asked: Asked) -> web.StreamResponse:
        words = set(asked.model.split(","))
        bearer = asked.headers.get("Authorization", "")
        if self._key is not None and bearer != f"Bearer {self._key}":
            return _error(401, "Incorrect API key provided", "invalid_api_key")
        for word in words:
            if word.startswith("slow-"):
                await asyncio.sleep(float(word.removeprefix("slow-")))
        self._faults[asked.model] += 1
        times = next((int(w[6:]) for w in words if w.startswith("times-")), None)
        if times is None or self._faults[asked.model] <= times:
            failure = await self._failure(request, words, bearer)
            if failure is not None:
                return failure
        refused = complaint_about(asked.body, words)
        if refused is not None:
            return _error(*refused)
        answer = completion(asked.body, words, is_probe=asked.is_probe)
        content_type = "text/plain" if "text-type" in words else "application/json"
        return web.Response(text=answer, content_type=content_type)

    async def _failure(  # noqa: C901, PLR0911 (a list of faults)
        self, request: web.Request, words: set[str], bearer: str
    ) -> web.StreamResponse | None:
        for word in words:
            if word.startswith("status-"):
                return _error(int(word[7:]), "told to fail", headers=_later(words))
        if "quota" in words:
            return _error(429, "You exceeded your current quota", "insufficient_quota")
        if "echo-key" in words:
            return _error(401, f"wrong key: {bearer}\x1b[31m")
        if "redirect" in words:
            raise web.HTTPFound(self._redirect)
        if "html" in words:
            return web.Response(text="<h1>Welcome</h1>", content_type="text/html")
        if "hang" in words:
            await asyncio.sleep(60)
        if "reset" in words:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if "gzip" in words:
            return web.Response(
                body=gzip.compress(b" " * 50_000_000),
                headers={"Content-Encoding": "gzip"},
            )
        if words & {"cut", "huge", "trickle"}:
            return await _broken(request, words)
        return None


async def _broken(request: web.Request, words: set[str]) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    if "cut" in words:
        response.content_length = 1000
    await response.prepare(request)
    try:
        if "cut" in words:
            await response.write(b'{"choices": [')
            assert request.transport is not None
            request.transport.close()
        elif "huge" in words:
            for _ in range(50):
                await response.write(b" " * 1_000_000)
        else:
            for _ in range(60):
                await response.write(b" ")
                await asyncio.sleep(0.2)
        await response.write_eof()
    except ConnectionError:
        pass
    return response


def _later(words: set[str]) -> dict[str, str]:
    for word in words:
        if word == "retry-date":
            when = datetime.now(UTC) + timedelta(seconds=2)
            return {"Retry-After": format_datetime(when, usegmt=True)}
        if word.startswith("retry-"):
            return {"Retry-After": word.removeprefix("retry-")}
    return {}


def _error(
    status: int,
    message: str,
    code: str | None = None,
    *,
    headers: dict[str, str] | None = None,
) -> web.Response:
    body: dict[str, Any] = {"error": {"message": message, "type": "e", "code": code}}
    return web.json_response(body, status=status, headers=headers)
