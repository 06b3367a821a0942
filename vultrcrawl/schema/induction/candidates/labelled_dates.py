"""Dates behind words that say what they are: ``Last updated on May 2, 2018``."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.properties.registry import PROPERTIES, by_labels
from vultrcrawl.values import dates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.induction.candidates.candidate import Candidate

#: Longest line, in characters; lines that are read, and share of them that begin so.
_LONGEST, _READ, _MOST = 80, 20, 0.6
#: Score of what such words say.
_SCORE: Final = 0.8


def with_labelled_dates(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return *candidates*, of which lines of a label and a date are what it says.

    Such a line says nothing of other dates, whatever its class or place makes of it.
    """
    return [
        replace(one, scores={**_without_dates(one), name: _SCORE})
        if one.kind == "css" and not one.is_list and (name := _property_of(one))
        else one
        for one in candidates
    ]


def _without_dates(one: Candidate) -> dict[str, float]:
    return {n: s for n, s in one.scores.items() if PROPERTIES[n].accepts != "date"}


def _property_of(one: Candidate) -> str:
    """Return the property that most lines of *one* begin with and a date; or ""."""
    lines = [one.prefix + text + one.suffix for text in one.texts()[:_READ]]
    names = Counter(name for line in lines if (name := _label_of(line)))
    for name, count in names.most_common(1):
        if count >= _MOST * len(lines):
            return name
    return ""


def _label_of(line: str) -> str:
    """Return the property that a *line* begins with, if its date follows."""
    if len(line) > _LONGEST or not any(map(str.isdigit, line)):
        return ""
    found = next(iter(dates.read_all(line)), None)
    if found is None:
        return ""
    lead = line[: found.start].strip()
    # "Zuletzt aktualisiert am": the label, and a word that leads on to the date.
    names = by_labels(lead) or by_labels(lead.rpartition(" ")[0])
    return next((name for name in names if PROPERTIES[name].accepts == "date"), "")
