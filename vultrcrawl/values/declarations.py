"""Declarations of programs: ``public class Mock extends Object``."""

from __future__ import annotations

import re
from typing import Final

from vultrcrawl.values.locales import table

#: Longest text that is read, in characters.
_LONGEST: Final = 2_000
#: Words that declarations begin with, in languages that have references made of code.
_KEYWORDS: Final = frozenset(table("declarations")["keywords"])
_WORD: Final = re.compile(r"[^\W\d]\w*")
#: Annotations before it, such as ``@Deprecated(since = "9")``.
_ANNOTATION: Final = re.compile(r"@\w[\w.]*(?:\([^()]*\))?\s*")


def declared(text: str) -> frozenset[str]:
    """Return the words of a declaration up to its body, but keywords; none of others.

    That is a text which begins with a keyword and goes on with a name.
    """
    rest = text[:_LONGEST].strip()
    while match := _ANNOTATION.match(rest):
        rest = rest[match.end() :]
    rest = rest.removeprefix("@")  # Java's @interface
    head = re.split(r"[({;=]", rest, maxsplit=1)[0]
    words = _WORD.findall(head)
    if not words or words[0] not in _KEYWORDS or not rest.startswith(words[0]):
        return frozenset()
    return frozenset(words) - _KEYWORDS
