"""What pages have besides their content, by its words and by where else it is said.

Words are in ``data/boilerplate.json``, by language: *parts* as classes, ids and labels
call them, and *labels* of what leads around a page, or asks its reader for something.
There ``*`` stands for any words.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from vultrcrawl.schema.names import worded
from vultrcrawl.schema.values import folded
from vultrcrawl.tables import json_table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

#: Share of the pages with a label beside which the same stands, at least; and of the
#: pages of another template on which it does, too.
_SAME, _ELSEWHERE = 0.9, 0.5
#: Templates that have what is everywhere, at least, and as a share of them.
_SEVERAL, _NEARLY_ALL = 3, 0.75


def is_interface(label: str) -> bool:
    """Whether a label leads around the page, or asks its reader for something.

    Or asks a question, which only this page answers.
    """
    if label.rstrip().endswith("?"):
        return True
    exact, longer = _labels()
    words = folded(label)
    return words in exact or any(one.fullmatch(words) for one in longer)


def says_boilerplate(words: str) -> bool:
    """Whether a class, an id, a key or a label calls what pages have beside content."""
    found = f" {folded(worded(words).replace('_', ' '))} "
    return any(part in found for part in _parts())


@cache
def _parts() -> tuple[str, ...]:
    languages = json_table(__package__, "data/boilerplate.json")["parts"]
    return tuple(f" {one} " for words in languages.values() for one in words)


@cache
def _labels() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Return the labels that are written so, and patterns of those with more words."""
    languages = json_table(__package__, "data/boilerplate.json")["labels"]
    labels = [one for words in languages.values() for one in words]
    longer = [re.escape(one).replace(r"\*", ".*") for one in labels if "*" in one]
    return frozenset(labels), tuple(map(re.compile, longer))


def most_frequent(pages: Collection[Sequence[str]]) -> str | None:
    """Return the folded text that nearly all *pages* have; None if they differ.

    Each has one text or several.
    """
    counts = Counter(folded(" ".join(texts)) for texts in pages)
    text, count = max(counts.items(), key=lambda one: one[1], default=("", 0))
    return text if text and count >= _SAME * len(pages) else None


def says_elsewhere(label: str, value: str, others: Sequence[Sequence[str]]) -> bool:
    """Whether pages of another template have *label* beside *value*, in either order.

    *value* is folded; *others* are texts of pages, by template, folded and with a space
    around. Linear in their length: 24 texts of 100,000 characters take some 2 ms.
    """
    shares = _shares(label, value, others)
    return any(share >= _ELSEWHERE for share in shares)


def says_everywhere(label: str, value: str, others: Sequence[Sequence[str]]) -> bool:
    """Whether most pages of nearly all other templates have *label* beside *value*.

    So a footer has the address of a shop, if a page has any.
    """
    shares = _shares(label, value, others)
    having = sum(share >= _ELSEWHERE for share in shares)
    return having >= max(_SEVERAL, _NEARLY_ALL * len(shares))


def _shares(label: str, value: str, others: Sequence[Sequence[str]]) -> list[float]:
    """Return the share of the pages of each other template that have both."""
    label = folded(label)
    pairs = (f" {label} {value} ", f" {value} {label} ")
    return [
        sum(any(pair in text for pair in pairs) for text in texts) / len(texts)
        for texts in others
        if texts
    ]
