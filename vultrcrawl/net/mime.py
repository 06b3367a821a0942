"""What a response is: the MIME Sniffing standard, https://mimesniff.spec.whatwg.org/.

Servers repeat the header, leave it out, or state one type for all that they have. The
standard trusts a stated type but for a few cases; here one more: what is stated to be
text or a page and begins as a file of another kind (a PDF, a picture, an archive), is
JSON, or has bytes of no text and no tag, is that, since nothing could be read in it as
a page.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Bytes of the body that are looked at (section 5.2).
_HEAD = 1_445
_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"  # noqa: S105 (of a media type)
_TYPE = re.compile(rf"\s*({_TOKEN}/{_TOKEN})\s*(?:;|\Z)")
_UNKNOWN = frozenset({"unknown/unknown", "application/unknown", "*/*"})
#: Types of which servers send what they don't know the type of.
_LOOSE = frozenset({"application/octet-stream", "binary/octet-stream"})
_XML_TYPES = frozenset({"text/xml", "application/xml"})
_TEXTS = frozenset({"text/html", "text/plain", "application/xhtml+xml"})

# Section 7.1, step 1: tags, in any case, that a blank or > follows, or a comment.
_MARKUP = re.compile(
    rb"[\t\n\f\r ]*(?:<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a"
    rb"|style|title|b|body|br|p)[ >]|<!--)",
    re.IGNORECASE,
)
_TAG = re.compile(rb"<(?:!doctype|!--|/?[a-z][a-z0-9]{0,9}[ >])", re.IGNORECASE)
_XML = re.compile(rb"[\t\n\f\r ]*<\?xml")
#: Beginnings of files, the tables of sections 6 and 7.1.
_FILES: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), name)
    for pattern, name in (
        (rb"%PDF-", "application/pdf"),
        (rb"%!PS-Adobe-", "application/postscript"),
        (rb"\x00\x00[\x01\x02]\x00", "image/x-icon"),
        (rb"GIF8[79]a", "image/gif"),
        (rb"RIFF.{4}WEBPVP", "image/webp"),
        (rb"\x89PNG\r\n\x1a\n", "image/png"),
        (rb"\xff\xd8\xff", "image/jpeg"),
        (rb"BM.{4}\x00{4}", "image/bmp"),
        (rb"FORM.{4}AIFF", "audio/aiff"),
        (rb"ID3", "audio/mpeg"),
        (rb"OggS\x00", "application/ogg"),
        (rb"MThd\x00\x00\x00\x06", "audio/midi"),
        (rb"RIFF.{4}AVI ", "video/avi"),
        (rb"RIFF.{4}WAVE", "audio/wave"),
        (rb".{4}ftyp(?:mp4|iso|avif|M4)", "video/mp4"),
        (rb"\x1a\x45\xdf\xa3", "video/webm"),
        (rb"\x00\x01\x00\x00.{4}.{8}", "font/ttf"),
        (rb"OTTO", "font/otf"),
        (rb"wOFF", "font/woff"),
        (rb"wOF2", "font/woff2"),
        (rb"\x1f\x8b\x08", "application/x-gzip"),
        (rb"PK\x03\x04", "application/zip"),
        (rb"Rar \x1a\x07\x00|Rar!\x1a\x07", "application/x-rar-compressed"),
        (rb"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    )
)
# Section 3: bytes that no text has.
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
#: In a text less than one byte in so many is such a one, by mistake.
_FEW = 50
_BYTES = "application/octet-stream"
_JSON = re.compile(rb"\s*+[{\[]\s*+[\"\[\]{}\dtfn-]")
#: Bytes that are read to see whether they are JSON.
_MOST_JSON = 1_000_000
_BOMS = (b"\xef\xbb\xbf", b"\xfe\xff", b"\xff\xfe")
# Section 7.3: what stands before the root of a feed in a page that is none.
_BEFORE_ROOT = re.compile(rb"(?:\s+|<!--.*?-->|<![^>]*>|<\?.*?\?>)*+", re.DOTALL)
_ROOT_OF_PAGE = re.compile(rb"<html[\s>]")
_FEEDS = (
    (re.compile(rb"<rss\b"), "application/rss+xml"),
    (re.compile(rb"<feed\b"), "application/atom+xml"),
    # RSS 1.0 names its own space; other RDF is no feed.
    (
        re.compile(
            rb"<rdf:RDF\b(?=.*http://purl\.org/rss/1\.0/)"
            rb"(?=.*http://www\.w3\.org/1999/02/22-rdf-syntax-ns#)",
            re.DOTALL,
        ),
        "application/rss+xml",
    ),
)


def stated_type(values: Iterable[str]) -> str | None:
    """Return the media type that Content-Type headers state; None if none does.

    *values* are those of all such headers. The last type that is one counts, in lower
    case and without parameters (Fetch standard, 2.2.2, "extract a MIME type").
    """
    found = None
    for value in values:
        for part in _parts(value):
            match = _TYPE.match(part)
            if match is not None and match[1] != "*/*":
                found = match[1].lower()
    return found


def sniffed_type(stated: str | None, body: bytes) -> str | None:
    """Return the media type of *body*; None if there is nothing to tell it by.

    *stated* is what `stated_type` returns.
    """
    head = body[:_HEAD]
    if not head:
        return stated
    if stated is None or stated in _UNKNOWN or "/" not in stated:
        return _unknown(head)
    if stated in _LOOSE and _MARKUP.match(_unmarked(head)):
        return "text/html"
    if stated in _XML_TYPES:
        return _page(head) or stated
    return _text(stated, head, body) if stated in _TEXTS else stated


def _text(stated: str, head: bytes, body: bytes) -> str:
    """Return the type of what is *stated* to be text."""
    if (file := _file(head)) is not None:
        return file
    if stated == "text/plain":
        # Section 7.2: what some servers call plain text is anything.
        binary = not head.startswith(_BOMS) and _BINARY.search(head)
        return _BYTES if binary else stated
    if stated == "text/html" and (feed := _feed(head)) is not None:
        return feed
    if _is_binary(head):
        return _BYTES
    return "application/json" if _is_json(body) else stated


def _is_binary(head: bytes) -> bool:
    """Whether *head* has many bytes of no text, and no tag, in UTF-16 neither."""
    if len(_BINARY.findall(head)) * _FEW < len(head) or head.startswith(_BOMS):
        return False
    return _TAG.search(head.replace(b"\0", b"")) is None


def _is_json(body: bytes) -> bool:
    """Whether *body* is an object or array of JSON, of at most a megabyte."""
    if len(body) > _MOST_JSON or not _JSON.match(body):
        return False
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _parts(value: str) -> list[str]:
    """Split a list of media types at commas that are not in quotes."""
    if '"' not in value:
        return value.split(",")
    return re.findall(r'(?:"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[^,"])+', value, re.DOTALL)


def _unmarked(head: bytes) -> bytes:
    return head.removeprefix(_BOMS[0])


def _unknown(head: bytes) -> str:
    """Return the type of what states none (section 7.1)."""
    plain = _unmarked(head)
    if _XML.match(plain):
        return _feed(plain) or "text/xml"
    if _MARKUP.match(plain):
        return "text/html"
    if (file := _file(head)) is not None:
        return file
    if head.startswith(_BOMS) or not _BINARY.search(head):
        return "text/plain"
    return "application/octet-stream"


def _file(head: bytes) -> str | None:
    return next((name for pattern, name in _FILES if pattern.match(head)), None)


def _root(head: bytes) -> bytes:
    """Return what *head* has from its root element on."""
    return _BEFORE_ROOT.sub(b"", _unmarked(head), count=1)


def _page(head: bytes) -> str | None:
    """Return the type of a page in XML if *head* begins one."""
    return "application/xhtml+xml" if _ROOT_OF_PAGE.match(_root(head)) else None


def _feed(head: bytes) -> str | None:
    """Return which feed *head* begins (section 7.3), None if it begins none."""
    root = _root(head)
    return next((name for pattern, name in _FEEDS if pattern.match(root)), None)
