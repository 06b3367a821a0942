"""What starts or ends a value on every page and is not of it: ``by``, ``| Shop``."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.schema.properties.registry import by_label
from vultrcrawl.values.dates.times import times
from vultrcrawl.values.numbers import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Share of the texts that have an affix, and length that one may have, in characters.
_NEARLY_ALL, _LONGEST = 0.8, 120
#: Parts of one affix, each parted by a sign of its own, at most.
_PARTS = 3
#: What is named by words before it without a sign between.
_BYLINES = ("author", "datePublished", "dateModified")
_LEAD = re.compile(
    r"[^:|\u2013\u2014\u2022\uff1a]{1,50}?(?:::|[:|\u2013\u2014\u2022\uff1a]|\s[-\u00b7])\s+"
)
_SEPARATOR = re.compile(r"\s+[|\u2013\u2014\u2022:\u00b7\u00ab\u00bb-]\s+(?=\S)")
#: The link to itself at the end of a heading, and the sign that leads to the next step.
_PERMALINK = re.compile(r"\s*[#\u00b6\u00a7]$|(?<!\u00ab)\s+[\u00bb\u203a>]$")
_BRACKETS = re.compile(r"\s+\([^()]*\)$")


def affixes(values: Mapping[int, Sequence[str]]) -> tuple[str, str]:
    """Return what nearly all texts start with and end with, as far as it is no value.

    What starts them must be a label (a known one, or ended by a colon or bar): all of
    ``In stock (3 left)`` may be the value. What ends them must stand behind a sign that
    separates. Both are empty if a page has several texts, or all have the same.
    """
    texts = [found[0] for found in values.values() if len(found) == 1]
    if len(texts) < max(2, len(values)) or len(set(texts)) < 2:
        return "", ""
    if "://" in texts[0][:12]:
        return "", ""
    prefix = suffix = ""
    for _ in range(_PARTS):  # "Site | View topic - Title"
        more = _most_common([_head(text) for text in texts])
        prefix += more
        texts = [text.removeprefix(more) for text in texts]
    for _ in range(_PARTS):  # "Title - Section | Site"
        more = _most_common([_tail(text) for text in texts])
        suffix = more + suffix
        texts = [text.removesuffix(more) for text in texts]
    texts = [found[0] for found in values.values() if len(found) == 1]
    if all(cut(text, prefix, suffix) for text in texts):
        return prefix, suffix
    return "", ""


def cut(text: str, prefix: str, suffix: str) -> str:
    """Return *text* without *prefix* and *suffix*."""
    return text.removeprefix(prefix).removesuffix(suffix).strip()


def _most_common(affixes_: Sequence[str]) -> str:
    """Return the affix that nearly all texts have; "" if there is none."""
    affix, count = Counter(affixes_).most_common(1)[0]
    return affix if count >= _NEARLY_ALL * len(affixes_) else ""


def _head(text: str) -> str:
    """Return the label that *text* starts with, and what separates it; or ""."""
    match = _LEAD.match(text[:_LONGEST])
    if match is not None and not any(map(str.isdigit, match[0])):
        return match[0]
    words = text[:_LONGEST].split(" ")
    for size in (3, 2, 1):
        lead = " ".join(words[:size])
        if len(words) > size and by_label(lead) in _BYLINES:
            return f"{lead} "
    return ""


def _tail(text: str) -> str:
    """Return the part of *text* behind the last sign that separates, with it; or ""."""
    if mark := _PERMALINK.search(text):
        return mark[0]
    end = text[-_LONGEST:]
    if found := list(_SEPARATOR.finditer(end)):
        tail = end[found[-1].start() :]
        return "" if times(normal(tail)) else tail  # "6:00 pm - 8:00 pm"
    match = _BRACKETS.search(end)
    return match[0] if match is not None else ""
