"""Names without the words that all pages put before or after them.

``Profile of Ann`` and ``Profile of Ben`` are Ann and Ben if links to these pages, or
texts on them, say only that.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from vultrcrawl.schema.induction.candidates.affixes import cut
from vultrcrawl.schema.values import folded
from vultrcrawl.values.dates import date_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.sources.reading import Reading

#: Properties that are names.
_NAMES: Final = ("name", "author")
#: Kinds of places whose texts have such words.
_SHOWN: Final = ("css", "meta", "near")
#: Share of the pages whose texts have the words, at least.
_NEARLY_ALL: Final = 0.8
#: Share of these on which the name alone stands elsewhere, at least; and of those
#: that links lead to on which a link has the words, too, less than.
_ALONE, _WHOLE = 0.75, 0.5


class _Words(NamedTuple):
    """What stands before or after a name."""

    prefix: str
    suffix: str


def without_lead_words(
    candidates: Sequence[Candidate],
    readings: Sequence[Reading],
    anchors: Mapping[str, Sequence[str]],
) -> list[Candidate]:
    """Return *candidates* without the words that nearly all pages have at names.

    These words alone are no name: such candidates have no score for one. *anchors* are
    the texts of links to pages, by URL.
    """
    linked = [set(map(folded, anchors.get(r.document.url, ()))) for r in readings]
    found = {
        words: None
        for one in candidates
        if any(one.scores.get(name) for name in _NAMES)
        and (words := _lead_words(one, readings, linked)) is not None
    }
    alone = {folded(word) for words in found for word in words if word}
    return [
        replace(one, scores={k: v for k, v in one.scores.items() if k not in _NAMES})
        if one.is_constant and alone.issuperset(one.keys.values())
        else _without(one, found)
        for one in candidates
    ]


def _without(one: Candidate, found: Collection[_Words]) -> Candidate:
    """Return *one* without the words of *found* that nearly all its texts have."""
    texts = one.texts() if one.kind in _SHOWN else []
    for prefix, suffix in found:
        having = sum(t.startswith(prefix) and t.endswith(suffix) for t in texts)
        if having < max(2, _NEARLY_ALL * len(texts)):
            continue
        values = {
            page: tuple(cut(text, prefix, suffix) for text in several)
            for page, several in one.values.items()
        }
        if all(map(all, values.values())):
            before, after = one.prefix + prefix, suffix + one.suffix
            return replace(one, values=values, prefix=before, suffix=after)
    return one


def _lead_words(
    one: Candidate, readings: Sequence[Reading], linked: Sequence[set[str]]
) -> _Words | None:
    """Return the words before or after the names that *one* has, if it has any."""
    texts = {page: found[0] for page, found in one.values.items() if len(found) == 1}
    if len(texts) < max(2, len(one.values)):
        return None
    for words in _shared(texts):
        having = {
            page: text
            for page, text in texts.items()
            if text.startswith(words.prefix) and text.endswith(words.suffix)
        }
        names = {page: cut(text, *words) for page, text in having.items()}
        # Of one author there may be "by Ada on May 2" and "by Ada on May 3".
        if any(date_in(n) or not any(map(str.isalpha, n)) for n in names.values()):
            continue
        alone = sum(
            folded(name) in linked[page] or folded(name) in readings[page].texts
            for page, name in names.items()
        )
        whole = sum(folded(text) in linked[page] for page, text in having.items())
        if alone >= _ALONE * len(having) and whole <= _WHOLE * sum(
            bool(linked[page]) for page in having
        ):
            return words
    return None


def _shared(texts: Mapping[int, str]) -> Iterator[_Words]:
    """Yield the words that nearly all of *texts* begin with, and that they end with."""
    words = [text.split(" ") for text in texts.values()]
    if before := _common(words):
        yield _Words("".join(f"{word} " for word in before), "")
    if after := _common([one[::-1] for one in words]):
        yield _Words("", "".join(f" {word}" for word in reversed(after)))


def _common(lists: Sequence[Sequence[str]]) -> list[str]:
    """Return the words that nearly all of *lists* begin with, and that are not all."""
    first, count = Counter(words[0] for words in lists).most_common(1)[0]
    alike = [words for words in lists if words[0] == first]
    if count < max(2, _NEARLY_ALL * len(lists)) or len(set(map(tuple, alike))) < 2:
        return []
    heads = (words[:-1] for words in alike)
    same = takewhile(lambda column: len(set(column)) == 1, zip(*heads, strict=False))
    return [column[0] for column in same]
