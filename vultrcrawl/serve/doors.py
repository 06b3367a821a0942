"""The two ways in: a port, and the standard streams."""

from __future__ import annotations

import asyncio
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Protocol

import uvicorn
from mcp.server.stdio import stdio_server

from vultrcrawl.serve.mcp_server import mcp_server
from vultrcrawl.serve.web import application

if TYPE_CHECKING:
    import socket

    from vultrcrawl.serve.service import Service

#: Seconds that callers have to take their answers when the server ends.
_GOODBYE = 2


class Door(Protocol):
    """A way in, open until it is closed, or nobody is there any more."""

    async def open(self) -> None:
        """Serve until the end."""

    async def close(self) -> None:
        """End, and return when it has ended."""


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
        async with stdio_server() as (read, write):
            await self._server.run(
                read, write, self._server.create_initialization_options()
            )

    async def close(self) -> None:
        """Do nothing: who cancels `open` has ended it."""


class _Server(uvicorn.Server):
    """Leaves signals to the crawl."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override] # the same, without doing it
        return nullcontext()
