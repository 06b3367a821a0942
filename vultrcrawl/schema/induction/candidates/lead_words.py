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
    from collections.abc import Collection, Mapping, Sequence

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
        words
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
    for prefix, suffix in found:
        texts = one.texts()
        having = sum(t.startswith(prefix) and t.endswith(suffix) for t in texts)
        if having >= max(2, _NEARLY_ALL * len(texts)) and one.kind in _SHOWN:
            cut_ = {
                page: tuple(cut(text, prefix, suffix) for text in several)
                for page, several in one.values.items()
            }
            if all(all(several) for several in cut_.values()):
                return replace(
                    one,
                    values=cut_,
                    prefix=one.prefix + prefix,
                    suffix=suffix + one.suffix,
                )
    return one


def _lead_words(
    one: Candidate, readings: Sequence[Reading], linked: Sequence[set[str]]
) -> _Words | None:
    """Return the words before or after the names that *one* has, if it has any."""
    all_texts = {n: found[0] for n, found in one.values.items() if len(found) == 1}
    if len(all_texts) < max(2, len(one.values)):
        return None
    for turned in (False, True):
        first = Counter(_words(text, turned=turned)[0] for text in all_texts.values())
        word, count = first.most_common(1)[0]
        texts = {
            page: text
            for page, text in all_texts.items()
            if _words(text, turned=turned)[0] == word
        }
        if count < max(2, _NEARLY_ALL * len(all_texts)) or len(set(texts.values())) < 2:
            continue
        same = _common([_words(text, turned=turned) for text in texts.values()])
        prefix = "" if turned else "".join(f"{word} " for word in same)
        suffix = "".join(f" {word}" for word in reversed(same)) if turned else ""
        names = {page: cut(text, prefix, suffix) for page, text in texts.items()}
        alone = sum(
            folded(name) in linked[page] or folded(name) in readings[page].texts
            for page, name in names.items()
        )
        whole = sum(folded(texts[page]) in linked[page] for page in texts)
        having = sum(bool(linked[page]) for page in texts)
        # Of one author there may be "by Ada on May 2" and "by Ada on May 3".
        if any(date_in(n) or not any(map(str.isalpha, n)) for n in names.values()):
            continue
        if same and alone >= _ALONE * len(texts) and whole <= _WHOLE * having:
            return _Words(prefix, suffix)
    return None


def _words(text: str, *, turned: bool) -> list[str]:
    words = text.split(" ")
    return words[::-1] if turned else words


def _common(lists: Sequence[Sequence[str]]) -> list[str]:
    """Return the words that all of *lists* begin with, but for the last one of each."""
    heads = (words[:-1] for words in lists)
    same = takewhile(lambda words: len(set(words)) == 1, zip(*heads, strict=False))
    return [words[0] for words in same]
