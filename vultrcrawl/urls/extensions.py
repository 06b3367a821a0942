"""Extensions of file names in paths: `.html`, `.mp3`."""

from __future__ import annotations

import re

_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")


def extension(name: str) -> str:
    """Return the extension of *name*, the end of a path, with its dot; else nothing."""
    found = _EXTENSION.search(name)
    return found[0] if found is not None else ""


def without_extension(name: str) -> str:
    """Return *name* without ``.html`` and the like."""
    return _EXTENSION.sub("", name)
