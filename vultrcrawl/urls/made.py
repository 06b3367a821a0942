"""Parts of a URL that may have been made for one response: their names and values."""

from __future__ import annotations

import re
from typing import Final

from vultrcrawl.urls.normal_form import split_query

# A fraction, many digits, letters and digits mixed: 0.731, 1699999999, 5f3a9c1e.
_MADE: Final = re.compile(
    r"0?\.[0-9]{3,}|[0-9]{5,}|(?=[a-z_\-]*[0-9])(?=[0-9_\-]*[a-z])[0-9a-z_\-]{8,}",
    re.IGNORECASE,
)
# In a path: a segment that is called a session's, one of 16 random letters and digits
# at least, a UUID, and what a semicolon adds to a segment.
_IN_PATH: Final = re.compile(
    r"(?<=/)(?:"
    r"((?:[a-z]{0,8}sess(?:ion)?[-_]?(?:id)?|sid)[-_=.:~](?=[a-z]*[0-9])[0-9a-z]{8,})"
    r"|(?=[a-z]*[0-9])(?=[0-9]*[a-z])[0-9a-z]{16,}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r")(?=[/;]|$)"
    r"|;[a-z_]{1,20}=[^/;]+",
    re.IGNORECASE,
)
_PLACE: Final = "{}"
SESSION: Final = "/session"
"""Name of what a path calls a session."""


def is_made(pair: str) -> bool:
    """Whether the value of a parameter looks made for one response."""
    return _MADE.fullmatch(pair.partition("=")[2]) is not None


def split_made(url: str) -> tuple[str, str]:
    """Return *url*, in normal form, up to its query, and the query, as `split_query`.

    What looks made for one response in a path stands in the query: a session's segment
    as `SESSION`, others by a slash and a number, and what a semicolon adds as it is
    named: ``/sid-5f3a9c1e/a?b`` is ``/{}/a`` and ``b&/session=sid-5f3a9c1e``.
    """
    path, query = split_query(url)
    page, mark, route = path.partition("#")
    pairs: list[str] = []

    def moved(match: re.Match[str]) -> str:
        text = match[0]
        if text.startswith(";"):
            pairs.append(text)
            return ""
        pairs.append(f"{SESSION if match[1] else f'/{len(pairs) + 1}'}={text}")
        return _PLACE

    start = page.find("/", 8)
    if start < 0 or (clean := _IN_PATH.sub(moved, page[start:])) == page[start:]:
        return path, query
    query = "&".join([query, *pairs] if query else pairs)
    return f"{page[:start]}{clean}{mark}{route}", query


def names_in(query: str) -> list[str]:
    """Return the names in *query*, and those of values that change together as one.

    Of two that are new in every link none is ever seen to change alone: such are values
    that look made for one response, or are numbers.
    """
    pairs = [pair for pair in query.split("&") if pair]
    names = [pair.partition("=")[0] for pair in pairs]
    made = {n for n, pair in zip(names, pairs, strict=True) if is_made(pair)}
    numbers = {n for n, pair in zip(names, pairs, strict=True) if is_number(pair)}
    joint = [made, made | numbers] if numbers - made else [made]
    return [*names, *("&".join(sorted(one)) for one in joint if len(one) > 1)]


def is_number(pair: str) -> bool:
    """Whether the value of a parameter is a whole number."""
    return pair.partition("=")[2].isdecimal()


def values_of(query: str, name: str) -> str:
    """Return all that *query* says of *name*, or of several joined by ``&``."""
    names = name.split("&")
    return "&".join(p for p in query.split("&") if p.partition("=")[0] in names)


def without(path: str, query: str, name: str) -> str:
    """Return *path* and *query* as one, without *name*, or several joined by ``&``."""
    names = name.split("&")
    rest = "&".join(p for p in query.split("&") if p.partition("=")[0] not in names)
    return f"{path}?{rest}" if rest else path
