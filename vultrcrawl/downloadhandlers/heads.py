"""Heads of answers as servers write them: lines that are no header cost no page.

aiohttp's parser refuses an answer for one line that is not as RFC 9112 wants it: a
warning of PHP between the headers, a name with a space in it or beyond ASCII. Browsers
leave such lines out, and so does this. What says how long a body is stays as it is, and
so does NUL, which no browser takes.
"""

from __future__ import annotations

import re
from typing import Final

#: Longest head that is looked at; a longer one goes to the parser as it is.
_MOST: Final = 262_144
_TOKEN: Final = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_STATUS: Final = rb"HTTP/1\.[01] [0-9]{3}[^\0\r\n]*"
_SOUND: Final = re.compile(
    _STATUS + rb"\r\n(?:(?:" + _TOKEN + rb":|[ \t])[^\0\r\n]*\r\n)*+\r\n"
)
_END: Final = re.compile(rb"\r?\n\r?\n")
_NAMED: Final = re.compile(rb"(" + _TOKEN + rb")[ \t]*:(.*)", re.DOTALL)
_VERSION: Final = re.compile(rb"HTTP/1\.[2-9](?= )")


def is_sound(data: bytes) -> bool:
    """Whether *data* begins with a whole head that the parser takes, and is no 1xx."""
    return _SOUND.match(data) is not None and data[9:10] != b"1"


class HeadReader:
    """Gathers the head of one answer, and gives it on mended."""

    def __init__(self) -> None:
        self._data = bytearray()

    @property
    def waits(self) -> bool:
        """Whether some of a head is here, and its end is not."""
        return bool(self._data)

    def feed(self, data: bytes) -> tuple[bytes, bytes] | None:
        """Take *data*; return the head and what follows, or None for more of it.

        What is no head, or one that is too long, is returned as what follows.
        """
        start = max(0, len(self._data) - 3)
        self._data += data
        if (end := _END.search(self._data, start)) is not None:
            head, rest = bytes(self._data[: end.end()]), bytes(self._data[end.end() :])
            self._data.clear()
            return mended(head), rest
        begun = self._data[:5]
        if len(self._data) > _MOST or begun.upper() != b"HTTP/"[: len(begun)]:
            return b"", self.all()
        return None

    def all(self) -> bytes:
        """Return all that is here as it came, and forget it."""
        data = bytes(self._data)
        self._data.clear()
        return data


def mended(head: bytes) -> bytes:
    """Return *head*, which ends with an empty line, without what is no header."""
    first, *lines = head.split(b"\n")
    kept = [_VERSION.sub(b"HTTP/1.1", first.rstrip(b"\r"))]
    continued = True
    for line in lines:
        text = line.removesuffix(b"\r").replace(b"\r", b" ")  # RFC 9110, 5.5
        if text[:1] in (b" ", b"\t"):
            if continued:
                kept.append(text)
            continue
        named = _NAMED.fullmatch(text)
        continued = named is not None
        if named is not None:
            kept.append(named[1] + b":" + named[2])
    return b"\r\n".join([*kept, b"", b""])
