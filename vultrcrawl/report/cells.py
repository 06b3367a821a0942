"""Texts that do nothing to who opens a file: no formula, no order to a terminal."""

from __future__ import annotations

import re

# OWASP, "CSV injection": these start a formula, also behind spaces, in full width, and
# on a new line of a cell that holds several.
_TRIGGER = re.compile(
    r"^(?=[\s\u00a0\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20|%\t\r])", re.MULTILINE
)
# A terminal obeys these when a file is shown; tabs and ends of lines are text.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?%?")


def safe_cell(value: object) -> object:
    """Return *value* so that it is shown, not run; numbers stay numbers.

    A text that would start a formula gets an apostrophe in front, on each of its lines,
    and one with control characters loses them.
    """
    if not isinstance(value, str) or _NUMBER.fullmatch(value):
        return value
    value = without_controls(value)
    return _TRIGGER.sub("'", value) if _TRIGGER.search(value) else value


def without_controls(text: str) -> str:
    """Return *text* without control characters, but for tabs and ends of lines."""
    return _CONTROLS.sub("", text)
