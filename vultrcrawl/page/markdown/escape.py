"""Escapes text for Markdown."""

from __future__ import annotations

import re

#: Signs that mean something wherever they stand (CommonMark 0.31, GFM).
_SIGNS = re.compile(r"[\\`*\[\]<>|]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~")
#: What one of them, or a reference, has in it.
_ANY = re.compile(r"[\\`*\[\]<>|_~&]")
#: What would be read as a character reference.
_REFERENCE = re.compile(r"&(?=#?[0-9A-Za-z]{1,32};)")
#: What makes a heading, list, rule, underline or fence at the start of a line.
_OPENING = ("#", "+", "=", "-", ":", "~")
_LEADING_NUMBER = re.compile(r"\d{1,9}(?=[.)](?:\s|$))")
#: Characters that are not seen and steer a terminal or the order of a line.
_UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_UNSAFE_IN_URL = re.compile(r"[\s<>()\\`\"|\[\]{}^\x00-\x20\x7f-\x9f]")
_WEB = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_RUN = re.compile(r"`+")


def visible(text: str) -> str:
    """Return *text* with spaces for control characters; new lines and tabs stay."""
    if text.isprintable():  # most are, and no sign of either kind is
        return text
    return _UNSEEN.sub("", _CONTROLS.sub(" ", text))


def is_plain(text: str) -> bool:
    """Whether *text* is the same when it is made `visible` and `escaped`."""
    return text.isprintable() and _ANY.search(text) is None


def escaped(text: str) -> str:
    """Return *text*, a part of a line, so that it is read as it is."""
    if _ANY.search(text) is None:  # told in a fifth of the time
        return text
    return _REFERENCE.sub(r"\\&", _SIGNS.sub(lambda sign: f"\\{sign[0]}", text))


def as_line(markdown: str) -> str:
    """Return a line whose signs are *escaped* so that it opens no block either."""
    if number := _LEADING_NUMBER.match(markdown):
        return f"{number[0]}\\{markdown[number.end() :]}"
    return f"\\{markdown}" if markdown.startswith(_OPENING) else markdown


def escaped_url(url: str) -> str | None:
    """Return *url* as the target of a link; None if it is not of the web or of mail."""
    if not _WEB.match(url):
        return None
    return _UNSAFE_IN_URL.sub(
        lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), url
    )


def escaped_code(text: str) -> str:
    """Return *text* as code in a line."""
    if "`" not in text:
        return f"`{text}`"
    longest = max(map(len, _RUN.findall(text)))
    fence = "`" * (longest + 1)
    apart = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{apart}{text}{apart}{fence}"


def fenced(text: str, language: str = "") -> list[str]:
    """Return the lines of *text* as a block of code."""
    longest = max(map(len, _RUN.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", *text.split("\n"), fence]
