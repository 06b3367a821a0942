"""Decodes the bytes of a response."""

from __future__ import annotations

import re
from functools import lru_cache

from charset_normalizer import from_bytes
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
)

#: Bytes that are looked at to guess an encoding that nothing declares. Guessing takes
#: about a millisecond for each 100 of them.
_SAMPLE = 4 * 1024
_MARKUP = re.compile(
    rb"<(script|style)\b.*?(?:</\1|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL
)
#: Encodings whose bytes are pairs or fours; no ASCII markup can be read in them.
_WIDE = {"utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-32-le", "utf-32-be"}
#: Encodings of several bytes a character that can be told from a wrong declaration,
#: since most other bytes don't fit them.
_MANY_BYTES = {
    "utf-8", "gb18030", "gbk", "gb2312", "big5", "big5hkscs", "cp932", "shift_jis",
    "euc_jp", "euc-jp", "cp949", "euc_kr", "euc-kr", "iso2022_jp", "iso-2022-jp",
}  # fmt: skip
#: Decoding these is a way to smuggle markup past filters; browsers don't either
#: (Encoding Standard, section 4.2).
_REFUSED = {
    "utf-7", "utf7", "hz", "hz-gb-2312", "iso-2022-kr", "iso2022_kr", "unicode-escape",
    "unicode_escape", "raw-unicode-escape", "raw_unicode_escape",
}  # fmt: skip
_ASCII = bytes(range(32, 127))
_HIGH = bytes(range(128, 256))
_LATIN = re.compile("[\u00c0-\u024f]")
_LANGUAGE = re.compile(rb"<html\b[^<>]*?\blang\s*=\s*[\"']?([a-z]{2})\b", re.IGNORECASE)
#: What pages in these languages are written in that are neither UTF-8 nor Western.
_BY_LANGUAGE = (
    dict.fromkeys((b"cs", b"hr", b"hu", b"pl", b"ro", b"sk", b"sl", b"sq"), "cp1250")
    | dict.fromkeys((b"et", b"lt", b"lv"), "cp1257")
    | {b"az": "cp1254", b"tr": "cp1254", b"vi": "cp1258"}
)


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Return the name of the encoding used and the text of *body*.

    Order of trust as browsers have it (HTML, section 13.2.3.2): byte order mark,
    Content-Type header, `<meta>`; then UTF-8 if it fits, then a guess. Other than with
    browsers a declaration that the bytes contradict is passed over, as people would do:
    one of a single-byte encoding where the bytes are UTF-8, and one of any encoding
    that they don't fit. Bytes that fit nothing become U+FFFD. Never raises.
    """
    encoding, mark = read_bom(body)
    if encoding is not None and mark is not None:
        return encoding, body[len(mark) :].decode(encoding, "replace")
    if (wide := _wide(body)) is not None:
        return wide, body.decode(wide, "replace")
    declared = _declared(body, content_type)
    for name in _order(body, declared):
        try:
            return name, body.decode(name)
        except UnicodeError:
            continue
    name = _least_bad(body, declared)
    return name, body.decode(name, "replace")


def _declared(body: bytes, content_type: str) -> list[str]:
    """Return Python's names of the encodings that header and `<meta>` declare."""
    stated = (
        http_content_type_encoding(content_type) if content_type else None,
        html_body_declared_encoding(body),
    )
    names: dict[str, None] = {}
    for label in stated:
        name = resolve_encoding(label) if label else None
        if name and name.lower() not in _REFUSED | _WIDE and _is_text_codec(name):
            names[name] = None
    return list(names)


@lru_cache(maxsize=256)
def _is_text_codec(name: str) -> bool:
    """Tell whether *name* is an encoding that ASCII is a part of.

    Python knows others (`hex`, `idna`, `cp037`), which no page is written in.
    """
    try:
        b"\x80".decode(name, "replace")
        return _ASCII.decode(name) == _ASCII.decode()
    except (LookupError, UnicodeError):
        return False


def _wide(body: bytes) -> str | None:
    """Return UTF-16's name if *body* is that, without a byte order mark."""
    head = body[:512]
    half = len(head) // 2
    if half < 4:
        return None
    # Markup is ASCII in every language, so that its other bytes are NULs.
    if head[1::2].count(0) > 0.3 * half and head[::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if head[::2].count(0) > 0.3 * half and head[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    return None


def _order(body: bytes, declared: list[str]) -> list[str]:
    """Return the encodings to try strictly, the most trusted first."""
    if not declared or (declared[0] not in _MANY_BYTES and not body.isascii()):
        # Text of a single-byte encoding is UTF-8 by accident only when very short.
        return ["utf-8", *declared]
    return [*declared, "utf-8"]


def _least_bad(body: bytes, declared: list[str]) -> str:
    """Return what to decode *body* with, which fits nothing that was tried."""
    others = len(body) - len(body.translate(None, _HIGH))
    for name in (*declared, "utf-8"):
        if body.decode(name, "replace").count("\ufffd") * 10 <= others:
            return name
    return _guess(body) or "cp1252"


def _guess(body: bytes) -> str | None:
    """Guess the encoding of *body*, which is neither as declared nor UTF-8."""
    text = _MARKUP.sub(b" ", body[: 16 * _SAMPLE])[:_SAMPLE]
    best = from_bytes(text).best()
    if best is None or best.encoding == "ascii":
        return None
    name = resolve_encoding(best.encoding) or best.encoding
    if _LATIN.search(text.decode(name, "replace")):
        # Which of the Latin ones it is can't be told from a few accents.
        language = _LANGUAGE.search(body[: 16 * _SAMPLE])
        return _BY_LANGUAGE.get(language[1].lower() if language else b"", "cp1252")
    return name
