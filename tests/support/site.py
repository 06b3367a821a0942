"""A web site on loopback: pages by path, and a log of what was asked for."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Answer:
    """What a path answers."""

    body: str | bytes = ""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Hit:
    """One request that came in."""

    time: float
    path: str
    headers: dict[str, str]


def page(title: str, body: str = "", head: str = "") -> str:
    """Return a small HTML page."""
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head>"
        f"<body><main><h1>{title}</h1>{body}</main></body></html>"
    )


def links(*paths: str) -> str:
    """Return a list of links."""
    return "".join(f'<li><a href="{path}">{path}</a></li>' for path in paths)


class Site(AbstractContextManager["Site"]):
    """Serves *answers* by path and query on a port of its own.

    A value may be HTML, an `Answer`, or a coroutine over the aiohttp request. What has
    no answer is a 404, `/robots.txt` included.
    """

    def __init__(
        self,
        answers: Mapping[str, str | Answer | Handler] | None = None,
        *,
        host: str = "127.0.0.1",
        fallback: Callable[[str], str | Answer | None] | None = None,
    ) -> None:
        self.answers: dict[str, str | Answer | Handler] = dict(answers or {})
        self.hits: list[Hit] = []
        self.in_flight = self.peak = 0
        self._fallback = fallback
        self._host = host
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)
        assert not self._thread.is_alive(), "the site goes on"

    @property
    def url(self) -> str:
        """The site's root, with a slash."""
        return f"http://{self._host}:{self.port}/"

    def paths(self, *, errands: bool = False) -> list[str]:
        """Return the paths asked for, robots.txt and sitemaps only if *errands*."""
        return [
            hit.path
            for hit in list(self.hits)
            if errands or not hit.path.startswith(("/robots.txt", "/sitemap"))
        ]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        runner = self._loop.run_until_complete(self._start())
        self._loop.call_soon(self._ready.set)  # to be stopped, it has to run
        self._loop.run_forever()
        self._loop.run_until_complete(runner.cleanup())
        # Of connections that were left while an answer was due.
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def _start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._answer)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, self._host, 0)
        await site.start()
        self.port = runner.addresses[0][1]
        return runner

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.raw_path
        self.hits.append(Hit(time.monotonic(), path, dict(request.headers)))
        self.in_flight += 1
        self.peak = max(self.peak, self.in_flight)
        try:
            answer = self.answers.get(path)
            if answer is None and self._fallback is not None:
                answer = self._fallback(path)
            if answer is None:
                answer = Answer(page("Not found"), status=404)
            if callable(answer):
                return await answer(request)
            if isinstance(answer, str):
                answer = Answer(answer)
            if answer.delay:
                await asyncio.sleep(answer.delay)
            body = answer.body
            return web.Response(
                body=body.encode() if isinstance(body, str) else body,
                status=answer.status,
                headers={"Content-Type": answer.content_type, **answer.headers},
            )
        finally:
            self.in_flight -= 1
