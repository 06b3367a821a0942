"""Values found between two texts that all pages have: landmarks.

Pages laid out by tables have neither classes nor labels for much of what they say: the
company is what stands between ``Home`` and ``Posted:``. Which texts are landmarks shows
only on several pages.

What stands between two landmarks is told apart by its look (`Piece.look`): the one
link, the one telephone number. Of several that look alike, each is told by its place
among them, and only where there are as many as on the pages that were learned from:
where one is missing, which one can't be told, and a wrong value is worse than none.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from vultrcrawl.schema.candidate import Candidate
from vultrcrawl.schema.names import hinted, snake
from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from vultrcrawl.schema.pieces import Piece
    from vultrcrawl.schema.reading import Reading

#: Pages that tell constant texts from chance, at least.
LEAST = 4
#: Share of the pages that have a landmark; and of these, those that have a value.
_OFTEN, _COVERED = 0.6, 0.5
#: Pieces between two landmarks, and of one look among them, at most; links of one look
#: from which on they list other pages.
_BETWEEN, _ALIKE, _LINKS = 12, 4, 3
#: Longest landmark and longest value, in characters; landmarks of a template.
_LANDMARK, _VALUE, _LANDMARKS = 50, 160, 400
#: Fields of a template that only landmarks tell.
_MAX = 12
#: Texts at which what follows a landmark may end, at most.
_ENDS = 3
#: Share of the pages on which a value may be the same.
_SAME = 0.75
#: What stands between the landmarks in a locator; no piece has one.
_BAR = " | "
_PLACE = re.compile(r"(?P<look>.+) (?P<place>[1-9])/(?P<count>[1-9])")
#: What tells of the page in its own words.
_SENTENCE = re.compile(r".* .*[.?!]", re.DOTALL)
#: ``Paperback (24)``: how many things a link leads to.
_COUNTED = re.compile(r".*\(\d[\d.,]*\)", re.DOTALL)
#: Names of what all of is read as one.
_TEXTS = ("articleBody", "description")
#: Names that the writing of values gives.
_NAMES = ("telephone", "price", "date")
_COLONS = (":", "\uff1a")


class Landmarks:
    """What stands where among the pieces of one page."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.texts = [folded(one.text) for one in pieces]
        counts = Counter(self.texts)
        self.only = {t: n for n, t in enumerate(self.texts) if counts[t] == 1}
        """Where texts stand that the page has once."""

    def after(
        self, text: str, ends: AbstractSet[str]
    ) -> tuple[list[Piece], str] | None:
        """Return the pieces from *text* to the first of *ends*, and that end.

        All texts are folded; "" is the start or the end of the page. None if there is
        no such text, too much in between, or a label that is none of the *ends*.
        """
        place = self.only.get(text) if text else -1
        if place is None:
            return None
        found: list[Piece] = []
        end = ""
        for number in range(place + 1, len(self.pieces)):
            if self.texts[number] in ends:
                end = self.texts[number]
                break
            if self.pieces[number].is_label or len(found) > _BETWEEN:
                return None
            found.append(self.pieces[number])
        return (found, end) if end in ends else None

    def find(self, expr: str, attribute: str) -> list[str]:
        """Return the text that a locator of kind ``near`` finds, or none.

        *expr* has the text before it, and those at which what follows may end;
        *attribute* its look, its place among those that look alike, and how many they
        are: ``td 1/2`` is the first of two.
        """
        text, *ends = map(folded, expr.split(_BAR.strip()))
        match = _PLACE.fullmatch(attribute)
        run = self.after(text, frozenset(ends))
        if match is None or run is None:
            return []
        alike, place = _alike(run[0], match["look"]), int(match["place"])
        if len(alike) != int(match["count"]) or place > len(alike):
            return []
        return [one for one in alike[place - 1 : place] if len(one) <= _VALUE]


def _alike(run: Sequence[Piece], look: str) -> list[str]:
    return [one.text for one in run if one.look == look]


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
    expr = _BAR.join(_as_said(one, pages) for one in (text, *ends))
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
    """Return a candidate named by its label, its writing, or what it stands beside.

    *alone* tells whether nothing else stands between the landmarks.
    """
    text, end, *_ = map(str.strip, expr.split(_BAR.strip()))
    written = attribute.rpartition(" ")[0].partition(" ")[2]
    beside = snake(f"after {text}" if text else f"before {end}")
    label = None
    if text.endswith(_COLONS) and alone:
        label = text.rstrip(": \uff1a")
        name = hinted(label) or snake(label) or beside
    elif written in _NAMES:
        name = written
    else:
        name = (hinted(text) if alone else None) or beside
    return Candidate(
        "near", expr, attribute, values, name, label=label, score=0.4, markup=beside
    )


def additional(
    candidates: Sequence[Candidate], chosen: Sequence[Candidate]
) -> Iterator[list[Candidate]]:
    """Yield those of kind ``near`` that say what none *chosen* does, best first.

    Each alone, and `_MAX` at most; what the caller adds to *chosen* counts.
    """
    nearby = [one for one in candidates if one.kind == "near"]
    left = _MAX
    for one in sorted(nearby, key=lambda one: -len(one.keys)):
        said = (sum(_shared(one, other)) for other in chosen)
        if left and 2 * max(said, default=0) <= len(one.keys):
            left -= 1
            yield [one]


def _shared(one: Candidate, other: Candidate) -> Iterator[bool]:
    """Yield for each page of both whether *other* says what *one* does.

    What stands in a text, or in the value of a label, is said.
    """
    whole = other.kind in ("label", "prose") or other.name in _TEXTS
    for number in one.keys.keys() & other.keys.keys():
        key, said = one.keys[number], other.keys[number]
        yield key == said or (whole and f" {key} " in f" {said} ")
