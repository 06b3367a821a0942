"""Gzip decoded within limits; damaged files give what can be read."""

from __future__ import annotations

import zlib

_MAGIC = b"\x1f\x8b"
# Small enough that little is lost with the piece in which damage shows.
_STEP = 1024


def gunzip(body: bytes, limit: int) -> tuple[bytes, list[str]]:
    """Return *body* decompressed, cut at *limit* bytes, and what was wrong with it.

    What isn't gzip by its first bytes is returned as it is. What is gzip inside of gzip
    (a ``.gz`` file sent with ``Content-Encoding: gzip`` by mistake) is undone twice.
    """
    problems: list[str] = []
    for _ in range(2):
        if not body.startswith(_MAGIC):
            break
        body = _members(body, limit + 1, problems)
    if len(body) > limit:
        problems.append(f"it is larger than {limit >> 20} MiB; the rest was not read")
    return body[:limit], problems


def _members(body: bytes, room: int, problems: list[str]) -> bytes:
    """Decompress the members of a gzip file, up to *room* bytes."""
    parts: list[bytes] = []
    offset = 0
    try:
        while room > 0 and body.startswith(_MAGIC, offset):
            member = zlib.decompressobj(wbits=31)
            while room > 0 and not member.eof and offset < len(body):
                piece = body[offset : offset + _STEP]
                part = member.decompress(piece, room)
                parts.append(part)
                room -= len(part)
                offset += len(piece) - len(member.unused_data)
            if room > 0 and not member.eof:
                problems.append("its compression is cut off; the rest was not read")
    except zlib.error:
        problems.append("its compression is damaged; the rest was not read")
    return b"".join(parts)
