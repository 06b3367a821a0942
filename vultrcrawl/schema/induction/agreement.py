"""Which candidates say the same on the pages that they share, or what others do."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.values import folded, likeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Share of the common pages on which candidates that say the same must agree, and how
#: alike their values must be there: F1 of words.
AGREE, ALIKE = 0.75, 0.85
#: Words from which on a text is part of another that has nearly all of them, and share
#: of them that may be missing there.
_LONG, _MISSING = 40, 0.1
#: Share of a text that labels and their values are, if it is no more than these.
_TABLE: Final = 0.6
#: Candidates that one is compared with at most: a page repeats a price or a label.
_COMPARED: Final = 60


def agreement(one: Candidate, other: Candidate) -> float:
    """Return the share of common pages on which both say the same; 0 without any."""
    common = one.keys.keys() & other.keys.keys()
    if not common or 2 * len(common) < min(len(one.keys), len(other.keys)):
        return 0.0
    alike = sum(likeness(one.keys[n], other.keys[n]) >= ALIKE for n in common)
    return alike / len(common)


def is_within(part: str, whole: str) -> bool:
    """Whether the key *whole* holds *part*, or nearly all words of a long one."""
    if part in whole:
        return True
    words = part.split()
    if len(words) < _LONG:
        return False
    missing = Counter(words) - Counter(whole.split())
    return missing.total() <= _MISSING * len(words)


class Index:
    """Candidates by how their values start, so that few need be compared."""

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._starting: dict[tuple[int, str], list[Candidate]] = defaultdict(list)
        self._known: dict[int, list[Candidate]] = {}
        for one in candidates:
            for number, key in one.keys.items():
                self._starting[number, _start(key)].append(one)

    def agreeing(self, one: Candidate) -> list[Candidate]:
        """Return the other candidates that say the same as *one*."""
        if id(one) not in self._known:
            near = {
                id(other): other
                for number, key in list(one.keys.items())[:4]
                for other in self._starting[number, _start(key)][:_COMPARED]
                if other is not one
            }
            self._known[id(one)] = [
                other for other in near.values() if agreement(one, other) >= AGREE
            ]
        return self._known[id(one)]


def _start(key: str) -> str:
    """Return what alike values nearly always share: their first two words."""
    return " ".join(key.split(" ", 2)[:2])


def labelled_texts(candidates: Iterable[Candidate]) -> dict[int, set[str]]:
    """Return by page the labels and the values of all that stands beside a label."""
    found: dict[int, set[str]] = defaultdict(set)
    for one in candidates:
        if one.kind == "label":
            for page, texts in one.values.items():
                found[page].update(map(folded, texts))
                found[page].add(folded(one.label or ""))
    return found


def is_table(one: Candidate, labelled: Sequence[Candidate]) -> bool:
    """Whether most of what *one* says are other labels, each before its value.

    A heading *Additional information* stands beside the text of all rows below it.
    """
    said = whole = 0
    for page, key in one.keys.items():
        pairs = [
            f"{folded(other.label or '')} {other.keys[page]}"
            for other in labelled
            if other is not one and page in other.keys
        ]
        within = [len(pair) for pair in pairs if pair in key]
        whole += len(key)
        said += sum(within) if len(within) > 1 else 0
    return said > _TABLE * whole


def is_composed(one: Candidate, pairs: Mapping[int, AbstractSet[str]]) -> bool:
    """Whether most texts of *one* are labels or values of others on its page."""
    texts = [(page, folded(text)) for page in one.values for text in one.values[page]]
    beside = sum(text in pairs.get(page, ()) for page, text in texts)
    return 2 * beside > len(texts) > 1
