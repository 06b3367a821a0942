"""Removes characters that readers can't see."""

from __future__ import annotations

import re

# Zero-width characters, bidirectional controls, fillers, variation selectors, Unicode
# tags, and control characters but for tab and line feed.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_TAGS = re.compile("[\U000e0020-\U000e007e]{4,}")


def visible_only(text: str) -> str:
    """Return *text* without characters that show nothing."""
    return _INVISIBLE.sub("", text)


def tagged_text(text: str) -> str:
    """Return what is written in *text* in Unicode tag characters, as ASCII."""
    found = [] if text.isascii() else _TAGS.findall(text)
    return " ".join("".join(chr(ord(c) - 0xE0000) for c in run) for run in found)
