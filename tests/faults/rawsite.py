"""A web site on loopback that sends any bytes at any time, and logs what reached it."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import ssl

NEIGHBOURS = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One request that came in, at *time* of the monotonic clock."""

    time: float
    path: str
    headers: dict[str, str]


@dataclass(slots=True)
class Exchange:
    """One request, and the way to answer it."""

    hit: Hit
    nth: int
    """How often this path was asked for, this time included."""
    writer: asyncio.StreamWriter = field(repr=False)

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def drip(self, data: bytes, pause: float) -> None:
        """Send one byte every *pause* seconds."""
        for byte in data:
            await self.send(bytes([byte]))
            await asyncio.sleep(pause)

    def reset(self) -> None:
        """Break the connection off with an RST."""
        sock: socket.socket = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


Behaviour = Callable[[Exchange], Awaitable[None]]
# Bytes are sent as they are, and the connection closed.
Reply = bytes | Behaviour


def http(
    body: bytes | str = b"",
    status: str = "200 OK",
    *headers: str,
    kind: str = "text/html",
) -> bytes:
    """Return a well-formed answer."""
    body = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *headers]
    lines += [f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return http("", status, f"Location: {location}")


def page(title: str, *paths: str) -> bytes:
    """Return a healthy HTML page that links to *paths*."""
    items = "".join(f'<li><a href="{path}">{path}</a></li>' for path in paths)
    text = f"<p>Some words about {title}, enough of them to be a page.</p>" * 5
    return http(
        f"<!doctype html><html lang=en><title>{title}</title>"
        f"<main><h1>{title}</h1>{text}<ul>{items}</ul></main></html>"
    )


def neighbours() -> list[str]:
    """Return the paths of the healthy pages that every site has."""
    return [f"/ok/{n}" for n in range(NEIGHBOURS)]


class RawSite(AbstractContextManager["RawSite"]):
    """Serves *replies* by path; `/ok/...` are healthy pages, the rest a 404.

    `/` links to all the replies, then to the neighbours, if it has no reply itself. A
    connection ends with its first answer but for *keep_alive*.
    """

    def __init__(
        self,
        replies: Mapping[str, Reply] | None = None,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        fallback: Callable[[Hit], Reply | None] | None = None,
        keep_alive: bool = False,
    ) -> None:
        self.replies: dict[str, Reply] = dict(replies or {})
        self.hits: list[Hit] = []
        self.connections = 0
        self.port = port
        self._host = host
        self._tls = tls
        self._fallback = fallback
        self._keep_alive = keep_alive
        self._counts: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ready = threading.Event()

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)
        assert not self._thread.is_alive(), "the site goes on"

    @property
    def url(self) -> str:
        scheme = "https" if self._tls else "http"
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{scheme}://{host}:{self.port}/"

    def at(self, path: str) -> list[Hit]:
        """Return the requests for *path*."""
        return [hit for hit in list(self.hits) if hit.path == path]

    def pages(self) -> list[Hit]:
        """Return the requests for anything but robots.txt and sitemaps."""
        errands = ("/robots.txt", "/sitemap")
        return [hit for hit in list(self.hits) if not hit.path.startswith(errands)]

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(self._start())
        self._loop.call_soon(self._ready.set)  # to be stopped, it has to run
        self._loop.run_forever()
        server.close()
        for task in self._tasks:
            task.cancel()
        self._loop.run_until_complete(
            asyncio.gather(*self._tasks, return_exceptions=True)
        )
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _start(self) -> asyncio.Server:
        server = await asyncio.start_server(
            self._connected, self._host, self.port, ssl=self._tls
        )
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _connected(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # CancelledError: the site closes under a reply that would never have ended.
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            first = await reader.readexactly(1)
            if first == b"\x16":  # TLS, on a port without: what common servers do
                writer.write(http("", "400 Bad Request"))
            else:
                head = first + await reader.readuntil(b"\r\n\r\n")
                await self._answer(_read(head), writer)
                while self._keep_alive:
                    head = await reader.readuntil(b"\r\n\r\n")
                    await self._answer(_read(head), writer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def _answer(self, hit: Hit, writer: asyncio.StreamWriter) -> None:
        self.hits.append(hit)
        self._counts[hit.path] += 1
        exchange = Exchange(hit, self._counts[hit.path], writer)
        reply = self._reply(hit)
        if isinstance(reply, bytes):
            await exchange.send(reply)
        else:
            await reply(exchange)

    def _reply(self, hit: Hit) -> Reply:
        found = self.replies.get(hit.path)
        if found is None and self._fallback is not None:
            found = self._fallback(hit)
        if found is not None:
            return found
        if hit.path == "/":
            return page("Index", *self.replies, *neighbours())
        if hit.path.startswith("/ok/"):
            return page(f"Neighbour {hit.path}", "/")
        return http("<title>Not found</title>", "404 Not Found")


def _read(head: bytes) -> Hit:
    first, *rest = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in rest if ": " in line)
    return Hit(time.monotonic(), first.split(" ")[1], headers)
