"""Connections are used again, as a visitor's are: no handshake for each page."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import aiohttp
import pytest
from aiohttp import web

from vultrcrawl.downloadhandlers.connections import Connector


async def peers_of(size: int, requests: int) -> set[object]:
    """Return from which addresses a server was asked for a body of *size* bytes."""
    peers: set[object] = set()

    async def answer(request: web.Request) -> web.Response:
        assert request.transport is not None
        peers.add(request.transport.get_extra_info("peername"))
        return web.Response(body=b"a" * size, content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/", answer)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        port = runner.addresses[0][1]
        async with aiohttp.ClientSession(connector=Connector()) as session:
            for _ in range(requests):
                async with session.get(f"http://127.0.0.1:{port}/") as response:
                    pieces = [piece async for piece in response.content.iter_any()]
                    assert sum(map(len, pieces)) == size
    finally:
        await runner.cleanup()
    return peers


@pytest.mark.parametrize("size", [0, 20_000, 1_000_000])
def test_one_connection_serves_one_request_after_the_other(size: int) -> None:
    with ThreadPoolExecutor() as thread:  # a loop of its own: the tests have one
        peers = thread.submit(asyncio.run, peers_of(size, 5)).result()
    assert len(peers) == 1
