"""Decodes the content codings of a body (RFC 9110, 8.4.1), each to its end.

Decoders hand out what they have when their input ends, so that half a page would look
like a whole one. Here a coding that has not come to its end is `ResponseDataLossError`,
which is tried again, and bytes that are not of the coding raise what the decoder
raises. What stands behind the end is passed over, as browsers do: RFC 9110 says nothing
of it, and a cache or a hook of the site's has added it to a page that is whole.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Protocol

from scrapy.exceptions import DownloadCancelledError, ResponseDataLossError

# Whichever packages Scrapy itself decompresses with.
from scrapy.utils._compression import (  # type: ignore[attr-defined] # private
    brotli,
    zstd,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Bytes fed to and asked of a decoder at once: what a bomb takes more than the limit.
_STEP = 65_536
# Codings of one body that are undone; one packed more often than twice is an attack.
_MOST = 5
_GZIP, _ZLIB, _RAW = 31, 15, -15
# RFC 9659: what a zstd body may ask for of memory, 8 MiB.
_ZSTD_WINDOW_LOG = 23


class _Decoder(Protocol):
    """One member of a coding, being undone; named as in `compression.zstd`."""

    @property
    def eof(self) -> bool:
        """Whether the coding said that this is all."""

    @property
    def unused_data(self) -> bytes:
        """What was fed and stands behind the end."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return about *max_length* bytes at most of *data* and what was fed before."""


class _Zlib:
    """Gzip (RFC 1952) or deflate (RFC 1950, and without its frame as some send it)."""

    def __init__(self, wbits: int) -> None:
        self._inner = zlib.decompressobj(wbits)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class _Brotli:
    """Brotli (RFC 7932)."""

    unused_data = b""

    def __init__(self) -> None:
        self._inner = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        return bool(self._inner.is_finished())

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if data and not self._inner.can_accept_more_data():
            raise brotli.error("fed before it was emptied")
        return bytes(self._inner.process(data, output_buffer_limit=max_length))


def _zstd() -> _Decoder:
    """Return a decoder of one frame of zstd (RFC 8878)."""
    options = {int(zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW_LOG}
    decoder: _Decoder = zstd.ZstdDecompressor(options=options)
    return decoder


_CODINGS: dict[str, tuple[Callable[[], _Decoder], bytes | None]] = {
    # With the first bytes of a further member, which goes on with the body.
    "gzip": (lambda: _Zlib(_GZIP), b"\x1f\x8b"),
    "x-gzip": (lambda: _Zlib(_GZIP), b"\x1f\x8b"),
    "deflate": (lambda: _Zlib(_ZLIB), None),
    "br": (_Brotli, None),
    "zstd": (_zstd, b"\x28\xb5\x2f\xfd"),
}


def split_codings(values: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the codings to undo, first the last applied, and those that can't be.

    *values* are those of Content-Encoding. What lies under an unknown coding is left,
    too; `identity` is none.
    """
    names = [
        name
        for value in values
        for part in value.split(",")
        if (name := part.strip().lower()) and name != "identity"
    ]
    known: list[str] = []
    while names and names[-1] in _CODINGS:
        known.append(names.pop())
    return known, names


def undo(body: bytes, codings: list[str], limit: int) -> bytes:
    """Return *body* without its *codings*, of which none may give over *limit* bytes.

    0 is no limit. Raises DownloadCancelledError at more, ResponseDataLossError at a
    coding without end, and OSError, zlib.error, brotli.error or zstd.ZstdError.
    """
    if len(codings) > _MOST:
        raise zlib.error("packed too often")
    for coding in codings:
        body = _undo(body, coding, limit)
    return body


def _undo(body: bytes, coding: str, limit: int) -> bytes:
    if not body:
        return body  # a response without a body, whatever its headers say
    make, further = _CODINGS[coding]
    try:
        return _members(body, make, further, limit)
    except zlib.error:
        if coding != "deflate":
            raise
        return _members(body, lambda: _Zlib(_RAW), None, limit)
    except brotli.error:
        end = _brotli_end(body)
        whole = _members(body[:end], make, further, limit) if end else b""
        if not whole:  # `;` is brotli of nothing, and may begin a plain text
            raise
        return whole


def _brotli_end(body: bytes) -> int | None:
    """Return how many bytes of *body* are brotli; None if it fails before its end.

    Its decoder fails at bytes behind the end as at wrong ones, with all that the piece
    gave: the piece at which it fails is fed again, byte by byte.
    """
    decoder, start = _Brotli(), 0
    try:
        for start in range(0, len(body), _STEP):
            _empty(decoder, body[start : start + _STEP], [], 0, 0)
    except brotli.error:
        decoder = _Brotli()
    for offset in range(0, start, _STEP):
        _empty(decoder, body[offset : offset + _STEP], [], 0, 0)
    for end in range(start + 1, min(start + _STEP, len(body)) + 1):
        try:
            _empty(decoder, body[end - 1 : end], [], 0, 0)
        except brotli.error:
            return None
        if decoder.eof:
            return end
    return None


def _members(
    body: bytes, make: Callable[[], _Decoder], further: bytes | None, limit: int
) -> bytes:
    parts: list[bytes] = []
    size = offset = 0
    while True:
        decoder = make()
        while not decoder.eof:
            piece = body[offset : offset + _STEP]
            offset += len(piece)
            size = _empty(decoder, piece, parts, size, limit)
            if not piece and not decoder.eof:
                raise ResponseDataLossError("incomplete: its coding has no end")
        rest = decoder.unused_data
        offset -= len(rest)
        if further is None or not body.startswith(further, offset):
            return b"".join(parts)


def _empty(
    decoder: _Decoder, piece: bytes, parts: list[bytes], size: int, limit: int
) -> int:
    """Feed *piece* to *decoder*, and take all it gives; return the size so far."""
    data = piece
    while True:
        part = decoder.decompress(data, _STEP)
        data = b""
        parts.append(part)
        size += len(part)
        if limit and size > limit:
            raise DownloadCancelledError(f"over max size ({limit}) once unpacked")
        if decoder.eof or not part:
            return size
