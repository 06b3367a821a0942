"""HTTP client for a model's server: one origin, bounded responses, no redirects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

#: An answer of 1,000 tokens with its envelope is under 20 KB.
MAX_ANSWER_BYTES = 2_000_000


class AnswerTooLarge(httpx2.TransportError):
    """The server sent more than MAX_ANSWER_BYTES, or compressed what must not be."""


class _Capped(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream, request: httpx2.Request) -> None:
        self._inner = inner
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        total = 0
        async for part in self._inner:
            total += len(part)
            if total > MAX_ANSWER_BYTES:
                raise AnswerTooLarge(
                    f"more than {MAX_ANSWER_BYTES:,} bytes", request=self._request
                )
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()


class BoundTransport(httpx2.AsyncHTTPTransport):
    """A transport that speaks to one origin and reads MAX_ANSWER_BYTES at most.

    Proxies, netrc and certificate paths of the environment are not looked at.
    """

    def __init__(self, base_url: str, connections: int) -> None:
        super().__init__(
            trust_env=False,
            retries=0,
            limits=httpx2.Limits(
                max_connections=connections, max_keepalive_connections=connections
            ),
        )
        self._origin = _origin(httpx2.URL(base_url))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send *request*; raises UnsupportedProtocol for any other origin."""
        if _origin(request.url) != self._origin:
            raise httpx2.UnsupportedProtocol(
                "the key is bound to another origin", request=request
            )
        # Compressed answers could unpack to any size.
        request.headers["Accept-Encoding"] = "identity"
        response = await super().handle_async_request(request)
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            await response.aclose()
            raise AnswerTooLarge("compressed without being asked to", request=request)
        stream = response.stream
        assert isinstance(stream, httpx2.AsyncByteStream)  # noqa: S101 (async transport)
        response.stream = _Capped(stream, request)
        return response


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def new_http_client(
    base_url: str, *, timeout_s: float, connections: int
) -> httpx2.AsyncClient:
    """Return a client that goes nowhere but to the origin of *base_url*."""
    return httpx2.AsyncClient(
        transport=BoundTransport(base_url, connections),
        timeout=httpx2.Timeout(timeout_s, connect=min(timeout_s, 10.0)),
        follow_redirects=False,
        trust_env=False,
    )
