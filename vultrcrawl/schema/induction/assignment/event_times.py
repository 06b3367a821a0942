"""When an event takes place, where one line, or those below one label, tell it.

Such lines have what no other date has: a day without its year, hours from and to.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.induction.assignment.by_type import is_of_byline
from vultrcrawl.schema.induction.assignment.options import Assignment
from vultrcrawl.schema.induction.fitness import written_as
from vultrcrawl.schema.model import MAX_LOCATORS
from vultrcrawl.schema.properties.registry import by_labels
from vultrcrawl.taxonomy import PageType
from vultrcrawl.values.dates import spans

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate
    from vultrcrawl.schema.model import TransformName
    from vultrcrawl.schema.sources.reading import Reading
    from vultrcrawl.values.dates.spans import Span

#: Longest line that tells when something takes place, in characters.
_LINE: Final = 120
#: Share of the texts of a place that must tell it, and pages that must have one.
_MOST, _PAGES = 0.6, 0.5
#: Pages that must have it, where there are as many.
_SEVERAL: Final = 2
#: How likely such a line tells it.
_SAID: Final = 0.9
#: Score from which on a class or an icon tells that a line is of dates.
_TOLD: Final = 0.2
#: Properties that pages label, or mark by a class or an icon, where it is told.
_CALLED: Final = frozenset(("startDate", "datePublished"))


def takes_place(
    candidates: Sequence[Candidate],
    assignments: Sequence[Assignment],
    readings: Sequence[Reading],
    page_type: PageType | None,
) -> list[Assignment]:
    """Return *assignments* with what tells when and where events take place.

    What is known already stays, if it is not told of more pages so: only what goes on
    for days has a label for its end on many sites.
    """
    if page_type is not PageType.EVENT:
        return list(assignments)
    pages = len(readings)
    told = [(one, said) for one in candidates if (said := _spans(one, readings))]
    begins = [(one, {n: s.start for n, s in said.items()}) for one, said in told]
    ends = [(one, {n: s.end for n, s in said.items() if s.end}) for one, said in told]
    found = {one.name: one for one in assignments}
    for one in (
        *_chosen("startDate", begins, pages),
        *_chosen("endDate", ends, pages),
        *_places(candidates, pages),
    ):
        known = found.get(one.name)
        if known is None or _reach(one) > _reach(known):
            stays = known.candidates if known and one.name == "startDate" else ()
            both = (*stays, *one.candidates)[:MAX_LOCATORS]
            found[one.name] = replace(one, candidates=both)
    return list(found.values())


def _reach(one: Assignment) -> int:
    """Return how many pages have *one*."""
    return len({number for candidate in one.candidates for number in candidate.keys})


def _places(candidates: Sequence[Candidate], pages: int) -> list[Assignment]:
    """Return where things are: the first line below a label, before an address."""
    found = [
        replace(one, values={number: texts[:1] for number, texts in one.values.items()})
        for one in candidates
        if one.kind == "section" and "location" in by_labels(one.label or "")
    ]
    found = [
        one
        for one in found
        if len(one.keys) >= _PAGES * pages and written_as("location", one.texts())
    ]
    return [Assignment("location", _SAID, tuple(found[:1]))] if found else []


def _chosen(
    name: TransformName,
    told: Sequence[tuple[Candidate, Mapping[int, str]]],
    pages: int,
) -> list[Assignment]:
    """Return the places that tell *name*, the surest and most frequent ones first."""
    least = max(_PAGES * pages, min(pages, _SEVERAL))
    often = [(one, said) for one, said in told if len(said) >= least]
    if not often:
        return []
    often.sort(key=lambda one: (-_trust(one[0]), -len(one[1])))
    first = often[0][1]
    kept = [
        replace(one, transform=name)
        for one, said in often
        if all(
            said.get(number, text)[:10] == text[:10] for number, text in first.items()
        )
    ]
    return [Assignment(name, _SAID, tuple(kept[:MAX_LOCATORS]))]


def _spans(one: Candidate, readings: Sequence[Reading]) -> dict[int, Span]:
    """Return when things take place by what *one* says, by page; none if it doesn't."""
    if one.kind not in ("css", "label", "section"):
        return {}
    if one.kind == "css" and one.attribute not in ("text", "own"):
        return {}
    lines = {number: " | ".join(texts) for number, texts in one.values.items() if texts}
    lines = {number: line for number, line in lines.items() if len(line) <= _LINE}
    if len(lines) < _MOST * len(one.values) or is_of_byline(one):
        return {}
    found = {
        number: span
        for number, line in lines.items()
        if (span := spans.read(line, readings[number].locale)) is not None
    }
    if len(found) < _MOST * len(lines):
        return {}
    return found if _trust(one) or _has_hours(found) else {}


def _has_hours(found: Mapping[int, Span]) -> bool:
    """Whether most of what was *found* has a time of day, or an end."""
    several = sum("T" in one.start or one.end is not None for one in found.values())
    return 2 * several > len(found)


def _trust(one: Candidate) -> int:
    """Return how surely *one* tells it by what it is called; 0 if it is not."""
    if one.label is not None:
        known = by_labels(one.label)
        return 3 if "startDate" in known else 2 if "datePublished" in known else 0
    return int(max(one.scores.get(name, 0.0) for name in _CALLED) >= _TOLD)
