"""The download handler for http and https: Scrapy's aiohttp handler, under our rule.

Scrapy ships it as experimental, in a private module: hence one minor version of Scrapy
at a time. Its connector asks us for each socket with the address that it is about to
connect to, which is the one place where the egress rule can't be gone around. With the
middlewares of ours it takes as much processor time as Scrapy's default handler does
without them (1,500 pages of 20 kB on loopback: 3.8 and 3.7 s, best of four).
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, cast

import aiohttp
import yarl
from scrapy.core.downloader.handlers._aiohttp import (
    AiohttpDownloadHandler,
    _ClientResponse,
)
from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError
from scrapy.http import Headers
from scrapy.utils._download_handlers import make_response
from scrapy.utils.misc import load_object
from scrapy.utils.ssl import _make_ssl_context

from vultrcrawl.downloadermiddlewares.backoff import BackoffMiddleware
from vultrcrawl.downloadermiddlewares.egress import EgressMiddleware
from vultrcrawl.downloadhandlers.codings import split_codings, undo
from vultrcrawl.downloadhandlers.connections import (
    Connector,
    GuardedResolver,
    RefusedError,
    translate,
)
from vultrcrawl.lifecycle.ending import Ending
from vultrcrawl.lifecycle.request_meta import READ_AT_MOST
from vultrcrawl.net.egress import host_and_port

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator
    from types import SimpleNamespace

    from aiohttp.connector import AddrInfoType
    from scrapy import Request
    from scrapy.core.downloader.handlers._base_streaming import _BaseResponseArgs
    from scrapy.crawler import Crawler
    from scrapy.http import Response

# Longest status line and header, in bytes, and how many headers: a sixth of a second of
# a flood at worst. Common servers send at most 8 KiB of one header, some policies 32.
_MAX_LINE, _MAX_FIELD, _MAX_HEADERS = 16_384, 65_536, 256

# Bytes of a packed body from which a thread unpacks it; below in under 5 ms (measured).
_LARGE = 100_000

# Seconds for which the addresses of a name are kept.
_REMEMBER_NAMES = 60

# Host and port of the request for which a connection is being made in this task.
_asked: ContextVar[tuple[str, int]] = ContextVar("_asked", default=("", 0))


@dataclass(slots=True)
class _Turn:
    """When the last request of a host left, in seconds of the monotonic clock."""

    last: float = float("-inf")
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class HttpDownloadHandler(AiohttpDownloadHandler):
    """Fetch over HTTP(S) within limits, from addresses that the egress rule permits.

    Settings: Scrapy's DOWNLOAD_* and DNS_TIMEOUT; VULTRCRAWL_DNS_RESOLVER (path of an
    aiohttp resolver class, for tests). Proxies are not supported: one would resolve
    names out of our sight. A response got without verifying its certificate carries the
    flag `tls-unverified`.
    """

    lazy = True  # made at the first request, when the middlewares are there
    experimental = False
    supports_proxies = False

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        # Not AiohttpDownloadHandler's own: it would open a session of other limits.
        super(AiohttpDownloadHandler, self).__init__(crawler)
        self._verified = crawler.settings.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
        egress = crawler.get_downloader_middleware(EgressMiddleware)
        if egress is None:
            raise ValueError("DOWNLOADER_MIDDLEWARES must hold EgressMiddleware")
        self._rule = egress.rule
        # None with a scheduler that can't pause hosts: then nothing is paused.
        self._backoff = crawler.get_downloader_middleware(BackoffMiddleware)
        self._ending = crawler.get_extension(Ending)
        resolver = load_object(
            crawler.settings.get("VULTRCRAWL_DNS_RESOLVER", aiohttp.ThreadedResolver)
        )
        connector = Connector(
            local_addr=self._bind_address,
            use_dns_cache=crawler.settings.getbool("DNSCACHE_ENABLED"),
            ttl_dns_cache=_REMEMBER_NAMES,
            limit=self._pool_size_total,
            limit_per_host=self._pool_size_per_host,
            resolver=GuardedResolver(
                resolver(), self._rule, crawler.settings.getfloat("DNS_TIMEOUT")
            ),
            socket_factory=self._socket,
        )
        self._turns: dict[str, _Turn] = {}
        trace = aiohttp.TraceConfig()
        trace.on_connection_create_end.append(self._wait_for_turn)
        trace.on_connection_reuseconn.append(self._wait_for_turn)
        self._session = aiohttp.ClientSession(
            connector=connector,
            trace_configs=[trace],
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            response_class=_ClientResponse,
            trust_env=False,
            max_line_size=_MAX_LINE,
            max_field_size=_MAX_FIELD,
            max_headers=_MAX_HEADERS,
            skip_auto_headers=(
                "Accept",
                "Accept-Encoding",
                "Content-Type",
                "User-Agent",
            ),
        )
        # One layer retries: Scrapy's, which counts its tries and keeps the delay.
        self._session._retry_connection = False  # noqa: SLF001 (no public way)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """How to speak TLS; the certificates of the system are read if it is spoken."""
        return _make_ssl_context(self._crawler.settings)

    def _socket(self, info: AddrInfoType) -> socket.socket:
        """Make the socket for *info*, or refuse its address."""
        family, kind, protocol, _, address = info
        host, port = _asked.get()
        if not self._rule.permits(host, port, str(address[0])):
            raise RefusedError
        return socket.socket(family, kind, protocol)

    async def _wait_for_turn(
        self, _: aiohttp.ClientSession, context: SimpleNamespace, __: object
    ) -> None:
        """Hold a request, its connection ready, until its host's delay has passed.

        The downloader keeps the delay too, but as it hands requests out: the first ones
        then take their time to connect, and would arrive closer together.
        """
        key = context.trace_request_ctx
        slot = self._crawler.engine.downloader.slots.get(key)
        delay = slot.delay if slot is not None and not slot.jitter else 0.0
        turn = self._turns.setdefault(key, _Turn())
        async with turn.lock:
            wait = turn.last + delay - monotonic()
            if wait > 0:
                await asyncio.sleep(wait)
            turn.last = monotonic()
        if self._backoff is not None:
            self._backoff.politeness.sent(key)

    async def download_request(self, request: Request) -> Response:
        """Return the response, or raise one of `failures` or of scrapy.exceptions."""
        if self._backoff is not None:
            self._backoff.leaving(request)
        _asked.set(host_and_port(request.url))
        async with self._ending.guard() if self._ending else nullcontext():
            response = await super().download_request(request)
        if not self._verified and request.url.startswith("https:"):
            response.flags.append("tls-unverified")
        return response

    @asynccontextmanager
    async def _make_request(
        self,
        request: Request,
        timeout: float,  # noqa: ASYNC109 (Scrapy's signature)
    ) -> AsyncIterator[_ClientResponse]:
        try:
            async with self._session.request(
                request.method,
                # As it stands: a Request's URL is encoded already, and yarl's other
                # idea of what needs encoding would ask for another resource.
                yarl.URL(request.url, encoded=True),
                # None: an empty body is announced by headers, and takes a task.
                data=request.body or None,
                headers=self._request_headers(request).to_tuple_list(),
                timeout=aiohttp.ClientTimeout(total=timeout),
                ssl=self._tls if request.url.startswith("https:") else True,
                allow_redirects=False,
                trace_request_ctx=request.meta.get("download_slot", ""),
            ) as response:
                yield cast("_ClientResponse", response)
        except TimeoutError as error:
            message = f"timeout: no answer in {timeout:g} s"
            raise DownloadTimeoutError(message) from error
        except aiohttp.ClientError as error:
            raise translate(error) from error

    @staticmethod
    def _build_base_response_args(
        response: _ClientResponse, request: Request, headers: Headers
    ) -> _BaseResponseArgs:
        if response._peername is None:  # noqa: SLF001 (reset before it could be read)
            raise DownloadFailedError("reset: the connection broke off")
        return AiohttpDownloadHandler._build_base_response_args(  # noqa: SLF001 (inherited)
            response, request, headers
        )

    @staticmethod
    def _extract_headers(response: _ClientResponse) -> Headers:
        """Return the headers, whose values may hold any byte (RFC 9110, 5.5)."""
        return Headers(list(response.raw_headers))

    async def _read_response(
        self, response: _ClientResponse, request: Request
    ) -> Response:
        """Return the response, its body without its codings."""
        limit: int | None = request.meta.get(READ_AT_MOST)
        headers = self._extract_headers(response)
        codings, others = split_codings(
            value.decode("latin-1") for value in headers.getlist("Content-Encoding")
        )
        if limit is not None and not codings:
            arguments = self._build_base_response_args(response, request, headers)
            read = bytearray()
            async for chunk in self._iter_body_chunks(response):
                read += chunk
                if len(read) >= limit:
                    break
            return make_response(**arguments, body=bytes(read[:limit]))
        whole = await super()._read_response(response, request)
        if others:  # in ASCII, as a middleware of Scrapy's wants to log them
            named = ", ".join(others).encode("ascii", "backslashreplace")
            whole.headers["Content-Encoding"] = named
        elif codings:
            del whole.headers["Content-Encoding"]
        if not codings or request.method == "HEAD":
            return whole
        most: int = request.meta.get("download_maxsize", self._default_maxsize)
        if len(whole.body) < _LARGE:
            body = undo(whole.body, codings, most)
        else:
            body = await asyncio.to_thread(undo, whole.body, codings, most)
        return whole.replace(body=body[:limit])
