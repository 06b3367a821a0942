"""Simplifies pages whose parsing would cost far more than their size.

libxml2 compares each attribute of a tag with all others of it (50,000 on one tag of a
page of 0.4 MB take 18 s), and a tree takes some 100 bytes for each node of it, so that
10 MB of empty elements come to 1 GB. What is taken off no page has that people wrote:
of 5,888 real pages the most attributes of a tag are 351, by a quotation mark too many,
and the most tags 38,590. It takes 5 ms for 100 kB.
"""

from __future__ import annotations

import re

MAX_ATTRIBUTES = 500
"""Most attributes of one tag; others are left out."""
MAX_TAGS = 500_000
"""Most tags and comments of a page, of which what follows is left out."""
MAX_ALL_ATTRIBUTES = 1_000_000
"""Most attributes of all tags of a page; the same."""

#: Characters of a page whose attributes can't take more than a fifth of a second.
_SMALL = 20_000
#: Characters of a page that could have too many attributes in all, two for each.
_MANY = 2 * MAX_ALL_ATTRIBUTES
#: Characters of a tag that could have too many attributes.
_LONG = 2 * MAX_ATTRIBUTES
#: Elements in which no tag but their own end is read (HTML, section 13.2.5).
_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext"
_ATTRIBUTE = r"[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?"
# Each match goes on where the last one ended, and each alternative takes what it has
# read or the rest of the page: no character is read more than a few times.
_TAG = re.compile(
    # What the name of such an element begins with is asked first: most begin otherwise.
    rf"<(?:!--.*?(?:-->|\Z)|(?P<tag>(?:(?=[stxin]|pl)(?P<raw>{_RAW})(?=[\s/>])|[a-z])"
    rf"[^\s/>]*+(?:{_ATTRIBUTE})*+[\s/]*+>?)(?(raw).*?(?:(?=</(?P=raw))|\Z)))",
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(r"<[^\s/>]*+")
_ATTRIBUTES = re.compile(_ATTRIBUTE)


def bounded(html: str) -> tuple[str, bool]:
    """Return *html* within the limits, and whether it was cut off for that."""
    size = len(html)
    if size < _SMALL:
        return html, False
    parts: list[str] = []
    kept = attributes = 0
    for tags, match in enumerate(_TAG.finditer(html), 1):
        start, end = match.start(), match.end("tag")  # -1 for a comment
        if size > _MANY or end - start > _LONG:
            name = _NAME.match(html, start)
            count, stop = _count(html, name.end(), end) if name else (0, end)
            attributes += count
            if stop < end:
                parts += html[kept:start], html[start:stop], ">"
                kept = end
        if tags > MAX_TAGS or attributes > MAX_ALL_ATTRIBUTES:
            return "".join((*parts, html[kept : match.start()])), True
    return "".join((*parts, html[kept:])), False


def _count(html: str, start: int, end: int) -> tuple[int, int]:
    """Count the attributes in a tag; return where those end that it may have."""
    count, stop = 0, start
    for match in _ATTRIBUTES.finditer(html, start, end):
        count += 1
        if count > MAX_ATTRIBUTES:
            return count, stop
        stop = match.end()
    return count, end
