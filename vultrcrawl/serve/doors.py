"""The two ways in: a port, and the standard streams."""

from __future__ import annotations

import asyncio
import os
import threading
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import TYPE_CHECKING, cast

import uvicorn
from mcp.server.stdio import stdio_server

from vultrcrawl.serve.mcp_server import mcp_server
from vultrcrawl.serve.web import application

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator

    from anyio import AsyncFile

    from vultrcrawl.serve.service import Service

#: Seconds that callers have to take their answers when the server ends.
_GOODBYE = 2
#: Bytes of standard input that are read at a time, and those of the longest message.
_AT_ONCE, _LONGEST = 65_536, 4_000_000


class HttpDoor:
    """HTTP on *listener*, for callers with *token*, if that is not None."""

    def __init__(
        self,
        service: Service,
        listener: socket.socket,
        *,
        token: str | None,
        loopback: bool,
    ) -> None:
        self._listener = listener
        self._server = _Server(
            uvicorn.Config(
                application(service, token=token, loopback=loopback),
                log_config=None,
                log_level="warning",
                access_log=False,
                lifespan="on",
                server_header=False,
                limit_concurrency=200,
                timeout_graceful_shutdown=_GOODBYE,
            )
        )
        self._ended = asyncio.Event()

    async def open(self) -> None:
        """Serve until `close`."""
        serving = asyncio.ensure_future(self._server.serve([self._listener]))
        serving.add_done_callback(lambda _: self._ended.set())
        # Whoever cancels the spider's start does not break off what is being answered.
        await asyncio.shield(serving)

    async def close(self) -> None:
        """Answer what was asked, and end."""
        self._server.should_exit = True
        await self._ended.wait()


class StdioDoor:
    """MCP on the standard streams, until the client closes its side."""

    def __init__(self, service: Service) -> None:
        self._server = mcp_server(service)

    async def open(self) -> None:
        """Serve until the client leaves."""
        lines = cast("AsyncFile[str]", _Lines())  # it is iterated over, no more
        async with stdio_server(stdin=lines) as (read, write):
            await self._server.run(
                read, write, self._server.create_initialization_options()
            )

    async def close(self) -> None:
        """Do nothing: who cancels `open` has ended it."""


class _Lines:
    """The lines of standard input, read in a thread that nobody waits for.

    The SDK's own can't be interrupted: a server that is told to end would wait for its
    client. Python's buffers are left out, as a thread that holds one ends in a crash.
    """

    def __init__(self) -> None:
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._read, name="stdin", daemon=True).start()

    def _read(self) -> None:
        rest = b""
        with suppress(OSError, RuntimeError):  # closed, or the loop has ended
            while (data := os.read(0, _AT_ONCE)) and len(rest) < _LONGEST:
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._loop.call_soon_threadsafe(self._queue.put_nowait, line)
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._queue.put_nowait, None)

    async def __aiter__(self) -> AsyncIterator[str]:
        """Yield lines until standard input is closed."""
        while (line := await self._queue.get()) is not None:
            yield line.decode("utf-8", "replace")


class _Server(uvicorn.Server):
    """Leaves signals to the crawl."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override] # the same, without doing it
        return nullcontext()
