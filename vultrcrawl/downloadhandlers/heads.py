"""Heads of responses as servers write them: lines that are no header cost no page.

aiohttp's parser refuses a response for one line that is not as RFC 9112 has it: a
warning of PHP between the headers, a name with a space in it or beyond ASCII. Browsers
leave such lines out, and so does this. A length that is said twice is said once, and
none where chunks say it (RFC 9112, 6.3); lengths that differ stay as they are, and so
does NUL: no browser takes these.
"""

from __future__ import annotations

import re
from typing import Final

#: Longest head that is looked at; a longer one goes to the parser as it is.
_MOST: Final = 262_144
_TOKEN: Final = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_STATUS: Final = rb"HTTP/1\.[01] [0-9]{3}(?: [^\0\r\n]*)?"
_SOUND: Final = re.compile(
    _STATUS + rb"\r\n(?:(?:" + _TOKEN + rb":|[ \t])[^\0\r\n]*\r\n)*+\r\n"
)
_END: Final = re.compile(rb"\r?\n\r?\n")
_NAMED: Final = re.compile(rb"(" + _TOKEN + rb")[ \t]*:(.*)", re.DOTALL)
_FIRST: Final = re.compile(rb"HTTP/[1-9](?:\.[0-9])? +([0-9]{3})(?![0-9]) *")
_LENGTH: Final = re.compile(
    rb"\n(?:content-length[ \t]*:([^\r\n,]*+,?)|transfer-encoding:)", re.IGNORECASE
)


def is_sound(data: bytes) -> bool:
    """Whether *data* begins with a whole head that the parser takes, and is no 1xx."""
    head = _SOUND.match(data)
    if head is None or data[9:10] == b"1":
        return False
    lengths = _LENGTH.findall(head[0])
    return len(lengths) < 2 and not any(one.endswith(b",") for one in lengths)


class HeadReader:
    """Gathers the head of one response, and gives it on mended."""

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
    kept = []
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
    return b"\r\n".join([_status(first), *_with_one_length(kept), b"", b""])


def _status(line: bytes) -> bytes:
    """Return a status line as HTTP/1 has it, whatever version it names."""
    line = line.rstrip(b"\r")
    if (found := _FIRST.match(line)) is None:
        return line
    version = b"HTTP/1.0" if line.startswith(b"HTTP/1.0") else b"HTTP/1.1"
    return b"%b %b %b" % (version, found[1], line[found.end() :])


def _with_one_length(lines: list[bytes]) -> list[bytes]:
    """Return the headers *lines* with the length that counts, if they agree on one."""
    lengths = [one for one in lines if one.lower().startswith(b"content-length:")]
    values = {part.strip() for one in lengths for part in one[15:].split(b",")}
    chunked = any(one.lower().startswith(b"transfer-encoding:") for one in lines)
    if any(one[:1] in (b" ", b"\t") for one in lines):
        return lines  # a length over two lines is an attack
    if not chunked and (len(values) != 1 or not min(values).isdigit()):
        return lines
    others = [one for one in lines if one not in lengths]
    return others if chunked else [*others, b"Content-Length: " + min(values)]
