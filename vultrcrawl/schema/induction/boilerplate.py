"""What pages have besides their content, by its words and by where else it is said.

Words are in ``data/boilerplate.json``, by language: *parts* as classes, ids and labels
call them, and *labels* of what leads around a page, or asks its reader for something.
There ``*`` stands for any words.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.names import worded
from vultrcrawl.schema.values import folded
from vultrcrawl.tables import json_table

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

#: Share of the pages that have a fact on which it says the same, at least; and of the
#: pages of another template that say so, too.
_SAME, _ELSEWHERE = 0.9, 0.5
_WORDS: Final = re.compile(r"[^\W_]+")


def is_interface(label: str) -> bool:
    """Whether a label leads around the page, or asks its reader for something.

    Or asks a question, which only this page answers.
    """
    if label.rstrip().endswith("?"):
        return True
    exact, longer = _labels()
    words = _phrase(label)
    return words in exact or any(one.fullmatch(words) for one in longer)


def says_boilerplate(words: str) -> bool:
    """Whether a class, an id, a key or a label calls what pages have beside content."""
    found = f" {_phrase(worded(words))} "
    return any(part in found for part in _parts())


def _phrase(text: str) -> str:
    """Return the words of *text*, case and signs aside."""
    return " ".join(_WORDS.findall(text.casefold()))


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


def says_elsewhere(
    label: str, values: Collection[str], others: Sequence[Sequence[str]]
) -> bool:
    """Whether pages of another template have *label* beside the most frequent value.

    *values* are what stands beside it on each page, folded, and *others* are folded
    texts of pages, by template. Label and value may stand in either order.
    """
    if not label or not values:
        return False
    value, count = Counter(values).most_common(1)[0]
    if count < _SAME * len(values):
        return False
    label = folded(label)
    pairs = (f" {label} {value} ", f" {value} {label} ")
    return any(
        sum(any(pair in f" {text} " for pair in pairs) for text in texts)
        >= _ELSEWHERE * len(texts)
        for texts in others
        if texts
    )
