"""From the bytes of an answer to text, whatever their declaration is worth."""

from __future__ import annotations

from charset_normalizer import from_bytes
from w3lib.encoding import html_to_unicode

#: Bytes that are looked at to guess an encoding that nothing declares.
_SAMPLE = 64 * 1024


def _guess(body: bytes) -> str | None:
    """Guess the encoding of *body*, which is neither declared nor UTF-8."""
    best = from_bytes(body[:_SAMPLE]).best()
    return best.encoding if best is not None else None


def decode(body: bytes, content_type: str = "") -> tuple[str, str]:
    """Return the name of the encoding used and the text of *body*.

    Order of trust as browsers have it (HTML, section 13.2.3.2): byte order mark,
    Content-Type header, `<meta>`; then UTF-8 if it fits, then a guess. Bytes that don't
    fit become U+FFFD. Never raises.
    """
    name, text = html_to_unicode(
        content_type or None,
        body,
        default_encoding="utf-8",
        auto_detect_fun=lambda data: None if _is_utf8(data) else _guess(data),
    )
    return name, text


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        # A page that was cut inside of a character is UTF-8 all the same.
        return error.start >= len(body) - 3
    return True
