"""Connections of the download handler: resolving, closing, failures."""

from __future__ import annotations

import asyncio
import socket
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.client_proto import ResponseHandler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    UnsupportedURLSchemeError,
)

from vultrcrawl.downloadhandlers.heads import HeadReader, is_sound
from vultrcrawl.lifecycle.failures import AddressRefused, TLSRejected

if TYPE_CHECKING:
    from aiohttp.http import RawResponseMessage
    from aiohttp.streams import StreamReader

    from vultrcrawl.net.egress import EgressRule


class RefusedError(OSError):
    """The egress rule says no; an OSError so that the next address gets its chance."""


class GuardedResolver(AbstractResolver):
    """Another resolver with a time limit, whose answers the egress rule hears first."""

    def __init__(
        self, inner: AbstractResolver, rule: EgressRule, timeout: float
    ) -> None:
        self._inner = inner
        self._rule = rule
        self._timeout = timeout

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return the addresses of *host*; raise OSError without any."""
        try:
            async with asyncio.timeout(self._timeout):
                answers = await self._inner.resolve(host, port, family)
        except TimeoutError:
            raise OSError("no answer of the name server") from None
        except UnicodeError:  # a label of over 63 bytes, or an empty one
            raise OSError("not a host name") from None
        self._rule.note_answer(host, [answer["host"] for answer in answers])
        return answers

    async def close(self) -> None:
        """Close the other resolver."""
        await self._inner.close()


class _QuietConnection(ResponseHandler):
    """A connection that ends where more comes over it than the response to a request.

    aiohttp keeps what arrives on an idle connection, and takes it for the response to
    the next request: a page under the URL of another.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self._expecting = False
        self._head = HeadReader()

    def set_response_params(self, **parameters: Any) -> None:
        """Expect one response: a request is about to be sent."""
        self._expecting = True
        super().set_response_params(**parameters)

    def data_received(self, data: bytes) -> None:
        """Take *data* if it is of a response that was asked for.

        Without any, aiohttp goes on with what it has: a body was read to its end.
        """
        payload = self._payload
        over = self._parser is not None and (payload is None or payload.is_eof())
        if data and over and not self._expecting:
            self.close()
        elif not self._expecting or (not self._head.waits and is_sound(data)):
            super().data_received(data)
        else:
            self._take_head(data)

    def _take_head(self, data: bytes) -> None:
        """Take *data* of a head that is not whole yet, or not as it should be."""
        while data and self._expecting:
            if (found := self._head.feed(data)) is None:
                return
            head, data = found
            if not head:  # none of HTTP, or too long a one: the parser says so
                self._expecting = False
            else:
                super().data_received(head)
        if data:
            super().data_received(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Give on what came of a head, so that it is told what is wrong."""
        if self._head.waits:
            super().data_received(self._head.all())
        super().connection_lost(exc)

    def feed_data(
        self, data: tuple[RawResponseMessage, StreamReader], size: int = 0
    ) -> None:
        """Take the head of a response, the first one that is none of those on the way.

        Others are kept as well, and with them the connection can't be used again.
        """
        status = data[0].code
        if status >= 200 or status == 101:
            self._expecting = False
        super().feed_data(data, size)


class Connector(aiohttp.TCPConnector):
    """A TCPConnector of connections that close at bytes nobody asked for."""

    def __init__(self, **parameters: Any) -> None:
        super().__init__(**parameters)
        # There is no public way to name the class of connections.
        self._factory = cast(
            "partial[ResponseHandler]", partial(_QuietConnection, loop=self._loop)
        )


def translate(error: aiohttp.ClientError) -> Exception:  # noqa: PLR0911, C901 (a table)
    """Return the exception of Scrapy's or ours for one of aiohttp's."""
    match error:
        case aiohttp.InvalidURL():  # NonHttpUrlClientError as well
            return UnsupportedURLSchemeError("url: not a URL of http or https")
        case aiohttp.ClientConnectorDNSError():
            return CannotResolveHostError("dns: the host has no address")
        case aiohttp.ClientConnectorCertificateError():
            cause = getattr(error.certificate_error, "verify_message", "") or "rejected"
            return TLSRejected(f"tls: {cause}")
        case aiohttp.ClientSSLError():
            cause = getattr(error.os_error, "reason", None) or "no handshake"
            return TLSRejected(f"tls: {str(cause).replace('_', ' ').lower()}")
        case aiohttp.ClientConnectorError(os_error=RefusedError()):
            return AddressRefused()
        case aiohttp.ClientConnectorError(os_error=ConnectionRefusedError()):
            return DownloadConnectionRefusedError("refused: nothing listens there")
        case aiohttp.ClientConnectorError(os_error=ConnectionError()):
            return DownloadConnectionRefusedError("reset: no connection came about")
        case aiohttp.ClientConnectorError():
            return DownloadConnectionRefusedError(
                f"connect: {(error.os_error.strerror or 'no connection').lower()}"
            )
        case aiohttp.ClientResponseError():
            return DownloadFailedError("answer: not valid HTTP, or headers too large")
        case aiohttp.ServerDisconnectedError():
            return DownloadFailedError("reset: closed without an answer")
        case aiohttp.ClientPayloadError():
            return DownloadFailedError("incomplete: the body broke off")
        case _:
            return DownloadFailedError("reset: the connection broke off")
