"""Candidates found between two texts that all pages have: landmarks."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.schema.induction.candidates.candidate import Candidate
from vultrcrawl.schema.properties.registry import PROPERTIES, by_label
from vultrcrawl.schema.sources.landmarks import BAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.sources.landmarks import Landmarks
    from vultrcrawl.schema.sources.reading import Reading

#: Pages that tell constant texts from chance, at least.
LEAST = 4
#: Share of the pages that have a landmark; and of these, those that have a value.
_OFTEN, _COVERED = 0.6, 0.5
#: Pieces of one look between two landmarks at most; links of one look from which on
#: they list other pages.
_ALIKE, _LINKS = 4, 3
#: Longest landmark, in characters; landmarks of a template.
_LANDMARK, _LANDMARKS = 50, 400
#: Texts at which what follows a landmark may end, at most.
_ENDS = 3
#: Share of the pages on which a value may be the same.
_SAME = 0.75
#: What tells of the page in its own words.
_SENTENCE = re.compile(r".* .*[.?!]", re.DOTALL)
#: ``Paperback (24)``: how many things a link leads to.
_COUNTED = re.compile(r".*\(\d[\d.,]*\)", re.DOTALL)
#: How likely what stands behind a label of a property is that property.
_SCORE = 0.5
_COLONS = (":", "\uff1a")


def near(readings: Sequence[Reading]) -> list[Candidate]:
    """Return candidates for what stands between texts that *readings* have in common.

    None of fewer than `LEAST` pages.
    """
    if len(readings) < LEAST:
        return []
    pages = [one.landmarks for one in readings]
    had = Counter(text for page in pages for text in page.only)
    common = sorted(
        text
        for text, count in had.items()
        if count >= _OFTEN * len(pages) and _is_landmark(text)
    )
    if len(common) > _LANDMARKS:
        return []
    labels = {
        text
        for page in pages
        for text, piece in zip(page.texts, page.pieces, strict=True)
        if piece.is_label
    }
    stops = set(common) | labels | {""}
    return [one for text in ["", *common] for one in _following(text, pages, stops)]


def _is_landmark(text: str) -> bool:
    return 2 <= len(text) <= _LANDMARK and sum(map(str.isalpha, text)) >= 2


def _following(
    text: str, pages: Sequence[Landmarks], stops: AbstractSet[str]
) -> Iterator[Candidate]:
    """Yield candidates for what stands between *text* and one of *stops*."""
    stopped = Counter(
        run[1] for page in pages if (run := page.after(text, stops)) is not None
    )
    ends = [end for end, count in stopped.most_common(_ENDS) if count > 1]
    if not any([text, *ends]):
        return
    between = {
        number: run[0]
        for number, page in enumerate(pages)
        if (run := page.after(text, frozenset(ends))) is not None
    }
    if len(between) < max(LEAST, _COVERED * _OFTEN * len(pages)):
        return
    expr = BAR.join(_as_said(one, pages) for one in (text, *ends))
    looks = [Counter(one.look for one in run) for run in between.values()]
    counts = {
        look: Counter(one[look] for one in looks)
        for look in sorted(set().union(*looks))
    }
    if any(
        look.partition(".")[0] == "a" and min(count) >= _LINKS
        for look, count in counts.items()
    ):
        return
    alone = all(one.total() == 1 for one in looks)
    for look, known in counts.items():
        count = _reliable(known)
        for place in range(1, count + 1):
            attribute = f"{look} {place}/{count}"
            values = {
                number: found
                for number, page in enumerate(pages)
                if (found := page.find(expr, attribute))
            }
            if len(values) >= LEAST and _tell(values):
                yield _candidate(expr, attribute, values, alone=alone)


def _tell(values: Mapping[int, Sequence[str]]) -> bool:
    """Whether *values* differ enough, and are neither sentences nor counts."""
    texts = Counter(text for found in values.values() for text in found)
    if all(map(_COUNTED.fullmatch, texts)) or all(map(_SENTENCE.fullmatch, texts)):
        return False
    return texts.most_common(1)[0][1] < _SAME * texts.total()


def _reliable(counts: Counter[int]) -> int:
    """Return how many pieces of one look have each its place; 0 if none has.

    *counts* tells how many pages have how many of them. With most of them, nothing is
    missing. With less, one is, always the same, if no page has still less.
    """
    count, pages = counts.most_common(1)[0]
    if not 0 < count <= _ALIKE or pages < _COVERED * counts.total():
        return 0
    sure = count == max(counts) or (0 not in counts and len(counts) == 2)
    return count if sure else 0


def _as_said(text: str, pages: Sequence[Landmarks]) -> str:
    """Return a folded *text* as a page has it."""
    for page in pages:
        if text in page.texts:
            return page.pieces[page.texts.index(text)].text
    return text


def _candidate(
    expr: str, attribute: str, values: dict[int, list[str]], *, alone: bool
) -> Candidate:
    """Return a candidate with the label it stands behind, if nothing else does.

    *alone* tells whether nothing else stands between the landmarks.
    """
    text = expr.split(BAR.strip(), maxsplit=1)[0].strip()
    label = text.rstrip(": \uff1a") if alone and text.endswith(_COLONS) else None
    name = by_label(label or text) if alone else None
    if name is not None and PROPERTIES[name].keeps_label:
        name = None
    return Candidate(
        "near",
        expr,
        {page: tuple(found) for page, found in values.items()},
        {} if name is None else {name: _SCORE},
        attribute=attribute,
        label=label,
    )
