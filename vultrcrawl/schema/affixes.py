"""What starts or ends a value on every page and is not of it: ``by``, ``| Shop``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.candidate import Candidate

# What all pages seen start with may still be part of the value ("In stock (3 left)"):
# only what looks like a label is cut.
_LEAD = re.compile(
    r"(?:[^\d]*[:|\u2013\u2014\u2022]|[^\d]*\s-|by|von|par|por|door|di|da|av|af|posted|published"
    r"|updated|on|am|le|written by|text|autor|author)\s*",
    re.IGNORECASE | re.DOTALL,
)
_TRAIL = re.compile(
    r"\s+[|\u2013\u2014\u2022:\u00b7\u00ab\u00bb-]\s.*|\s+\([^()]*\)", re.DOTALL
)


def strip_affixes(one: Candidate) -> None:
    """Cut what starts and ends all texts of *one*, and note it there."""
    texts = [values[0] for values in one.values.values() if len(values) == 1]
    if len(texts) < max(2, len(one.values)) or len(set(texts)) < 2:
        return
    if one.kind != "near" and one.attribute not in (None, "text", "own"):
        return
    if "://" in texts[0][:12]:
        return
    prefix, suffix = _prefix(texts), _suffix(texts)
    if not prefix and not suffix:
        return
    cut = [text.removeprefix(prefix).removesuffix(suffix).strip() for text in texts]
    if not all(cut):
        return
    one.prefix, one.suffix = prefix, suffix
    for number, text in zip(list(one.values), cut, strict=True):
        one.values[number] = [text]


def _prefix(texts: Sequence[str]) -> str:
    common = _common(texts)
    head = common[: max(common.rfind(mark) for mark in ":|\u2013\u2014\u2022 ") + 1]
    return head if head.strip() and _LEAD.fullmatch(head.strip()) else ""


def _suffix(texts: Sequence[str]) -> str:
    common = _common([text[::-1] for text in texts])[::-1]
    match = _TRAIL.search(common)
    return match[0] if match else ""


def _common(texts: Sequence[str]) -> str:
    """Return what all of *texts* start with."""
    first, last = min(texts), max(texts)  # all others lie between these two
    for place, (one, other) in enumerate(zip(first, last, strict=False)):
        if one != other:
            return first[:place]
    return min(first, last, key=len)
